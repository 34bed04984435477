"""Shapes of a table, brought to WGS 84; refused where axes are swapped, a ring crosses itself, or it is nowhere."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import orjson
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from lienvung.core.register.errors import GeometryInvalid
from lienvung.core.register.geometry import from_geojson, to_geojson
from lienvung.core.text.number import format_number
from lienvung.office.imports.cells import ReadCell, text_of
from lienvung.office.imports.errors import ShapesMisplaced
from lienvung.office.imports.headings import Cell
from lienvung.office.imports.mistakes import CellWrong

Move = Callable[[float, float], tuple[float, float]]
_WGS84: Final = (4326, 4979)
_DEGREES: Final = 180
_DECIMAL = re.compile(r"-?\d{1,9}(?:\.\d+)?")
# Việt Nam with its islands and seas, Hoàng Sa and Trường Sa among them: west, south, east, north.
_HERE: Final = (101.0, 5.5, 119.0, 24.0)


def shape_reader(system: str, name: str) -> ReadCell:
    """Return what reads the cells of a geometry; `system` is what the file calls its coordinates (ShapesMisplaced)."""
    move = mover(system, name)

    def read(cell: Cell) -> Any:
        shape = _shape(cell)
        return None if shape is None else read_shape(shape, move)

    return read


def read_shape(shape: Any, move: Move | None = None) -> dict[str, Any]:
    """Return the stored form of a GeoJSON geometry, moved to WGS 84 (CellWrong)."""
    try:
        given = _numbers(shape)
        moved = {**given, "coordinates": _moved(given["coordinates"], move)} if move else given
        _refuse_misplaced(given if move is None else moved, moved_here=move is not None)
        value = from_geojson(moved)
    except GeometryInvalid as error:
        raise CellWrong(error.rule, {"where": error.where}) from None
    except (KeyError, TypeError, ValueError, RecursionError):
        raise CellWrong("not-geometry") from None
    _refuse_crossing(value)
    return value


def read_point(longitude: Cell, latitude: Cell, move: Move | None = None) -> dict[str, Any] | None:
    """Return the stored form of the point that two cells make, None where both are empty (CellWrong)."""
    texts = [text_of(cell).strip().replace(",", ".") for cell in (longitude, latitude)]
    if not any(texts):
        return None
    if not all(map(_DECIMAL.fullmatch, texts)):
        raise CellWrong("not-coordinate")
    return read_shape({"type": "Point", "coordinates": texts}, move)


def mover(system: str, name: str) -> Move | None:
    """Return what brings coordinates of a system to WGS 84, longitude first; None where they are there."""
    if not system:
        return None
    try:
        crs = CRS.from_user_input(system)
        if crs.to_epsg() in _WGS84 or "CRS84" in system:
            return None
        return Transformer.from_crs(crs, CRS.from_epsg(_WGS84[0]), always_xy=True).transform  # type: ignore[no-any-return] # two floats in, two out
    except (CRSError, ProjError):
        raise ShapesMisplaced(name, system[:100]) from None


def _shape(cell: Cell) -> Any:
    if isinstance(cell, list):
        return cell[1]
    if not cell.strip():
        return None
    try:
        return orjson.loads(cell)
    except orjson.JSONDecodeError:
        raise CellWrong("not-geometry") from None


def _numbers(shape: Any) -> dict[str, Any]:
    """Return a geometry whose coordinates are numbers; a file's own digits may still be texts."""
    return {"type": shape["type"], "coordinates": _each(shape["coordinates"], float)}


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, list):
        return [_each(child, change) for child in value]
    if isinstance(value, bool):
        raise ValueError(value)
    return change(value)


def _moved(value: Any, move: Move) -> Any:
    if value and not isinstance(value[0], list):
        return [*move(value[0], value[1]), *value[2:]]
    return [_moved(child, move) for child in value]


def _positions(value: Any) -> Iterator[tuple[float, float]]:
    if value and not isinstance(value[0], list):
        yield value[0], value[1]
    else:
        for child in value:
            yield from _positions(child)


def _refuse_misplaced(shape: dict[str, Any], *, moved_here: bool) -> None:
    positions = list(_positions(shape["coordinates"]))
    if any(not math.isfinite(x) or not math.isfinite(y) for x, y in positions):
        raise CellWrong("outside-system")
    if not moved_here and any(abs(x) > _DEGREES or abs(y) > _DEGREES for x, y in positions):
        raise CellWrong("not-degrees", {"found": format_number(f"{positions[0][0]:.1f}")})
    west, south, east, north = _HERE
    if positions and all(south <= x <= north and west <= y <= east for x, y in positions):
        x, y = positions[0]
        raise CellWrong("axes-swapped", {"found": f"[{x}, {y}]", "right": f"[{y}, {x}]"})


def _refuse_crossing(value: dict[str, Any]) -> None:
    if not value["type"].endswith("Polygon"):
        return
    shape = shapely.geometry.shape(to_geojson(value))
    if not shapely.is_valid(shape):
        reason, _, place = shapely.is_valid_reason(shape).partition("[")
        longitude, _, latitude = place.rstrip("]").partition(" ")
        raise CellWrong("crossing", {"reason": reason, "longitude": longitude, "latitude": latitude})
