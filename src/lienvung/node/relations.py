"""What changes say about other records: links that lead somewhere, values that only one record may have.

A link is checked as far as this node can know. A key of our own that nothing here has is a slip and is refused; a key
of another node may be younger than our copy of its log, so it is kept, and reads as not held until it comes.

A unique value is refused while any live record that we hold has it, whoever its steward is. Two nodes that write
the same value at the same time cannot know it: both records are kept, each is shown with its `twins`, and the two
stewards settle which of them is corrected, retired or merged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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


def check_relations(writer: Writer, name: str, catalogue: Mapping[str, Definition], changes: Sequence[Change]) -> None:
    """Raise LinkToItself, LinkTargetUnknown or ValueTaken where these changes, all together, relate wrongly.

    `name` is the node that writes.
    """
    by_register: dict[str, list[Change]] = {}
    for change in changes:
        by_register.setdefault(change.register, []).append(change)
    written = {register: {each.key for each in listed} for register, listed in by_register.items()}
    for register, listed in by_register.items():
        definition = catalogue[register]
        _check_links(writer, name, catalogue, definition, listed, written)
        if unique_fields(definition):
            _check_unique(writer, definition, _values_after(writer, listed))


def _check_links(
    writer: Writer,
    name: str,
    catalogue: Mapping[str, Definition],
    definition: Definition,
    changes: Sequence[Change],
    written: Mapping[str, set[str]],
) -> None:
    wanted: dict[str, dict[str, tuple[str, str]]] = {}
    for key, field, target in _links(definition, changes):
        if field.to == definition.register and target == key:
            raise LinkToItself(definition.register, key, field.name)
        if field.to in catalogue and target not in written.get(field.to, ()):
            wanted.setdefault(field.to, {}).setdefault(target, (key, field.name))
    for to, targets in wanted.items():
        ours = [target for target in targets if _is_of(target, catalogue[to], name)]
        for missing in sorted(set(ours) - writer.standing(to, ours).keys()):
            key, named = targets[missing]
            raise LinkTargetUnknown(definition.register, key, named, to, missing)


def _links(definition: Definition, changes: Sequence[Change]) -> Iterator[tuple[str, Field, str]]:
    fields = [field for field in definition.fields.values() if field.datatype == "link"]
    for change in changes:
        for field in fields if change.op == "put" else ():
            value = change.item.get(field.part, {}).get(field.name)
            for target in value if isinstance(value, list) else [value] if value else ():
                yield change.key, field, target


def _is_of(target: str, definition: Definition, name: str) -> bool:
    try:
        return steward_of_key(target, definition.keys) == name
    except KeyInvalid:
        # No node could ever have given such a key.
        return True


def _values_after(reader: Reader, changes: Sequence[Change]) -> dict[str, Mapping[str, Any]]:
    """Return what each record that is touched will say; nothing where it will no longer stand."""
    after: dict[str, Mapping[str, Any]] = {}
    for change in changes:
        if change.op in _AFTER:
            after[change.key] = _AFTER[change.op](reader, change)
    return after


def _restored(reader: Reader, change: Change) -> Mapping[str, Any]:
    record = reader.record(change.register, change.key)
    return record.values if record else {}


_AFTER: Mapping[str, Callable[[Reader, Change], Mapping[str, Any]]] = {
    "put": lambda reader, change: prune(join_fields(change.item)),
    "restore": _restored,
    "retire": lambda reader, change: {},
    "merge": lambda reader, change: {},
}


def _check_unique(reader: Reader, definition: Definition, after: Mapping[str, Mapping[str, Any]]) -> None:
    for field in unique_fields(definition):
        taken: dict[Any, str] = {}
        for key, values in after.items():
            value = values.get(field.name)
            if value is None:
                continue
            other = taken.setdefault(value, key)
            standing = [each.key for each in twins(reader, definition, {field.name: value}, key)]
            others = [other] if other != key else [each for each in standing if each not in after]
            if others:
                raise ValueTaken(definition.register, key, field.name, str(value), others[0])
