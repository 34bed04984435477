"""Addresses of Quản trị."""

from django.urls import path

from lienvung.web.oversight import health, people, roles, trail

app_name = "oversight"

urlpatterns = [
    path("quan-tri/", people.people, name="people"),
    path("quan-tri/nguoi-moi/", people.invite, name="invite"),
    path("quan-tri/nguoi/<int:person>/", people.person, name="person"),
    path("quan-tri/vai-tro/", roles.roles, name="roles"),
    path("quan-tri/nhat-ky/", trail.trail, name="trail"),
    path("quan-tri/nhat-ky.csv", trail.trail_csv, name="trail-csv"),
    path("quan-tri/tinh-trang/", health.health, name="health"),
]
