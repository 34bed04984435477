"""Addresses of Bản đồ."""

from django.urls import path

from lienvung.web.map import boundaries, pages, register_map

app_name = "map"

urlpatterns = [
    path("ban-do/", pages.page, name="map"),
    path("ban-do/ve.svg", pages.picture, name="picture"),
    path("ban-do/ve.png", pages.picture_png, name="picture-png"),
    path("ban-do/ranh-gioi/", boundaries.bring, name="boundaries"),
    path("ban-do/ranh-gioi/rut/", boundaries.withdraw, name="boundary-withdraw"),
    path("ban-do/ranh-gioi/<uuid:imported>/", boundaries.preview, name="boundary"),
    path("ban-do/toan-quoc.svg", pages.country, name="country"),
    path("ban-do/don-vi.geojson", pages.units, name="units"),
    path("ban-do/nen/<slug:layer>.geojson", pages.base, name="base"),
    path("ban-do/lop/<slug:register>.geojson", pages.layer, name="layer"),
    path("so/<slug:register>/ban-do.svg", register_map.picture, name="register-picture"),
    path("so/<slug:register>/<slug:key>/ban-do.svg", register_map.record_picture, name="record-picture"),
    path("so/<slug:register>/ban-do.png", register_map.picture_png, name="register-picture-png"),
]
