"""A shape that comes from outside: placed in WGS 84, its axes in order, its borders not crossing.

The stored form is `core.register.geometry`; what is found wrong here is what structure alone does not show.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from lienvung.core.register.errors import GeometryInvalid
from lienvung.core.register.geometry import check_geometry, from_geojson, lines_of, to_geojson
from lienvung.spatial.errors import (
    AxesSwapped,
    CoordinatesInMetres,
    ProjectionUnfit,
    ShapeCrosses,
    ShapeFlat,
    ShapeMisnested,
    ShapeWraps,
)
from lienvung.spatial.projection import WGS84, is_in_degrees, transformer

LONGITUDES: Final = (99.0, 120.0)
LATITUDES: Final = (4.0, 25.0)
"""Viet Nam, its islands and seas, and what lies around them."""

_DEEPEST: Final = 4
"""Lists within lists: polygons, their rings, positions, figures."""
_LARGEST = (180.0, 90.0)
_HALF: Final = 180.0
_SOUTH: Final = 6.5
"""The southernmost islands lie north of this."""
_FALSE_EASTING: Final = 500_000
_FAR: Final = 700_000
"""Metres from the meridian of its zone: nobody's map goes farther."""
_MISNESTED: Final = frozenset({"Hole lies outside shell", "Holes are nested", "Nested shells"})
_FLAT: Final = "Too few points in geometry component"
_WHERE = re.compile(r"(?P<problem>[^\[]+)\[(?P<x>\S+) (?P<y>\S+)\]")


def parse_shape(geometry: object, projection: str = WGS84) -> dict[str, Any]:
    """Return the stored form of a GeoJSON geometry in a known coordinate system.

    Raises: GeometryInvalid, and every SpatialError that is about one shape.
    """
    if not isinstance(geometry, Mapping):
        raise GeometryInvalid("G1-geometry", "")
    _check_depth(geometry.get("coordinates"))
    if is_in_degrees(projection):
        check_axes(geometry)
    if projection != WGS84:
        geometry = {**geometry, "coordinates": _moved(geometry.get("coordinates"), projection)}
    stored = from_geojson(geometry)
    check_shape(stored)
    return stored


def check_stored(value: object) -> None:
    """Raise unless a value of a geometry field is sound in structure and on the ground."""
    if isinstance(value, Mapping):
        _check_depth(value.get("coordinates"))
        check_axes({**value, "coordinates": _as_numbers(value.get("coordinates"))})
    check_geometry(value)
    check_shape(value)  # type: ignore[arg-type]  # checked by the line before


def check_shape(stored: Mapping[str, Any]) -> None:
    """Raise ShapeCrosses, ShapeMisnested, ShapeFlat or ShapeWraps where a stored shape is unsound on the ground."""
    for line in lines_of(stored):
        for (before, latitude), (after, _) in pairwise(line):
            if abs(after - before) > _HALF:
                raise ShapeWraps(f"{before:.5f}, {latitude:.5f}")
    match = _WHERE.match(shapely.is_valid_reason(to_shape(stored)))
    if not match:
        return
    where, problem = f"{float(match['x']):.5f}, {float(match['y']):.5f}", match["problem"]
    if problem in _MISNESTED:
        raise ShapeMisnested(where)
    if problem == _FLAT:
        raise ShapeFlat(where)
    raise ShapeCrosses(where, problem)


def check_axes(geometry: Mapping[str, Any]) -> None:
    """Raise AxesSwapped or CoordinatesInMetres where the first two numbers of a position say so.

    No place is both: a longitude of the region is above every latitude there is.
    """
    for first, second in _positions(geometry.get("coordinates")):
        if _between(first, LATITUDES) and _between(second, LONGITUDES):
            raise AxesSwapped(f"{first:.10g}", f"{second:.10g}")
        if abs(first) > _LARGEST[0] or abs(second) > _LARGEST[0]:
            raise CoordinatesInMetres(f"{first:.10g}", f"{second:.10g}")


def to_shape(stored: Mapping[str, Any]) -> Geometry:
    """Return a stored geometry as a shape with degrees for coordinates."""
    plain = to_geojson(stored)
    kind, at = plain["type"], plain["coordinates"]
    match kind:
        case "Point":
            return shapely.Point(at)
        case "LineString":
            return shapely.LineString(at)
        case "Polygon":
            return shapely.Polygon(at[0], at[1:])
        case "MultiPoint":
            return shapely.MultiPoint(at)
        case "MultiLineString":
            return shapely.MultiLineString(at)
        case _:
            return shapely.MultiPolygon([(rings[0], rings[1:]) for rings in at])


def _between(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _check_depth(coordinates: object, deeper: int = _DEEPEST) -> None:
    """Raise GeometryInvalid for lists deeper than any geometry has: whoever follows them would not come back."""
    if isinstance(coordinates, list | tuple):
        if not deeper:
            raise GeometryInvalid("G2-position", "coordinates")
        for each in coordinates:
            _check_depth(each, deeper - 1)


def _positions(coordinates: object) -> Iterator[tuple[float, float]]:
    """Yield the positions of what may be coordinates; anything else is for the structure's rules to refuse."""
    if not isinstance(coordinates, list | tuple):
        return
    if len(coordinates) > 1 and all(_is_number(each) for each in coordinates[:2]):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for each in coordinates:
        yield from _positions(each)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _as_numbers(coordinates: object) -> object:
    if isinstance(coordinates, list | tuple):
        return [_as_numbers(each) for each in coordinates]
    try:
        return float(coordinates) if isinstance(coordinates, str) else coordinates
    except ValueError:
        return coordinates


def _placed(first: float, second: float, projection: str) -> list[float]:
    """Return a position of VN-2000 in WGS 84; one that lies elsewhere is of another system, or its axes are swapped."""
    if found := _here(first, second, projection):
        return found
    if _here(second, first, projection):
        raise AxesSwapped(f"{first:.10g}", f"{second:.10g}")
    raise ProjectionUnfit(f"{first:.10g}", f"{second:.10g}", projection)


def _here(east: float, north: float, projection: str) -> list[float]:
    """Return where figures of a system lie, [] where that is not around Viet Nam.

    Metres that were swapped would land in the sea south of it, far from the meridian of their zone.
    """
    longitude, latitude = transformer(projection, WGS84).transform(east, north)
    if not (_between(longitude, LONGITUDES) and _between(latitude, LATITUDES)):
        return []
    if not is_in_degrees(projection) and (latitude < _SOUTH or abs(east - _FALSE_EASTING) > _FAR):
        return []
    return [longitude, latitude]


def _moved(coordinates: object, projection: str) -> object:
    """Return coordinates of another system in WGS 84; heights stay as they are, for the structure's rules to judge."""
    if not isinstance(coordinates, list | tuple):
        return coordinates
    if len(coordinates) > 1 and all(_is_number(each) for each in coordinates[:2]):
        return [*_placed(coordinates[0], coordinates[1], projection), *coordinates[2:]]
    return [_moved(each, projection) for each in coordinates]
