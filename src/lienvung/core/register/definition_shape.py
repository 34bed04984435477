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
    """A mapping with these names, each of its own shape."""

    required: Mapping[str, Any]
    optional: Mapping[str, Any] = field(default_factory=dict)

    def find_faults(self, value: Mapping[str, Any], path: Path) -> Iterator[Fault]:
        """Yield what is too much, of another shape, or missing."""
        known = {**self.required, **self.optional}
        for name, child in value.items():
            if name in known:
                yield from find_shape_faults(child, known[name], (*path, name))
            else:
                yield Fault((*path, name), "D2-unknown", show(name))
        for name in self.required:
            if name not in value:
                yield Fault((*path, name), "D3-missing")


@dataclass(frozen=True, slots=True)
class _MapOf:
    """A mapping with any names, all of one shape; None: of any."""

    shape: Any

    def find_faults(self, value: Mapping[str, Any], path: Path) -> Iterator[Fault]:
        """Yield what is of another shape."""
        for name, child in value.items() if self.shape is not None else ():
            yield from find_shape_faults(child, self.shape, (*path, name))


@dataclass(frozen=True, slots=True)
class _ByName:
    """One of several objects: the first of these names that stands in it says which, else it is the last."""

    shapes: Mapping[str, _Object]

    def find_faults(self, value: Mapping[str, Any], path: Path) -> Iterator[Fault]:
        """Yield what is wrong with the object that it is."""
        *_, last = self.shapes
        named = next((name for name in self.shapes if name in value), last)
        yield from self.shapes[named].find_faults(value, path)


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
        "schema": _Object({"schema": _MapOf(None), "message": _LABEL}),
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
        "parts": _MapOf(_Object({}, {"public": bool, "personal": str, "label": _LABEL})),
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
        "unique": [_Object({"fields": [str]}, {"over": [str]})],
        "valid-time": _Object({"from": str, "until": str}),
        "list": _Object({}, {"columns": [str], "sort": [str], "facets": [str]}),
        "map": _Object({"geometry": str}, {"label": str, "colour-by": str, "colours": _MapOf(str)}),
        "charts": [_Object({"by": str}, {"label": _LABEL, "sum": str, "per": str})],
        "questions": [_QUESTION],
    },
)


def find_shape_faults(value: object, shape: Any = DEFINITION, path: Path = ()) -> Iterator[Fault]:
    """Yield every place that has no name or no type of its own in the shape."""
    if isinstance(shape, _Object | _MapOf | _ByName) and isinstance(value, Mapping):
        yield from shape.find_faults(value, path)
    elif isinstance(shape, list) and isinstance(value, list | tuple):
        for index, child in enumerate(value):
            yield from find_shape_faults(child, shape[0], (*path, index))
    elif not _is_of(value, shape):
        yield Fault(path, "D4-type", show(f'"{value}"' if isinstance(value, str) else value))


def names_at(path: Path) -> tuple[str, ...]:
    """Return the names that may stand in the object at a place; none where any may, or where there is no object."""
    return _names(_shape_at(path))


def form_at(path: Path) -> str:
    """Return how that is written which stands at a place, such as `{from: …, until: …}`; "" of no place."""
    return _form(_shape_at(path))


def _shape_at(path: Path) -> Any:
    shape: Any = DEFINITION
    for step in path:
        if isinstance(shape, list):
            shape = shape[0]
        elif isinstance(shape, _MapOf):
            shape = shape.shape
        else:
            shape = next((each[step] for each in _members(shape) if step in each), None)
    return shape


def _members(shape: Any) -> Iterator[Mapping[Any, Any]]:
    objects = shape.shapes.values() if isinstance(shape, _ByName) else [shape] if isinstance(shape, _Object) else ()
    yield from ({**each.required, **each.optional} for each in objects)


def _names(shape: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in _members(shape) for name in each))


def _form(shape: Any) -> str:
    if isinstance(shape, list):
        return f"[{_form(shape[0]) or '…'}, …]"
    if isinstance(shape, _MapOf):
        return f"{{…: {_form(shape.shape) or '…'}}}"
    if isinstance(shape, _ByName):
        return " | ".join(map(_form, shape.shapes.values()))
    if isinstance(shape, _Object):
        return f"{{{', '.join(f'{name}: …' for name in shape.required or shape.optional)}}}"
    return _SIMPLE.get(shape, "")


_SIMPLE: Mapping[Any, str] = {str: '"…"', int: "1", bool: "true | false"}


def _is_of(value: object, kinds: Any) -> bool:
    # bool is an int to Python, and not to a register
    return type(value) in (kinds if isinstance(kinds, tuple) else (kinds,))


def show(value: object) -> str:
    """Return what stands somewhere, short enough for a refusal."""
    return str(value)[:100]
