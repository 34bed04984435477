"""The one function that draws a map as a picture (SVG): for print, for browsers without WebGL, for files.

Whatever is drawn, the picture has Hoàng Sa and Trường Sa by name: in their place where the frame takes them in, else
in an inset of the whole country. No argument leaves them out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import shapely
from shapely import Geometry

from lienvung.core.register.definition_use import PALETTE
from lienvung.spatial.basemap import archipelago_shapes, shapes_of
from lienvung.spatial.frame import COUNTRY, Frame, bounds_of_all, frame_of
from lienvung.spatial.outlines import APPROX, NO_OUTLINES, Outlines
from lienvung.spatial.sovereignty import ARCHIPELAGOS, SEA, Box
from lienvung.spatial.svg import Element, Labels, element, format_number, format_svg, path_of

COLOURS: Final = dict(
    zip(PALETTE, ("#2f7d4f", "#b7791f", "#b3261e", "#2458a6", "#0b6e75", "#6b4fa0", "#6f6a60", "#7a5230"), strict=True)
)
MOST_SINGLE: Final = 400
"""More points than this are drawn as circles with a number where they lie close."""

_GATHER = 28  # pixels
_THIN = 0.6  # pixels that a line may move
_CRAMPED = 0.4  # of its width that a name must have inside its unit
_SEA, _LAND, _RIVER, _BORDER, _INK, _ISLAND = "#dfe9ee", "#fbf9f3", "#a9c6d6", "#8d8777", "#1d1b17", "#8a5a00"
_NOTES = {
    "vi": ("Bờ biển, sông: GSHHG 2.3.7.", "Ranh giới xấp xỉ, không có giá trị pháp lý."),
    "en": ("Coast, rivers: GSHHG 2.3.7.", "Boundaries approximate, without legal value."),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a map: its shape, a colour of the palette, its title, its page, and what a script calls it."""

    shape: Geometry
    colour: str = "teal"
    title: str = ""
    url: str = ""
    name: str = ""


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
    parts += _marks(frame, drawing.marks)
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
    yield _area("land", _within(frame, shapes_of("land")), frame, fill=_LAND, stroke=_LAND, stroke_width="0.4")
    rivers = [shape for shape in _within(frame, shapes_of("rivers")) if shape.length * frame.scale > 40]
    yield _area("river", rivers, frame, fill="none", stroke=_RIVER, stroke_width="0.8")


def _archipelagos(frame: Frame, labels: Labels, language: str) -> Iterable[Element]:
    """Draw the islands, each at least as a dot, and the names of the archipelagos and of the sea."""
    for archipelago in ARCHIPELAGOS:
        shapes = archipelago_shapes()[archipelago.name]
        yield _area("land", _within(frame, shapes), frame, fill=_LAND, stroke=_ISLAND, stroke_width="0.6")
        for shape in shapes:
            middle = shape.centroid
            if shapely.box(*frame.box).contains(middle):
                x, y = frame.place(middle.x, middle.y)
                yield element("circle", "island", cx=f"{x:g}", cy=f"{y:g}", r="1.1", fill=_ISLAND)
    for label, at in (*((each.label, each.at) for each in ARCHIPELAGOS), (SEA.label, SEA.at)):
        if shapely.box(*frame.box).contains(shapely.Point(at)):
            yield labels.put(label[language], *frame.place(*at), kind="archipelago", always=True)


def _borders(frame: Frame, outlines: Outlines) -> Iterable[Element]:
    """Draw approximate borders broken, and the outlines of official layers whole."""
    looks = {"fill": "none", "stroke": _BORDER, "stroke_width": "0.9"}
    official = [each.shape.boundary for each in outlines.units if each.standing != APPROX]
    yield _area("unit approx", _within(frame, [outlines.borders]), frame, **looks, stroke_dasharray="4 2")
    yield _area("unit official", _within(frame, official), frame, **looks)


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


