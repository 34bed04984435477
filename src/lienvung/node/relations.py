"""What changes say about other records: links that lead somewhere, values that only one record may have.

A link is checked as far as this node can know. A key of our own that nothing here has is a slip and is refused; a key
of another node may be younger than our copy of its log, so it is kept, and reads as not held until it comes.

A unique value is refused while any live record that we hold has it, whoever its steward is. Two nodes that write
the same value at the same time cannot know it: both records are kept, each is shown with its `twins`, and the two
stewards settle which of them is corrected, retired or merged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lienvung.core.register.canonical import prune
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.errors import KeyInvalid
from lienvung.core.register.item import join_fields
from lienvung.core.register.key import steward_of_key
from lienvung.node.change import Change
from lienvung.node.errors import LinkTargetUnknown, LinkToItself, ValueTaken
from lienvung.node.stores.port import Reader, Writer
from lienvung.node.stores.rows import Query


@dataclass(frozen=True, slots=True)
class Twin:
    """Another live record that has the same value in a field where only one may."""

    field: str
    key: str
    steward: str


def twins(reader: Reader, definition: Definition, values: Mapping[str, Any], but: str = "") -> list[Twin]:
    """Return every other live record that has a value which only this one may have."""
    found = []
    for field in unique_fields(definition):
        if field.name in values:
            page = reader.find(definition.register, Query(where={field.name: values[field.name]}, sort=("key",)))
            found += [Twin(field.name, each.key, each.steward) for each in page.records if each.key != but]
    return found


def unique_fields(definition: Definition) -> tuple[Field, ...]:
    """Return the fields whose value no two live records share."""
    return tuple(field for field in definition.fields.values() if field.unique)


class Relations:
    """What the changes of one batch say about other records, gathered one by one and checked all together.

    `name` is the node that writes. Of a change only its key, its links and its unique values are kept.
    """

    def __init__(self, name: str, catalogue: Mapping[str, Definition]) -> None:
        self._name = name
        self._catalogue = catalogue
        self._written: dict[str, set[str]] = {}
        self._wanted: dict[tuple[str, str, str], dict[str, str]] = {}
        self._restored: dict[str, list[str]] = {}
        self._after: dict[str, dict[str, Mapping[str, Any]]] = {}

    def add(self, change: Change) -> None:
        """Take note of a change; raise LinkToItself."""
        definition = self._catalogue[change.register]
        self._written.setdefault(change.register, set()).add(change.key)
        if change.op == "put":
            self._add_links(definition, change)
        if change.op in _TOUCHING and unique_fields(definition):
            values = prune(join_fields(change.item)) if change.op == "put" else {}
            said = {each.name: values[each.name] for each in unique_fields(definition) if each.name in values}
            self._after.setdefault(change.register, {})[change.key] = said
            if change.op == "restore":
                self._restored.setdefault(change.register, []).append(change.key)

    def check(self, reader: Writer) -> None:
        """Raise LinkTargetUnknown or ValueTaken where these changes, all together, relate wrongly."""
        for (register, field, to), targets in self._wanted.items():
            self._check_links(reader, register, field, to, targets)
        for register, after in self._after.items():
            definition = self._catalogue[register]
            for key in self._restored.get(register, ()):
                record = reader.record(register, key)
                after[key] = record.values if record else {}
            for unique in unique_fields(definition):
                _check_unique(reader, definition, unique.name, after)

    def _add_links(self, definition: Definition, change: Change) -> None:
        for field in definition.fields.values():
            value = change.item.get(field.part, {}).get(field.name) if field.datatype == "link" else None
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


_TOUCHING = frozenset({"put", "restore", "retire", "merge"})


def _is_of(target: str, definition: Definition, name: str) -> bool:
    try:
        return steward_of_key(target, definition.keys) == name
    except KeyInvalid:
        # No node could ever have given such a key.
        return True


def _check_unique(reader: Reader, definition: Definition, field: str, after: Mapping[str, Mapping[str, Any]]) -> None:
    taken: dict[Any, str] = {}
    for key, values in after.items():
        value = values.get(field)
        if value is not None and taken.setdefault(value, key) != key:
            raise ValueTaken(definition.register, key, field, str(value), taken[value])
    for value, other in _standing(reader, definition, field, list(taken)):
        if other not in after:
            raise ValueTaken(definition.register, taken[value], field, str(value), other)


def _standing(reader: Reader, definition: Definition, field: str, values: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """Yield (value, key) of the live records that have one of these values now."""
    for first in range(0, len(values), _AT_ONCE):
        query = Query(where={field: tuple(values[first : first + _AT_ONCE])}, sort=("key",), limit=_AT_ONCE)
        page = reader.find(definition.register, query)
        yield from ((record.values[field], record.key) for record in page.records)
        while page.next is not None:
            page = reader.find(definition.register, replace(query, after=page.next))
            yield from ((record.values[field], record.key) for record in page.records)


_AT_ONCE = 2_000
