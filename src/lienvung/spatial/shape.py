"""A shape that comes from outside: placed in WGS 84, its axes in order, its borders not crossing.

The stored form is `core.register.geometry`; what is found wrong here is what structure alone does not show.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from lienvung.core.register.errors import GeometryInvalid
from lienvung.core.register.geometry import check_geometry, from_geojson, to_geojson
from lienvung.spatial.errors import AxesSwapped, CoordinatesInMetres, ProjectionUnfit, ShapeCrosses
from lienvung.spatial.projection import WGS84, is_in_degrees, transformer

LONGITUDES: Final = (99.0, 120.0)
LATITUDES: Final = (4.0, 25.0)
"""Viet Nam, its islands and seas, and what lies around them."""

_LARGEST = (180.0, 90.0)
_WHERE = re.compile(r"(?P<problem>[^\[]+)\[(?P<x>\S+) (?P<y>\S+)\]")


def parse_shape(geometry: object, projection: str = WGS84) -> dict[str, Any]:
    """Return the stored form of a GeoJSON geometry in a known coordinate system.

    Raises: GeometryInvalid, AxesSwapped, CoordinatesInMetres, ShapeCrosses, ProjectionUnfit, ProjectionUnknown.
    """
    if not isinstance(geometry, Mapping):
        raise GeometryInvalid("G1-geometry", "")
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
        check_axes({**value, "coordinates": _as_numbers(value.get("coordinates"))})
    check_geometry(value)
    check_shape(value)  # type: ignore[arg-type]  # checked by the line before


def check_shape(stored: Mapping[str, Any]) -> None:
    """Raise ShapeCrosses where the border of a stored area crosses or touches itself."""
    problem = shapely.is_valid_reason(to_shape(stored))
    match = _WHERE.match(problem)
    if match:
        raise ShapeCrosses(f"{float(match['x']):.5f}, {float(match['y']):.5f}", match["problem"])


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
    found: list[float] = list(transformer(projection, WGS84).transform(first, second))
    if _is_here(found):
        return found
    if _is_here(transformer(projection, WGS84).transform(second, first)):
        raise AxesSwapped(f"{first:.10g}", f"{second:.10g}")
    raise ProjectionUnfit(f"{first:.10g}", f"{second:.10g}", projection)


def _is_here(place: Sequence[float]) -> bool:
    return _between(place[0], LONGITUDES) and _between(place[1], LATITUDES)


def _moved(coordinates: object, projection: str) -> object:
    """Return coordinates of another system in WGS 84; heights are left out."""
    if not isinstance(coordinates, list | tuple):
        return coordinates
    if len(coordinates) > 1 and all(_is_number(each) for each in coordinates[:2]):
        return _placed(coordinates[0], coordinates[1], projection)
    return [_moved(each, projection) for each in coordinates]
