"""The map pages as a Django application."""

from django.apps import AppConfig


class MapConfig(AppConfig):
    """Label `map`; templates and static files only, no tables."""

    name = "lienvung.web.map"
    label = "map"
