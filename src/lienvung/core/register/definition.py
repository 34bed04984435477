"""Registers are data: what a register's YAML file says, as values (docs/formats/item.md).

definition hash = SHA-256( "lienvung/definition/v1" ‖ 0x00 ‖ canonical JSON of the normal form )
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lienvung.core.register.canonical import canonical, prune
from lienvung.core.register.definition_rules import RESERVED_PARTS, find_faults
from lienvung.core.register.errors import DefinitionInvalid

_DOMAIN = b"lienvung/definition/v1\0"

Label = Mapping[str, str]
"""Language ("vi" always, "en") -> words."""


@dataclass(frozen=True, slots=True)
class PartRule:
    """Who a part is for: `personal` is "", "basic" or "sensitive"."""

    public: bool = False
    personal: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a register; `values` maps an enumeration's values to their labels."""

    name: str
    label: Label
    datatype: str
    part: str = "shared"
    required: bool = False
    many: bool = False
    to: str = ""
    values: Mapping[str, Label] = field(default_factory=dict)
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """If `field` equals `equals`, then all of `required` and one of `required_any` have a value."""

    field: str
    equals: str | int | bool
    required: tuple[str, ...] = ()
    required_any: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """What a register holds and how its pages look. Two definitions are equal when their hashes are."""

    register: str = field(compare=False)
    version: int = field(compare=False)
    title: Label = field(compare=False)
    purpose: Label = field(compare=False)
    keys: str = field(compare=False)
    parts: Mapping[str, PartRule] = field(compare=False)
    fields: Mapping[str, Field] = field(compare=False)
    title_field: str = field(compare=False)
    conditions: tuple[Condition, ...] = field(compare=False)
    columns: tuple[str, ...] = field(compare=False)
    sort: tuple[str, ...] = field(compare=False)
    facets: tuple[str, ...] = field(compare=False)
    system: bool = field(compare=False)
    once: bool = field(compare=False)
    document: Mapping[str, Any] = field(compare=False, repr=False)
    hash: str

    @property
    def part_names(self) -> tuple[str, ...]:
        """All parts that every entry commits to, the reserved ones too, sorted."""
        return tuple(sorted((*self.parts, *RESERVED_PARTS)))

    @property
    def personal_parts(self) -> frozenset[str]:
        """The parts that may be erased."""
        return frozenset(name for name, rule in self.parts.items() if rule.personal)

    def fields_of(self, part: str) -> tuple[Field, ...]:
        """Return the fields of one part in the order of the file."""
        return tuple(each for each in self.fields.values() if each.part == part)


def normal_form(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form that is hashed: nothing empty, and each part says whether it is public."""
    parts = {name: {"public": False, **prune(rule)} for name, rule in document["parts"].items()}
    return {**prune(document), "parts": parts}


def definition_hash(document: Mapping[str, Any]) -> str:
    """Return the hash (64 hex) of a definition in normal form."""
    return hashlib.sha256(_DOMAIN + canonical(dict(document))).hexdigest()


def parse_definition(document: Mapping[str, Any]) -> Definition:
    """Return the definition that a mapping says; raise DefinitionInvalid at its first fault."""
    faults = find_faults(document)
    if faults:
        first = faults[0]
        raise DefinitionInvalid("", 0, "/".join(map(str, first.path)), first.rule, first.found)
    normal = normal_form(document)
    pages = normal.get("list", {})
    return Definition(
        register=normal["register"],
        version=normal["version"],
        title=normal["title"],
        purpose=normal.get("purpose", {}),
        keys=normal.get("keys", "opaque"),
        parts={name: PartRule(rule["public"], rule.get("personal", "")) for name, rule in normal["parts"].items()},
        fields={each["name"]: Field(**each) for each in normal.get("fields", ())},
        title_field=normal["title-field"],
        conditions=tuple(map(_condition, normal.get("conditions", ()))),
        columns=tuple(pages.get("columns", ())),
        sort=tuple(pages.get("sort", ())),
        facets=tuple(pages.get("facets", ())),
        system=normal.get("system", False),
        once=normal.get("once", False),
        document=normal,
        hash=definition_hash(normal),
    )


def _condition(document: Mapping[str, Any]) -> Condition:
    test, then = document["if"], document["then"]
    return Condition(
        test["field"], test["equals"], tuple(then.get("required", ())), tuple(then.get("required-any", ()))
    )
