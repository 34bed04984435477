"""The language of a page: what the visitor chose on this node, else the node's own."""

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Follow the language cookie and nothing else.

    Office computers often carry an English browser; its Accept-Language says nothing about the clerk.
    """

    def process_request(self, request: HttpRequest) -> None:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)
