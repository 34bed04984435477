"""What lies under everything on a picture: land, rivers, and both archipelagos with their names."""

from collections.abc import Iterator
from typing import Final

import shapely

from lienvung.spatial.basemap import archipelago_shapes, shapes_of
from lienvung.spatial.frame import Frame
from lienvung.spatial.sovereignty import ARCHIPELAGOS, SEA
from lienvung.spatial.svg import Element, Labels, drawn_path, element

_SEA, _LAND, _RIVER, _ISLAND = "#dfe9ee", "#fbf9f3", "#a9c6d6", "#8a5a00"
_LEAST_RIVER: Final = 40  # pixels
_NEAR: Final = 90  # pixels a degree: from this scale on rivers are drawn


def draw_ground(frame: Frame) -> Iterator[Element]:
    """Draw sea and land, and near enough the longer rivers."""
    yield element("rect", "sea", width=str(frame.width), height=str(frame.height), fill=_SEA)
    land = frame.seen(shapes_of("land"))
    yield drawn_path("land", land, frame.place, fill=_LAND, stroke=_LAND, stroke_width="0.4")
    if frame.scale >= _NEAR:
        rivers = [shape for shape in frame.seen(shapes_of("rivers")) if shape.length * frame.scale > _LEAST_RIVER]
        yield drawn_path("river", rivers, frame.place, fill="none", stroke=_RIVER, stroke_width="0.8")


def draw_archipelagos(frame: Frame, labels: Labels, language: str) -> Iterator[Element]:
    """Draw the islands, each at least as a dot, and the names of the archipelagos and of the sea."""
    window = shapely.box(*frame.box)
    for archipelago in ARCHIPELAGOS:
        shapes = archipelago_shapes()[archipelago.name]
        yield drawn_path("land", frame.seen(shapes), frame.place, fill=_LAND, stroke=_ISLAND, stroke_width="0.6")
        for middle in (shape.centroid for shape in shapes):
            if window.contains(middle):
                x, y = frame.place(middle.x, middle.y)
                yield element("circle", "island", cx=f"{x:g}", cy=f"{y:g}", r="1.1", fill=_ISLAND)
    for label, at in (*((each.label, each.at) for each in ARCHIPELAGOS), (SEA.label, SEA.at)):
        if window.contains(shapely.Point(at)):
            yield labels.always(label[language], *frame.place(*at), kind="archipelago")
