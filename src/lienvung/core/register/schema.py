"""Conditions as JSON Schema: a small, bounded part of 2020-12, over the flat values of a record (rule D27).

A schema may come from another node. So there is no reference, no pattern and nothing that runs; it is at most DEEPEST
deep and MOST_SCHEMAS long, and judging a record costs no more than the schema's size times the longest list.

    of the record    required dependentRequired properties   if then else allOf anyOf oneOf not
    of one field     const enum   minimum maximum exclusiveMinimum exclusiveMaximum   minLength maxLength
                     minItems maxItems contains items        allOf anyOf oneOf not

Each keyword means what JSON Schema Core and Validation say. `type` is left out: the definition gives every field its
own; so is everything on decimals and dates, which are strings: fields have `minimum`, `maximum` and `before` for them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from lienvung.core.register.definition_shape import Fault, Path, show
from lienvung.core.register.kinds import NUMBERS, WHOLE_NUMBERS

DEEPEST: Final = 8
MOST_SCHEMAS: Final = 200

_WORDS = frozenset({"string", "text", "verbatim", "enumeration", "link", "file", "date", "deadline", "year-less"})
_PLAIN = _WORDS.union(NUMBERS, {"boolean", "period"})

_OF_RECORD = frozenset({"required", "dependentRequired", "properties", "if", "then", "else"})
_BRANCHES = frozenset({"allOf", "anyOf", "oneOf", "not"})
_EQUAL = frozenset({"const", "enum"})
_RANGE = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_LENGTH = frozenset({"minLength", "maxLength"})
_COUNT = frozenset({"minItems", "maxItems", "contains", "items"})


def holds(schema: Mapping[str, Any], value: Any) -> bool:
    """Tell whether a value, or the flat values of a record, keep a schema without faults."""
    for keyword, argument in schema.items():
        if keyword in _JUDGES and not _JUDGES[keyword](argument, value):
            return False
    if "if" not in schema:
        return True
    branch = "then" if holds(schema["if"], value) else "else"
    return holds(schema.get(branch, {}), value)


def _is_same(left: Any, right: Any) -> bool:
    # true is no number to JSON, though it is to Python
    return type(left) is type(right) and bool(left == right)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_JUDGES: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "required": lambda names, value: all(name in value for name in names),
    "dependentRequired": lambda wants, value: all(
        name not in value or all(each in value for each in names) for name, names in wants.items()
    ),
    "properties": lambda schemas, value: all(
        name not in value or holds(each, value[name]) for name, each in schemas.items()
    ),
    "allOf": lambda schemas, value: all(holds(each, value) for each in schemas),
    "anyOf": lambda schemas, value: any(holds(each, value) for each in schemas),
    "oneOf": lambda schemas, value: sum(holds(each, value) for each in schemas) == 1,
    "not": lambda schema, value: not holds(schema, value),
    "const": lambda one, value: _is_same(one, value),
    "enum": lambda many, value: any(_is_same(one, value) for one in many),
    "minimum": lambda least, value: not _is_number(value) or value >= least,
    "maximum": lambda most, value: not _is_number(value) or value <= most,
    "exclusiveMinimum": lambda least, value: not _is_number(value) or value > least,
    "exclusiveMaximum": lambda most, value: not _is_number(value) or value < most,
    "minLength": lambda least, value: not isinstance(value, str) or len(value) >= least,
    "maxLength": lambda most, value: not isinstance(value, str) or len(value) <= most,
    "minItems": lambda least, value: not isinstance(value, list) or len(value) >= least,
    "maxItems": lambda most, value: not isinstance(value, list) or len(value) <= most,
    "contains": lambda schema, value: not isinstance(value, list) or any(holds(schema, each) for each in value),
    "items": lambda schema, value: not isinstance(value, list) or all(holds(schema, each) for each in value),
}


def find_schema_faults(schema: object, fields: Mapping[str, Mapping[str, Any]], path: Path) -> Iterator[Fault]:
    """Yield what in a condition is not of this part of JSON Schema, or is about no field (D15, D27, D35)."""
    pending: list[tuple[object, Path, Mapping[str, Any] | None, int]] = [(schema, path, None, 1)]
    seen = 0
    while pending:
        part, where, field, depth = pending.pop(0)
        seen += 1
        if not isinstance(part, Mapping) or not part or depth > DEEPEST or seen > MOST_SCHEMAS:
            yield Fault(where, "D27-schema", show(part))
            return
        for keyword, argument in part.items():
            yield from _find_keyword_faults(keyword, argument, fields, field, (*where, keyword), part)
            for child, step, about in _children(keyword, argument, fields, field):
                pending.append((child, (*where, keyword, *step), about, depth + 1))


def _find_keyword_faults(
    keyword: Any,
    argument: Any,
    fields: Mapping[str, Mapping[str, Any]],
    field: Mapping[str, Any] | None,
    path: Path,
    beside: Mapping[str, Any],
) -> Iterator[Fault]:
    allowed = _BRANCHES | (_OF_RECORD if field is None else _of_field(field))
    if keyword not in allowed or (keyword in ("then", "else") and "if" not in beside):
        yield Fault(path, "D27-schema", show(keyword))
    elif not _fits(keyword, argument):
        yield Fault(path, "D27-schema", show(argument))
    elif keyword in _EQUAL and field is not None:
        values = argument if keyword == "enum" else [argument]
        yield from (Fault(path, "D35-value", show(one)) for one in values if not is_possible(field, one))
    else:
        yield from (
            Fault(path, "D15-reference", show(name)) for name in _named(keyword, argument) if name not in fields
        )


def _of_field(field: Mapping[str, Any]) -> frozenset[str]:
    if field.get("many"):
        return _COUNT
    datatype = field["datatype"]
    if datatype in WHOLE_NUMBERS:
        return _EQUAL | _RANGE
    return (_EQUAL | _LENGTH if datatype in _WORDS else _EQUAL) if datatype in _PLAIN else frozenset()


def _fits(keyword: str, argument: Any) -> bool:
    if keyword in ("allOf", "anyOf", "oneOf", "enum", "required"):
        return isinstance(argument, list | tuple) and bool(argument) and _are_scalars(keyword, argument)
    if keyword == "dependentRequired":
        lists = isinstance(argument, Mapping) and bool(argument)
        return lists and all(_fits("required", names) for names in argument.values())
    if keyword in _RANGE:
        return _is_number(argument)
    if keyword in (*_LENGTH, "minItems", "maxItems"):
        return _is_number(argument) and argument >= 0
    if keyword == "const":
        return _is_scalar(argument)
    # What is a schema itself is looked at in its turn.
    return keyword != "properties" or (isinstance(argument, Mapping) and bool(argument))


def _are_scalars(keyword: str, argument: Any) -> bool:
    if keyword == "required":
        return all(isinstance(each, str) for each in argument)
    return keyword != "enum" or all(map(_is_scalar, argument))


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int) and value != ""


def _named(keyword: str, argument: Any) -> Iterator[str]:
    if keyword in ("required", "properties"):
        yield from argument
    elif keyword == "dependentRequired":
        for name, names in argument.items():
            yield name
            yield from names


def _children(
    keyword: Any, argument: Any, fields: Mapping[str, Mapping[str, Any]], field: Mapping[str, Any] | None
) -> Iterator[tuple[object, Path, Mapping[str, Any] | None]]:
    """Yield the schemas inside a keyword, each with its place and the field that it is about (None: the record)."""
    if keyword in ("if", "then", "else", "not"):
        yield argument, (), field
    elif keyword in ("contains", "items") and field is not None:
        yield argument, (), {**field, "many": False}
    elif keyword in ("allOf", "anyOf", "oneOf") and isinstance(argument, list | tuple):
        yield from ((each, (place,), field) for place, each in enumerate(argument))
    elif keyword == "properties" and field is None and isinstance(argument, Mapping):
        yield from ((each, (name,), fields[name]) for name, each in argument.items() if name in fields)


def is_possible(field: Mapping[str, Any], value: Any) -> bool:
    """Tell whether a field's one value could ever equal this, so that no comparison is in vain."""
    datatype = field["datatype"]
    if datatype == "enumeration":
        return isinstance(value, str) and value in field.get("values", {})
    if datatype == "boolean":
        return isinstance(value, bool)
    if datatype in WHOLE_NUMBERS:
        return _is_number(value)
    return datatype in _PLAIN and isinstance(value, str)


def named_fields(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that a schema without faults speaks of; those that it asks for, not those of `if`, first."""
    names: dict[str, None] = {}
    parts = sorted(schema.items(), key=lambda each: each[0] == "if")
    for keyword, argument in parts:
        names |= dict.fromkeys(_named(keyword, argument))
        for child, _, _ in _children(keyword, argument, {}, None):
            names |= dict.fromkeys(named_fields(child))  # type: ignore[arg-type]  # a schema, for it has no faults
    return tuple(names)
