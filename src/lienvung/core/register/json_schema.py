"""The items of a register as JSON Schema 2020-12, made from its definition, for those who write programs against it.

It is about the flat values of a record, as pages and the API give them; `x-part` and `x-unit` say what JSON Schema has
no word for. Whatever `check_item` accepts fits the schema. The schema cannot say: that a day exists in its month, that
a ring ends where it began, bounds of decimals and dates, two dates in order, and the ways a text is spelled (NFC, no
control characters). There `check_item` decides.
"""

from collections.abc import Mapping
from typing import Any, Final

from lienvung.core.register.canonical import LARGEST_INTEGER
from lienvung.core.register.definition import Condition, Definition, Field
from lienvung.core.register.geometry import DEPTHS
from lienvung.core.register.kinds import WHOLE_NUMBERS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_DATE = r"(\d{4}(-(Q[1-4]|H[12]|\d{2}(-\d{2})?))?|--\d{2}-\d{2}|\d{4}/\d{4})"
_END = r"(\d{4}(-(Q[1-4]|H[12]|\d{2}(-\d{2})?))?|\.\.)"
_COORDINATE = r"^-?(0|[1-9][0-9]{0,2})(\.[0-9]{0,6}[1-9])?$"


def _text(pattern: str = "") -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{pattern}$"} if pattern else {"type": "string", "minLength": 1}


def _object(required: Mapping[str, Any], optional: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": {**required, **optional},
    }


def _geometry() -> dict[str, Any]:
    """Return the geometries, nested as deep as each kind is."""
    nested: dict[str, Any] = {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": {"type": "string", "pattern": _COORDINATE},
    }
    by_depth = [nested]
    for _ in range(max(DEPTHS.values())):
        by_depth.append({"type": "array", "minItems": 1, "items": by_depth[-1]})
    return {
        "oneOf": [
            _object({"type": {"const": kind}, "coordinates": by_depth[depth]}, {}) for kind, depth in DEPTHS.items()
        ]
    }


_INTEGER = {"type": "integer", "minimum": -LARGEST_INTEGER, "maximum": LARGEST_INTEGER}
_DECIMAL = _text(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_LINES = dict.fromkeys(("citation", "issuer", "title"), _text())
_DATATYPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "string": _text(),
    "text": _text(),
    "verbatim": _text(),
    "integer": _INTEGER,
    "money": _INTEGER,
    "boolean": {"type": "boolean"},
    "date": _text(_DATE),
    "deadline": _text(_DATE),
    "year-less": _text(r"--\d{2}-\d{2}"),
    "period": _text(f"{_END}/{_END}"),
    "decimal": _DECIMAL,
    "measure": _DECIMAL,
    "link": _text("[a-z0-9]+(-[a-z0-9]+)*"),
    "file": _text("[0-9a-f]{64}"),
    "geometry": _geometry(),
    "docref": _object({"number": _text()}, {**_LINES, "issued-on": _text(_DATE)}),
    "milestone": _object({"on": _text(_DATE), "what": _text()}, {"citation": _text()}),
    "extension": _object(
        {"until": _text(_DATE)}, dict.fromkeys(("reason", "asked-by", "approved-by", "paper"), _text())
    ),
}


def item_schema(definition: Definition, language: str = "vi") -> dict[str, Any]:
    """Return the JSON Schema of the flat values of a register's records, titles in a language where it has them."""
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"urn:lienvung:definition:{definition.hash}",
        "title": words(definition.title, language),
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: _field_schema(field, language) for field in definition.fields.values()},
    }
    required = [field.name for field in definition.fields.values() if field.required]
    asked = [*map(_condition_schema, definition.conditions), *(dict(each.schema) for each in definition.schemas)]
    return {**schema, **({"required": required} if required else {}), **({"allOf": asked} if asked else {})}


def words(label: Mapping[str, str], language: str) -> str:
    """Return a label in a language, in Vietnamese where it has no other, "" where there is none."""
    return label.get(language) or label.get("vi", "")


def _field_schema(field: Field, language: str) -> dict[str, Any]:
    one: dict[str, Any] = {**_DATATYPES.get(field.datatype, {}), **_bounds(field)}
    if field.datatype == "enumeration":
        one = {"oneOf": [{"const": name, "title": words(label, language)} for name, label in field.values.items()]}
    if field.pattern:
        one["pattern"] = f"^{field.pattern}$"
    value = {"type": "array", "minItems": 1, "uniqueItems": True, "items": one} if field.many else one
    said: dict[str, Any] = {"title": words(field.label, language), "x-part": field.part}
    if field.help:
        said["description"] = words(field.help, language)
    if field.unit:
        said["x-unit"] = field.unit
    if field.to:
        said["x-register"] = field.to
    return {**said, **value}


def _bounds(field: Field) -> dict[str, int]:
    if field.datatype not in WHOLE_NUMBERS:
        return {}
    return {name: int(bound) for name, bound in (("minimum", field.minimum), ("maximum", field.maximum)) if bound}


def _condition_schema(condition: Condition) -> dict[str, Any]:
    then: dict[str, Any] = {"required": list(condition.required)} if condition.required else {}
    if condition.required_any:
        then["anyOf"] = [{"required": [name]} for name in condition.required_any]
    asked = {"properties": {condition.field: {"const": condition.equals}}, "required": [condition.field]}
    return {"if": asked, "then": then}
