"""The one function that draws a map as a picture (SVG): for print, for browsers without WebGL, for files.

Whatever is drawn, the picture has Hoàng Sa and Trường Sa by name: in their place where the frame takes them in, else
in an inset of the whole country. No argument leaves them out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import shapely

from lienvung.spatial.frame import COUNTRY, Frame, bounds_of_all, frame_of
from lienvung.spatial.ground import draw_archipelagos, draw_ground
from lienvung.spatial.inset import corner_of, draw_inset
from lienvung.spatial.legend import Key, draw_legend, draw_scale, legend_height
from lienvung.spatial.marks import Mark, dots_on, draw_marks
from lienvung.spatial.outlines import APPROX, NO_OUTLINES, Outline, Outlines
from lienvung.spatial.sovereignty import Box
from lienvung.spatial.svg import Element, Labels, drawn_path, format_svg

_CRAMPED = 0.4  # of its width that a name must have inside its unit
_BORDER = "#8d8777"
_DOT = 7  # pixels around a point that no name of a unit covers


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a picture shows; `box` is the part of the world, by default all marks, then all outlines.

    `size` is that of the map; the legend is a strip below it.
    """

    title: str
    marks: Sequence[Mark] = ()
    outlines: Outlines = NO_OUTLINES
    box: Box | None = None
    language: str = "vi"
    size: tuple[int, int] = field(default=(960, 640))
    legend: Sequence[Key] = ()

    @property
    def frame(self) -> Frame:
        """Return what of the world the picture takes in: the box, and what lies around it."""
        return frame_of(self._asked, *self.size)

    @property
    def _asked(self) -> Box:
        if self.box:
            return self.box
        marked = bounds_of_all(mark.shape for mark in self.marks)
        return marked or bounds_of_all(each.shape for each in self.outlines.units) or COUNTRY


def draw_map(drawing: Drawing) -> str:
    """Return a map as SVG, whole in itself: no style sheet, no font, nothing from elsewhere is needed to read it."""
    frame, language = drawing.frame, drawing.language
    labels = Labels(frame.width, frame.height)
    dots = dots_on(frame, drawing.marks)
    corner = None if frame.shows_archipelagos else corner_of(frame, dots)
    if corner:
        labels.keep_clear(corner)
    for x, y in dots:
        labels.keep_clear((x - _DOT, y - _DOT, x + _DOT, y + _DOT))
    parts = [*draw_ground(frame), *draw_archipelagos(frame, labels, language)]
    parts += _borders(frame, drawing.outlines)
    parts += _names(frame, labels, drawing.outlines)
    parts += draw_marks(frame, drawing.marks)
    parts += [draw_inset(frame, corner, language)] if corner else []
    parts.append(draw_scale(frame, corner))
    approximate = any(each.standing == APPROX for each in drawing.outlines.units)
    parts += draw_legend(frame, drawing.legend, language, approximate=approximate)
    return format_svg(drawing.title, frame.width, frame.height + legend_height(frame.width, drawing.legend), parts)


def _borders(frame: Frame, outlines: Outlines) -> Iterator[Element]:
    """Draw approximate borders broken, and the outlines of official layers whole."""
    looks = {"fill": "none", "stroke": _BORDER, "stroke_width": "0.9"}
    official = [each.shape.boundary for each in outlines.units if each.standing != APPROX]
    yield drawn_path("unit approx", frame.seen([outlines.borders]), frame.place, **looks, stroke_dasharray="4 2")
    yield drawn_path("unit official", frame.seen(official), frame.place, **looks)


def _names(frame: Frame, labels: Labels, outlines: Outlines) -> Iterator[Element]:
    """Name the outlines, the largest first, where there is room."""
    window = shapely.box(*frame.box)
    seen = [(shapely.intersection(each.shape.envelope, window), each) for each in outlines.units]
    for room, each in sorted(seen, key=lambda pair: -pair[0].area):
        put = None if room.is_empty else _name(frame, labels, each, window)
        if put is not None:
            yield put


def _name(frame: Frame, labels: Labels, outline: Outline, window: shapely.Polygon) -> Element | None:
    name = outline.unit.name
    largest = max(shapely.get_parts(outline.shape), key=lambda part: part.area)
    visible = largest.intersection(window)
    if visible.is_empty or (visible.bounds[2] - visible.bounds[0]) * frame.scale < labels.width(name) * _CRAMPED:
        return None
    middle = visible.representative_point()
    return labels.put(name, *frame.place(middle.x, middle.y), kind="name")
