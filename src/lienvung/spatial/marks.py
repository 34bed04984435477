"""What stands on a picture: points, lines and areas of records, each with its colour, its title and its page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry as Geometry

from lienvung.core.register.definition_use import PALETTE
from lienvung.spatial.frame import Frame
from lienvung.spatial.svg import Element, drawn_path, element, format_number

COLOURS: Final = dict(
    zip(PALETTE, ("#2f7d4f", "#b7791f", "#b3261e", "#2458a6", "#0b6e75", "#6b4fa0", "#6f6a60", "#7a5230"), strict=True)
)
MOST_SINGLE: Final = 400
"""More points than this are drawn as circles with a number where they lie close."""

_GATHER = 28  # pixels
_GROUP = "#0b5a60"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a map: its shape, a colour of the palette, its title, its page, and what a script calls it."""

    shape: Geometry
    colour: str = "teal"
    title: str = ""
    url: str = ""
    name: str = ""
    is_ring: bool = False
    """A point is drawn as a ring, around what else lies there."""


@dataclass(frozen=True, slots=True)
class _Dot:
    """A mark that is a point, and where it lies on the picture."""

    mark: Mark
    x: float
    y: float


def draw_marks(frame: Frame, marks: Sequence[Mark]) -> Iterator[Element]:
    """Draw areas and lines, then the points upon them; many points are gathered."""
    window = shapely.box(*frame.box)
    dots: list[_Dot] = []
    for mark in marks:
        if isinstance(mark.shape, Point):
            if window.contains(mark.shape):
                dots.append(_Dot(mark, *frame.place(mark.shape.x, mark.shape.y)))
        elif shapes := frame.seen([mark.shape]):
            yield _linked(mark, _shape_of(mark, shapes, frame))
    yield from _gathered(dots) if len(dots) > MOST_SINGLE else map(_dot, dots)


def dots_on(frame: Frame, marks: Sequence[Mark]) -> list[tuple[float, float]]:
    """Return where marks lie on a picture, of lines and areas a place inside; no more of them than are drawn singly."""
    window = shapely.box(*frame.box)
    points = (mark.shape if isinstance(mark.shape, Point) else mark.shape.representative_point() for mark in marks)
    inside = (point for point in points if window.contains(point))
    return [frame.place(point.x, point.y) for point in islice(inside, MOST_SINGLE)]


def _shape_of(mark: Mark, shapes: Sequence[Geometry], frame: Frame) -> Element:
    colour, kind = COLOURS[mark.colour], f"mark {mark.colour}"
    if "Polygon" in mark.shape.geom_type:
        looks = {"fill": colour, "fill_opacity": "0.25", "stroke": colour, "stroke_width": "1.5"}
    elif "Point" in mark.shape.geom_type:
        return _dots(mark, shapes, frame)
    else:
        looks = {"fill": "none", "stroke": colour, "stroke_width": "2.5"}
    return drawn_path(kind, shapes, frame.place, **looks)


def _dots(mark: Mark, shapes: Sequence[Geometry], frame: Frame) -> Element:
    """Draw the points of one record together."""
    points = [part for part in shapely.get_parts(list(shapes)) if isinstance(part, Point)]
    return Element("g", children=tuple(_circle(mark, *frame.place(point.x, point.y)) for point in points))


def _dot(dot: _Dot) -> Element:
    return _linked(dot.mark, _circle(dot.mark, dot.x, dot.y))


def _circle(mark: Mark, x: float, y: float) -> Element:
    colour = COLOURS[mark.colour]
    looks = {"r": "5", "fill": colour, "stroke": "#fff", "stroke_width": "1.2"}
    if mark.is_ring:
        looks = {"r": "8", "fill": "none", "stroke": colour, "stroke_width": "2.2", "pointer_events": "all"}
    return element("circle", f"mark {mark.colour}", cx=f"{x:g}", cy=f"{y:g}", **looks)


def _gathered(dots: Sequence[_Dot]) -> Iterator[Element]:
    """Draw points that lie close as one circle with their number."""
    cells: dict[tuple[int, int], list[_Dot]] = {}
    for dot in dots:
        cells.setdefault((int(dot.x // _GATHER), int(dot.y // _GATHER)), []).append(dot)
    for group in cells.values():
        if len(group) == 1:
            yield _dot(group[0])
            continue
        x, y = sum(dot.x for dot in group) / len(group), sum(dot.y for dot in group) / len(group)
        radius = min(6 + len(str(len(group))) * 3, 15)
        yield element("circle", "group", cx=f"{x:.1f}", cy=f"{y:.1f}", r=str(radius), fill=_GROUP, stroke="#fff")
        yield element(
            "text", "group-number", format_number(len(group)), x=f"{x:.1f}", y=f"{y + 3.5:.1f}", fill="#fff",
            font_size="10", text_anchor="middle",
        )  # fmt: skip


def _linked(mark: Mark, drawn: Element) -> Element:
    titled = drawn.holding(element("title", "", mark.title)) if mark.title else drawn
    named = titled.with_data(mark.name) if mark.name else titled
    return Element("a", (("href", mark.url),), children=(named,)) if mark.url else named
