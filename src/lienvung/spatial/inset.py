"""The country with both archipelagos, small: in a corner of every picture that does not take them in itself."""

from collections.abc import Iterable, Iterator

from lienvung.spatial.frame import COUNTRY, Frame, frame_of
from lienvung.spatial.ground import draw_archipelagos, draw_ground
from lienvung.spatial.svg import Box, Element, Labels, element, format_svg

_INK, _HERE = "#1d1b17", "#b3261e"
_EDGE = 8  # pixels between the inset and the edge of the picture
_LETTERS = 9


def draw_country(title: str, language: str, width: int, height: int) -> str:
    """Return the country alone as a picture of its own, for the corner of a living map."""
    return format_svg(title, width, height, _country(frame_of(COUNTRY, width, height), language))


def corner_of(frame: Frame, occupied: Iterable[tuple[float, float]]) -> Box:
    """Return where the inset stands: in the corner in which it covers the least, below on the right of equals."""
    places = list(occupied)
    corners = list(_corners(frame))
    return min(corners, key=lambda corner: sum(_holds(corner, place) for place in places))


def draw_inset(frame: Frame, corner: Box, language: str) -> Element:
    """Draw the country in a corner, with the frame of the picture in it."""
    left, top, right, bottom = (round(each) for each in corner)
    small = frame_of(COUNTRY, right - left, bottom - top)
    parts = [*_country(small, language), _here(small, frame)]
    edge = element("rect", "edge", width=str(small.width), height=str(small.height), fill="none", stroke=_INK)
    place = f"translate({left} {top})"
    return Element("g", (("class", "inset"), ("transform", place)), children=(*parts, edge))


def _country(small: Frame, language: str) -> Iterator[Element]:
    yield from draw_ground(small)
    yield from draw_archipelagos(small, Labels(small.width, small.height, size=_LETTERS), language)


def _here(small: Frame, frame: Frame) -> Element:
    west, south, east, north = frame.box
    (left, top), (right, bottom) = small.place(west, north), small.place(east, south)
    size = {"width": f"{max(right - left, 3):g}", "height": f"{max(bottom - top, 3):g}"}
    return element("rect", "here", x=f"{left:g}", y=f"{top:g}", **size, fill="none", stroke=_HERE, stroke_width="1.2")


def _corners(frame: Frame) -> Iterator[Box]:
    height = max(150, min(240, frame.height * 2 // 5))
    width = round(height * 0.95)
    for top in (frame.height - height - _EDGE, _EDGE):
        for left in (frame.width - width - _EDGE, _EDGE):
            yield left, top, left + width, top + height


def _holds(corner: Box, place: tuple[float, float]) -> bool:
    return corner[0] <= place[0] <= corner[2] and corner[1] <= place[1] <= corner[3]
