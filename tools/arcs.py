"""TopoJSON (the specification of 2013): shapes that share borders, each border once, in whole steps of a grid."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import shapely
from shapely import Geometry

Step = tuple[int, int]


def format_topology(shapes: Mapping[str, Geometry], grid: float, ground: Geometry) -> str:
    """Return polygons on the grid as a topology: `communes` with their names as ids, and `inland`.

    `inland` are the lines that bound the polygons inside the `ground`: neither coast nor between two of them.
    """
    rings = {name: [_rings(part, grid) for part in shapely.get_parts(shape)] for name, shape in shapes.items()}
    joints = _joints(ring for parts in rings.values() for part in parts for ring in part)
    arcs: dict[tuple[Step, ...], int] = {}
    geometries = [
        {"type": "MultiPolygon", "id": name, "arcs": [[_arcs_of(ring, joints, arcs) for ring in part] for part in each]}
        for name, each in rings.items()
    ]
    topology = {
        "type": "Topology",
        "transform": {"scale": [grid, grid], "translate": [0, 0]},
        "objects": {
            "communes": {"type": "GeometryCollection", "geometries": geometries},
            "inland": {
                "type": "MultiLineString",
                "arcs": [[number] for number in _inland(geometries, arcs, grid, ground)],
            },
        },
    }
    head = json.dumps(topology, separators=(",", ":"))[:-1]
    lines = ",\n".join(json.dumps(_deltas(arc), separators=(",", ":")) for arc in arcs)
    return f'{head},"arcs":[\n{lines}\n]}}\n'


def _inland(geometries: list[Any], arcs: Mapping[tuple[Step, ...], int], grid: float, ground: Geometry) -> list[int]:
    """Return the numbers of the arcs that one polygon alone has, and that do not run along the coast."""
    used = Counter(number if number >= 0 else ~number for each in geometries for number in _numbers(each["arcs"]))
    outer = {number: arc for arc, number in arcs.items() if used[number] == 1}
    coast = shapely.boundary(ground)
    shapely.prepare(coast)
    middles = shapely.points([[axis * grid for axis in arc[len(arc) // 2]] for arc in outer.values()])
    away = ~shapely.dwithin(coast, middles, 2 * grid)
    return [number for number, is_inland in zip(outer, away, strict=True) if is_inland]


def _numbers(nested: Any) -> Iterator[int]:
    for each in nested:
        yield from _numbers(each) if isinstance(each, list) else (each,)


def _rings(polygon: Any, grid: float) -> list[list[Step]]:
    return [
        [(round(x / grid), round(y / grid)) for x, y in ring.coords[:-1]]
        for ring in (polygon.exterior, *polygon.interiors)
    ]


def _joints(rings: Iterable[list[Step]]) -> frozenset[Step]:
    """Return the points where borders part: those that do not have the same two neighbours in every ring."""
    around: defaultdict[Step, set[frozenset[Step]]] = defaultdict(set)
    for ring in rings:
        for before, point, after in zip((ring[-1], *ring[:-1]), ring, (*ring[1:], ring[0]), strict=True):
            around[point].add(frozenset((before, after)))
    return frozenset(point for point, pairs in around.items() if len(pairs) > 1)


def _arcs_of(ring: list[Step], joints: frozenset[Step], arcs: dict[tuple[Step, ...], int]) -> list[int]:
    """Return a ring as numbers of arcs; an arc that runs the other way is written ~number."""
    return [_number(arc, arcs) for arc in _cut(ring, joints)]


def _cut(ring: list[Step], joints: frozenset[Step]) -> Iterator[tuple[Step, ...]]:
    start = next((place for place, point in enumerate(ring) if point in joints), ring.index(min(ring)))
    turned = [*ring[start:], *ring[:start], ring[start]]
    arc = [turned[0]]
    for point in turned[1:]:
        arc.append(point)
        if point in joints or point is turned[-1]:
            yield tuple(arc)
            arc = [point]


def _number(arc: tuple[Step, ...], arcs: dict[tuple[Step, ...], int]) -> int:
    if (known := arcs.get(arc[::-1])) is not None:
        return ~known
    return arcs.setdefault(arc, len(arcs))


def _deltas(arc: tuple[Step, ...]) -> list[list[int]]:
    steps = [(0, 0), *arc]
    return [[x - a, y - b] for (a, b), (x, y) in zip(steps, arc, strict=False)]
