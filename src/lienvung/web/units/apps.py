"""The pages of administrative units as a Django application."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Label `units`; templates and static files only, no tables."""

    name = "lienvung.web.units"
    label = "units"
