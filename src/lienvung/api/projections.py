"""The coordinate systems in which features are given, and the way from WGS 84 to each and back.

Addresses and the order of axes are those of OGC API - Features Part 2: in EPSG:4326 and EPSG:4756 latitude comes
first, in CRS84 longitude does. Which systems there are, and by which parameters, is said in `spatial.projection`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

import shapely
from pyproj import CRS
from pyproj.exceptions import ProjError

from lienvung.spatial.projection import KNOWN, WGS84, is_in_degrees, transformer

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG: Final = "http://www.opengis.net/def/crs/EPSG/0/"
_OTHER_SPELLINGS = re.compile(r"(?:urn:ogc:def:crs:EPSG:[^:]*:|\[?EPSG:)([0-9]{4,5})\]?\Z")
_DEGREES, _METRES = 7, 3
_STEPS: Final = 20
"""Into how many pieces a side of a box is cut: what is straight in metres is bent in degrees."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Projection:
    """One coordinate system; `to_wgs84` and `from_wgs84` take and give x (or longitude) first."""

    uri: str
    latitude_first: bool
    decimals: int
    to_wgs84: Callable[..., tuple[Any, Any]]
    from_wgs84: Callable[..., tuple[Any, Any]]


def _as_it_is(x: Any, y: Any) -> tuple[Any, Any]:
    return x, y


_LONGITUDE_FIRST = Projection(CRS84, False, _DEGREES, _as_it_is, _as_it_is)


@cache
def projection_uris() -> tuple[str, ...]:
    """Return the addresses of all systems, the default first."""
    return (CRS84, *(f"{_EPSG}{code.removeprefix('EPSG:')}" for code in KNOWN))


@cache
def find_projection(said: str) -> Projection | None:
    """Return the system that an address (or its short spelling, `EPSG:3405`) names; None for one we do not give."""
    short = _OTHER_SPELLINGS.match(said)
    uri = f"{_EPSG}{short[1]}" if short else said
    if uri == CRS84:
        return _LONGITUDE_FIRST
    return _projection(uri) if uri in projection_uris() else None


def _projection(uri: str) -> Projection:
    code = f"EPSG:{uri.removeprefix(_EPSG)}"
    return Projection(
        uri=uri,
        latitude_first=CRS.from_user_input(code).axis_info[0].direction == "north",
        decimals=_DEGREES if is_in_degrees(code) else _METRES,
        to_wgs84=transformer(code, WGS84).transform,
        from_wgs84=transformer(WGS84, code).transform,
    )


def project_geometry(geometry: Mapping[str, Any], to: Projection) -> dict[str, Any]:
    """Return a GeoJSON geometry in WGS 84, longitude first, in another system with the axes in its order."""
    if to is _LONGITUDE_FIRST:
        return dict(geometry)
    return {**geometry, "coordinates": _projected(geometry["coordinates"], to)}


def _projected(coordinates: Any, to: Projection) -> Any:
    if isinstance(coordinates[0], list):
        return [_projected(each, to) for each in coordinates]
    x, y = (round(each, to.decimals) for each in to.from_wgs84(*coordinates))
    return [y, x] if to.latitude_first else [x, y]


def region_of(box: Box, given_in: Projection) -> shapely.Geometry | None:
    """Return what a box covers, in WGS 84, longitude first; None where the system has no such place.

    In degrees a box whose west is greater than its east goes across the 180th meridian.
    """
    west, south, east, north = (box[1], box[0], box[3], box[2]) if given_in.latitude_first else box
    if south > north:
        return None
    if given_in.decimals == _DEGREES and west > east:
        halves = shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)
        return shapely.union_all([_in_wgs84(half, given_in) for half in halves])
    return _in_wgs84(shapely.box(west, south, east, north), given_in) if west <= east else None


def _in_wgs84(region: shapely.Polygon, given_in: Projection) -> shapely.Geometry | None:
    if given_in.to_wgs84 is _as_it_is:
        return region
    try:
        ring = list(_with_steps(region.exterior.coords))
        return shapely.Polygon([given_in.to_wgs84(x, y, errcheck=True) for x, y in ring])
    except (ProjError, ValueError):
        return None


def _with_steps(corners: Any) -> Iterator[tuple[float, float]]:
    for (x, y), (next_x, next_y) in pairwise(corners):
        for step in range(_STEPS):
            yield x + (next_x - x) * step / _STEPS, y + (next_y - y) * step / _STEPS
