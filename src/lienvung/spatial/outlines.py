"""The outlines of administrative units on any day, approximate: the cells of today's communes, put together.

A cell belongs on an earlier day to the unit from which most of its commune came: of a commune made of parts of two
districts, the whole cell lies in one of them. Before 1/7/2025 there are no outlines of communes: the cells are those of
their successors.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import shapely
from shapely import MultiLineString
from shapely.geometry.base import BaseGeometry as Geometry

from lienvung.core.geography.atlas import Atlas
from lienvung.core.geography.event import WHOLE
from lienvung.core.geography.trace import Share, trace
from lienvung.core.geography.unit import Unit
from lienvung.spatial.basemap import read_communes

CELLS_SINCE: Final = date(2025, 7, 1)
"""The day from which communes are those whose places the cells were made of."""

APPROX, DIGITAL, LEGAL = "approx", "official-digital", "legal"


@dataclass(frozen=True, slots=True)
class Outlines:
    """The units of a level on a day, and the borders between them."""

    units: tuple["Outline", ...]
    borders: Geometry


@dataclass(frozen=True, slots=True)
class Outline:
    """One unit as it was on a day, its shape in degrees, how far the shape can be trusted, and whence it is."""

    unit: Unit
    shape: Geometry
    standing: str = APPROX
    source: str = ""


NO_OUTLINES: Final = Outlines((), MultiLineString())


def levels_on(day: date) -> tuple[str, ...]:
    """Return the levels that are drawn on a day, the widest first."""
    return ("province", "commune") if day >= CELLS_SINCE else ("province", "district")


def outlines_on(atlas: Atlas, day: date, level: str) -> Outlines:
    """Return every unit of a level with its approximate outline on a day, by code; none of a level not drawn then."""
    communes = read_communes()
    owners = _owners(atlas, day, level) if level in levels_on(day) else {}
    pieces: defaultdict[str, list[Geometry]] = defaultdict(list)
    units: dict[str, Unit] = {}
    for code, owner in owners.items():
        units[owner.key] = owner
        pieces[owner.key].append(communes.cells[code])
    found = [Outline(units[key], shapely.coverage_union_all(shapes)) for key, shapes in pieces.items()]
    borders = communes.borders_between({code: owner.key for code, owner in owners.items()})
    return Outlines(tuple(sorted(found, key=lambda each: (each.unit.code, each.unit.key))), borders)


def with_official(found: Outlines, official: Mapping[str, Outline]) -> Outlines:
    """Return the same units, those with an official outline (by identity) by that one; their old borders go."""
    given_up = [each.shape.boundary for each in found.units if each.unit.identity in official]
    if not given_up:
        return found
    units = tuple(replace(official.get(each.unit.identity, each), unit=each.unit) for each in found.units)
    return Outlines(units, shapely.difference(found.borders, shapely.union_all(given_up)))


def _owners(atlas: Atlas, day: date, level: str) -> Mapping[str, Unit]:
    """Return code of the cell -> the unit of the level that it lay in on that day."""
    owners: dict[str, Unit] = {}
    cells = read_communes().cells
    for commune in atlas.alive(CELLS_SINCE):
        if commune.level == "commune" and commune.code in cells:
            owner = _owner(trace(atlas, commune, day).shares, lambda unit: atlas.within(unit, level, day))
            if owner is not None:
                owners[commune.code] = owner
    return owners


def _owner(shares: tuple[Share, ...], above: Callable[[Unit], Unit | None]) -> Unit | None:
    """Return the unit that most of the shares lay in: a whole counts twice a part; of equals, the lower code."""
    weights: dict[str, int] = {}
    units: dict[str, Unit] = {}
    for share in shares:
        unit = above(share.unit)
        if unit is not None:
            units[unit.key] = unit
            weights[unit.key] = weights.get(unit.key, 0) + (2 if share.extent == WHOLE else 1)
    return min(units.values(), key=lambda unit: (-weights[unit.key], unit.code, unit.key), default=None)
