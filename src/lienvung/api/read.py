"""The JSON read API under /api/v1/: registers, records, history, changes, heads. OpenAPI 3.1 at openapi.json.

Session-authenticated and read-only: it shows what the pages show, to the same people. Answers carry an ETag;
refusals are application/problem+json (RFC 9457).
"""

from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI, Query
from ninja.errors import AuthenticationError, ValidationError
from ninja.renderers import BaseRenderer

from lienvung.api.shapes import (
    Answer,
    ChangeShape,
    HeadShape,
    ProblemShape,
    RecordShape,
    RecordsShape,
    RegisterShape,
    VersionShape,
    show_change,
    show_head,
    show_page,
    show_record,
    show_register,
    show_version,
)
from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import format_time
from lienvung.core.register.record import Record
from lienvung.node.stores.port import COUNT_CAP, Reader
from lienvung.office.eyes import reading
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.registers import definitions_in_use, query_of

MOST_RECORDS, MOST_CHANGES = 1000, 10_000
# Names of the query that are not fields of a register.
_RESERVED = frozenset({"q", "sort", "after", "limit"})


class SortedJson(BaseRenderer):
    """JSON with sorted names: equal answers are equal bytes and have equal ETags."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the bytes of an answer."""
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


class ReadApi(NinjaAPI):
    """An API whose answers carry an ETag and answer If-None-Match."""

    def create_response(self, request: HttpRequest, data: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return an answer, or 304 where the caller already has these bytes."""
        response = super().create_response(request, data, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        if response.status_code != HTTPStatus.OK:
            return response
        etag = f'"{sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response)


def signed_in(request: HttpRequest) -> object:
    """Let in whom the pages let in: somebody signed in, with a password of their own, whose role may read."""
    user = request.user
    may_read = user.is_authenticated and not user.must_change_password and holds(user.role, Duty.READ)
    return user if may_read else None


api = ReadApi(
    title="Liên Vùng",
    version="1",
    description="Read the registers that this node holds. Values are as the logs have them; labels are in definitions.",
    auth=signed_in,
    renderer=SortedJson(),
    docs_url=None,  # the interactive page would load scripts from a foreign host
    urls_namespace="api",
)

PROBLEMS = dict.fromkeys((401, 404, 422), ProblemShape)


@api.get("/registers", response={200: list[RegisterShape], **PROBLEMS}, by_alias=True, summary="All registers")
def registers(request: HttpRequest) -> list[Answer]:
    """List the registers with their definitions and how many live records this node holds."""
    with reading() as reader:
        return [_register(reader, definition) for definition in definitions_in_use(reader).values()]


@api.get("/registers/{name}", response={200: RegisterShape, **PROBLEMS}, by_alias=True, summary="One register")
def register(request: HttpRequest, name: str) -> Answer:
    """Return one register's definition."""
    with reading() as reader:
        return _register(reader, _definition(reader, name))


@api.get("/registers/{name}/records", response={200: RecordsShape, **PROBLEMS}, by_alias=True, summary="Records")
def records(request: HttpRequest, name: str, q: str = "", sort: str = "", after: str = "", limit: int = 50) -> Answer:
    """Return a page of live records.

    Any field of the register is a filter (`?side=hai-phong`); `sort` is a field, `-` before it for descending;
    `after` is the `next` of the page before; `q` searches with marks forgiven.
    """
    with reading() as reader:
        definition = _definition(reader, name)
        unknown = set(request.GET) - _RESERVED - set(definition.fields)
        if unknown or not 1 <= limit <= MOST_RECORDS or sort.removeprefix("-") not in ("", *definition.fields):
            raise QueryRefused(", ".join(sorted(unknown)) or "limit, sort")
        where = {field: request.GET[field] for field in definition.fields if field in request.GET}
        return show_page(reader.find(name, query_of(definition, where, text=q, order=sort, after=after, limit=limit)))


@api.get(
    "/registers/{name}/records/{key}", response={200: RecordShape, **PROBLEMS}, by_alias=True, summary="One record"
)
def record(request: HttpRequest, name: str, key: str) -> Answer:
    """Return a record in whatever state it is."""
    with reading() as reader:
        return show_record(_record(reader, name, key))


@api.get(
    "/registers/{name}/records/{key}/history",
    response={200: list[VersionShape], **PROBLEMS},
    by_alias=True,
    summary="History of a record",
)
def history(request: HttpRequest, name: str, key: str) -> list[Answer]:
    """Return every entry of a key, oldest first."""
    with reading() as reader:
        _record(reader, name, key)
        return [show_version(version) for version in reader.history(name, key)]


@api.get("/changes", response={200: list[ChangeShape], **PROBLEMS}, by_alias=True, summary="Changes")
def changes(
    request: HttpRequest,
    since: datetime,
    until: datetime | None = None,
    of: Annotated[str, Query(alias="register")] = "",
    limit: int = 1000,
) -> list[Answer]:
    """Return entries of all logs with since ≤ time < until, newest first; moments are RFC 3339 with a zone."""
    moments = [moment for moment in (since, until) if moment]
    if any(moment.tzinfo is None for moment in moments) or not 1 <= limit <= MOST_CHANGES:
        raise QueryRefused("since, until, limit")
    try:
        begin, end = format_time(since), format_time(until) if until else None
    except OverflowError:  # in UTC it lies before the year 1 or after 9999
        raise QueryRefused("since, until") from None
    with reading() as reader:
        return [show_change(row) for row in reader.changes(begin, end, [of] if of else None, limit)]


@api.get("/heads", response={200: list[HeadShape], **PROBLEMS}, by_alias=True, summary="Heads")
def heads(request: HttpRequest) -> list[Answer]:
    """Return the newest signed head held of each log."""
    with reading() as reader:
        return [show_head(log) for log in reader.logs() if log.head]


class QueryRefused(Exception):
    """The query names what the register does not have, or asks for too much."""


def _definition(reader: Reader, name: str) -> Definition:
    try:
        return definitions_in_use(reader)[name]
    except KeyError:
        raise Http404 from None


def _record(reader: Reader, name: str, key: str) -> Record:
    _definition(reader, name)
    found = reader.record(name, key)
    if found is None:
        raise Http404
    return found


def _register(reader: Reader, definition: Definition) -> Answer:
    held = reader.definition(definition.register) is not None
    return show_register(definition, reader.count(definition.register, cap=COUNT_CAP) if held else 0)


def problem(request: HttpRequest, status: HTTPStatus, kind: str, detail: str = "") -> HttpResponse:
    """Return a refusal (RFC 9457)."""
    document = {"type": f"urn:lienvung:{kind}", "title": status.phrase, "status": status.value, "detail": detail}
    return HttpResponse(orjson.dumps(document), status=status, content_type="application/problem+json")


@api.exception_handler(AuthenticationError)
def _refuse_stranger(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, HTTPStatus.UNAUTHORIZED, "sign-in-needed")


@api.exception_handler(Http404)
def _refuse_unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, HTTPStatus.NOT_FOUND, "not-here")


@api.exception_handler(ValidationError)
def _refuse_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = ", ".join(".".join(map(str, each["loc"])) for each in error.errors)
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, "query-refused", places)


@api.exception_handler(QueryRefused)
def _refuse_query(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, "query-refused", str(error))


@api.exception_handler(LienVungError)
def _refuse(request: HttpRequest, error: LienVungError) -> HttpResponse:
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, error.code, str(error))
