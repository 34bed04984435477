"""OGC API - Features under /api/features/: Core, GeoJSON, OpenAPI 3.0 (Part 1), coordinate systems (Part 2).

Every register that draws something is a collection, every live record a feature with its key as id. Pages go on by a
cursor, so that a reader gets each feature once however much is written meanwhile.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import orjson
import shapely
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lienvung.api.asking import QueryRefused, check_names, find_page
from lienvung.api.feature_asking import asked_page, asked_projection, asked_region
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
from lienvung.api.projections import Projection
from lienvung.api.sight import Sight, sight
from lienvung.api.sources import sources_of
from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.node.lasting import lasting_record
from lienvung.node.stores.port import COUNT_CAP, Page

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
    check_names(request.GET, "f")
    return _for_people(request, "web:open-data") or _json(landing(_root(request), _here(request)))


@_strict
def conformance(request: HttpRequest) -> HttpResponse:
    """Return which parts of the standard hold here."""
    check_names(request.GET, "f")
    return _json({"conformsTo": list(CONFORMANCE)})


@_strict
def interface(request: HttpRequest) -> HttpResponse:
    """Return the description of this interface in OpenAPI 3.0."""
    check_names(request.GET, "f")
    with sight(request) as seen:
        return _json(describe_interface(_root(request), _drawn(seen)), OPENAPI)


@_strict
def collections(request: HttpRequest) -> HttpResponse:
    """Return every register that draws something."""
    if people := _for_people(request, "web:registers"):
        return people
    check_names(request.GET, "f")
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
    check_names(request.GET, "f")
    with sight(request) as seen:
        return _json(describe_collection(seen.reader, _definition(seen, register), _root(request)))


@_strict
def schema(request: HttpRequest, register: str) -> HttpResponse:
    """Return the JSON Schema of a collection's features."""
    check_names(request.GET, "f")
    with sight(request) as seen:
        return _json(properties_schema(_definition(seen, register), _here(request)), SCHEMA)


@_strict
def items(request: HttpRequest, register: str) -> HttpResponse:
    """Return a page of features."""
    if people := _for_people(request, "web:register", register):
        return people
    with sight(request) as seen:
        definition = _definition(seen, register)
        to = asked_projection(request.GET, "crs")
        region = asked_region(request.GET)
        page = find_page(seen.reader, register, asked_page(definition, request.GET, region))
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
    check_names(request.GET, "crs", "f")
    with sight(request) as seen:
        definition = _definition(seen, register)
        to = asked_projection(request.GET, "crs")
        record = seen.reader.record(register, key)
        if record is None:
            raise Refused(HTTPStatus.NOT_FOUND)
        lasting = lasting_record(seen.reader, record)
        sources = sources_of(seen.reader, [register])
    if lasting.key != key:
        asked = f"?{request.GET.urlencode()}" if request.GET else ""
        address = reverse("open:feature", args=[register, lasting.key]) + asked
        return HttpResponse(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": address})
    if record.state != "live":
        raise Refused(HTTPStatus.GONE, record.state, "retired" if record.state == "retired" else "not-shown")
    root = f"{_root(request)}collections/{register}"
    links = [
        {"rel": "self", "type": GEOJSON, "href": _here(request)},
        {"rel": "collection", "type": "application/json", "href": root},
        {"rel": "alternate", "type": "text/html", "href": _absolute(request, "web:record", register, key)},
    ]
    return _geojson({**build_feature(definition, record, to), "links": links, "sources": sources}, to)


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
