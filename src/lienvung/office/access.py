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
from django.http import HttpRequest, HttpResponse

from lienvung.office.roles import Duty, holds

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


def duties(*, get: Duty = Duty.READ, post: Duty | None = None) -> Callable[[View], View]:
    """Declare the duty a view asks for to be read (`get`) and to be acted on (`post`; None: never)."""

    def declare(view: View) -> View:
        view.lienvung_duties = (get, post)  # type: ignore[attr-defined] # a view carries its declaration
        return view

    return declare


def asked_duty(request: HttpRequest, view: View) -> Duty | None:
    """Return the duty this request needs, None when no role may do it."""
    match = request.resolver_match
    name = match.url_name if match else None
    get, post = getattr(view, "lienvung_duties", None) or _DECLARED_HERE.get(name or "", (Duty.READ, None))
    return get if request.method in SAFE_METHODS else post


class AccessMiddleware:
    """Refuse what the visitor's role does not allow; send strangers to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.path.startswith(settings.LIENVUNG_OPEN_PREFIXES):
            return None
        duty = asked_duty(request, view)
        if duty is Duty.OPEN:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if duty is None or not holds(request.user.role, duty):
            log.warning("denied", user=request.user.username, role=request.user.role, path=request.path)
            raise PermissionDenied
        return None
