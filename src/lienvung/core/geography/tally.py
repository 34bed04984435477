"""Sum figures of units under the boundaries of any day.

A figure goes where its unit lies wholly. What lies in several units of that day is given to none of them: it is summed
apart, so that the sums under any two days agree.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from lienvung.core.geography.atlas import Atlas
from lienvung.core.geography.trace import trace
from lienvung.core.geography.unit import Unit

SPLIT, LOST, ABOVE, UNKNOWN = "split", "lost", "above", "unknown"
"""Why a figure has no place: its unit is split, or nobody recorded how it goes on, or it is larger than the units that
are summed by, or it names none that is held."""


_Place: TypeAlias = tuple[Unit | None, str, tuple[Unit, ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount that a record gives for a unit, or for several together."""

    record: str
    units: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A figure that no one unit of the day can have, and the units that share its ground."""

    figure: Figure
    why: str
    candidates: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums by unit of one level on one day, with how many figures each has, and what no unit could be given."""

    sums: tuple[tuple[Unit, Decimal, int], ...]
    unplaced: tuple[Unplaced, ...]

    @property
    def placed(self) -> Decimal:
        """The sum over all units."""
        return sum((amount for _, amount, _ in self.sums), Decimal(0))

    @property
    def left(self) -> Decimal:
        """The sum of what has no place."""
        return sum((each.figure.amount for each in self.unplaced), Decimal(0))

    @property
    def total(self) -> Decimal:
        """Everything: the same on any day."""
        return self.placed + self.left


def tally(atlas: Atlas, figures: Iterable[Figure], level: str, on: date) -> Tally:
    """Sum figures by the units of a level as they were on a day."""
    units: dict[str, Unit] = {}
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    counts: defaultdict[str, int] = defaultdict(int)
    unplaced: list[Unplaced] = []
    for figure in figures:
        place, why, candidates = _place_of_all(atlas, figure, level, on)
        if place is None:
            unplaced.append(Unplaced(figure, why, candidates))
            continue
        units[place.key] = place
        sums[place.key] += figure.amount
        counts[place.key] += 1
    ordered = sorted(units.values(), key=lambda unit: (unit.code, unit.key))
    return Tally(tuple((unit, sums[unit.key], counts[unit.key]) for unit in ordered), tuple(unplaced))


def _place_of_all(atlas: Atlas, figure: Figure, level: str, on: date) -> _Place:
    """Return the one unit that has the ground of all units of a figure: nobody said how it divides among them."""
    if not figure.units:
        return None, UNKNOWN, ()
    units = [atlas.unit(key) for key in figure.units]
    places = [_place(atlas, unit, level, on) if unit else (None, UNKNOWN, ()) for unit in units]
    if len({place.key for place, _, _ in places if place}) == 1 and all(place for place, _, _ in places):
        return places[0]
    candidates = {unit.key: unit for place, _, shared in places for unit in ((place,) if place else shared)}
    why = next((why for place, why, _ in places if not place), SPLIT)
    return None, why if len(places) == 1 else SPLIT, tuple(candidates.values())


def _place(atlas: Atlas, unit: Unit, level: str, on: date) -> _Place:
    """Return the one unit of the level that has all of a unit on a day; else why there is none, and who shares it.

    Looking back, a unit lies in whatever all that it came from lay in.
    """
    found = trace(atlas, unit, on)
    above = [atlas.within(share.unit, level, on) for share in found.shares]
    candidates = tuple({each.key: each for each in above if each}.values())
    if found.lost or not found.shares:
        # What became of a commune may not be recorded, but its ground is still where its province is.
        around = atlas.within(unit, level, unit.nearest_day(on))
        if around is not None and around.key != unit.key:
            return _place(atlas, around, level, on)
        return None, LOST, candidates
    if not all(above):
        return None, ABOVE, tuple(share.unit for share in found.shares)
    return (candidates[0], "", ()) if len(candidates) == 1 else (None, SPLIT, candidates)
