"""OGC API - Features under /api/features/: Core, GeoJSON, OpenAPI 3.0 (Part 1), coordinate systems (Part 2).

Every register that draws something is a collection, every live record a feature with its key as id. Pages go on by a
cursor, so that a reader gets each feature once however much is written meanwhile.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

import orjson
import shapely
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lienvung.api.asking import FEATURES, MOST_FEATURES, QueryRefused, asked_box, asked_filters, asked_limit
from lienvung.api.feature_building import build_feature, drawn_field, meets
from lienvung.api.feature_documents import (
    CONFORMANCE,
    GEOJSON,
    OPENAPI,
    SCHEMA,
    describe_collection,
    landing,
    properties_schema,
)
from lienvung.api.feature_openapi import describe_interface
from lienvung.api.problems import Refused
from lienvung.api.projections import CRS84, Projection, find_projection, region_of
from lienvung.api.sight import Sight, sight
from lienvung.api.sources import sources_of
from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.node.stores.port import COUNT_CAP, Page, Query
from lienvung.node.stores.rows import Range

_ITEM_NAMES = frozenset({"crs", "f"})
_NAMES = frozenset({"bbox", "bbox-crs", "datetime", "limit", "after", "q", *_ITEM_NAMES})
_OPEN = ("", "..")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt][0-9:.]{8,}(?:[Zz]|[+ -][0-9]{2}:[0-9]{2}))?\Z")
View = Callable[..., HttpResponse]


def _strict(view: View) -> View:
    """Answer 400 to every parameter that means nothing here, as the standard asks."""

    @wraps(view)
    def answer(request: HttpRequest, **arguments: str) -> HttpResponse:
        try:
            return view(request, **arguments)
        except QueryRefused as refusal:
            raise Refused(HTTPStatus.BAD_REQUEST, refusal.detail) from None
        except LienVungError as error:
            raise Refused(HTTPStatus.BAD_REQUEST, str(error), error.code) from None

    return answer


@_strict
def landing_page(request: HttpRequest) -> HttpResponse:
    """Return where everything is."""
    return _for_people(request, "web:open-data") or _json(landing(_root(request), _here(request)))


@_strict
def conformance(request: HttpRequest) -> HttpResponse:
    """Return which parts of the standard hold here."""
    _check_names(request, frozenset({"f"}))
    return _json({"conformsTo": list(CONFORMANCE)})


@_strict
def interface(request: HttpRequest) -> HttpResponse:
    """Return the description of this interface in OpenAPI 3.0."""
    with sight(request) as seen:
        return _json(describe_interface(_root(request), _drawn(seen)), OPENAPI)


@_strict
def collections(request: HttpRequest) -> HttpResponse:
    """Return every register that draws something."""
    if people := _for_people(request, "web:registers"):
        return people
    _check_names(request, frozenset({"f"}))
    with sight(request) as seen:
        root = _root(request)
        described = [describe_collection(seen.reader, each, root) for each in _drawn(seen)]
    links = [{"rel": "self", "type": "application/json", "href": _here(request)}]
    return _json({"links": links, "collections": described})


@_strict
def collection(request: HttpRequest, register: str) -> HttpResponse:
    """Return what one collection is, in which systems it is given, and whose it is."""
    if people := _for_people(request, "web:register", register):
        return people
    _check_names(request, frozenset({"f"}))
    with sight(request) as seen:
        return _json(describe_collection(seen.reader, _definition(seen, register), _root(request)))


@_strict
def schema(request: HttpRequest, register: str) -> HttpResponse:
    """Return the JSON Schema of a collection's features."""
    with sight(request) as seen:
        return _json(properties_schema(_definition(seen, register), _here(request)), SCHEMA)


@_strict
def items(request: HttpRequest, register: str) -> HttpResponse:
    """Return a page of features."""
    if people := _for_people(request, "web:register", register):
        return people
    with sight(request) as seen:
        definition = _definition(seen, register)
        to = _asked_projection(request, "crs")
        region = _asked_region(request)
        page = seen.reader.find(register, _asked_query(definition, request, region))
        sources = sources_of(seen.reader, [register])
    shown = [each for each in page.records if region is None or meets(definition, each, region)]
    document = {
        "type": "FeatureCollection",
        "features": [build_feature(definition, each, to) for each in shown],
        "links": _page_links(request, register, page),
        "numberReturned": len(shown),
        "sources": sources,
        **_matched(page, region),
    }
    return _geojson(document, to)


