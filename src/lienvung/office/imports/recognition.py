"""By what a row without a key finds its record: one field, or all that a rule of `unique` names.

Either way it is a rule that tells, by what it claims for a row, which records claim the same. A row that says nothing
in the way that was chosen is recognised by its title, so that the same table twice changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from lienvung.core.register.definition import Definition, Unique
from lienvung.core.register.record import Record
from lienvung.core.register.unique import Claim

_ALL: Final = "+"
"""Between the fields of a rule in the name of a way; no field has it in its own."""
_TELLING: Final = frozenset({"string", "integer", "money", "date", "deadline", "link", "decimal", "measure", "file"})
_SPAN: Final = 2
"""The dates of a rule over the time from one day to another."""

Values = Mapping[str, Any]
Found = Mapping[Claim, list[Record]]


class Finds(Protocol):
    """What is asked of the register for many rows at once (imports.plan.Lookups)."""

    def by_value(self, field: str, values: Any, /) -> Mapping[Any, list[Record]]:
        """Return the live records that have one of these values, by value."""
        ...

    def meeting(self, rule: Unique, said: Mapping[str, Values], /) -> Iterable[tuple[str, Record]]:
        """Return (key, record): the live records that already have what the values said under a key claim."""
        ...


def way_name(rule: Unique) -> str:
    """Return how a way is named where it is kept or chosen: its fields."""
    return _ALL.join(rule.names)


def ways_open(definition: Definition, columns: Mapping[str, str]) -> list[Unique]:
    """Return the ways for which a table has columns: by what is unique, by the title, by any other field."""
    spoken = set(columns.values())
    telling = [each.name for each in definition.fields.values() if each.datatype in _TELLING and not each.many]
    others = sorted(telling, key=lambda name: name != definition.title_field)
    # What has a last day gets one while it lives; so that is not by what it is known.
    rules = [*(rule for rule in definition.uniques if len(rule.over) < _SPAN), *map(_by_field, others)]
    return [rule for rule in dict.fromkeys(rules) if spoken.issuperset(rule.names)]


def ways_of(definition: Definition, match: str, columns: Mapping[str, str]) -> tuple[Unique, ...]:
    """Return the ways in which rows are recognised, the chosen one first; none where there is only the key."""
    possible = ways_open(definition, columns)
    chosen = [rule for rule in possible if way_name(rule) == match]
    title = [rule for rule in possible if rule == _by_field(definition.title_field)]
    return tuple(dict.fromkeys([*chosen, *title])) if chosen else ()


def _by_field(name: str) -> Unique:
    return Unique((name,))


@dataclass(frozen=True, slots=True)
class Recognition:
    """Finds the records of rows that name no key, by the first of its ways in which a row says anything."""

    ways: tuple[Unique, ...]
    lookups: Finds

    def told_by(self, values: Values) -> tuple[Unique, Claim] | None:
        """Return the way in which a row is recognised, and what it says there; None where it says nothing."""
        claims = ((rule, rule.claim_of(values)) for rule in self.ways)
        return next(((rule, claim) for rule, claim in claims if claim is not None), None)

    def find(self, rows: Iterable[Values]) -> dict[Unique, Found]:
        """Return the live records that say what rows say, by way and by what is said."""
        said: dict[Unique, dict[Claim, Values]] = defaultdict(dict)
        for values in rows:
            told = self.told_by(values)
            if told:
                said[told[0]][told[1]] = values
        return {rule: self._held(rule, claims) for rule, claims in said.items()}

    def _held(self, rule: Unique, claims: Mapping[Claim, Values]) -> Found:
        if len(rule.names) == 1:
            found = self.lookups.by_value(rule.names[0], {claim.place[0] for claim in claims})
            return {claim: found[claim.place[0]] for claim in claims if claim.place[0] in found}
        named = {str(number): (claim, values) for number, (claim, values) in enumerate(claims.items())}
        held: dict[Claim, list[Record]] = defaultdict(list)
        for name, record in self.lookups.meeting(rule, {name: values for name, (_, values) in named.items()}):
            claim = named[name][0]
            if rule.claim_of(record.values) == claim:
                held[claim].append(record)
        return held

    def may_be(self, rule: Unique, record: Record) -> bool:
        """Tell whether a row that is recognised in this way may be about a record: not if a way before it says more."""
        before = self.ways[: self.ways.index(rule)]
        return all(each.claim_of(record.values) is None for each in before)

    def is_among(self, found: Mapping[Unique, Found], values: Values) -> bool:
        """Tell whether a row with these values is about one of the records that `find` found."""
        told = self.told_by(values)
        records = found.get(told[0], {}).get(told[1], ()) if told else ()
        return any((told and self.may_be(told[0], each)) or _says_all(each, values) for each in records)


def _says_all(record: Record, values: Values) -> bool:
    return all(record.values.get(name) == value for name, value in values.items())
