"""Refusals of shapes and layers.

SpatialError
├── AxesSwapped          latitude stands before longitude
├── CoordinatesInMetres  numbers of a projection where degrees are expected
├── ProjectionUnfit      numbers that lie nowhere near Viet Nam in the system that was named
├── ProjectionUnknown    a coordinate system that is not read
├── ShapeCrosses         a border that crosses or touches itself
├── ShapeMisnested       a hole outside its area, or an area inside another of the same shape
├── ShapeFlat            a line of one place, an area of no width
├── ShapeWraps           a border that leaps over the 180th meridian
├── LayerUnreadable      not a layer, or damaged
├── LayerTooLarge        more features or bytes than are read
├── LayerUnplaced        no coordinate system is given
├── SovereigntyBroken    a layer that gives Hoàng Sa or Trường Sa to others, or draws the line at sea
└── ArchipelagoMissing   the outline of a unit without the archipelago that is its own
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class SpatialError(LienVungError):
    """The base of every refusal of a shape or a layer."""

    code: ClassVar[str] = "spatial"


@dataclass(eq=False)
class AxesSwapped(SpatialError):
    """The first number reads as a latitude of Viet Nam and the second as a longitude."""

    code: ClassVar[str] = "axes-swapped"
    first: str
    second: str


@dataclass(eq=False)
class CoordinatesInMetres(SpatialError):
    """Numbers too large for degrees, and nothing says of which projection they are."""

    code: ClassVar[str] = "coordinates-in-metres"
    first: str
    second: str


@dataclass(eq=False)
class ProjectionUnfit(SpatialError):
    """Numbers that lie nowhere near Viet Nam in the coordinate system that was named."""

    code: ClassVar[str] = "projection-unfit"
    first: str
    second: str
    name: str


@dataclass(eq=False)
class ProjectionUnknown(SpatialError):
    """A coordinate system that is neither WGS 84 nor VN-2000."""

    code: ClassVar[str] = "projection-unknown"
    name: str


@dataclass(eq=False)
class ShapeCrosses(SpatialError):
    """A border that crosses or touches itself; `where` is the place, `problem` the geometry engine's words."""

    code: ClassVar[str] = "shape-crosses"
    where: str
    problem: str


@dataclass(eq=False)
class ShapeMisnested(SpatialError):
    """A hole that lies outside its area or in another hole, or an area inside another one of the same shape."""

    code: ClassVar[str] = "shape-misnested"
    where: str


@dataclass(eq=False)
class ShapeFlat(SpatialError):
    """A line whose places are all the same, or an area that encloses nothing."""

    code: ClassVar[str] = "shape-flat"
    where: str


@dataclass(eq=False)
class ShapeWraps(SpatialError):
    """Two places of a border that follow each other lie half the globe apart: it means the short way over 180°."""

    code: ClassVar[str] = "shape-wraps"
    where: str


@dataclass(eq=False)
class LayerUnreadable(SpatialError):
    """A file that is no layer of a kind that is read, or a damaged one."""

    code: ClassVar[str] = "layer-unreadable"
    name: str
    why: str


@dataclass(eq=False)
class LayerTooLarge(SpatialError):
    """A layer with more features, or more bytes unpacked, than are read."""

    code: ClassVar[str] = "layer-too-large"
    name: str
    found: int
    most: int


@dataclass(eq=False)
class LayerUnplaced(SpatialError):
    """A layer that does not say its coordinate system."""

    code: ClassVar[str] = "layer-unplaced"
    name: str


@dataclass(eq=False)
class SovereigntyBroken(SpatialError):
    """A feature that contradicts Viet Nam's sovereignty over Hoàng Sa and Trường Sa; `found` says which."""

    code: ClassVar[str] = "sovereignty-broken"
    found: str


@dataclass(eq=False)
class ArchipelagoMissing(SpatialError):
    """The outline of a unit that leaves out islands of the archipelago that belongs to it."""

    code: ClassVar[str] = "archipelago-missing"
    name: str
