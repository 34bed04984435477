"""The JSON interface under /api/v1/: registers, records, history, changes, heads. OpenAPI 3.1 at openapi.json.

Read-only: it shows what the pages show, to the same people; to strangers, the public parts (`api.sight`). Every list
goes on by a cursor, given as `next` and as `Link: rel="next"`. What holds for every answer is said in `api.gate`.
"""

from http import HTTPStatus
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query
from ninja.errors import ValidationError
from ninja.renderers import BaseRenderer

from lienvung.api import atom
from lienvung.api.asking import RECORDS, QueryRefused, asked_query, check_names, find_page
from lienvung.api.cursor import parse_cursor
from lienvung.api.described import DescribedAPI
from lienvung.api.feature_documents import SCHEMA
from lienvung.api.feed import (
    CHANGES,
    FROM_NOW,
    MOST_CHANGES,
    Changes,
    is_of_a_record,
    newest_changes,
    positions_now,
    read_changes,
)
from lienvung.api.problems import Refused
from lienvung.api.shapes import (
    Answer,
    ChangesShape,
    HeadShape,
    ProblemShape,
    RecordsShape,
    RecordWithSourcesShape,
    RegisterShape,
    VersionShape,
    show_changes,
    show_head,
    show_page,
    show_record,
    show_register,
    show_version,
)
from lienvung.api.sight import Sight, sight
from lienvung.api.sources import own_title, sources_of
from lienvung.api.units import router as units_router
from lienvung.core.register.definition import Definition
from lienvung.core.register.json_schema import item_schema
from lienvung.core.register.record import Record
from lienvung.node.lasting import lasting_record
from lienvung.node.stores.port import COUNT_CAP, ChangeRow, Reader

NEWS = 100


class SortedJson(BaseRenderer):
    """JSON with sorted names: equal answers are equal bytes and have equal ETags."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the bytes of an answer."""
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


api = DescribedAPI(
    title="Liên Vùng",
    version="1",
    description="Read the registers that this node holds. Values are as the logs have them; labels are in definitions.",
    renderer=SortedJson(),
    docs_url=None,  # the interactive page would load scripts from a foreign host
    urls_namespace="api",
    openapi_extra={
        "security": [{}, {"key": []}, {"name and key": []}],
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "name and key": {"type": "http", "scheme": "basic"},
            }
        },
    },
)

api.add_router("/units", units_router)

PROBLEMS = dict.fromkeys((401, 404, 406, 422, 429), ProblemShape)
# What ninja cannot read from a signature: any field of the register is a parameter.
FIELD_FILTERS = {
    "parameters": [
        {
            "name": "fields",
            "in": "query",
            "required": False,
            "style": "form",
            "explode": True,
            "description": "Any field of the register: `side=hai-phong`; `.min` and `.max` after its name for a range.",
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        }
    ]
}


@api.get("/registers", response={200: list[RegisterShape], **PROBLEMS}, by_alias=True, summary="All registers")
def registers(request: HttpRequest) -> list[Answer]:
    """List the registers with their definitions and how many live records this node holds."""
    check_names(request.GET)
    with sight(request) as seen:
        return [_register(seen.reader, definition) for definition in seen.definitions.values()]


@api.get("/registers/{name}", response={200: RegisterShape, **PROBLEMS}, by_alias=True, summary="One register")
def register(request: HttpRequest, name: str) -> Answer:
    """Return one register's definition."""
    check_names(request.GET)
    with sight(request) as seen:
        return _register(seen.reader, seen.definition(name))


@api.get(
    "/registers/{name}/schema",
    response={200: dict[str, Any], **PROBLEMS},
    summary="JSON Schema of an item",
    openapi_extra={"responses": {200: {"content": {SCHEMA: {}}}}},
)
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """Return the JSON Schema (2020-12) of the register's values, so that a programme can check before it sends."""
    check_names(request.GET)
    with sight(request) as seen:
        document = item_schema(seen.definition(name))
    data = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    return HttpResponse(data, content_type=SCHEMA)


@api.get(
    "/registers/{name}/records",
    response={200: RecordsShape, **PROBLEMS},
    by_alias=True,
    summary="Records",
    openapi_extra=FIELD_FILTERS,
)
def records(
    request: HttpRequest,
    response: HttpResponse,
    name: str,
    q: str = "",
    sort: str = "",
    after: str = "",
    limit: int = RECORDS,
    bbox: str = "",
    as_of: str = "",
) -> Answer:
    """Return a page of live records.

    Any field of the register is a filter (`?side=hai-phong`); `sort` is a field, `-` before it for descending;
    `after` is the `next` of the page before; `q` searches with marks forgiven; `bbox` is west,south,east,north;
    `as_of` is a moment: the records as they were known then.
    """
    with sight(request) as seen:
        definition = seen.definition(name)
        page = find_page(seen.reader, name, asked_query(definition, request.GET))
        if page.next:
            response["Link"] = _link(request, page.next)
        return show_page(page, sources_of(seen.reader, [name]))


