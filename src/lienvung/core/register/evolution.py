"""Let a definition grow and nothing else (docs/formats/item.md, rules D17 and D18)."""

from collections.abc import Iterator
from typing import Any

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.definition_field_rules import first_of, last_of
from lienvung.core.register.errors import DefinitionInvalid
from lienvung.core.register.schema import holds, named_fields


def check_evolution(old: Definition, new: Definition) -> None:
    """Raise DefinitionInvalid unless the new version only adds to the old one, so every old item stays valid."""
    if new.version != old.version + 1:
        raise DefinitionInvalid("", 0, "version", "D17-additive", str(new.version))
    for path, found in find_losses(old, new):
        raise DefinitionInvalid("", 0, path, "D17-additive", found)


def check_compatible(ours: Definition, theirs: Definition) -> None:
    """Raise DefinitionInvalid unless theirs is ours, or of the two the newer version only adds to the older.

    A system register takes no newer version than ours: what it says is acted on, not only shown.
    """
    if theirs == ours:
        return
    if theirs.version == ours.version or (ours.system and theirs.version > ours.version):
        raise DefinitionInvalid("", 0, "version", "D18-compatible", str(theirs.version))
    old, new = sorted((ours, theirs), key=lambda each: each.version)
    for path, found in find_losses(old, new):
        raise DefinitionInvalid("", 0, path, "D18-compatible", found)


def check_beside(held: Definition, theirs: Definition) -> None:
    """Raise DefinitionInvalid unless, of two definitions that others brought, one only adds to the other (D18)."""
    if any(True for _ in find_losses(held, theirs)):
        for path, found in find_losses(theirs, held):
            raise DefinitionInvalid("", 0, path, "D18-compatible", found)


def find_losses(old: Definition, new: Definition) -> Iterator[tuple[str, str]]:
    """Yield (place, what stands there now) of every change by which an old item might no longer be valid or readable.

    Words, groups, valid time, lists, map, charts and questions may change: they are about pages. Bounds may only widen.
    """
    if (new.register, new.keys, new.once) != (old.register, old.keys, old.once):
        yield "keys", new.keys
    for name, rule in old.parts.items():
        if new.parts.get(name) != rule:
            yield f"parts/{name}", name
    for name, each in old.fields.items():
        if name not in new.fields:
            yield f"fields/{name}", ""
        else:
            yield from _find_field_losses(each, new.fields[name])
    for name, each in new.fields.items():
        if each.required and not (name in old.fields and old.fields[name].required):
            yield f"fields/{name}/required", "true"
    yield from _find_condition_losses(old, new)


def _find_field_losses(old: Field, new: Field) -> Iterator[tuple[str, str]]:
    for attribute in ("datatype", "part", "many", "to", "unit"):
        if getattr(old, attribute) != getattr(new, attribute):
            yield f"fields/{old.name}/{attribute}", str(getattr(new, attribute))
    if new.pattern not in ("", old.pattern):
        yield f"fields/{old.name}/pattern", new.pattern
    for value in old.values.keys() - new.values.keys():
        yield f"fields/{old.name}/values", value
    if new.unique and not old.unique:
        yield f"fields/{old.name}/unique", "true"
    if old.datatype == new.datatype:
        yield from ((f"fields/{old.name}/{bound}", getattr(new, bound)) for bound in _find_narrowed(old, new))


def _find_narrowed(old: Field, new: Field) -> Iterator[str]:
    if new.minimum and not (old.minimum and _first(new) <= _first(old)):
        yield "minimum"
    if new.maximum and not (old.maximum and _last(new) >= _last(old)):
        yield "maximum"


def _first(field: Field) -> Any:
    return first_of(field.datatype, field.minimum)


def _last(field: Field) -> Any:
    return last_of(field.datatype, field.maximum)


def _find_condition_losses(old: Definition, new: Definition) -> Iterator[tuple[str, str]]:
    if not set(new.conditions) <= set(old.conditions):
        yield "conditions", "if"
    known = [each.schema for each in old.schemas]
    for each in new.schemas:
        # An old item has no new fields: where only those are asked about, it says what an empty one says.
        harmless = set(named_fields(each.schema)).isdisjoint(old.fields) and holds(each.schema, {})
        if each.schema not in known and not harmless:
            yield "conditions", "schema"
    for pair in new.orders:
        if pair not in old.orders and set(pair) <= old.fields.keys():
            yield "conditions", "before: " + ", ".join(pair)
    for rule in new.uniques:
        # An old item has no new fields, so where one of them must be the same it claims nothing.
        if len(rule.names) > 1 and rule not in old.uniques and set(rule.fields) <= old.fields.keys():
            yield "unique", ", ".join(rule.names)
