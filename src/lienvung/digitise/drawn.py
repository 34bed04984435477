"""Tables drawn with lines on a PDF page: which cell of which row a point stands in."""

from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# In points: no line of a table is thicker, and lines nearer than this are one (borders are drawn cell by cell).
THICK = 3.0
# The part of a table's width that a line between two rows crosses at the least; an underlined word does not.
CROSSED = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its two edges and the lines between and around its cells, in points from bottom left."""

    bottom: float
    top: float
    lines: tuple[float, ...]

    def holds(self, x: float, y: float) -> bool:
        """Tell whether the point stands in one of the cells."""
        return self.bottom <= y <= self.top and self.lines[0] <= x < self.lines[-1]

    def cell_at(self, x: float) -> int:
        """Return the number of the cell, counted from 0."""
        return bisect(self.lines, x) - 1


@dataclass(frozen=True, slots=True)
class _Line:
    at: float
    start: float
    end: float


def drawn_rows(page: pdfium.PdfPage) -> tuple[Row, ...]:
    """Return the rows of every table on the page, from the bottom up; a frame without inner columns is none."""
    upright, level = _ruling(page)
    return tuple(row for table in _tables(upright) for row in _rows(table, level))


def _ruling(page: pdfium.PdfPage) -> tuple[list[_Line], list[_Line]]:
    upright, level = [], []
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        left, bottom, right, top = path.get_bounds()
        if right - left <= THICK < top - bottom:
            upright.append(_Line((left + right) / 2, bottom, top))
        elif top - bottom <= THICK < right - left:
            level.append(_Line((bottom + top) / 2, left, right))
    return upright, level


def _tables(upright: Iterable[_Line]) -> Iterator[list[_Line]]:
    """Yield the upright lines of one table after another: those that share a height, directly or through others."""
    table: list[_Line] = []
    top = 0.0
    for line in sorted(upright, key=lambda line: line.start):
        if table and line.start > top + THICK:
            yield table
            table = []
        top = max(top, line.end) if table else line.end
        table.append(line)
    if table:
        yield table


def _rows(table: list[_Line], level: Iterable[_Line]) -> Iterator[Row]:
    columns = _places(line.at for line in table)
    if len(columns) < 3:
        return
    bottom, top = min(line.start for line in table), max(line.end for line in table)
    within = [line for line in level if bottom - THICK <= line.at <= top + THICK]
    edges = [
        edge
        for edge in _places(line.at for line in within)
        if sum(line.end - line.start for line in within if abs(line.at - edge) <= THICK)
        >= CROSSED * (columns[-1] - columns[0])
    ]
    for low, high in pairwise(edges):
        middle = (low + high) / 2
        lines = _places(line.at for line in table if line.start <= middle <= line.end)
        if len(lines) >= 2:
            yield Row(low, high, tuple(lines))


def _places(values: Iterable[float]) -> list[float]:
    """Return the values in order, one for each group that stands together."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > THICK:
            places.append(value)
    return places
