"""What changes say about other records: links that lead somewhere, what only one record may have.

A link is checked as far as this node can know. A key of our own that nothing here has is a slip and is refused; a key
of another node may be younger than our copy of its log, so it is kept, and reads as not held until it comes.

What is unique is refused while any live record that we hold has it, whoever its steward is. Two nodes that write
the same at the same time cannot know it: both records are kept, each is shown with its `twins`, and the two stewards
settle which of them is corrected, retired or merged. Until then each goes on writing its own.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from lienvung.core.register.canonical import prune
from lienvung.core.register.definition import Definition, Field, Unique
from lienvung.core.register.errors import KeyInvalid
from lienvung.core.register.key import steward_of_key
from lienvung.core.register.record import Record
from lienvung.core.register.unique import Claim, Claims
from lienvung.node.change import Change
from lienvung.node.errors import LinkTargetUnknown, LinkToItself, ValueTaken
from lienvung.node.stores.every import every_found
from lienvung.node.stores.port import Reader, Writer
from lienvung.node.stores.rows import Query, Range


@dataclass(frozen=True, slots=True)
class Twin:
    """Another live record that has what only one may have, by the fields of that rule."""

    fields: tuple[str, ...]
    key: str
    steward: str


Said = Mapping[str, Mapping[str, Any]]
"""Key of a record -> its values, or those of them that a rule speaks of."""


def twins(reader: Reader, definition: Definition, values: Mapping[str, Any], but: str = "") -> list[Twin]:
    """Return every other live record that has something which only this one may have."""
    return [twin for rule in definition.uniques for twin in _twins(reader, definition, rule, values, but)]


def obstacles(reader: Reader, definition: Definition, values: Mapping[str, Any], key: str = "") -> list[Twin]:
    """Return the twins that keep values from being written: not those that the record of this key has already."""
    rules = [rule for rule in definition.uniques if not has_already(reader, definition.register, rule, key, values)]
    return [twin for rule in rules for twin in _twins(reader, definition, rule, values, key)]


def has_already(reader: Reader, register: str, rule: Unique, key: str, values: Mapping[str, Any]) -> bool:
    """Tell whether a live record claims just what these values do: writing them again takes nothing from anybody."""
    record = reader.record(register, key) if key else None
    return record is not None and record.state == "live" and rule.claim_of(record.values) == rule.claim_of(values)


def _twins(reader: Reader, definition: Definition, rule: Unique, values: Mapping[str, Any], but: str) -> Iterator[Twin]:
    for _, other in meeting(reader, definition.register, rule, {but: values}):
        if other.key != but:
            yield Twin(rule.names, other.key, other.steward)


def meeting(reader: Reader, register: str, rule: Unique, said: Said) -> Iterator[tuple[str, Record]]:
    """Yield (key, record) for each live record that already has what the values said under a key claim.

    A record that is said itself is among them as it stands now.
    """
    claims = [(claim, key) for key, values in said.items() if (claim := rule.claim_of(values)) is not None]
    claims.sort(key=lambda each: (each[0].place, each[0].first))
    for first in range(0, len(claims), _AT_ONCE):
        portion = claims[first : first + _AT_ONCE]
        wanted = defaultdict(list)
        for claim, key in portion:
            wanted[claim.place].append((claim, key))
        for record in _near(reader, register, rule, [claim for claim, _ in portion]):
            stands = rule.claim_of(record.values)
            if stands is not None:
                yield from ((key, record) for claim, key in wanted[stands.place] if claim.meets(stands))


def _near(reader: Reader, register: str, rule: Unique, claims: Sequence[Claim]) -> Iterator[Record]:
    """Return the live records that have some of the values, about the time of these claims."""
    where = {name: tuple({claim.place[at] for claim in claims}) for at, name in enumerate(rule.fields)}
    first, last = min(claim.first for claim in claims), max(claim.last for claim in claims)
    query = Query(where=where, ranges=_ranges(rule, first, last), sort=("key",))
    return every_found(reader, register, query, _AT_ONCE)


def _ranges(rule: Unique, first: date, last: date) -> dict[str, Range]:
    """Return what about those days means for the field that names a time, or the two of which either may be missing."""
    low, high = (None if day in (date.min, date.max) else day.isoformat() for day in (first, last))
    if len(rule.over) > 1:
        since, until = rule.over
        ranges = {since: Range(None, high, missing=True), until: Range(low, None, missing=True)}
    else:
        ranges = {name: Range(low, high) for name in rule.over}
    return {name: each for name, each in ranges.items() if (each.low, each.high) != (None, None)}


class Relations:
    """What the changes of one batch say about other records, gathered one by one and checked all together.

    `name` is the node that writes. Of a change only its key, its links and what only it may have are kept.
    """

    def __init__(self, name: str, catalogue: Mapping[str, Definition]) -> None:
        self._name = name
        self._catalogue = catalogue
        self._written: dict[str, set[str]] = {}
        self._wanted: dict[tuple[str, str, str], dict[str, str]] = {}
        self._restored: dict[str, set[str]] = {}
        self._after: dict[str, dict[str, Mapping[str, Any]]] = {}

    def add(self, change: Change) -> None:
        """Take note of a change; raise LinkToItself."""
        definition = self._catalogue[change.register]
        self._written.setdefault(change.register, set()).add(change.key)
        if change.op == "put":
            self._add_links(definition, change)
        if change.op in _TOUCHING and definition.uniques:
            said = {name: change.item.get(part, {}).get(name) for name, part in _claiming(definition)}
            self._after.setdefault(change.register, {})[change.key] = prune(said) if change.op == "put" else {}
            restored = self._restored.setdefault(change.register, set())
            # What the same batch does to a record afterwards counts.
            (restored.add if change.op == "restore" else restored.discard)(change.key)

    def check(self, reader: Writer) -> None:
        """Raise LinkTargetUnknown or ValueTaken where these changes, all together, relate wrongly."""
        for (register, field, to), targets in self._wanted.items():
            self._check_links(reader, register, field, to, targets)
        for register, after in self._after.items():
            definition = self._catalogue[register]
            for key in sorted(self._restored[register]):
                record = reader.record(register, key)
                after[key] = record.values if record else {}
            for rule in definition.uniques:
                _check_unique(reader, definition, rule, after)

    def _add_links(self, definition: Definition, change: Change) -> None:
        for field in _links(definition):
            value = change.item.get(field.part, {}).get(field.name)
            for target in value if isinstance(value, list) else [value] if value else ():
                if field.to == definition.register and target == change.key:
                    raise LinkToItself(definition.register, change.key, field.name)
                if field.to in self._catalogue:
                    wanted = self._wanted.setdefault((definition.register, field.name, field.to), {})
                    wanted.setdefault(target, change.key)

    def _check_links(self, reader: Writer, register: str, field: str, to: str, targets: Mapping[str, str]) -> None:
        left = targets.keys() - self._written.get(to, set())
        ours = [target for target in left if _is_of(target, self._catalogue[to], self._name)]
        for missing in sorted(set(ours) - reader.standing(to, ours).keys()):
            raise LinkTargetUnknown(register, targets[missing], field, to, missing)


@lru_cache(maxsize=256)
def _links(definition: Definition) -> tuple[Field, ...]:
    return tuple(field for field in definition.fields.values() if field.datatype == "link")


@lru_cache(maxsize=256)
def _claiming(definition: Definition) -> tuple[tuple[str, str], ...]:
    """Return (field, part) of what the rules speak of."""
    names = dict.fromkeys(name for rule in definition.uniques for name in rule.names)
    return tuple((name, definition.fields[name].part) for name in names)


_TOUCHING = frozenset({"put", "restore", "retire", "merge"})


def _is_of(target: str, definition: Definition, name: str) -> bool:
    try:
        return steward_of_key(target, definition.keys) == name
    except KeyInvalid:
        # No node could ever have given such a key.
        return True


def _check_unique(reader: Reader, definition: Definition, rule: Unique, after: Said) -> None:
    taken = Claims()
    for key, values in after.items():
        claim = rule.claim_of(values)
        if claim is not None and (other := taken.take(claim, key)):
            raise _value_taken(definition, rule, key, values, other)
    for key, record in meeting(reader, definition.register, rule, after):
        if record.key not in after and not has_already(reader, definition.register, rule, key, after[key]):
            raise _value_taken(definition, rule, key, after[key], record.key)


def _value_taken(definition: Definition, rule: Unique, key: str, values: Mapping[str, Any], other: str) -> ValueTaken:
    said = ", ".join(str(values[name]) for name in rule.names if name in values)
    return ValueTaken(definition.register, key, ", ".join(rule.names), said, other)


_AT_ONCE = 2_000
