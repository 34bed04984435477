"""The office as a Django application."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Label `office`; its tables live in the office database."""

    name = "lienvung.office"
    label = "office"

    def ready(self) -> None:
        """Connect what is written down about sign-ins."""
        from lienvung.office import signals  # noqa: F401 - importing connects the receivers
