"""Bản đồ: the page, its layers and units as GeoJSON, and the same as a picture."""

from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page

from lienvung.office.node_access import today
from lienvung.office.roles import Duty, holds
from lienvung.spatial.basemap import LAYERS, read_layer
from lienvung.spatial.drawing import Drawing, draw_map
from lienvung.spatial.inset import draw_country
from lienvung.spatial.raster import draw_png
from lienvung.web.addresses import face_address
from lienvung.web.map.asked import MapAsked, read_map_asked
from lienvung.web.map.drawn import layer_in, layer_title
from lienvung.web.map.layers import KEY
from lienvung.web.map.picture import read_drawing
from lienvung.web.map.shown import read_map_page
from lienvung.web.map.sources import read_sources
from lienvung.web.map.units import document_of, fitting_level, outlines_in, read_outlines
from lienvung.web.snapshot import snapshot

_GEOJSON = "application/geo+json"
_CORNER = (184, 194)  # as large as it is shown, so that its letters can be read


def page(request: HttpRequest) -> HttpResponse:
    """Show the map with its legend, its days and its table."""
    asked = _asked(request)
    with snapshot() as seen:
        shown = read_map_page(seen.at(asked.moment), asked)
    inspects = holds(request.user.role, Duty.INSPECT)
    return render(request, "map/map.html", {"page": shown, "may_inspect": inspects})


@gzip_page
def layer(request: HttpRequest, register: str) -> HttpResponse:
    """Give the records of a register that are drawn in the frame; `more` says that a nearer frame has others."""
    asked = _asked(request)
    with snapshot() as seen:
        title = layer_title(seen, register)
        found = layer_in(seen.at(asked.moment), asked, register, asked.box)
        page_url = face_address(register, KEY, asked.known_day)
        sources = {name: each.document() for name, each in read_sources(seen, [register]).items()}
    features = [each.document() for each in found.features]
    shared = {"layer": title, "page": page_url, "more": found.has_more, "sources": sources}
    return _json({"type": "FeatureCollection", "features": features, **shared})


@gzip_page
def units(request: HttpRequest) -> HttpResponse:
    """Give the units of the day that meet the frame: areas, borders, names."""
    asked = _asked(request)
    with snapshot() as seen:
        level = fitting_level(asked.box, asked.day, asked.level)
        found = outlines_in(read_outlines(seen.reader, asked, level), asked.box)
        document = document_of(seen, found, asked)
    return _json({**document, "level": level})


@gzip_page
@cache_control(max_age=86_400, private=True)
def base(request: HttpRequest, layer: str) -> HttpResponse:
    """Give a layer of the base map."""
    if layer not in LAYERS:
        raise Http404
    return HttpResponse(read_layer(layer), content_type=_GEOJSON)


@gzip_page
def picture(request: HttpRequest) -> HttpResponse:
    """Draw the map that the address asks for as one picture."""
    return svg_answer(_drawing(request))


def picture_png(request: HttpRequest) -> HttpResponse:
    """Give the same picture as PNG."""
    return png_answer(_drawing(request))


@gzip_page
@cache_control(max_age=86_400, private=True)
def country(request: HttpRequest) -> HttpResponse:
    """Draw the whole country with both archipelagos, for the corner of the map."""
    return _svg(draw_country(_("Việt Nam"), get_language() or "vi", *_CORNER))


def svg_answer(drawing: Drawing) -> HttpResponse:
    """Answer with a picture as SVG."""
    return _svg(draw_map(drawing))


def png_answer(drawing: Drawing) -> HttpResponse:
    """Answer with a picture as PNG."""
    return HttpResponse(draw_png(drawing), content_type="image/png")


def _drawing(request: HttpRequest) -> Drawing:
    asked = _asked(request)
    with snapshot() as seen:
        return read_drawing(seen.at(asked.moment), asked)


def _asked(request: HttpRequest) -> MapAsked:
    return read_map_asked(request.GET, today())


def _json(document: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(document), content_type=_GEOJSON)


def _svg(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    return response
