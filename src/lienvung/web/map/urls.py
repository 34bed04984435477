"""Addresses of Bản đồ."""

from django.urls import path

from lienvung.web.map import pages

app_name = "map"

urlpatterns = [
    path("ban-do/", pages.page, name="map"),
    path("ban-do/ve.svg", pages.picture, name="picture"),
    path("ban-do/toan-quoc.svg", pages.country, name="country"),
    path("ban-do/don-vi.geojson", pages.units, name="units"),
    path("ban-do/nen/<slug:layer>.geojson", pages.base, name="base"),
    path("ban-do/lop/<slug:register>.geojson", pages.layer, name="layer"),
]
