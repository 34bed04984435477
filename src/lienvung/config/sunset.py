"""Say in every answer to machines and partners when this node will end, once that is decided (RFC 8594)."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from email.utils import format_datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ANNOUNCED = ("/api/", "/lienvung/")


class SunsetMiddleware:
    """Add the header `Sunset` below the addresses that programmes read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.LIENVUNG_SUNSET is not None and request.path.startswith(ANNOUNCED):
            end = datetime.combine(settings.LIENVUNG_SUNSET, time.max.replace(microsecond=0), tzinfo=UTC)
            response["Sunset"] = format_datetime(end, usegmt=True)
        return response
