"""Judge a definition before anything is built from it (docs/formats/item.md, rules D2–D16).

Shape first, meaning after: a rule about meaning may rely on the shape. All faults of one stage are
found at once, so that somebody who writes a register sees them together.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lienvung.core.register.canonical import canonical
from lienvung.core.register.definition_shape import Fault, Path, find_shape_faults, show
from lienvung.core.register.errors import NotCanonical
from lienvung.core.register.key import is_id

DATATYPES = (
    "string", "text", "verbatim", "integer", "money", "boolean", "date", "deadline", "year-less", "period", "decimal",
    "measure", "enumeration", "link", "file", "geometry", "docref", "milestone", "extension",
)  # fmt: skip
RESERVED_PARTS = ("attribution", "source")
RESERVED_FIELDS = frozenset({"key", "register", "state", "steward", "time", *RESERVED_PARTS})


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
        yield from _bad_ids([each["name"]], ("fields", index, "name"))
        yield from _bad_ids(each.get("values", {}), ("fields", index, "values"))
        yield from _bad_ids([each["to"]] if "to" in each else [], ("fields", index, "to"))


def _bad_ids(names: Any, path: Path) -> Iterator[Fault]:
    return (Fault(path, "D5-id", show(name)) for name in names if not is_id(name))


def _find_version_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    if document["version"] < 1:
        yield Fault(("version",), "D6-version", show(document["version"]))
    if document.get("keys", "opaque") not in ("opaque", "natural"):
        yield Fault(("keys",), "D4-type", show(document["keys"]))


def _find_label_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    labels: list[tuple[Path, Mapping[str, str]]] = [(("title",), document["title"])]
    labels += [(("purpose",), document["purpose"])] if "purpose" in document else []
    for index, each in enumerate(document["fields"]):
        labels.append((("fields", index, "label"), each["label"]))
        labels += [(("fields", index, "values", name), label) for name, label in each.get("values", {}).items()]
    for path, label in labels:
        if any(not text or text != text.strip() for text in label.values()):
            yield Fault(path, "D7-label", show(label))


MAX_FIELDS = 200
"""A partner's definition becomes a table here: no database takes columns without end."""


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


def _find_field_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    seen: set[str] = set()
    if len(document["fields"]) > MAX_FIELDS:
        yield Fault(("fields",), "D21-fields", str(MAX_FIELDS))
    for index, each in enumerate(document["fields"]):
        name, datatype = each["name"], each["datatype"]
        if name in seen or name in RESERVED_FIELDS:
            yield Fault(("fields", index, "name"), "D9-field", name)
        seen.add(name)
        if each.get("part", "shared") not in document["parts"]:
            yield Fault(("fields", index, "part"), "D10-field-part", each.get("part", "shared"))
        if datatype not in DATATYPES:
            yield Fault(("fields", index, "datatype"), "D11-datatype", datatype)
        if (datatype == "enumeration") != ("values" in each) or each.get("values") == {}:
            yield Fault(("fields", index, "values"), "D12-values", datatype)
        if (datatype == "link") != ("to" in each):
            yield Fault(("fields", index, "to"), "D13-to", datatype)
        if "pattern" in each and (datatype != "string" or not is_safe_pattern(each["pattern"])):
            yield Fault(("fields", index, "pattern"), "D14-pattern", each["pattern"])


_COUNT = r"(?:\{\d{1,3}(?:,\d{1,3})?\})?"
_SAFE_PATTERN = re.compile(rf"(?:(?:[A-Za-z0-9/_-]|\[[A-Za-z0-9/._-]+\]){_COUNT})+\Z")


def is_safe_pattern(pattern: str) -> bool:
    """Tell whether a pattern, which may come from another node, is bounded: no groups, at most two varying counts."""
    if not _SAFE_PATTERN.match(pattern) or pattern.count(",") > 2:
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


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
        for place, name in enumerate(condition.get("before", ())):
            yield ("conditions", index, "before", place), name
        if "if" not in condition:
            continue
        yield ("conditions", index, "if", "field"), condition["if"]["field"]
        for kind, fields in condition["then"].items():
            for place, name in enumerate(fields):
                yield ("conditions", index, "then", kind, place), name


def _find_spelling_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        canonical(dict(document))
    except NotCanonical as refusal:
        steps = refusal.where.split("/") if refusal.where else []
        yield Fault(tuple(int(step) if step.isdecimal() else step for step in steps), refusal.rule)


_MEANING = (
    _find_id_faults,
    _find_version_faults,
    _find_label_faults,
    _find_part_faults,
    _find_field_faults,
    _find_reference_faults,
    _find_spelling_faults,
)
