"""What a definition may say about order in time, lists, map, charts and questions (rules D26, D28–D33, D35, D36)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from lienvung.core.register.definition_shape import Fault, Path, show
from lienvung.core.register.definition_use import PALETTE, PERIODS
from lienvung.core.register.kinds import DAYS, NUMBERS
from lienvung.core.register.schema import find_schema_faults, is_possible

Fields = Mapping[str, Mapping[str, Any]]

MOST: Final[Mapping[str, int]] = {"groups": 30, "conditions": 64, "unique": 8, "charts": 12, "questions": 24}
"""What a page asks of the store for each record or each visit has an end, also where a partner wrote it."""
MOST_VALUES: Final = 2_000
FURTHEST_DAYS: Final = 3_660

_IN_ORDER = frozenset(NUMBERS + DAYS) | {"string", "text", "boolean", "enumeration", "year-less"}
_COLOURED = frozenset({"string", "enumeration"})
_FEW = frozenset({"string", "enumeration", "boolean", "link", "integer", *DAYS})


def find_use_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong beside the fields; what names no field is somebody else's to say (D15)."""
    fields: Fields = {each["name"]: each for each in document["fields"]}
    personal = {name for name, rule in document["parts"].items() if rule.get("personal")}
    yield from _find_size_faults(document)
    yield from _find_twice_faults(document)
    yield from _find_condition_faults(document, fields)
    yield from _find_list_faults(document.get("list", {}), fields, personal)
    yield from _find_map_faults(document.get("map", {}), fields)
    for index, chart in enumerate(document.get("charts", ())):
        yield from _find_chart_faults(chart, fields, personal, ("charts", index))
    for index, question in enumerate(document.get("questions", ())):
        yield from _find_question_faults(question, fields, personal, ("questions", index))


def _find_size_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    for name, most in MOST.items():
        if len(document.get(name, ())) > most:
            yield Fault((name,), "D36-size", str(most))
    for index, each in enumerate(document["fields"]):
        if len(each.get("values", ())) > MOST_VALUES:
            yield Fault(("fields", index, "values"), "D36-size", str(MOST_VALUES))


def _find_twice_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    for kind, rule in (("groups", "D26-group"), ("questions", "D33-question")):
        seen: set[str] = set()
        for index, each in enumerate(document.get(kind, ())):
            if each["name"] in seen:
                yield Fault((kind, index, "name"), rule, each["name"])
            seen.add(each["name"])


def _find_condition_faults(document: Mapping[str, Any], fields: Fields) -> Iterator[Fault]:
    for index, each in enumerate(document.get("conditions", ())):
        path: Path = ("conditions", index)
        if "schema" in each:
            yield from find_schema_faults(each["schema"], fields, (*path, "schema"))
        elif "before" in each:
            if not _are_two_dates(each["before"], fields):
                yield Fault((*path, "before"), "D28-before", show(each["before"]))
        elif not is_possible(fields.get(each["if"]["field"], _ANY), each["if"]["equals"]):
            yield Fault((*path, "if", "equals"), "D35-value", show(each["if"]["equals"]))
    span = document.get("valid-time")
    if span and not _are_two_dates([span["from"], span["until"]], fields):
        yield Fault(("valid-time",), "D29-valid-time", f"{span['from']}, {span['until']}")


_ANY: Mapping[str, Any] = {"datatype": "string"}
"""Stands for a field that there is not, which another rule reports."""


def _are_two_dates(names: list[str], fields: Fields) -> bool:
    known = all(name not in fields or _is_one(fields[name], DAYS) for name in names)
    return known and len(set(names)) == len(names) == len(("first", "later"))


def _is_one(field: Mapping[str, Any], datatypes: Collection[str]) -> bool:
    return field["datatype"] in datatypes and not field.get("many")


def _find_list_faults(pages: Mapping[str, Any], fields: Fields, personal: set[str]) -> Iterator[Fault]:
    for place, name in enumerate(pages.get("sort", ())):
        field = fields.get(name.removeprefix("-"))
        if field and not _is_one(field, _IN_ORDER):
            yield Fault(("list", "sort", place), "D30-list", name)
    for place, name in enumerate(pages.get("facets", ())):
        if name in fields and not _is_facet(fields[name], personal):
            yield Fault(("list", "facets", place), "D30-list", name)


def _is_facet(field: Mapping[str, Any], personal: set[str]) -> bool:
    return field["datatype"] in _FEW and field.get("part", "shared") not in personal


def _find_map_faults(style: Mapping[str, Any], fields: Fields) -> Iterator[Fault]:
    for name, datatypes in (("geometry", frozenset({"geometry"})), ("colour-by", _COLOURED)):
        field = fields.get(style.get(name, ""))
        if field and not _is_one(field, datatypes):
            yield Fault(("map", name), "D31-map", field["name"])
    if "colours" in style and "colour-by" not in style:
        yield Fault(("map", "colours"), "D31-map", "colour-by")
    by = fields.get(style.get("colour-by", ""), _ANY)
    for value, colour in style.get("colours", {}).items():
        if colour not in PALETTE or not is_possible(by, value):
            yield Fault(("map", "colours", value), "D31-map", show(colour))


def _find_chart_faults(chart: Mapping[str, Any], fields: Fields, personal: set[str], path: Path) -> Iterator[Fault]:
    by = fields.get(chart["by"])
    if by and not _is_facet(by, personal):
        yield Fault((*path, "by"), "D32-chart", chart["by"])
    elif "per" in chart and (chart["per"] not in PERIODS or (by and not _is_one(by, DAYS))):
        yield Fault((*path, "per"), "D32-chart", show(chart["per"]))
    yield from _find_sum_faults(chart, fields, path, "D32-chart")


def _find_sum_faults(use: Mapping[str, Any], fields: Fields, path: Path, rule: str) -> Iterator[Fault]:
    field = fields.get(use.get("sum", ""))
    if field and not _is_one(field, NUMBERS):
        yield Fault((*path, "sum"), rule, field["name"])


def _find_question_faults(
    question: Mapping[str, Any], fields: Fields, personal: set[str], path: Path
) -> Iterator[Fault]:
    due = question.get("due", {})
    if due and not 0 <= due["days"] <= FURTHEST_DAYS:
        yield Fault((*path, "due", "days"), "D33-question", show(due["days"]))
    if due and "past" in question:
        yield Fault((*path, "past"), "D33-question", question["past"])
    for name, where in ((due.get("field", ""), (*path, "due", "field")), (question.get("past", ""), (*path, "past"))):
        if name in fields and not _is_one(fields[name], DAYS):
            yield Fault(where, "D33-question", name)
    yield from _find_sum_faults(question, fields, path, "D33-question")
    for name, value in question.get("where", {}).items():
        yield from _find_where_faults(fields.get(name), personal, value, (*path, "where", name))


def _find_where_faults(field: Mapping[str, Any] | None, personal: set[str], value: Any, path: Path) -> Iterator[Fault]:
    if field is None:
        return
    if field["datatype"] != "money" and not _is_facet(field, personal):
        yield Fault(path, "D33-question", field["name"])
        return
    values = value if isinstance(value, list | tuple) else [value]
    if not values:
        yield Fault(path, "D35-value", "[]")
    yield from (Fault(path, "D35-value", show(one)) for one in values if not is_possible(field, one))
