"""Whether a request came over TLS is told by our own proxies, and by nobody else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lienvung.node.proxies import is_ours


class ForwardedMiddleware:
    """Take X-Forwarded-Proto away from whoever is no proxy of ours, before anything asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_ours(request.META.get("REMOTE_ADDR", ""), settings.LIENVUNG_PROXIES):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)
