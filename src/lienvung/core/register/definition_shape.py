"""The shape of a definition: which names it has, and of what type each thing is (rules D2–D4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: where, which, and what stands there."""

    path: Path
    rule: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class _Object:
    required: Mapping[str, Any]
    optional: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _MapOf:
    value: Any


@dataclass(frozen=True, slots=True)
class _ByName:
    """One of several objects; the first of these names that stands in it says which."""

    shapes: Mapping[str, _Object]


_SCALAR = (str, int, bool)
_LABEL = _Object({"vi": str}, {"en": str})
_FIELD = _Object(
    {"name": str, "label": _LABEL, "datatype": str},
    {
        "part": str,
        "required": bool,
        "many": bool,
        "to": str,
        "values": _MapOf(_LABEL),
        "codes": str,
        "pattern": str,
        "unit": str,
        "minimum": str,
        "maximum": str,
        "unique": bool,
        "help": _LABEL,
        "group": str,
    },
)
_CONDITION = _ByName(
    {
        "schema": _Object({"schema": Mapping, "message": _LABEL}),
        "before": _Object({"before": [str]}),
        "if": _Object(
            {
                "if": _Object({"field": str, "equals": _SCALAR}),
                "then": _Object({}, {"required": [str], "required-any": [str]}),
            }
        ),
    }
)
_QUESTION = _Object(
    {"name": str, "label": _LABEL},
    {"where": _MapOf((*_SCALAR, list)), "due": _Object({"field": str, "days": int}), "past": str, "sum": str},
)
DEFINITION = _Object(
    {
        "register": str,
        "version": int,
        "title": _LABEL,
        "parts": _MapOf(_Object({}, {"public": bool, "personal": str})),
        "fields": [_FIELD],
        "title-field": str,
    },
    {
        "purpose": _LABEL,
        "basis": _LABEL,
        "keys": str,
        "system": bool,
        "once": bool,
        "groups": [_Object({"name": str, "label": _LABEL})],
        "conditions": [_CONDITION],
        "valid-time": _Object({"from": str, "until": str}),
        "list": _Object({}, {"columns": [str], "sort": [str], "facets": [str]}),
        "map": _Object({"geometry": str}, {"label": str, "colour-by": str, "colours": _MapOf(str)}),
        "charts": [_Object({"by": str}, {"label": _LABEL, "sum": str, "per": str})],
        "questions": [_QUESTION],
    },
)


def find_shape_faults(value: object, shape: Any = DEFINITION, path: Path = ()) -> Iterator[Fault]:
    """Yield every place that has no name or no type of its own in the shape."""
    match shape:
        case _Object() | _MapOf() | _ByName() if not isinstance(value, Mapping):
            yield Fault(path, "D4-type", show(value))
        case list() if not isinstance(value, list | tuple):
            yield Fault(path, "D4-type", show(value))
        case _Object():
            yield from _find_object_faults(value, shape, path)  # type: ignore[arg-type]  # a Mapping, by the first case
        case _MapOf():
            for name, child in value.items():  # type: ignore[attr-defined]  # likewise
                yield from find_shape_faults(child, shape.value, (*path, name))
        case _ByName():
            named = next((name for name in shape.shapes if name in value), "")  # type: ignore[operator]  # likewise
            yield from find_shape_faults(value, shape.shapes.get(named, _last(shape)), path)
        case list():
            for index, child in enumerate(value):  # type: ignore[arg-type]  # a sequence, by the second case
                yield from find_shape_faults(child, shape[0], (*path, index))
        case _ if not _is_of(value, shape):
            yield Fault(path, "D4-type", show(value))


def _last(shape: _ByName) -> _Object:
    return list(shape.shapes.values())[-1]


def _find_object_faults(value: Mapping[str, Any], shape: _Object, path: Path) -> Iterator[Fault]:
    known = {**shape.required, **shape.optional}
    for name, child in value.items():
        if name in known:
            yield from find_shape_faults(child, known[name], (*path, name))
        else:
            yield Fault((*path, name), "D2-unknown", show(name))
    for name in shape.required:
        if name not in value:
            yield Fault((*path, name), "D3-missing")


def _is_of(value: object, kinds: Any) -> bool:
    # bool is an int to Python, and not to a register
    if kinds is Mapping:
        return isinstance(value, Mapping)
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    return type(value) in kinds


def show(value: object) -> str:
    """Return what stands somewhere, short enough for a refusal."""
    return str(value)[:100]
