"""The base map that comes with the package (catalogue/basemap, LGPL-3): land, rivers, archipelagos, communes' cells."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import shapely
from shapely import LineString, MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry as Geometry

LAYERS: Final = ("land", "rivers", "archipelagos")


@cache
def read_layer(name: str) -> bytes:
    """Return a layer of the base map as GeoJSON; KeyError for a name that is none."""
    if name not in LAYERS:
        raise KeyError(name)
    return (files("lienvung.catalogue") / "basemap" / f"{name}.geojson").read_bytes()


@cache
def shapes_of(name: str) -> tuple[Geometry, ...]:
    """Return the shapes of a layer, each prepared for being cut."""
    return tuple(_shape(feature["geometry"]) for feature in json.loads(read_layer(name))["features"])


@cache
def archipelago_shapes() -> Mapping[str, tuple[Geometry, ...]]:
    """Return the islands of each archipelago by its name."""
    found: dict[str, list[Geometry]] = {}
    for feature in json.loads(read_layer("archipelagos"))["features"]:
        found.setdefault(feature["properties"]["part"], []).append(_shape(feature["geometry"]))
    return {name: tuple(shapes) for name, shapes in found.items()}


Line = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Communes:
    """The approximate land of communes by code (as of 1/7/2025), and the borders between them.

    Communes without a known place have no cell. `sides` has the codes on both sides of each border; a land border has
    one side only, and coasts are no borders.
    """

    cells: Mapping[str, MultiPolygon]
    borders: Sequence[LineString]
    sides: Sequence[tuple[str, ...]]

    def borders_between(self, owners: Mapping[str, str]) -> Geometry:
        """Return the borders between different owners of cells (code -> owner), and their land borders."""
        lines = [
            line
            for line, sides in zip(self.borders, self.sides, strict=True)
            if any(side in owners for side in sides)
            and (len(sides) == 1 or owners.get(sides[0]) != owners.get(sides[1]))
        ]
        return shapely.line_merge(MultiLineString(lines))


@cache
def read_communes() -> Communes:
    """Return the communes that come with the package."""
    text = (files("lienvung.catalogue") / "basemap" / "communes.topojson").read_text("utf-8")
    topology = json.loads(text)
    step = topology["transform"]["scale"][0]
    arcs = [list(_places(arc, step)) for arc in topology["arcs"]]
    communes = topology["objects"]["communes"]["geometries"]
    sides: defaultdict[int, list[str]] = defaultdict(list)
    for each in communes:
        for number in _numbers(each["arcs"]):
            sides[number if number >= 0 else ~number].append(each["id"])
    inland = set(_numbers(topology["objects"]["inland"]["arcs"]))
    borders = [number for number, codes in sides.items() if len(codes) > 1 or number in inland]
    return Communes(
        {each["id"]: MultiPolygon([_polygon(rings, arcs) for rings in each["arcs"]]) for each in communes},
        [LineString(arcs[number]) for number in borders],
        [tuple(sides[number]) for number in borders],
    )


def _numbers(nested: Iterable[Any]) -> Iterator[int]:
    for each in nested:
        if isinstance(each, list):
            yield from _numbers(each)
        else:
            yield each


def _places(arc: list[list[int]], step: float) -> Iterator[tuple[float, float]]:
    east = north = 0
    for right, up in arc:
        east, north = east + right, north + up
        yield round(east * step, 4), round(north * step, 4)


def _polygon(rings: list[list[int]], arcs: Sequence[Line]) -> tuple[Line, list[Line]]:
    outer, *holes = (_ring(numbers, arcs) for numbers in rings)
    return outer, holes


def _ring(numbers: list[int], arcs: Sequence[Line]) -> Line:
    """Return a closed ring; a number below zero is an arc that runs the other way."""
    ring = [place for number in numbers for place in (arcs[number] if number >= 0 else arcs[~number][::-1])[:-1]]
    return [*ring, ring[0]]


def _shape(geometry: Mapping[str, Any]) -> Geometry:
    if geometry["type"] == "Polygon":
        outer, *holes = geometry["coordinates"]
        return shapely.Polygon(outer, holes)
    return shapely.LineString(geometry["coordinates"])
