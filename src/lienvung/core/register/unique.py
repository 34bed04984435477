"""What only one live record may have: a value, several values together, or either of them at any one time.

A rule compares what is certain, as `before` does: of vague dates it takes the days that they cover for sure, and a
record that lacks one of the values claims nothing.
"""

from bisect import bisect, insort
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lienvung.core.text.date import first_day, last_day

_OPEN_END = ".."

Days = tuple[date, date]
"""The first and the last day of a span, both of them in it."""
ALWAYS: Days = (date.min, date.max)


@dataclass(frozen=True, slots=True)
class Unique:
    """No two live records have the same values in `fields`, or where `over` is said at no time the same.

    `over` names one date or period, or the date from which and the date until which.
    """

    fields: tuple[str, ...]
    over: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All fields that the rule speaks of."""
        return self.fields + self.over

    def claim_of(self, values: Mapping[str, Any]) -> "Claim | None":
        """Return what a record with these values has for itself; None where it claims nothing."""
        place = tuple(values.get(name) for name in self.fields)
        days = self._days(values) if self.over else ALWAYS
        if days is None or any(value is None for value in place):
            return None
        return Claim(place, *days)

    def _days(self, values: Mapping[str, Any]) -> Days | None:
        said = [values.get(name) for name in self.over]
        if not any(said):
            return None
        if len(said) > 1:
            return _between(*said)
        since, stroke, until = str(said[0]).partition("/")
        return _between(since, until) if stroke else _covered(since)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one record has for itself: values, from the first day to the last."""

    place: tuple[Any, ...]
    first: date
    last: date

    def meets(self, other: "Claim") -> bool:
        """Tell whether the two cannot both stand."""
        return self.place == other.place and self.first <= other.last and other.first <= self.last


@dataclass(slots=True)
class Claims:
    """The claims of many records, none of which meet, each with whose it is."""

    _taken: dict[tuple[Any, ...], list[tuple[date, date, str]]] = field(default_factory=dict)

    def take(self, claim: Claim, whose: str) -> str:
        """Take note of a claim; where another one is in its way, return whose that is and leave this one out."""
        taken = self._taken.setdefault(claim.place, [])
        at = bisect(taken, claim.last, key=lambda each: each[0])
        if at and taken[at - 1][1] >= claim.first:
            return taken[at - 1][2]
        insort(taken, (claim.first, claim.last, whose))
        return ""


def _between(since: Any, until: Any) -> Days | None:
    """Return the days from one date to another that are in it for sure; an end that nobody named is open."""
    first = date.min if since in (None, "", _OPEN_END) else last_day(str(since))
    last = date.max if until in (None, "", _OPEN_END) else first_day(str(until))
    return None if first is None or last is None or first > last else (first, last)


def _covered(value: str) -> Days | None:
    first, last = first_day(value), last_day(value)
    return None if first is None or last is None else (first, last)


def parse_uniques(document: Mapping[str, Any]) -> tuple[Unique, ...]:
    """Return the rules of a definition in normal form: those of its fields, then those over several."""
    single = (Unique((each["name"],)) for each in document.get("fields", ()) if each.get("unique"))
    several = (Unique(tuple(each["fields"]), tuple(each.get("over", ()))) for each in document.get("unique", ()))
    return (*single, *several)
