"""The register pages as a Django application."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Label `registers`; templates and static files only, no tables."""

    name = "lienvung.web.registers"
    label = "registers"
