"""Shapes on the ground: GeoJSON geometries (RFC 7946) whose coordinates are decimal strings (rules G1–G5).

    {"type": "Point", "coordinates": ["106.6881", "20.8449"]}         longitude first, WGS 84, no height

A coordinate has at most seven decimals (a centimetre) and no zero at its end, so that what goes out as numbers comes
in again as the same bytes. Structure only: whether lines cross is for `lienvung.spatial` to say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from lienvung.core.register.errors import GeometryInvalid

DEPTHS: Final[Mapping[str, int]] = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""How many lists stand around a position."""

MOST_POSITIONS: Final = 8_000
"""A part is at most 256 KiB; a longer border is simplified, or lies in a file."""

_LEAST: Final[Mapping[str, int]] = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
_LINES: Final = 1
_COORDINATE = re.compile(r"-?(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{0,6}[1-9])?\Z")
_LARGEST = (180, 90)
_STEP = Decimal("1e-7")


def check_geometry(value: object) -> None:
    """Raise GeometryInvalid unless the value is a geometry as registers keep it."""
    if not isinstance(value, Mapping) or value.keys() != {"type", "coordinates"}:
        raise GeometryInvalid("G1-geometry", "")
    kind = value["type"]
    if not isinstance(kind, str) or kind not in DEPTHS:
        raise GeometryInvalid("G1-geometry", "type")
    positions = 0
    for line, where in _lines(kind, value["coordinates"]):
        positions += len(line)
        for place, position in enumerate(line):
            _check_position(position, f"{where}/{place}" if where else str(place))
        if len(line) < _LEAST.get(kind, 1):
            raise GeometryInvalid("G3-length", where)
        if kind.endswith("Polygon") and line[0] != line[-1]:
            raise GeometryInvalid("G4-ring", where)
    if positions > MOST_POSITIONS:
        raise GeometryInvalid("G5-size", str(positions))


def _lines(kind: str, coordinates: object) -> Iterator[tuple[Sequence[Any], str]]:
    """Yield each list of positions of a geometry with its place."""
    if kind == "Point":
        yield [coordinates], ""
    else:
        yield from _nested(coordinates, DEPTHS[kind] - _LINES, "coordinates")


def _nested(value: object, depth: int, where: str) -> Iterator[tuple[Sequence[Any], str]]:
    if not isinstance(value, list) or not value:
        raise GeometryInvalid("G1-geometry", where)
    if depth == 0:
        yield value, where
        return
    for place, child in enumerate(value):
        yield from _nested(child, depth - 1, f"{where}/{place}")


def _check_position(position: object, where: str) -> None:
    if not isinstance(position, list) or len(position) != len(_LARGEST):
        raise GeometryInvalid("G2-position", where)
    for coordinate, largest in zip(position, _LARGEST, strict=True):
        if not isinstance(coordinate, str) or not _COORDINATE.match(coordinate) or coordinate == "-0":
            raise GeometryInvalid("G2-position", where)
        if abs(float(coordinate)) > largest:
            raise GeometryInvalid("G2-position", where)


def positions_of(value: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    """Yield (longitude, latitude) of every position of a checked geometry."""
    for line, _ in _lines(value["type"], value["coordinates"]):
        for longitude, latitude in line:
            yield float(longitude), float(latitude)


def lines_of(value: Mapping[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """Yield each line and each ring of a checked geometry as (longitude, latitude); points have none."""
    if not value["type"].endswith("Point"):
        for line, _ in _lines(value["type"], value["coordinates"]):
            yield [(float(longitude), float(latitude)) for longitude, latitude in line]


def bounds_of(value: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) of a checked geometry, in degrees."""
    if value["type"] == "Point":
        longitude, latitude = map(float, value["coordinates"])
        return longitude, latitude, longitude, latitude
    longitudes, latitudes = zip(*positions_of(value), strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def to_geojson(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a checked geometry with numbers for coordinates, as GeoJSON is exchanged."""
    return {"type": value["type"], "coordinates": _numbers(value["coordinates"])}


def _numbers(value: Any) -> Any:
    return [_numbers(child) for child in value] if isinstance(value, list) else float(value)


def from_geojson(geometry: object) -> dict[str, Any]:
    """Return the stored form of a GeoJSON geometry, rounded to seven decimals; raise GeometryInvalid.

    Heights of 0, which some programs write everywhere, are left out; other heights would be lost and are refused.
    """
    if not isinstance(geometry, Mapping) or not isinstance(geometry.get("type"), str):
        raise GeometryInvalid("G1-geometry", "")
    depth = DEPTHS.get(geometry["type"])
    if depth is None:
        raise GeometryInvalid("G1-geometry", "type")
    positions = _count(geometry.get("coordinates"), depth)
    if positions > MOST_POSITIONS:
        raise GeometryInvalid("G5-size", str(positions))
    value = {"type": geometry["type"], "coordinates": _stored(geometry.get("coordinates"), depth, "coordinates")}
    check_geometry(value)
    return value


def _count(value: object, depth: int) -> int:
    """Return how many positions there are, before any of them is looked at."""
    if not isinstance(value, list | tuple) or not depth:
        return 0
    return len(value) if depth == _LINES else sum(_count(child, depth - 1) for child in value)


def _stored(value: object, depth: int, where: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise GeometryInvalid("G1-geometry", where)
    if depth:
        return [_stored(child, depth - 1, f"{where}/{place}") for place, child in enumerate(value)]
    if not all(map(_is_degrees, value[:2])):
        raise GeometryInvalid("G2-position", where)
    if len(value) != len(_LARGEST) and list(value[2:]) != [0]:
        raise GeometryInvalid("G2-position", where)
    return [format_coordinate(each) for each in value[:2]]


def _is_degrees(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= max(_LARGEST)


def format_coordinate(degrees: float) -> str:
    """Spell degrees with at most seven decimals, without zeros at the end."""
    text = f"{Decimal(repr(degrees)).quantize(_STEP, ROUND_HALF_EVEN):f}"
    text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
