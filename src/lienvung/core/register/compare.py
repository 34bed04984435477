"""What changed from one definition to another, place by place, as whoever reads a new version wants to see it.

A place is a path of names: a field, a group or a question stands under its name, whatever its number in the list is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any

from lienvung.core.register.definition import Definition


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that one definition has and the other has not, or has otherwise; None where there is nothing."""

    place: str
    before: str | None
    after: str | None


def compare(old: Definition, new: Definition) -> list[Difference]:
    """Return every difference in the order of the new definition, what is gone after it.

    A thing that is there in one of them only is one difference, not one for each of its attributes.
    """
    before, after = dict(_things(old.document, "")), dict(_things(new.document, ""))
    added, gone = _heads(after, before), _heads(before, after)
    found = [
        Difference(place, before.get(place), value)
        for place, value in after.items()
        if before.get(place) != value and not _lies_in(place, added)
    ]
    found += [
        Difference(place, value, None)
        for place, value in before.items()
        if place not in after and not _lies_in(place, gone)
    ]
    return found


def _things(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield each place with what stands there; a thing that has a name says so before its attributes."""
    if isinstance(value, Mapping):
        for name, child in value.items():
            yield from _things(child, f"{place}/{name}" if place else str(name))
    elif isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        for each in value:
            at = f"{place}/{each.get('name') or _spell(each)}"
            yield at, ""
            if "name" in each:
                yield from _things({name: child for name, child in each.items() if name != "name"}, at)
    else:
        yield place, _spell(value)


def _spell(value: Any) -> str:
    return value if isinstance(value, str) else dumps(value, ensure_ascii=False)


def _heads(these: Mapping[str, str], others: Mapping[str, str]) -> frozenset[str]:
    return frozenset(place for place, value in these.items() if value == "" and place not in others)


def _lies_in(place: str, heads: frozenset[str]) -> bool:
    steps = place.split("/")
    return any("/".join(steps[:length]) in heads for length in range(1, len(steps)))
