"""The intake pages as a Django application."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Label `intake`; templates and static files only, no tables."""

    name = "lienvung.web.intake"
    label = "intake"
