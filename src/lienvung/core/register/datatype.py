"""Judge values by their definition, one checker per datatype (docs/formats/item.md, rules I1–I10)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from lienvung.core.register.canonical import LARGEST_INTEGER, canonical
from lienvung.core.register.definition import Condition, Definition, Field
from lienvung.core.register.definition_rules import RESERVED_PARTS
from lienvung.core.register.entry import is_hash
from lienvung.core.register.errors import ItemInvalid
from lienvung.core.register.item import Item
from lienvung.core.register.key import is_key
from lienvung.core.register.provenance import is_attribution, is_source
from lienvung.core.text.date import check_date
from lienvung.core.text.errors import DateInvalid

# control characters, and the two that break lines though Unicode does not call them so
_LINE_BREAKER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")
_MILESTONE = ({"on", "what"}, {"citation"})
_EXTENSION = ({"until"}, {"reason", "asked-by", "approved-by", "paper"})


def check_item(definition: Definition, item: Item) -> None:
    """Raise ItemInvalid unless this is a whole item, as a steward writes it; a part not given is empty."""
    _check(definition, {name: item.get(name, {}) for name in (*definition.part_names, *item)})


def check_held(definition: Definition, item: Item) -> None:
    """Raise ItemInvalid when the parts held break the definition; nothing is said of parts not held."""
    _check(definition, item)


def _check(definition: Definition, item: Item) -> None:
    for part, values in item.items():
        _check_part(definition, part, values)
    held = {name: value for part in item if part not in RESERVED_PARTS for name, value in item[part].items()}
    for each in _required_fields(definition):
        if each.part in item and each.name not in held:
            raise ItemInvalid(definition.register, each.name, "I4-required")
    for condition in definition.conditions:
        _check_condition(definition, condition, item, held)


@lru_cache(maxsize=256)
def _required_fields(definition: Definition) -> tuple[Field, ...]:
    return tuple(each for each in definition.fields.values() if each.required)


def _check_part(definition: Definition, part: str, values: Mapping[str, Any]) -> None:
    if part == "source":
        _require(not values or is_source(values), definition, part, "I9-source", values)
    elif part == "attribution":
        _require(is_attribution(values), definition, part, "I10-attribution", values)
    else:
        _require(part in definition.parts, definition, part, "I1-part", part)
        plain = _plain_checkers(definition, part)
        for name, value in values.items():
            if name in plain and plain[name](value):
                continue
            _check_place(definition, part, name)
            _check_value(definition, definition.fields[name], value)


@lru_cache(maxsize=1024)
def _plain_checkers(definition: Definition, part: str) -> dict[str, Callable[[Any], bool]]:
    """Return the checkers of a part's fields of one value and no pattern: most values need no more than one call."""
    return {
        each.name: _PLAIN[each.datatype]
        for each in definition.fields_of(part)
        if each.datatype in _PLAIN and not each.many and not each.pattern
    }


def _check_place(definition: Definition, part: str, name: str) -> None:
    _require(name in definition.fields, definition, name, "I2-field", name)
    _require(definition.fields[name].part == part, definition, name, "I3-place", part)


def _check_value(definition: Definition, each: Field, value: Any) -> None:
    _require(isinstance(value, list) == each.many, definition, each.name, "I6-many", value)
    for one in value if each.many else [value]:
        _require(not isinstance(one, list), definition, each.name, "I6-many", one)
        _require(_fits(each, one), definition, each.name, "I7-datatype", one)
        if each.pattern:
            _require(re.fullmatch(each.pattern, one) is not None, definition, each.name, "I8-pattern", one)
    _require(not each.many or _is_set(value), definition, each.name, "I6-many", value)


def _check_condition(definition: Definition, condition: Condition, item: Item, held: Mapping[str, Any]) -> None:
    if held.get(condition.field) != condition.equals:
        return
    for name in condition.required:
        seen = definition.fields[name].part in item
        _require(not seen or name in held, definition, name, "I5-condition")
    parts = {definition.fields[name].part for name in condition.required_any}
    if parts and parts <= item.keys():
        met = any(name in held for name in condition.required_any)
        _require(met, definition, condition.required_any[0], "I5-condition")


def _require(holds: bool, definition: Definition, field: str, rule: str, found: object = "") -> None:
    if not holds:
        raise ItemInvalid(definition.register, field, rule, str(found)[:100])


def _is_set(values: Sequence[Any]) -> bool:
    return len(set(map(canonical, values))) == len(values)


def _is_line(value: object) -> bool:
    return isinstance(value, str) and not _LINE_BREAKER.search(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not _LINE_BREAKER.search(value.replace("\n", "").replace("\t", ""))


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_INTEGER


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        check_date(value)
    except DateInvalid:
        return False
    return True


def _is_decimal(value: object) -> bool:
    if not isinstance(value, str) or not _DECIMAL.match(value):
        return False
    return not value.startswith("-") or value.strip("-0.") != ""


def _is_of_names(value: object, required: Iterable[str], optional: Iterable[str]) -> bool:
    if not isinstance(value, Mapping):
        return False
    return set(required) <= value.keys() <= {*required, *optional} and all(map(_is_line, value.values()))


def _is_milestone(value: Any) -> bool:
    return _is_of_names(value, *_MILESTONE) and _is_date(value["on"])


def _is_extension(value: Any) -> bool:
    return _is_of_names(value, *_EXTENSION) and _is_date(value["until"])


_PLAIN: Mapping[str, Callable[[Any], bool]] = {
    "string": _is_line,
    "text": _is_text,
    "verbatim": lambda value: isinstance(value, str),
    "integer": _is_integer,
    "money": _is_integer,
    "boolean": lambda value: isinstance(value, bool),
    "date": _is_date,
    "deadline": _is_date,
    "decimal": _is_decimal,
    "link": lambda value: isinstance(value, str) and is_key(value),
    "file": is_hash,
    "milestone": _is_milestone,
    "extension": _is_extension,
}


def _fits(each: Field, value: Any) -> bool:
    if each.datatype == "enumeration":
        return isinstance(value, str) and value in each.values
    return _PLAIN[each.datatype](value)
