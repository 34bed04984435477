"""No body is read before it is known to be short enough, and none ever reaches the disk on its way in.

A paper may turn out to be secret only when it is looked at, so uploads stay in memory (settings: the one upload
handler). The gate judges by the length that is announced; a body without one is empty to Django.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lienvung.digitise.guard import MAX_BYTES

# Beside the file: the other fields and the lines between them.
MAX_UPLOAD = MAX_BYTES + 2**20
MAX_FORM = 8 * 2**20
# A name, a password, a token.
MAX_FROM_STRANGER = 64 * 2**10
_MOST_DIGITS = 18
View = Callable[..., HttpResponse]


class BodyLimitMiddleware:
    """Refuse a request whose body is longer than this visitor may send, before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.path.startswith(settings.LIENVUNG_OPEN_PREFIXES):  # what is read there has its own limits
            return None
        most = getattr(view, "lienvung_longest_body", None) or longest_body(request)
        if announced_length(request) <= most:
            return None
        context = {"most": MAX_BYTES // 2**20}
        return render(request, "413.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def may_be_long(most: int) -> Callable[[View], View]:
    """Let a view take a longer file than a paper may be: it streams the body itself, and the gate judged who sends."""

    def declare(view: View) -> View:
        view.lienvung_longest_body = most + 2**20  # type: ignore[attr-defined] # a view carries its declaration
        return view

    return declare


def longest_body(request: HttpRequest) -> int:
    """Return how many bytes this visitor may send in one request."""
    if not request.user.is_authenticated:
        return MAX_FROM_STRANGER
    return MAX_UPLOAD if request.content_type == "multipart/form-data" else MAX_FORM


def announced_length(request: HttpRequest) -> int:
    """Return the length of the body as announced, 0 for none; what is no number is longer than anything allowed."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    is_number = said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS
    return int(said) if is_number else MAX_UPLOAD + 1
