"""The office as a Django application."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Label `office`; its tables live in the office database."""

    name = "lienvung.office"
    label = "office"
