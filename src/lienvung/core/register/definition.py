"""Registers are data: what a register's YAML file says, as values (docs/formats/item.md).

definition hash = SHA-256( "lienvung/definition/v1" ‖ 0x00 ‖ canonical JSON of the normal form )
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lienvung.core.register.canonical import canonical, prune
from lienvung.core.register.definition_rules import RESERVED_PARTS, find_faults
from lienvung.core.register.definition_use import (
    Chart,
    Due,
    Group,
    Label,
    MapStyle,
    Question,
    ValidTime,
    parse_charts,
    parse_groups,
    parse_map,
    parse_questions,
    parse_valid_time,
)
from lienvung.core.register.errors import DefinitionInvalid
from lienvung.core.register.unique import Unique, parse_uniques

__all__ = [
    "Chart",
    "Condition",
    "Definition",
    "Due",
    "Field",
    "Group",
    "Label",
    "MapStyle",
    "PartRule",
    "Question",
    "SchemaRule",
    "Unique",
    "ValidTime",
    "definition_hash",
    "normal_form",
    "parse_definition",
]

_DOMAIN = b"lienvung/definition/v1\0"


@dataclass(frozen=True, slots=True)
class PartRule:
    """Who a part is for: `personal` is "", "basic" or "sensitive". Its words may change, the rest may not."""

    public: bool = False
    personal: str = ""
    label: Label = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a register; `values` maps an enumeration's values to their labels, `codes` names their list.

    `minimum` and `maximum` are spelled as values of the datatype, "" where there is none; both are allowed values.
    """

    name: str
    label: Label
    datatype: str
    part: str = "shared"
    required: bool = False
    many: bool = False
    to: str = ""
    values: Mapping[str, Label] = field(default_factory=dict)
    pattern: str = ""
    codes: str = ""
    unit: str = ""
    minimum: str = ""
    maximum: str = ""
    unique: bool = False
    help: Label = field(default_factory=dict)
    group: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """If `field` equals `equals`, then all of `required` and one of `required_any` have a value."""

    field: str
    equals: str | int | bool
    required: tuple[str, ...] = ()
    required_any: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemaRule:
    """A condition as JSON Schema over the flat values, and what a person reads where it does not hold."""

    schema: Mapping[str, Any]
    message: Label


@dataclass(frozen=True, slots=True)
class Definition:
    """What a register holds and how its pages look. Two definitions are equal when their hashes are."""

    register: str = field(compare=False)
    version: int = field(compare=False)
    title: Label = field(compare=False)
    purpose: Label = field(compare=False)
    basis: Label = field(compare=False)
    keys: str = field(compare=False)
    parts: Mapping[str, PartRule] = field(compare=False)
    fields: Mapping[str, Field] = field(compare=False)
    title_field: str = field(compare=False)
    groups: tuple[Group, ...] = field(compare=False)
    conditions: tuple[Condition, ...] = field(compare=False)
    schemas: tuple[SchemaRule, ...] = field(compare=False)
    orders: tuple[tuple[str, str], ...] = field(compare=False)
    uniques: tuple[Unique, ...] = field(compare=False)
    valid_time: ValidTime | None = field(compare=False)
    columns: tuple[str, ...] = field(compare=False)
    sort: tuple[str, ...] = field(compare=False)
    facets: tuple[str, ...] = field(compare=False)
    map: MapStyle | None = field(compare=False)
    charts: tuple[Chart, ...] = field(compare=False)
    questions: tuple[Question, ...] = field(compare=False)
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

    @property
    def has_conditions(self) -> bool:
        """Whether some values depend on others."""
        return bool(self.conditions or self.schemas or self.orders)

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
    conditions = normal.get("conditions", ())
    return Definition(
        register=normal["register"],
        version=normal["version"],
        title=normal["title"],
        purpose=normal.get("purpose", {}),
        basis=normal.get("basis", {}),
        keys=normal.get("keys", "opaque"),
        parts={name: PartRule(**rule) for name, rule in normal["parts"].items()},
        fields={each["name"]: Field(**each) for each in normal.get("fields", ())},
        title_field=normal["title-field"],
        groups=parse_groups(normal),
        conditions=tuple(_condition(each) for each in conditions if "if" in each),
        schemas=tuple(SchemaRule(each["schema"], each["message"]) for each in conditions if "schema" in each),
        orders=tuple(_order(each["before"]) for each in conditions if "before" in each),
        uniques=parse_uniques(normal),
        valid_time=parse_valid_time(normal),
        columns=tuple(pages.get("columns", ())),
        sort=tuple(pages.get("sort", ())),
        facets=tuple(pages.get("facets", ())),
        map=parse_map(normal),
        charts=parse_charts(normal),
        questions=parse_questions(normal),
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


def _order(names: Sequence[str]) -> tuple[str, str]:
    first, later = names
    return first, later
