"""Addresses of administrative units."""

from django.urls import path

from lienvung.web.units import converting, looking_up, one_unit, summing

app_name = "units"

urlpatterns = [
    path("don-vi/", looking_up.look_up, name="look-up"),
    path("don-vi/chuyen-doi/", converting.convert, name="convert"),
    path("don-vi/thong-ke/", summing.sums, name="sums"),
    path("don-vi/<slug:key>/", one_unit.unit, name="unit"),
]
