"""Two stewards may have recorded the same units, each before it knew of the other: what says the same is one.

Only what agrees in every fact that is compared is taken together; where two records differ, both are shown. The key
that comes first in order stands for all, so that every node sees the same; the other keys still lead to it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from lienvung.core.geography.event import Edge, Event
from lienvung.core.geography.names import spell
from lienvung.core.geography.unit import LEVELS, Unit

_T = TypeVar("_T", Unit, Event)


def same_units(units: Mapping[str, Unit]) -> dict[str, str]:
    """Return by key the key that stands for a version of a unit which another steward recorded as well.

    `units` name their first version. Two are the same with all their versions only, and inside what is the same: if one
    steward's ended where the other's went on, neither may speak for both.
    """
    if len(set(map(_steward, units))) < 2:
        return {}
    told: dict[str, Hashable] = {key: _facts(unit) for key, unit in units.items()}
    for _ in LEVELS:
        histories: defaultdict[str, list[Hashable]] = defaultdict(list)
        for key, unit in units.items():
            histories[unit.identity].append(told[key])
        whole = {first: frozenset(Counter(facts).items()) for first, facts in histories.items()}
        numbers: dict[Hashable, int] = {}
        told = {
            key: numbers.setdefault((told[key], whole[unit.identity], told.get(unit.parent)), len(numbers))
            for key, unit in units.items()
        }
    return _same((unit for unit in units.values() if unit.code), lambda unit: told[unit.key])


def _facts(unit: Unit) -> tuple[str, ...]:
    return unit.level, unit.kind, unit.code, spell(unit.name), unit.begins, unit.ends


def same_events(events: Iterable[Event]) -> dict[str, str]:
    """Return by key the key that stands for an event which another steward recorded as well."""
    return _same(events, lambda event: (event.kind, event.act, event.name, event.effective_on, event.status))


def rename_unit(unit: Unit, same: Mapping[str, str]) -> Unit:
    """Return a unit that names others by the keys that stand for them."""
    return replace(
        unit,
        parent=same.get(unit.parent, unit.parent),
        of=same.get(unit.of, unit.of),
        successors=tuple(same.get(key, key) for key in unit.successors),
    )


def rename_edges(edges: Iterable[Edge], units: Mapping[str, str], events: Mapping[str, str]) -> list[Edge]:
    """Return the edges between the units that stand for others, each once."""
    found: dict[tuple[str, ...], Edge] = {}
    for edge in edges:
        event = events.get(edge.event, edge.event)
        old, new = units.get(edge.old, edge.old), units.get(edge.new, edge.new)
        found.setdefault((event, old, new, edge.extent, edge.area), replace(edge, event=event, old=old, new=new))
    return list(found.values())


def _same(records: Iterable[_T], said: Callable[[_T], Hashable]) -> dict[str, str]:
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for record in records:
        groups[said(record)].append(record.key)
    return {
        key: min(keys)
        for keys in groups.values()
        if len(keys) > 1 and len({_steward(key) for key in keys}) == len(keys)
        for key in keys
        if key != min(keys)
    }


def _steward(key: str) -> str:
    return key.rpartition("-")[0]
