"""What a definition says about its pages: groups of the form, map, charts, and the questions on the front page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Label = Mapping[str, str]
"""Language ("vi" always, "en") -> words."""

PALETTE = ("green", "amber", "red", "blue", "teal", "violet", "grey", "brown")
"""The colours that a map may name; the style sheet says what each looks like."""

PERIODS = ("year", "month")
"""What a chart may put dates together by."""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together on the form and on the record's page."""

    name: str
    label: Label


@dataclass(frozen=True, slots=True)
class ValidTime:
    """The date fields between which the fact holds, both days included; an empty value is an open end."""

    since: str
    until: str


@dataclass(frozen=True, slots=True)
class MapStyle:
    """Which field is drawn, what it is called, and the colour of each value of `colour_by`."""

    geometry: str
    label: str = ""
    colour_by: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chart:
    """Count the records, or add up `sum`, by the values of a field; `per` puts dates together by "year" or "month"."""

    by: str
    label: Label = field(default_factory=dict)
    sum: str = ""
    per: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """The date in `field` lies between today and so many days from now, both included."""

    field: str
    days: int


@dataclass(frozen=True, slots=True)
class Question:
    """A figure that links to its list: how many records, or how much of `sum`, are `where`, `due` or `past`.

    `where` maps a field to the value, or the tuple of values, that it must have; `past` names a date before today.
    """

    name: str
    label: Label
    where: Mapping[str, str | int | bool | tuple[str | int | bool, ...]] = field(default_factory=dict)
    due: Due | None = None
    past: str = ""
    sum: str = ""


def parse_groups(document: Mapping[str, Any]) -> tuple[Group, ...]:
    """Return the groups of a definition in normal form, in the order of the file."""
    return tuple(Group(each["name"], each["label"]) for each in document.get("groups", ()))


def parse_valid_time(document: Mapping[str, Any]) -> ValidTime | None:
    """Return which fields say when the fact holds."""
    named = document.get("valid-time")
    return ValidTime(named["from"], named["until"]) if named else None


def parse_map(document: Mapping[str, Any]) -> MapStyle | None:
    """Return how the register is drawn on the map."""
    style = document.get("map")
    if not style:
        return None
    return MapStyle(style["geometry"], style.get("label", ""), style.get("colour-by", ""), style.get("colours", {}))


def parse_charts(document: Mapping[str, Any]) -> tuple[Chart, ...]:
    """Return the charts of a definition in normal form."""
    return tuple(Chart(**each) for each in document.get("charts", ()))


def parse_questions(document: Mapping[str, Any]) -> tuple[Question, ...]:
    """Return the questions of a definition in normal form."""
    return tuple(map(_question, document.get("questions", ())))


def _question(document: Mapping[str, Any]) -> Question:
    due = document.get("due")
    where = {
        name: tuple(value) if isinstance(value, list) else value for name, value in document.get("where", {}).items()
    }
    return Question(
        document["name"],
        document["label"],
        where,
        Due(due["field"], due["days"]) if due else None,
        document.get("past", ""),
        document.get("sum", ""),
    )
