"""What part of the world a picture shows, and where a place lies on it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from lienvung.spatial.sovereignty import ARCHIPELAGOS, Box

COUNTRY: Final[Box] = (101.9, 6.3, 117.4, 23.7)
"""Viet Nam with both archipelagos: what a country-scale map shows."""

LEAST_SPAN: Final = 0.04
COUNTRY_SPAN: Final = 4.5
"""Degrees: a picture wider or higher than this is of the country, and then it is of all of it."""

_MARGIN = 0.06
_THIN = 0.6  # pixels that a line may move


@dataclass(frozen=True, slots=True)
class Frame:
    """A box in degrees on a picture of so many pixels; a degree east is drawn as long as it is on the ground."""

    box: Box
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Return pixels per degree of latitude."""
        return self.height / (self.box[3] - self.box[1])

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place lies, in pixels from the upper left corner."""
        west, south, east, north = self.box
        right = (longitude - west) / (east - west) * self.width
        return round(right, 1), round((north - latitude) / (north - south) * self.height, 1)

    def seen(self, shapes: Iterable[Geometry]) -> list[Geometry]:
        """Return what of shapes lies inside, thinned to what can be seen."""
        west, south, east, north = self.box
        near = [shape for shape in shapes if _meets(shape.bounds, self.box)]
        if not near:
            return []
        thin = shapely.simplify(shapely.clip_by_rect(near, west, south, east, north), _THIN / self.scale)
        return [shape for shape in thin if not shape.is_empty]

    @property
    def shows_archipelagos(self) -> bool:
        """Tell whether both archipelagos lie inside."""
        return all(_contains(self.box, each.box) for each in ARCHIPELAGOS)


def on_earth(box: Box) -> Box:
    """Return the part of a box that is on the globe: a picture of its edge reaches beyond."""
    west, south, east, north = box
    return _kept(west, 180), _kept(south, 90), _kept(east, 180), _kept(north, 90)


def _kept(degrees: float, most: float) -> float:
    return max(-most, min(degrees, most))


def frame_of(box: Box, width: int, height: int) -> Frame:
    """Return the frame that shows a box whole, with a margin; one as large as the country takes in the archipelagos."""
    west, south, east, north = box
    if max(east - west, north - south) > COUNTRY_SPAN:
        box = west, south, east, north = _around(box, COUNTRY)
    middle = (west + east) / 2, (south + north) / 2
    shrink = math.cos(math.radians(middle[1]))
    across, up = max((east - west) * shrink, LEAST_SPAN), max(north - south, LEAST_SPAN)
    across, up = across * (1 + 2 * _MARGIN), up * (1 + 2 * _MARGIN)
    if across / up < width / height:
        across = up * width / height
    else:
        up = across * height / width
    half = across / shrink / 2, up / 2
    return Frame((middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]), width, height)


def bounds_of_all(shapes: Iterable[Geometry]) -> Box | None:
    """Return the box around shapes, None around none."""
    boxes = [shape.bounds for shape in shapes if not shape.is_empty]
    if not boxes:
        return None
    west, south, east, north = shapely.total_bounds([shapely.box(*each) for each in boxes]).tolist()
    return west, south, east, north


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _contains(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _meets(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