@api.get(
    "/registers/{name}/records/{key}",
    response={200: RecordWithSourcesShape, **PROBLEMS},
    by_alias=True,
    summary="One record",
    openapi_extra={"responses": {308: {"description": "merged: leads to the record that lasts"}}},
)
def record(request: HttpRequest, response: HttpResponse, name: str, key: str) -> Answer | HttpResponse:
    """Return a record; `state` says when it was retired. A merged one answers 308 to the record that lasts."""
    check_names(request.GET)
    with sight(request) as seen:
        found = _record(seen, name, key)
        lasting = lasting_record(seen.reader, found)
        if lasting.key != key:
            response.status_code = HTTPStatus.PERMANENT_REDIRECT
            response["Location"] = reverse("api:record", args=[name, lasting.key])
            return response
        return {**show_record(found), "sources": sources_of(seen.reader, [name])}


@api.get(
    "/registers/{name}/records/{key}/history",
    response={200: list[VersionShape], **PROBLEMS},
    by_alias=True,
    summary="History of a record",
)
def history(request: HttpRequest, name: str, key: str) -> list[Answer]:
    """Return every entry of a key, oldest first."""
    check_names(request.GET)
    with sight(request) as seen:
        _record(seen, name, key)
        return [show_version(version) for version in seen.reader.history(name, key)]


@api.get("/changes", response={200: ChangesShape, **PROBLEMS}, by_alias=True, summary="Changes")
def changes(
    request: HttpRequest,
    response: HttpResponse,
    after: str = "",
    of: Annotated[str, Query(alias="register")] = "",
    limit: int = CHANGES,
) -> Answer:
    """Return entries of all logs that come after a cursor, each log in its order.

    Without `after` from the beginning; `after=now` from here on. Go on with `next`: at once while `more`, and later
    from the same place. Nothing is missed and nothing comes twice, whatever is appended or received meanwhile.
    """
    check_names(request.GET, "after", "register", "limit")
    with sight(request) as seen:
        found = _changes(seen, after, of, limit)
        response["Link"] = _link(request, found.after)
        return show_changes(found)


@api.get("/changes.atom", include_in_schema=False)
def changes_atom(
    request: HttpRequest, after: str = "", of: Annotated[str, Query(alias="register")] = ""
) -> HttpResponse:
    """Return the newest changes as an Atom feed, or those after a cursor."""
    check_names(request.GET, "after", "register")
    with sight(request) as seen:
        links = {"self": request.build_absolute_uri()}
        if after:
            found = _changes(seen, after, of, NEWS)
            rows = found.rows
            links["next"] = _next_address(request, found.after)
        else:
            _check_register(seen, of)
            rows = tuple(newest_changes(seen.reader, of, NEWS))
        title, address = own_title(), request.build_absolute_uri
        data = atom.format_atom(rows, title=title, author=title, links=links, page_of=lambda row: address(_page(row)))
    return HttpResponse(data, content_type=f"{atom.MEDIA_TYPE}; charset=utf-8")


@api.get("/heads", response={200: list[HeadShape], **PROBLEMS}, by_alias=True, summary="Heads")
def heads(request: HttpRequest) -> list[Answer]:
    """Return the newest signed head held of each log."""
    check_names(request.GET)
    with sight(request) as seen:
        return [show_head(log) for log in seen.reader.logs() if log.head]


def _changes(seen: Sight, after: str, register: str, limit: int) -> Changes:
    _check_register(seen, register)
    if not 1 <= limit <= MOST_CHANGES:
        raise QueryRefused("limit")
    positions = positions_now(seen.reader, register) if after == FROM_NOW else parse_cursor(after) if after else {}
    return read_changes(seen.reader, positions, register, limit)


def _check_register(seen: Sight, register: str) -> None:
    if register:
        seen.definition(register)


def _record(seen: Sight, name: str, key: str) -> Record:
    seen.definition(name)
    found = seen.reader.record(name, key)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND)
    return found


def _register(reader: Reader, definition: Definition) -> Answer:
    held = reader.definition(definition.register) is not None
    return show_register(definition, reader.count(definition.register, cap=COUNT_CAP) if held else 0)


def _link(request: HttpRequest, after: str) -> str:
    return f'<{_next_address(request, after)}>; rel="next"'


def _next_address(request: HttpRequest, after: str) -> str:
    """Return the address of this request with another cursor."""
    params = request.GET.copy()
    params["after"] = after
    return request.build_absolute_uri(f"{request.path}?{params.urlencode()}")


def _page(row: ChangeRow) -> str:
    if is_of_a_record(row):
        return reverse("web:record", args=[row.register, row.key])
    return reverse("web:register", args=[row.register])


@api.exception_handler(ValidationError)
def _refuse_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return QueryRefused(", ".join(str(each["loc"][-1]) for each in error.errors)).response()
