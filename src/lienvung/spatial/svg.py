"""Pieces of an SVG picture: elements, paths, and labels that keep clear of each other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry as Geometry

from lienvung.core.text.xml import xml_words

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
Place = Callable[[float, float], tuple[float, float]]
FONT: Final = "Be Vietnam Pro, Noto Sans, DejaVu Sans, sans-serif"
_WIDE = 0.56  # how wide a letter is, of its size


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name, its attributes in order, its words, what it holds."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    words: str = ""
    children: tuple["Element", ...] = ()

    def holding(self, child: "Element") -> "Element":
        """Return the same with one more inside."""
        return replace(self, children=(*self.children, child))

    def with_data(self, name: str) -> "Element":
        """Return the same, called `name` for scripts."""
        return replace(self, attributes=(*self.attributes, ("data-feature", name)))


def element(tag: str, kind: str, words: str = "", /, **attributes: str) -> Element:
    """Return an element of a class; `stroke_width` is written `stroke-width`."""
    named = tuple((name.replace("_", "-"), value) for name, value in attributes.items())
    return Element(tag, ((("class", kind), *named) if kind else named), words)


def format_svg(title: str, width: int, height: int, parts: Iterable[Element]) -> str:
    """Return a picture with a title that is read aloud."""
    inside = "".join(map(format_element, parts))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" class="map-picture" font-family={quoteattr(FONT)} aria-label={quoteattr(xml_words(title))}>'
        f"<title>{escape(xml_words(title))}</title>{inside}</svg>"
    )


def format_element(drawn: Element) -> str:
    """Return an element and what it holds as text."""
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in drawn.attributes)
    inside = escape(xml_words(drawn.words)) + "".join(map(format_element, drawn.children))
    return f"<{drawn.tag}{attributes}>{inside}</{drawn.tag}>" if inside else f"<{drawn.tag}{attributes}/>"


def drawn_path(kind: str, shapes: Iterable[Geometry], place: Place, **looks: str) -> Element:
    """Return shapes as one path of a class."""
    return element("path", kind, d="".join(path_of(shape, place) for shape in shapes), **looks)


def path_of(shape: Geometry, place: Place) -> str:
    """Return the outline or the line of a shape as path data in pixels; points have none."""
    return "".join(_path_of_part(part, place) for part in shapely.get_parts(shape))


def _path_of_part(part: Geometry, place: Place) -> str:
    if isinstance(part, Polygon):
        return "".join(_steps(ring, place) + "Z" for ring in (part.exterior, *part.interiors))
    return _steps(part, place) if isinstance(part, LineString) else ""


def _steps(line: LineString, place: Place) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in (place(*each) for each in line.coords))


def format_number(number: int) -> str:
    """Return a number as Vietnamese write it, in few letters."""
    return f"{number:,}".replace(",", ".")


class Labels:
    """Puts words on a picture; those that would cover others are left out, unless they always stand."""

    def __init__(self, width: int, height: int, size: int = 11) -> None:
        self._size, self._edges, self._taken = size, (width, height), list[Box]()

    def width(self, words: str) -> float:
        """Return how wide words are, in pixels, nearly."""
        return len(words) * self._size * _WIDE

    def keep_clear(self, box: Box) -> None:
        """Put no words into a box."""
        self._taken.append(box)

    def put(self, words: str, x: float, y: float, kind: str) -> Element | None:
        """Return the words around a place, inside the picture, or None where they would cover others."""
        x, box = self._around(words, x, y)
        return None if any(_overlap(box, other) for other in self._taken) else self._written(words, x, y, kind, box)

    def always(self, words: str, x: float, y: float, kind: str) -> Element:
        """Return words that stand whatever they cover."""
        x, box = self._around(words, x, y)
        return self._written(words, x, y, kind, box, weight="600")

    def _around(self, words: str, x: float, y: float) -> tuple[float, Box]:
        half = self.width(words) / 2
        x = min(max(x, half + 2), self._edges[0] - half - 2)
        return x, (x - half, y - self._size, x + half, y + self._size * 0.4)

    def _written(self, words: str, x: float, y: float, kind: str, box: Box, weight: str = "400") -> Element:
        self._taken.append(box)
        return element(
            "text", kind, words, x=f"{x:.1f}", y=f"{y:.1f}", font_size=str(self._size), text_anchor="middle",
            fill="#1d1b17", stroke="#fff", stroke_width="2.5", paint_order="stroke", font_weight=weight,
        )  # fmt: skip


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
