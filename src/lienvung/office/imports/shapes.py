"""Shapes of a table, in the system of coordinates that its file names; what is wrong with one is told, never mended."""

import re
from collections.abc import Callable
from typing import Any

from lienvung.core.register.errors import GeometryInvalid
from lienvung.office.imports.cells import ReadCell, text_of, unbroken
from lienvung.office.imports.errors import ShapesMisplaced
from lienvung.office.imports.headings import Cell
from lienvung.office.imports.mistakes import CellWrong
from lienvung.spatial.errors import ProjectionUnknown, SpatialError
from lienvung.spatial.projection import WGS84, parse_projection
from lienvung.spatial.shape import parse_shape
from lienvung.spatial.words import is_pair, read_words

_DECIMAL = re.compile(r"-?\d{1,9}(?:\.\d+)?")


def projection_of(system: str, name: str) -> str:
    """Return the projection that a file's name for its coordinates means, "" for WGS 84 (ShapesMisplaced)."""
    try:
        return parse_projection(system) if system else WGS84
    except ProjectionUnknown as refusal:
        raise ShapesMisplaced(name, refusal.name) from None


def shape_reader(projection: str) -> ReadCell:
    """Return what reads the cells of a geometry."""

    def read(cell: Cell) -> Any:
        if isinstance(cell, list):
            return read_shape(cell[1], projection)
        try:
            return read_shape(_parsed(cell), projection)
        except CellWrong as wrong:
            # Two numbers in a cell have the latitude first, those of a file the longitude.
            if wrong.code == "axes-swapped" and is_pair(cell):
                raise CellWrong("pair-axes-swapped", wrong.facts) from None
            raise

    return read


def read_shape(shape: Any, projection: str = WGS84) -> dict[str, Any]:
    """Return the stored form of a GeoJSON geometry (CellWrong)."""
    try:
        return parse_shape({"type": shape["type"], "coordinates": _each(shape["coordinates"], float)}, projection)
    except GeometryInvalid as refusal:
        raise CellWrong(refusal.rule, {"where": refusal.where}) from None
    except SpatialError as refusal:
        raise CellWrong(refusal.code, refusal.facts()) from None
    except (KeyError, TypeError, ValueError, RecursionError):
        raise CellWrong("not-geometry") from None


def read_point(longitude: Cell, latitude: Cell, projection: str = WGS84) -> dict[str, Any] | None:
    """Return the stored form of the point that two cells make, None where both are empty (CellWrong)."""
    texts = [text_of(unbroken(cell)).strip().replace(",", ".") for cell in (longitude, latitude)]
    if not any(texts):
        return None
    if not all(map(_DECIMAL.fullmatch, texts)):
        raise CellWrong("not-coordinate")
    return read_shape({"type": "Point", "coordinates": texts}, projection)


def _parsed(cell: str) -> Any:
    try:
        return read_words(cell)
    except GeometryInvalid:
        raise CellWrong("not-geometry") from None


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return nested coordinates as numbers; a file's own digits may still be texts."""
    if isinstance(value, list | tuple):
        return [_each(child, change) for child in value]
    if isinstance(value, bool):
        raise ValueError(value)
    return change(value)
