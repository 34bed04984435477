"""The language of a page: what the visitor chose on this node, else the node's own."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Follow the language cookie, else the node's own language.

    Office computers often carry an English browser; its Accept-Language says nothing about the clerk.
    """

    def process_request(self, request: HttpRequest) -> None:
        request.META["HTTP_ACCEPT_LANGUAGE"] = settings.LIENVUNG_LANGUAGE
        super().process_request(request)
