"""The pages of oversight as a Django application."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Label `oversight`; templates only, no tables."""

    name = "lienvung.web.oversight"
    label = "oversight"
