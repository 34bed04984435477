"""The one function that draws a map as a picture (SVG): for print, for browsers without WebGL, for files.

Whatever is drawn, the picture has Hoàng Sa and Trường Sa by name: in their place where the frame takes them in, else
in an inset of the whole country. No argument leaves them out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import shapely

from lienvung.spatial.basemap import archipelago_shapes, shapes_of
from lienvung.spatial.frame import COUNTRY, Frame, bounds_of_all, frame_of
from lienvung.spatial.marks import Mark, draw_marks
from lienvung.spatial.outlines import APPROX, NO_OUTLINES, Outlines
from lienvung.spatial.sovereignty import ARCHIPELAGOS, SEA, Box
from lienvung.spatial.svg import Element, Labels, drawn_path, element, format_svg

_CRAMPED = 0.4  # of its width that a name must have inside its unit
_SEA, _LAND, _RIVER, _BORDER, _INK, _ISLAND = "#dfe9ee", "#fbf9f3", "#a9c6d6", "#8d8777", "#1d1b17", "#8a5a00"
_NOTES = {
    "vi": ("Bờ biển, sông: GSHHG 2.3.7.", "Ranh giới xấp xỉ, không có giá trị pháp lý."),
    "en": ("Coast, rivers: GSHHG 2.3.7.", "Boundaries approximate, without legal value."),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a picture shows; `box` is the part of the world, by default all marks, then all outlines."""

    title: str
    marks: Sequence[Mark] = ()
    outlines: Outlines = NO_OUTLINES
    box: Box | None = None
    language: str = "vi"
    size: tuple[int, int] = field(default=(960, 640))


def draw_map(drawing: Drawing) -> str:
    """Return a map as SVG, whole in itself: no style sheet, no font, nothing from elsewhere is needed to read it."""
    frame = frame_of(_box_of(drawing), *drawing.size)
    labels = Labels(*drawing.size)
    inset = None if frame.shows_archipelagos else _inset(frame, drawing.language)
    if inset:
        labels.keep_clear(frame.width - _inset_size(frame)[0] - 8, frame.height - _inset_size(frame)[1] - 26)
    parts = [*_base(frame), *_archipelagos(frame, labels, drawing.language)]
    parts += _borders(frame, drawing.outlines)
    parts += draw_marks(frame, drawing.marks)
    parts += _names(frame, labels, drawing.outlines)
    parts += [inset] if inset else []
    parts += _foot(frame, drawing)
    return format_svg(drawing.title, *drawing.size, parts)


def _box_of(drawing: Drawing) -> Box:
    if drawing.box:
        return drawing.box
    marked = bounds_of_all(mark.shape for mark in drawing.marks)
    return marked or bounds_of_all(each.shape for each in drawing.outlines.units) or COUNTRY


def _base(frame: Frame) -> Iterable[Element]:
    yield element("rect", "sea", width=str(frame.width), height=str(frame.height), fill=_SEA)
    yield drawn_path("land", frame.seen(shapes_of("land")), frame.place, fill=_LAND, stroke=_LAND, stroke_width="0.4")
    rivers = [shape for shape in frame.seen(shapes_of("rivers")) if shape.length * frame.scale > 40]
    yield drawn_path("river", rivers, frame.place, fill="none", stroke=_RIVER, stroke_width="0.8")


def _archipelagos(frame: Frame, labels: Labels, language: str) -> Iterable[Element]:
    """Draw the islands, each at least as a dot, and the names of the archipelagos and of the sea."""
    for archipelago in ARCHIPELAGOS:
        shapes = archipelago_shapes()[archipelago.name]
        yield drawn_path("land", frame.seen(shapes), frame.place, fill=_LAND, stroke=_ISLAND, stroke_width="0.6")
        for shape in shapes:
            middle = shape.centroid
            if shapely.box(*frame.box).contains(middle):
                x, y = frame.place(middle.x, middle.y)
                yield element("circle", "island", cx=f"{x:g}", cy=f"{y:g}", r="1.1", fill=_ISLAND)
    for label, at in (*((each.label, each.at) for each in ARCHIPELAGOS), (SEA.label, SEA.at)):
        if shapely.box(*frame.box).contains(shapely.Point(at)):
            yield labels.always(label[language], *frame.place(*at), kind="archipelago")


def _borders(frame: Frame, outlines: Outlines) -> Iterable[Element]:
    """Draw approximate borders broken, and the outlines of official layers whole."""
    looks = {"fill": "none", "stroke": _BORDER, "stroke_width": "0.9"}
    official = [each.shape.boundary for each in outlines.units if each.standing != APPROX]
    yield drawn_path("unit approx", frame.seen([outlines.borders]), frame.place, **looks, stroke_dasharray="4 2")
    yield drawn_path("unit official", frame.seen(official), frame.place, **looks)


def _names(frame: Frame, labels: Labels, outlines: Outlines) -> Iterable[Element]:
    """Name the outlines, the largest first, where there is room."""
    window = shapely.box(*frame.box)
    seen = [(shapely.intersection(each.shape.envelope, window), each) for each in outlines.units]
    for room, each in sorted(seen, key=lambda pair: -pair[0].area):
        if room.is_empty:
            continue
        largest = max(shapely.get_parts(each.shape), key=lambda part: part.area)
        visible = largest.intersection(window)
        if (
            visible.is_empty
            or (visible.bounds[2] - visible.bounds[0]) * frame.scale < labels.width(each.unit.name) * _CRAMPED
        ):
            continue
        middle = visible.representative_point()
        put = labels.put(each.unit.name, *frame.place(middle.x, middle.y), kind="name")
        if put is not None:
            yield put


def _inset_size(frame: Frame) -> tuple[int, int]:
    height = max(150, min(240, frame.height * 2 // 5))
    return round(height * 0.95), height


def _inset(frame: Frame, language: str) -> Element:
    """Draw the country with both archipelagos in a corner, and the frame of the picture in it."""
    width, height = _inset_size(frame)
    small = frame_of(COUNTRY, width, height)
    labels = Labels(width, height, size=9)
    parts = [element("rect", "sea", width=str(width), height=str(height), fill=_SEA)]
    land = small.seen(shapes_of("land"))
    parts.append(drawn_path("land", land, small.place, fill=_LAND, stroke=_LAND, stroke_width="0.3"))
    parts += _archipelagos(small, labels, language)
    west, south, east, north = frame.box
    (left, top), (right, bottom) = small.place(west, north), small.place(east, south)
    parts.append(
        element(
            "rect",
            "here",
            x=f"{left:g}",
            y=f"{top:g}",
            width=f"{max(right - left, 3):g}",
            height=f"{max(bottom - top, 3):g}",
            fill="none",
            stroke="#b3261e",
            stroke_width="1.2",
        )
    )
    parts.append(element("rect", "edge", width=str(width), height=str(height), fill="none", stroke=_INK))
    corner = f"translate({frame.width - width - 8} {frame.height - height - 26})"
    return Element("g", (("class", "inset"), ("transform", corner)), children=tuple(parts))


def _foot(frame: Frame, drawing: Drawing) -> Iterable[Element]:
    source, standing = _NOTES[drawing.language]
    note = f"{source} {standing}" if any(each.standing == APPROX for each in drawing.outlines.units) else source
    yield element(
        "rect", "foot", y=str(frame.height - 18), width=str(frame.width), height="18", fill="#fff", fill_opacity="0.85"
    )
    yield element("text", "note", note, x="8", y=str(frame.height - 5.5), font_size="10.5", fill="#4a463d")