@_strict
def item(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Return one feature: 410 for a retired one, 308 for one that was merged into another."""
    if people := _for_people(request, "web:record", register, key):
        return people
    _check_names(request, _ITEM_NAMES)
    with sight(request) as seen:
        definition = _definition(seen, register)
        to = _asked_projection(request, "crs")
        record = seen.reader.record(register, key)
        sources = sources_of(seen.reader, [register])
    if record is None:
        raise Refused(HTTPStatus.NOT_FOUND)
    if record.into:
        lasting = reverse("open:feature", args=[register, record.into])
        return HttpResponse(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": lasting})
    if record.state != "live":
        raise Refused(HTTPStatus.GONE, record.state, "retired" if record.state == "retired" else "not-shown")
    root = f"{_root(request)}collections/{register}"
    links = [
        {"rel": "self", "type": GEOJSON, "href": _here(request)},
        {"rel": "collection", "type": "application/json", "href": root},
        {"rel": "alternate", "type": "text/html", "href": _absolute(request, "web:record", register, key)},
    ]
    return _geojson({**build_feature(definition, record, to), "links": links, "sources": sources}, to)


def _asked_query(definition: Definition, request: HttpRequest, region: shapely.Geometry | None) -> Query:
    where, ranges = asked_filters(definition, request.GET, _NAMES)
    for name, span in _asked_days(definition, request.GET.get("datetime", "")).items():
        if name in ranges:
            raise QueryRefused("datetime")
        ranges[name] = span
    return Query(
        where=where,
        ranges=ranges,
        text=request.GET.get("q", ""),
        sort=("key",),
        after=request.GET.get("after") or None,
        limit=asked_limit(request.GET, FEATURES, MOST_FEATURES),
        box=_bounds(region) if region is not None else None,
    )


def _asked_days(definition: Definition, said: str) -> dict[str, Range]:
    """Return what `datetime` asks of valid time: the fact held on some day of the instant or interval."""
    if not said:
        return {}
    begin, _, end = said.partition("/")
    first, last = _asked_day(begin), _asked_day(end if "/" in said else begin)
    if (first is None and last is None and "/" not in said) or (first and last and first > last):
        raise QueryRefused("datetime")
    valid = definition.valid_time
    if valid is None:
        return {}
    found = {}
    if last is not None:
        found[valid.since] = Range(None, last, missing=True)
    if first is not None:
        found[valid.until] = Range(first, None, missing=True)
    return found


def _asked_day(said: str) -> str | None:
    if said in _OPEN:
        return None
    found = _DAY.match(said)
    try:
        # Facts hold by days; of a moment only its day counts. A plus in an address is a blank to who reads forms.
        datetime.fromisoformat(said.replace(" ", "+").upper())
    except ValueError:
        found = None
    if found is None:
        raise QueryRefused("datetime")
    return found[1]


def _asked_projection(request: HttpRequest, name: str) -> Projection:
    found = find_projection(request.GET.get(name, CRS84))
    if found is None:
        raise QueryRefused(name)
    return found


def _asked_region(request: HttpRequest) -> shapely.Geometry | None:
    given_in, box = _asked_projection(request, "bbox-crs"), asked_box(request.GET.get("bbox", ""))
    if box is None:
        return None
    region = region_of(box, given_in)
    if region is None:
        raise QueryRefused("bbox")
    return region


def _bounds(region: shapely.Geometry) -> tuple[float, float, float, float]:
    """Return the box around a region, on the globe; of a region in two halves, from the eastern one to the western."""
    halves = [half.bounds for half in getattr(region, "geoms", [region])]
    west, south, east, north = halves[0] if len(halves) == 1 else _joined(*sorted(halves))
    return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)


def _joined(western: tuple[float, ...], eastern: tuple[float, ...]) -> tuple[float, float, float, float]:
    return eastern[0], min(western[1], eastern[1]), western[2], max(western[3], eastern[3])


def _check_names(request: HttpRequest, known: frozenset[str]) -> None:
    unknown = sorted({*request.GET} - known)
    if unknown:
        raise QueryRefused(unknown[0])


def _drawn(seen: Sight) -> list[Definition]:
    return [each for each in seen.definitions.values() if drawn_field(each) and not each.system]


def _definition(seen: Sight, register: str) -> Definition:
    definition = seen.definition(register)
    if drawn_field(definition) is None or definition.system:
        raise Refused(HTTPStatus.NOT_FOUND)
    return definition


def _matched(page: Page, region: shapely.Geometry | None) -> dict[str, int]:
    """Return how many match, where that is known: totals are counted up to a cap, and boxes are coarser than shapes."""
    return {"numberMatched": page.total} if region is None and page.total < COUNT_CAP else {}


def _page_links(request: HttpRequest, register: str, page: Page) -> list[dict[str, str]]:
    links = [
        {"rel": "self", "type": GEOJSON, "href": _here(request)},
        {"rel": "alternate", "type": "text/html", "href": _absolute(request, "web:register", register)},
    ]
    if page.next:
        params = request.GET.copy()
        params["after"] = page.next
        following = request.build_absolute_uri(f"{request.path}?{params.urlencode()}")
        links.append({"rel": "next", "type": GEOJSON, "href": following})
    return links


def _for_people(request: HttpRequest, name: str, *arguments: str) -> HttpResponse | None:
    """Return the way to the page, where a page was asked for."""
    form = request.GET.get("f", "json")
    if form not in ("json", "html"):
        raise QueryRefused("f")
    return HttpResponseRedirect(reverse(name, args=arguments)) if form == "html" else None


def _root(request: HttpRequest) -> str:
    return _absolute(request, "open:features")


def _here(request: HttpRequest) -> str:
    return request.build_absolute_uri()


def _absolute(request: HttpRequest, name: str, *arguments: str) -> str:
    return request.build_absolute_uri(reverse(name, args=arguments))


def _json(document: Any, media_type: str = "application/json") -> HttpResponse:
    return HttpResponse(orjson.dumps(document, option=orjson.OPT_SORT_KEYS), content_type=media_type)


def _geojson(document: dict[str, Any], crs: Projection) -> HttpResponse:
    response = _json(document, GEOJSON)
    response["Content-Crs"] = f"<{crs.uri}>"
    return response
