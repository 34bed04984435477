"""Who asks: somebody signed in, a programme with a person's key, or a stranger.

A key comes as `Authorization: Bearer <key>`, or as Basic with the owner's user name and the key for a password: QGIS
and GDAL can send both. A password never opens this door: it would go round what else signing in asks for.
"""

import time
from base64 import b64decode
from binascii import Error as Base64Error
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from lienvung.api.allowance import Allowance
from lienvung.api.problems import Refused
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.people import User
from lienvung.office.services.api_tokens import token_owner

_asked = Allowance(time.monotonic)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="lienvung"'}


def identify(request: HttpRequest) -> None:
    """Set `request.user` to whose key came along; raise Refused for a wrong key, and for who asks too much."""
    request.by_token = "Authorization" in request.headers
    if request.by_token:
        request.user = _owner(request.headers["Authorization"], _address(request))
    charge(request, 1)


def charge(request: HttpRequest, cost: int) -> None:
    """Count what is asked against what this visitor may ask in a minute; raise Refused for too much."""
    person = f"person {request.user.pk}"
    name, most = (person, "person") if may_read(request) else (_address(request), "stranger")
    if not _asked.admit(name, settings.LIENVUNG_API_RATES[most], cost):
        raise _too_many()


def may_read(request: HttpRequest) -> bool:
    """Return whether this is somebody whom the pages would let in: a password of their own, a role that reads."""
    user = request.user
    return user.is_authenticated and not user.must_change_password and holds(user.role, Duty.READ)


def _address(request: HttpRequest) -> str:
    return f"address {get_adapter().get_client_ip(request)}"


def _owner(header: str, address: str) -> User:
    failures = f"failed {address}"
    most = settings.LIENVUNG_API_RATES["failure"]
    if _asked.is_spent(failures, most):
        raise _too_many()
    name, secret = _credentials(header)
    owner = token_owner(secret) if secret else None
    if owner is None or (name is not None and name != owner.username):
        _asked.admit(failures, most)
        raise Refused(HTTPStatus.UNAUTHORIZED, "", "token-refused", CHALLENGE)
    return owner


def _credentials(header: str) -> tuple[str | None, str]:
    """Return the user name, None where none was sent, and the key."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return None, rest.strip()
    if scheme.lower() != "basic":
        return None, ""
    try:
        name, _, secret = b64decode(rest, validate=True).decode().partition(":")
    except (Base64Error, UnicodeDecodeError, ValueError):
        return None, ""
    return name, secret


def _too_many() -> Refused:
    return Refused(HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(_asked.seconds_left())})
