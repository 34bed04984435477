"""The pages of partners and agreements as a Django application."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Label `partners`; templates only, no tables."""

    name = "lienvung.web.partners"
    label = "partners"
