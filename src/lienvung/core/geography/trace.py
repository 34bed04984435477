"""Follow a unit along its edges: what it became by a later day, what it came from on an earlier one.

The map says what lies where. It never says who inherits a promise: that is a decision, recorded as one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

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


def _walk(unit: Unit, on: date, step: Callable[[Share], list[Share]]) -> Trace:
    waiting, seen, is_torn = [Share(unit, WHOLE)], {unit.key}, False
    found, lost = dict[str, Share](), dict[str, Unit]()
    while waiting:
        here = waiting.pop(0)
        if here.unit.exists_on(on):
            found.setdefault(here.unit.key, here)
            continue
        onwards = step(here)
        if not onwards:
            lost[here.unit.key] = here.unit
        is_torn = is_torn or [share.path[-1].extent for share in onwards if share.path] == [PART]
        waiting += [share for share in onwards if share.unit.key not in seen]
        seen.update(share.unit.key for share in onwards)
    return _gathered(found.values(), lost.values(), is_torn=is_torn)


def _gathered(shares: Iterable[Share], lost: Iterable[Unit], *, is_torn: bool = False) -> Trace:
    """Return a trace; parts that all came together again are the whole, unless a part is all that anybody recorded."""
    found = Trace(tuple(sorted(shares, key=lambda share: (share.unit.code, share.unit.key))), tuple(lost))
    if len(found.shares) == 1 and not found.lost and not is_torn:
        return Trace((replace(found.shares[0], extent=WHOLE),))
    return found


def _later(atlas: Atlas, here: Share) -> list[Share]:
    edges = atlas.leaving.get(here.unit.key, ())
    following = [_along(here, edge, atlas.units[edge.new]) for edge in edges if edge.new in atlas.units]
    later = atlas.beside(here.unit, 1)
    return following or ([replace(here, unit=later)] if later and not edges else [])


def _earlier(atlas: Atlas, here: Share) -> list[Share]:
    edges = atlas.entering.get(here.unit.key, ())
    before = [_along(here, edge, atlas.units[edge.old]) for edge in edges if edge.old in atlas.units]
    earlier = atlas.beside(here.unit, -1)
    return before or ([replace(here, unit=earlier)] if earlier and not edges else [])


def _along(here: Share, edge: Edge, unit: Unit) -> Share:
    extents = {here.extent, edge.extent}
    extent = PART if PART in extents else REMAINDER if REMAINDER in extents else WHOLE
    return Share(unit, extent, (*here.path, edge))


def _by_communes(atlas: Atlas, district: Unit, on: date) -> Trace:
    last = _last_alone(atlas, district)
    assert last.until is not None
    traces = [trace(atlas, commune, on) for commune in atlas.children(last, last.until)]
    shares = {share.unit.key: replace(share, extent=PART) for each in traces for share in each.shares}
    lost = {unit.key: unit for each in traces for unit in each.lost} if shares else {last.key: last}
    return _gathered(shares.values(), lost.values())


def _last_alone(atlas: Atlas, district: Unit) -> Unit:
    """Return the last version that has just what this one had: a district that took another in has more."""
    while True:
        edges = atlas.leaving.get(district.key, ())
        later = atlas.units.get(edges[0].new) if len(edges) == 1 and edges[0].extent == WHOLE else None
        if later is None or later.identity != district.identity or len(atlas.entering.get(later.key, ())) > 1:
            return district
        district = later


def acts_of(atlas: Atlas, path: Iterable[Edge]) -> list[str]:
    """Return the keys of the events along a path, each once."""
    return list(dict.fromkeys(edge.event for edge in path if edge.event in atlas.events))
