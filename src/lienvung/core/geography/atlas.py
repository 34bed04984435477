"""All versions of all units, the edges between them, and who a unit was part of on a day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from lienvung.core.geography.alike import rename_edges, rename_unit, same_events, same_units
from lienvung.core.geography.event import IN_FORCE, PART, WHOLE, Edge, Event
from lienvung.core.geography.unit import LEVELS, Unit

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Versions by key and by identity, edges by either end, and versions by the identity of what they are part of.

    `same` has by key the key that stands for it, where another steward recorded the same unit (alike.py). `places` says
    by key which of the versions of its unit a version is, counted from 0.
    """

    units: Mapping[str, Unit]
    same: Mapping[str, str]
    events: Mapping[str, Event]
    versions: Mapping[str, tuple[Unit, ...]]
    places: Mapping[str, int]
    leaving: Mapping[str, tuple[Edge, ...]]
    entering: Mapping[str, tuple[Edge, ...]]
    inside: Mapping[str, tuple[Unit, ...]]

    def unit(self, key: str) -> Unit | None:
        """Return the unit that a record means by a key, whichever steward's; None where nobody has recorded it."""
        return self.units.get(self.same.get(key, key))

    def version(self, unit: Unit, on: date) -> Unit | None:
        """Return the version of the same unit on that day; the later one where the days are vague."""
        return _latest(self.versions[unit.identity], on)

    def lineage(self, unit: Unit, on: date) -> tuple[Unit, ...]:
        """Return what the unit was part of on that day, the nearest first; outside its life, on its nearest day."""
        day, chain = unit.nearest_day(on), dict[str, Unit]()
        parent = self.units.get(unit.parent)
        while parent is not None and parent.identity not in chain:
            parent = self.version(parent, day) or parent
            chain[parent.identity] = parent
            parent = self.units.get(parent.parent)
        return tuple(chain.values())

    def within(self, unit: Unit, level: str, on: date) -> Unit | None:
        """Return the unit of a level that this one was, or was part of, on that day."""
        return next((each for each in (unit, *self.lineage(unit, on)) if each.level == level), None)

    def children(self, unit: Unit, on: date) -> tuple[Unit, ...]:
        """Return the units directly inside on that day, of each the later version where the days are vague."""
        found = {each.identity: each for each in self.inside.get(unit.identity, ()) if each.exists_on(on)}
        return tuple(found.values())

    def alive(self, on: date) -> Iterator[Unit]:
        """Yield the units that existed on that day, one version of each."""
        for versions in self.versions.values():
            unit = _latest(versions, on)
            if unit is not None:
                yield unit

    def count(self, on: date) -> dict[str, dict[str, int]]:
        """Return how many units there were on that day: level -> kind -> number."""
        counted: dict[str, dict[str, int]] = {level: {} for level in LEVELS}
        for unit in self.alive(on):
            kinds = counted.setdefault(unit.level, {})
            kinds[unit.kind] = kinds.get(unit.kind, 0) + 1
        return counted

    def beside(self, unit: Unit, step: int) -> Unit | None:
        """Return the next version of the same unit (1), or the one before (-1)."""
        versions, place = self.versions[unit.identity], self.places[unit.key] + step
        return versions[place] if 0 <= place < len(versions) else None


def chart(units: Iterable[Unit], events: Iterable[Event] = (), edges: Iterable[Edge] = ()) -> Atlas:
    """Return an atlas of these records; edges of events that are drafts or annulled do not count."""
    known, acts = _with_first({unit.key: unit for unit in units}), {event.key: event for event in events}
    same = same_units(known)
    if same:
        known = {key: rename_unit(unit, same) for key, unit in known.items() if key not in same}
        edges = rename_edges(edges, same, same_events(acts.values()))
    drawn = [edge for edge in edges if edge.event not in acts or acts[edge.event].status == IN_FORCE]
    drawn += [edge for unit in known.values() for edge in _said_by_itself(unit)]
    versions = _grouped(sorted(known.values(), key=_first), lambda unit: unit.identity)
    return Atlas(
        units=known,
        same=same,
        events=acts,
        versions=versions,
        places={unit.key: place for group in versions.values() for place, unit in enumerate(group)},
        leaving=_grouped(drawn, lambda edge: edge.old),
        entering=_grouped(drawn, lambda edge: edge.new),
        inside=_grouped(
            sorted(known.values(), key=_first),
            lambda unit: known[unit.parent].identity if unit.parent in known else "",
        ),
    )


def _with_first(units: dict[str, Unit]) -> dict[str, Unit]:
    """Let every version name the first one: a person may have named the one before.

    The versions of a unit are its steward's: what another says is one is a unit of its own.
    """
    firsts: dict[str, str] = {}
    for key in units:
        _find_first(key, units, firsts)
    return {
        key: replace(unit, of="" if firsts[key] == key else firsts[key]) if unit.of in units else unit
        for key, unit in units.items()
    }


def _find_first(key: str, units: Mapping[str, Unit], firsts: dict[str, str]) -> None:
    """Note the first version of a unit, and of all that were passed on the way to it; a circle ends at its start."""
    passed: dict[str, None] = {}
    while key not in passed and key not in firsts:
        passed[key] = None
        before = units.get(units[key].of)
        key = before.key if before is not None and before.steward == units[key].steward else key
    first = firsts.get(key, key)
    firsts.update(dict.fromkeys(passed, first))


def _said_by_itself(unit: Unit) -> Iterator[Edge]:
    """Yield the edges of a unit whose record names its successors and no event."""
    extent = PART if len(unit.successors) > 1 else WHOLE
    for key in unit.successors:
        yield Edge(event="", old=unit.key, new=key, extent=extent)


def _latest(versions: tuple[Unit, ...], on: date) -> Unit | None:
    return next((unit for unit in reversed(versions) if unit.exists_on(on)), None)


def _first(unit: Unit) -> tuple[date, date]:
    return unit.since or date.min, unit.until or date.max


def _grouped(things: Iterable[_T], key: Callable[[_T], str]) -> dict[str, tuple[_T, ...]]:
    groups: defaultdict[str, list[_T]] = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    return {name: tuple(group) for name, group in groups.items() if name}
