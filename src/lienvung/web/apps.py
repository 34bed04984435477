"""Name the face to Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages of Liên Vùng; it has no models."""

    name = "lienvung.web"
    label = "web"
