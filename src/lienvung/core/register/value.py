"""What a value of each datatype is (docs/formats/item.md, the table of datatypes; rules I6–I8, I11 and G1–G5)."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lienvung.core.register.canonical import LARGEST_INTEGER, canonical
from lienvung.core.register.definition import Field
from lienvung.core.register.definition_field_rules import first_of, last_of
from lienvung.core.register.entry import is_hash
from lienvung.core.register.errors import GeometryInvalid
from lienvung.core.register.geometry import check_geometry
from lienvung.core.register.key import is_key
from lienvung.core.text.date import check_date, first_day, last_day
from lienvung.core.text.errors import DateInvalid

# control characters, and the two that break lines though Unicode does not call them so
_LINE_BREAKER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PARAGRAPH_BREAKER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
OPEN_END = ".."
"""How a period spells an end that nobody has named."""

_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")


def judge_of(field: Field) -> Callable[[Any], str]:
    """Return a function that names the rule a value of this field breaks, or "" when it breaks none."""
    is_one = _checker_of(field)
    if not (field.many or field.pattern or field.minimum or field.maximum):
        # Most fields hold one plain value, and a pull judges very many of them: one call says it is right.
        return lambda value: "" if is_one(value) else _kind_of_wrong(field, value)
    judge = _judge_of_one(field, is_one)
    return (lambda value: _broken_rule_of_many(judge, value)) if field.many else judge


def _checker_of(field: Field) -> Callable[[Any], bool]:
    if field.datatype == "enumeration":
        return lambda value: isinstance(value, str) and value in field.values
    return _CHECKERS[field.datatype]


def _judge_of_one(field: Field, is_one: Callable[[Any], bool]) -> Callable[[Any], str]:
    matches = re.compile(field.pattern).fullmatch if field.pattern else None
    is_within = _range_of(field) if field.minimum or field.maximum else None

    def judge(value: Any) -> str:
        if not is_one(value):
            return _kind_of_wrong(field, value)
        if matches and not matches(value):
            return "I8-pattern"
        return "I11-bounds" if is_within and not is_within(value) else ""

    return judge


def _broken_rule_of_many(judge: Callable[[Any], str], values: Any) -> str:
    if not isinstance(values, list):
        return "I6-many"
    broken = next(filter(None, map(judge, values)), "")
    return broken or ("" if len(values) < 2 or _is_set(values) else "I6-many")


def _kind_of_wrong(field: Field, value: Any) -> str:
    if isinstance(value, list):
        return "I6-many"
    if field.datatype == "geometry":
        try:
            check_geometry(value)
        except GeometryInvalid as refusal:
            return refusal.rule
    return "I7-datatype"


def _range_of(field: Field) -> Callable[[Any], bool]:
    """Return what tells whether all of a value lies within its field's bounds.

    Of a day of an unknown year nothing can be said.
    """
    datatype = field.datatype
    low = first_of(datatype, field.minimum) if field.minimum else None
    high = last_of(datatype, field.maximum) if field.maximum else None

    def is_within(value: Any) -> bool:
        first, last = first_of(datatype, value), last_of(datatype, value)
        if first is None or last is None:
            return True
        # Numbers or days, by the one datatype.
        return (low is None or low <= first) and (high is None or last <= high)  # type: ignore[operator]

    return is_within


def _is_set(values: list[Any]) -> bool:
    return len(set(map(canonical, values))) == len(values)


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and not _LINE_BREAKER.search(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not _PARAGRAPH_BREAKER.search(value)


def _is_verbatim(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_INTEGER


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and _spells_date(value)


@lru_cache(maxsize=4096)
def _spells_date(value: str) -> bool:
    try:
        check_date(value)
    except DateInvalid:
        return False
    return True


def _is_year_less(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("--") and _spells_date(value)


def _is_period(value: Any) -> bool:
    return isinstance(value, str) and _spells_period(value)


@lru_cache(maxsize=4096)
def _spells_period(value: str) -> bool:
    since, stroke, until = value.partition("/")
    if not stroke or since == until == OPEN_END:
        return False
    ends = [end for end in (since, until) if end != OPEN_END]
    if any("/" in end or end.startswith("--") or not _spells_date(end) for end in ends):
        return False
    first, last = (first_day(since), last_day(until)) if len(ends) > 1 else (None, None)
    return first is None or last is None or first <= last


def _is_decimal(value: Any) -> bool:
    if not isinstance(value, str) or not _DECIMAL.match(value):
        return False
    return not value.startswith("-") or value.strip("-0.") != ""


def _is_link(value: Any) -> bool:
    return isinstance(value, str) and is_key(value)


def _is_geometry(value: Any) -> bool:
    try:
        check_geometry(value)
    except GeometryInvalid:
        return False
    return True


def _is_docref(value: Any) -> bool:
    lines = _has_lines(value, {"number"}, {"issuer", "issued-on", "title", "citation"})
    return lines and ("issued-on" not in value or _is_date(value["issued-on"]))


def _is_milestone(value: Any) -> bool:
    return _has_lines(value, {"on", "what"}, {"citation"}) and _is_date(value["on"])


def _is_extension(value: Any) -> bool:
    return _has_lines(value, {"until"}, {"reason", "asked-by", "approved-by", "paper"}) and _is_date(value["until"])


def _has_lines(value: Any, required: set[str], optional: set[str]) -> bool:
    if not isinstance(value, Mapping) or not required <= value.keys() <= required | optional:
        return False
    return all(map(_is_line, value.values()))


_CHECKERS: Mapping[str, Callable[[Any], bool]] = {
    "string": _is_line,
    "text": _is_text,
    "verbatim": _is_verbatim,
    "integer": _is_integer,
    "money": _is_integer,
    "boolean": _is_boolean,
    "date": _is_date,
    "deadline": _is_date,
    "year-less": _is_year_less,
    "period": _is_period,
    "decimal": _is_decimal,
    "measure": _is_decimal,
    "link": _is_link,
    "file": is_hash,
    "geometry": _is_geometry,
    "docref": _is_docref,
    "milestone": _is_milestone,
    "extension": _is_extension,
}
