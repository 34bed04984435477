"""Refusals for programmes: application/problem+json (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import orjson
from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"
KINDS = {
    HTTPStatus.BAD_REQUEST: "query-refused",
    HTTPStatus.UNAUTHORIZED: "sign-in-needed",
    HTTPStatus.FORBIDDEN: "not-allowed",
    HTTPStatus.NOT_FOUND: "not-here",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.NOT_ACCEPTABLE: "not-acceptable",
    HTTPStatus.UNPROCESSABLE_ENTITY: "query-refused",
    HTTPStatus.TOO_MANY_REQUESTS: "too-many-requests",
}


@dataclass
class Refused(Exception):
    """A request that is not answered; `kind` stands in the problem's type, `headers` beside it."""

    status: HTTPStatus
    detail: str = ""
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> HttpResponse:
        """Return the refusal as an answer."""
        return problem(self.status, self.detail, self.kind, self.headers)


def problem(
    status: HTTPStatus, detail: str = "", kind: str = "", headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return a refusal."""
    kind = kind or KINDS.get(status, "failed")
    document = {"type": f"urn:lienvung:{kind}", "title": status.phrase, "status": status.value, "detail": detail}
    return HttpResponse(orjson.dumps(document), status=status, content_type=MEDIA_TYPE, headers=headers)
