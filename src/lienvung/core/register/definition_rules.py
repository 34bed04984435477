"""Judge a definition before anything is built from it (docs/formats/item.md, rules D2–D16, D21–D36 and D38).

Shape first, meaning after: a rule about meaning may rely on the shape. All faults of one stage are
found at once, so that somebody who writes a register sees them together.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lienvung.core.register.canonical import canonical
from lienvung.core.register.definition_field_rules import (
    DATATYPES,
    MAX_FIELDS,
    RESERVED_FIELDS,
    RESERVED_PARTS,
    find_field_faults,
    is_safe_pattern,
)
from lienvung.core.register.definition_shape import Fault, Path, find_shape_faults, show
from lienvung.core.register.definition_unique_rules import find_unique_faults
from lienvung.core.register.definition_use_rules import find_use_faults
from lienvung.core.register.errors import NotCanonical
from lienvung.core.register.key import is_id

MOST_BYTES = 240 * 1024
"""A definition travels in one part, which is at most 256 KiB."""

__all__ = ["DATATYPES", "MAX_FIELDS", "RESERVED_FIELDS", "RESERVED_PARTS", "Fault", "find_faults", "is_safe_pattern"]


def find_faults(document: object) -> list[Fault]:
    """Return every fault of shape, or where there is none every fault of meaning."""
    shape = list(find_shape_faults(document))
    if shape or not isinstance(document, Mapping):
        return shape
    return [fault for rule in _MEANING for fault in rule(document)]


def _find_id_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _bad_ids([document["register"]], ("register",))
    yield from _bad_ids(document["parts"], ("parts",))
    for index, each in enumerate(document["fields"]):
        yield from _bad_ids(each.get("values", {}), ("fields", index, "values"))
        for name in ("name", "to", "codes"):
            yield from _bad_ids([each[name]] if name in each else [], ("fields", index, name))
    for kind in ("groups", "questions"):
        for index, each in enumerate(document.get(kind, ())):
            yield from _bad_ids([each["name"]], (kind, index, "name"))


def _bad_ids(names: Any, path: Path) -> Iterator[Fault]:
    return (Fault(path, "D5-id", show(name)) for name in names if not is_id(name))


def _find_version_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    if document["version"] < 1:
        yield Fault(("version",), "D6-version", show(document["version"]))
    if document.get("keys", "opaque") not in ("opaque", "natural"):
        yield Fault(("keys",), "D4-type", show(document["keys"]))


def _find_label_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    for path, label in _labels(document):
        if any(not text or text != text.strip() for text in label.values()):
            yield Fault(path, "D7-label", show(label))


def _labels(document: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, str]]]:
    parts = document["parts"].items()
    yield from ((("parts", name, "label"), rule["label"]) for name, rule in parts if "label" in rule)
    for name in ("title", "purpose", "basis"):
        if name in document:
            yield (name,), document[name]
    for index, each in enumerate(document["fields"]):
        for name in ("label", "help"):
            if name in each:
                yield ("fields", index, name), each[name]
        yield from ((("fields", index, "values", name), label) for name, label in each.get("values", {}).items())
    for kind, word in (("groups", "label"), ("conditions", "message"), ("charts", "label"), ("questions", "label")):
        yield from (((kind, i, word), each[word]) for i, each in enumerate(document.get(kind, ())) if word in each)


def _find_part_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    parts = document["parts"]
    if "shared" not in parts:
        yield Fault(("parts",), "D8-part", "shared")
    for name, part in parts.items():
        personal = part.get("personal")
        wrong_kind = personal is not None and personal not in ("basic", "sensitive")
        if name in RESERVED_PARTS or wrong_kind or (personal and part.get("public")):
            yield Fault(("parts", name), "D8-part", show(name))
    if document.get("keys") == "natural" and not all(part.get("public") for part in parts.values()):
        yield Fault(("keys",), "D16-natural")


def _find_reference_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    names = {each["name"] for each in document["fields"]}
    for path, name in _references(document):
        if name not in names:
            yield Fault(path, "D15-reference", name)


def _references(document: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    yield ("title-field",), document["title-field"]
    for kind, columns in document.get("list", {}).items():
        for index, name in enumerate(columns):
            yield ("list", kind, index), name.removeprefix("-") if kind == "sort" else name
    for index, condition in enumerate(document.get("conditions", ())):
        yield from _condition_references(condition, ("conditions", index))
    for index, rule in enumerate(document.get("unique", ())):
        yield from _unique_references(rule, ("unique", index))
    for name, field in document.get("valid-time", {}).items():
        yield ("valid-time", name), field
    for name in ("geometry", "label", "colour-by"):
        if name in document.get("map", {}):
            yield ("map", name), document["map"][name]
    for kind in ("charts", "questions"):
        for index, each in enumerate(document.get(kind, ())):
            yield from _figure_references(each, (kind, index))


def _unique_references(rule: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    for kind, fields in rule.items():
        yield from (((*path, kind, place), name) for place, name in enumerate(fields))


def _condition_references(condition: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    for place, name in enumerate(condition.get("before", ())):
        yield (*path, "before", place), name
    if "if" in condition:
        yield (*path, "if", "field"), condition["if"]["field"]
        for kind, fields in condition["then"].items():
            for place, name in enumerate(fields):
                yield (*path, "then", kind, place), name


def _figure_references(each: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    for name in ("by", "sum", "past"):
        if name in each:
            yield (*path, name), each[name]
    if "due" in each:
        yield (*path, "due", "field"), each["due"]["field"]
    for name in each.get("where", {}):
        yield (*path, "where", name), name


def _find_spelling_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        if len(canonical(dict(document))) > MOST_BYTES:
            yield Fault((), "D36-size", str(MOST_BYTES))
    except NotCanonical as refusal:
        steps = refusal.where.split("/") if refusal.where else []
        yield Fault(tuple(int(step) if step.isdecimal() else step for step in steps), refusal.rule)


_MEANING = (
    _find_id_faults,
    _find_version_faults,
    _find_label_faults,
    _find_part_faults,
    find_field_faults,
    _find_reference_faults,
    find_use_faults,
    find_unique_faults,
    _find_spelling_faults,
)
