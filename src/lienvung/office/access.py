"""The gate before every page: a view says which duty it asks for, the gate checks the visitor's role.

A view that says nothing is read-only for people who are signed in: GET asks for `read`, every other
method is refused. So a forgotten declaration can hide a page, never open one.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lienvung.office.eyes import look_as
from lienvung.office.roles import Duty, holds
from lienvung.office.services.trail import refusal_record

log = structlog.get_logger(__name__)
View = Callable[..., HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Views that others wrote, by the name of their address.
_DECLARED_HERE: dict[str, tuple[Duty, Duty | None]] = {
    "account_login": (Duty.OPEN, Duty.OPEN),
    "account_logout": (Duty.OPEN, Duty.OPEN),
    "account_inactive": (Duty.OPEN, None),
    "account_reauthenticate": (Duty.READ, Duty.READ),
    "account_change_password": (Duty.READ, Duty.READ),
    "set_language": (Duty.OPEN, Duty.OPEN),
}
# What a person may do who signed in with a password that somebody else knows.
_BEFORE_OWN_PASSWORD = frozenset({"account_change_password", "account_reauthenticate"})
_LONGEST_PATH = 120


def duties(*, get: Duty = Duty.READ, post: Duty | None = None) -> Callable[[View], View]:
    """Declare the duty a view asks for to be read (`get`) and to be acted on (`post`; None: never)."""

    def declare(view: View) -> View:
        view.lienvung_duties = (get, post)  # type: ignore[attr-defined] # a view carries its declaration
        return view

    return declare


def asked_duty(request: HttpRequest, view: View) -> Duty | None:
    """Return the duty this request needs, None when no role may do it."""
    get, post = getattr(view, "lienvung_duties", None) or _DECLARED_HERE.get(_name_of(request), (Duty.READ, None))
    return get if request.method in SAFE_METHODS else post


class AccessMiddleware:
    """Refuse what the visitor's role does not allow; send strangers to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        look_as(None)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        look_as(request.user.role if request.user.is_authenticated else None)
        if request.path.startswith(settings.LIENVUNG_OPEN_PREFIXES):
            return None
        duty = asked_duty(request, view)
        if duty is Duty.OPEN:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if duty is None or not holds(request.user.role, duty):
            _write_down(request)
            raise PermissionDenied
        if request.user.must_change_password and _name_of(request) not in _BEFORE_OWN_PASSWORD:
            return HttpResponseRedirect(reverse("account_change_password"))
        return None


def _write_down(request: HttpRequest) -> None:
    user = request.user
    log.warning("denied", user=user.username, role=user.role, path=request.path)
    refusal_record(
        by=user, what="open-page", subject=request.path[:_LONGEST_PATH], method=request.method, role=user.role
    )


def _name_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.url_name or "" if match else ""