def _marks(frame: Frame, marks: Sequence[Mark]) -> Iterable[Element]:
    window = shapely.box(*frame.box)
    points = [mark for mark in marks if mark.shape.geom_type == "Point" and window.contains(mark.shape)]
    for mark in marks:
        if mark.shape.geom_type != "Point":
            shapes = _within(frame, [mark.shape])
            if shapes:
                yield _linked(mark, _shape_of(mark, shapes, frame))
    if len(points) > MOST_SINGLE:
        yield from _gathered(frame, points)
    else:
        yield from (_linked(mark, _dot(mark, frame)) for mark in points)


def _shape_of(mark: Mark, shapes: Sequence[Geometry], frame: Frame) -> Element:
    colour = COLOURS[mark.colour]
    if "Polygon" in mark.shape.geom_type:
        return _area(
            f"mark {mark.colour}", shapes, frame, fill=colour, fill_opacity="0.25", stroke=colour, stroke_width="1.5"
        )
    return _area(f"mark {mark.colour}", shapes, frame, fill="none", stroke=colour, stroke_width="2.5")


def _dot(mark: Mark, frame: Frame) -> Element:
    x, y = frame.place(mark.shape.x, mark.shape.y)
    colour = COLOURS[mark.colour]
    return element(
        "circle", f"mark {mark.colour}", cx=f"{x:g}", cy=f"{y:g}", r="5", fill=colour, stroke="#fff", stroke_width="1.2"
    )


def _gathered(frame: Frame, points: Sequence[Mark]) -> Iterable[Element]:
    """Draw points that lie close as one circle with their number."""
    cells: dict[tuple[int, int], list[Mark]] = {}
    for mark in points:
        x, y = frame.place(mark.shape.x, mark.shape.y)
        cells.setdefault((int(x // _GATHER), int(y // _GATHER)), []).append(mark)
    for group in cells.values():
        if len(group) == 1:
            yield _linked(group[0], _dot(group[0], frame))
            continue
        places = [frame.place(mark.shape.x, mark.shape.y) for mark in group]
        x, y = (sum(each[axis] for each in places) / len(places) for axis in (0, 1))
        radius = min(6 + len(str(len(group))) * 3, 15)
        yield element("circle", "group", cx=f"{x:.1f}", cy=f"{y:.1f}", r=str(radius), fill="#0b5a60", stroke="#fff")
        yield element(
            "text", "group-number", format_number(len(group)), x=f"{x:.1f}", y=f"{y + 3.5:.1f}", fill="#fff",
            font_size="10", text_anchor="middle",
        )  # fmt: skip


def _linked(mark: Mark, drawn: Element) -> Element:
    titled = drawn.holding(element("title", "", mark.title)) if mark.title else drawn
    named = titled.with_data(mark.name) if mark.name else titled
    return Element("a", (("href", mark.url),), children=(named,)) if mark.url else named


def _inset_size(frame: Frame) -> tuple[int, int]:
    height = max(150, min(240, frame.height * 2 // 5))
    return round(height * 0.95), height


def _inset(frame: Frame, language: str) -> Element:
    """Draw the country with both archipelagos in a corner, and the frame of the picture in it."""
    width, height = _inset_size(frame)
    small = frame_of(COUNTRY, width, height)
    labels = Labels(width, height, size=9)
    parts = [element("rect", "sea", width=str(width), height=str(height), fill=_SEA)]
    parts.append(_area("land", _within(small, shapes_of("land")), small, fill=_LAND, stroke=_LAND, stroke_width="0.3"))
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


def _within(frame: Frame, shapes: Iterable[Geometry]) -> list[Geometry]:
    """Return what of the shapes is in the frame, thinned to what can be seen."""
    west, south, east, north = frame.box
    near = [shape for shape in shapes if _meets(shape.bounds, frame.box)]
    if not near:
        return []
    thin = shapely.simplify(shapely.clip_by_rect(near, west, south, east, north), _THIN / frame.scale)
    return [shape for shape in thin if not shape.is_empty]


def _meets(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]


def _area(kind: str, shapes: Sequence[Geometry], frame: Frame, **looks: str) -> Element:
    return element("path", kind, d="".join(path_of(shape, frame.place) for shape in shapes), **looks)
