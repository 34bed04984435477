"""Sort flat values into the parts their definition gives them, and back (docs/formats/item.md)."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from lienvung.core.register.canonical import prune
from lienvung.core.register.definition import Definition
from lienvung.core.register.definition_rules import RESERVED_PARTS
from lienvung.core.register.errors import ItemInvalid

Item: TypeAlias = Mapping[str, Mapping[str, Any]]
"""Part name -> field name -> value."""


def split_fields(
    definition: Definition,
    values: Mapping[str, Any],
    *,
    source: Mapping[str, Any] | None = None,
    attribution: Mapping[str, Any] | None = None,
) -> dict[str, dict[str, Any]]:
    """Return the item that these flat values make: every part is there, and nothing empty is in it."""
    item: dict[str, dict[str, Any]] = {name: {} for name in definition.part_names}
    for name, value in prune(values).items():
        if name not in definition.fields:
            raise ItemInvalid(definition.register, name, "I2-field")
        item[definition.fields[name].part][name] = value
    item["source"] = prune(source or {})
    item["attribution"] = prune(attribution or {})
    return item


def join_fields(item: Item) -> dict[str, Any]:
    """Return the values of all parts but the reserved ones as one flat mapping."""
    joined: dict[str, Any] = {}
    for part, values in item.items():
        if part not in RESERVED_PARTS:
            joined.update(values)
    return joined
