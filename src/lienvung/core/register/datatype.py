"""Judge an item by the datatypes, parts and conditions of its definition (docs/formats/item.md, rules I1–I13)."""

from collections.abc import Callable, Mapping, Set
from datetime import date
from functools import lru_cache
from typing import Any

from lienvung.core.register.definition import Condition, Definition, Field, SchemaRule
from lienvung.core.register.errors import ItemInvalid
from lienvung.core.register.item import Item, join_fields
from lienvung.core.register.provenance import is_attribution, is_source
from lienvung.core.register.schema import holds, named_fields
from lienvung.core.register.value import judge_of
from lienvung.core.text.date import first_day, last_day

_LONGEST_FOUND = 200


def check_item(definition: Definition, item: Item, plain: Set[str] = frozenset()) -> None:
    """Raise ItemInvalid unless this is a whole item, as a steward writes it; a part not given is empty.

    `plain` are the parts whose bodies were seen to be right (part.plain_bodies): where they are all that there is,
    only what fields say of each other is left to ask.
    """
    if plain and item.keys() <= plain >= set(definition.part_names):
        if definition.has_conditions:
            check_together(definition, item)
        return
    check_held(definition, {name: item.get(name, {}) for name in (*definition.part_names, *item)})


def check_held(definition: Definition, item: Item) -> None:
    """Raise ItemInvalid when the parts held break the definition; nothing is said of parts not held."""
    for part, values in item.items():
        _check_part(definition, part, values)
    check_together(definition, item)


def fits(definition: Definition, name: str, value: Any) -> bool:
    """Tell whether a value is one that its field takes, whatever the other fields say; unknown fields take any."""
    field = definition.fields.get(name)
    return field is None or not _judges(definition, field.part)[name](value)


def check_together(definition: Definition, item: Item) -> None:
    """Raise ItemInvalid when fields of the parts held want others that are missing."""
    held = join_fields(item)
    for each in _required_fields(definition):
        if each.part in item and each.name not in held:
            raise ItemInvalid(definition.register, each.name, "I4-required")
    for condition in definition.conditions:
        if held.get(condition.field) == condition.equals:
            _check_condition(definition, condition, item, held)
    for first, later in definition.orders:
        _require(_is_in_order(held.get(first), held.get(later)), definition, later, "I13-order", held.get(later))
    for rule, names in _schema_rules(definition):
        if all(definition.fields[name].part in item for name in names):
            _require(holds(rule.schema, held), definition, names[0], "I12-schema", rule.message["vi"])


@lru_cache(maxsize=256)
def _schema_rules(definition: Definition) -> tuple[tuple[SchemaRule, tuple[str, ...]], ...]:
    return tuple((rule, named_fields(rule.schema)) for rule in definition.schemas)


def _is_in_order(first: str | None, later: str | None) -> bool:
    """Tell whether the first day is not after the last one; open ends and unknown years break no order."""
    if first is None or later is None:
        return True
    since, until = _days(first)[0], _days(later)[1]
    return since is None or until is None or since <= until


@lru_cache(maxsize=4096)
def _days(value: str) -> tuple[date | None, date | None]:
    return first_day(value), last_day(value)


@lru_cache(maxsize=256)
def _required_fields(definition: Definition) -> tuple[Field, ...]:
    return tuple(each for each in definition.fields.values() if each.required)


@lru_cache(maxsize=1024)
def _judges(definition: Definition, part: str) -> dict[str, Callable[[Any], str]]:
    return {each.name: judge_of(each) for each in definition.fields_of(part)}


def _check_part(definition: Definition, part: str, values: Mapping[str, Any]) -> None:
    if part == "source":
        _require(not values or is_source(values), definition, part, "I9-source", values)
    elif part == "attribution":
        _require(is_attribution(values), definition, part, "I10-attribution", values)
    else:
        _require(part in definition.parts, definition, part, "I1-part", part)
        _check_fields(definition, part, values)


def _check_fields(definition: Definition, part: str, values: Mapping[str, Any]) -> None:
    judges = _judges(definition, part)
    for name, value in values.items():
        if name not in judges:
            rule = "I3-place" if name in definition.fields else "I2-field"
            raise ItemInvalid(definition.register, name, rule, part)
        rule = judges[name](value)
        if rule:
            raise ItemInvalid(definition.register, name, rule, str(value)[:_LONGEST_FOUND])


def _check_condition(definition: Definition, condition: Condition, item: Item, held: Mapping[str, Any]) -> None:
    for name in condition.required:
        _require(definition.fields[name].part not in item or name in held, definition, name, "I5-condition")
    parts = {definition.fields[name].part for name in condition.required_any}
    if parts and parts <= item.keys():
        met = any(name in held for name in condition.required_any)
        _require(met, definition, condition.required_any[0], "I5-condition")


def _require(holds: bool, definition: Definition, field: str, rule: str, found: object = "") -> None:
    if not holds:
        raise ItemInvalid(definition.register, field, rule, str(found)[:_LONGEST_FOUND])
