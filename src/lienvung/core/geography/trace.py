"""Follow a unit along its edges: what it became by a later day, what it came from on an earlier one.

The map says what lies where. It never says who inherits a promise: that is a decision, recorded as one.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from lienvung.core.geography.atlas import Atlas
from lienvung.core.geography.event import PART, REMAINDER, WHOLE, Edge
from lienvung.core.geography.unit import Unit


@dataclass(frozen=True, slots=True)
class Share:
    """A unit of another day and how far it is the same; `path` are the edges that lead there.

    Of a later unit the extent says how much of the unit that was asked for lies in it; of an earlier one, how much of
    the earlier one lay in the unit that was asked for.
    """

    unit: Unit
    extent: str
    path: tuple[Edge, ...] = ()


_Onwards: TypeAlias = list[tuple[Share, Edge | None]]
"""Where a walk goes from a unit, and along which edge; along none from version to version."""
_Came: TypeAlias = tuple[str, Edge | None] | None
"""From which unit a walk came to one, and along which edge; None where it began."""
_Step: TypeAlias = Callable[[Share], _Onwards]


@dataclass(frozen=True, slots=True)
class Trace:
    """What a unit was or is on a day; `lost` are the units after which no record says how it goes on."""

    shares: tuple[Share, ...]
    lost: tuple[Unit, ...] = ()

    @property
    def only(self) -> Unit | None:
        """Return the one unit that has all of it, None where it is split or the trace is lost."""
        return self.shares[0].unit if len(self.shares) == 1 and self.shares[0].extent == WHOLE else None


def trace(atlas: Atlas, unit: Unit, on: date) -> Trace:
    """Return what a unit was or is on a day, by code. A district that merely ended is where its communes are."""
    if unit.exists_on(on):
        return Trace((Share(unit, WHOLE),))
    if unit.until is None or unit.until >= on:
        return _walk(unit, on, lambda share: _earlier(atlas, share))
    found = _walk(unit, on, lambda share: _later(atlas, share))
    return found if found.shares or unit.level != "district" else _by_communes(atlas, unit, on)


def _walk(unit: Unit, on: date, step: _Step) -> Trace:
    """Go from unit to unit until each stands on the day; every unit is passed once, whatever the records say."""
    waiting, came, is_torn = deque([Share(unit, WHOLE)]), dict[str, _Came]({unit.key: None}), False
    found, lost = dict[str, Share](), dict[str, Unit]()
    while waiting:
        here = waiting.popleft()
        if here.unit.exists_on(on):
            found[here.unit.key] = replace(here, path=_path(here.unit.key, came))
            continue
        onwards = step(here)
        if not onwards:
            lost[here.unit.key] = here.unit
        is_torn = is_torn or [edge.extent for _, edge in onwards if edge] == [PART]
        for share, edge in onwards:
            if share.unit.key not in came:
                came[share.unit.key] = (here.unit.key, edge)
                waiting.append(share)
    return _gathered(found.values(), lost.values(), is_torn=is_torn)


def _path(key: str, came: Mapping[str, _Came]) -> tuple[Edge, ...]:
    """Return the edges that led to a unit, the first first."""
    path: list[Edge] = []
    while (step := came[key]) is not None:
        key, edge = step
        path += [edge] if edge else []
    return tuple(reversed(path))


def _gathered(shares: Iterable[Share], lost: Iterable[Unit], *, is_torn: bool = False) -> Trace:
    """Return a trace; parts that all came together again are the whole, unless a part is all that anybody recorded."""
    found = Trace(tuple(sorted(shares, key=lambda share: (share.unit.code, share.unit.key))), tuple(lost))
    if len(found.shares) == 1 and not found.lost and not is_torn:
        return Trace((replace(found.shares[0], extent=WHOLE),))
    return found


def _later(atlas: Atlas, here: Share) -> _Onwards:
    edges = atlas.leaving.get(here.unit.key, ())
    following = [_along(here, edge, atlas.units[edge.new]) for edge in edges if edge.new in atlas.units]
    later = atlas.beside(here.unit, 1)
    return following or ([(replace(here, unit=later), None)] if later and not edges else [])


def _earlier(atlas: Atlas, here: Share) -> _Onwards:
    edges = atlas.entering.get(here.unit.key, ())
    before = [_along(here, edge, atlas.units[edge.old]) for edge in edges if edge.old in atlas.units]
    earlier = atlas.beside(here.unit, -1)
    return before or ([(replace(here, unit=earlier), None)] if earlier and not edges else [])


def _along(here: Share, edge: Edge, unit: Unit) -> tuple[Share, Edge | None]:
    extents = {here.extent, edge.extent}
    return Share(unit, PART if PART in extents else REMAINDER if REMAINDER in extents else WHOLE), edge


def _by_communes(atlas: Atlas, district: Unit, on: date) -> Trace:
    last = _last_alone(atlas, district, on)
    communes = atlas.children(last, last.nearest_day(on))
    traces = [_walk(commune, on, lambda share: _later(atlas, share)) for commune in communes]
    shares = {share.unit.key: replace(share, extent=PART) for each in traces for share in each.shares}
    lost = {unit.key: unit for each in traces for unit in each.lost} if shares else {last.key: last}
    return _gathered(shares.values(), lost.values())


def _last_alone(atlas: Atlas, district: Unit, on: date) -> Unit:
    """Return the last version before a day that has just what this one had: who took another district in has more."""
    while True:
        edges = atlas.leaving.get(district.key, ())
        later = atlas.units.get(edges[0].new) if len(edges) == 1 and edges[0].extent == WHOLE else None
        if later is None or later.identity != district.identity or len(atlas.entering.get(later.key, ())) > 1:
            return district
        if not (district.until or on) < (later.until or on) < on:
            return district
        district = later


def around_on(atlas: Atlas, unit: Unit, on: date) -> Unit | None:
    """Return what the ground of a unit lies in on a day: the nearest unit above that is wholly followed to that day."""
    above = atlas.lineage(unit, unit.nearest_day(on))
    return next((found for each in above if (found := trace(atlas, each, on).only)), None)


def acts_of(atlas: Atlas, path: Iterable[Edge]) -> list[str]:
    """Return the keys of the events along a path, each once."""
    return list(dict.fromkeys(edge.event for edge in path if edge.event in atlas.events))
