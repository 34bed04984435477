"""What the attributes of a field may say (docs/formats/item.md, rules D9–D14 and D22–D26)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from lienvung.core.register.definition_shape import Fault, show
from lienvung.core.register.kinds import DAYS, DECIMALS, NUMBERS, WHOLE_NUMBERS
from lienvung.core.text.date import check_date, first_day, last_day
from lienvung.core.text.errors import DateInvalid

DATATYPES = (
    "string", "text", "verbatim", "integer", "money", "boolean", "date", "deadline", "year-less", "period", "decimal",
    "measure", "enumeration", "link", "file", "geometry", "docref", "milestone", "extension",
)  # fmt: skip
RESERVED_PARTS = ("attribution", "source")
RESERVED_FIELDS = frozenset({"key", "register", "state", "steward", "time", *RESERVED_PARTS})

MAX_FIELDS = 200
"""A partner's definition becomes a table here: no database takes columns without end."""

UNIQUE = frozenset({"string", "integer", "date", "link", "file"})
"""Of these datatypes one value can be one record's alone."""

_LONGEST_UNIT = 20
_SPELLINGS = {
    **dict.fromkeys(WHOLE_NUMBERS, re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")),
    **dict.fromkeys(DECIMALS, re.compile(r"(?:0|-?(?=[0-9.]*[1-9])(?:0|[1-9][0-9]*))(?:\.[0-9]+)?\Z")),
}


def find_field_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the fields of a definition that has the right shape."""
    seen: set[str] = set()
    if len(document["fields"]) > MAX_FIELDS:
        yield Fault(("fields",), "D21-fields", str(MAX_FIELDS))
    for index, each in enumerate(document["fields"]):
        name = each["name"]
        if name in seen or name in RESERVED_FIELDS:
            yield Fault(("fields", index, "name"), "D9-field", show(name))
        seen.add(name)
        for attribute, rule, found in (*_find_kind_faults(document, each), *_find_attribute_faults(document, each)):
            yield Fault(("fields", index, attribute), rule, show(found))


def _find_kind_faults(document: Mapping[str, Any], each: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    datatype = each["datatype"]
    # Of a part `shared` that is missing the parts themselves are blamed, once (D8).
    if each.get("part", "shared") not in {*document["parts"], "shared"}:
        yield "part", "D10-field-part", each.get("part", "shared")
    if datatype not in DATATYPES:
        yield "datatype", "D11-datatype", datatype
    if (datatype == "enumeration") != ("values" in each) or each.get("values") == {}:
        yield "values", "D12-values", datatype
    if (datatype == "link") != ("to" in each):
        yield "to", "D13-to", datatype
    if "pattern" in each and (datatype != "string" or not is_safe_pattern(each["pattern"])):
        yield "pattern", "D14-pattern", each["pattern"]


def _find_attribute_faults(document: Mapping[str, Any], each: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    datatype = each["datatype"]
    if "codes" in each and datatype != "enumeration":
        yield "codes", "D22-codes", each["codes"]
    if (datatype == "measure") != ("unit" in each) or not _is_unit(each.get("unit", "m")):
        yield "unit", "D23-unit", each.get("unit", datatype)
    yield from _find_bound_faults(each)
    if each.get("unique"):
        personal = document["parts"].get(each.get("part", "shared"), {}).get("personal")
        if datatype not in UNIQUE or each.get("many") or personal:
            yield "unique", "D25-unique", datatype
    if "group" in each and each["group"] not in {group["name"] for group in document.get("groups", ())}:
        yield "group", "D26-group", each["group"]


def _is_unit(unit: str) -> bool:
    return bool(unit) and unit == unit.strip() and unit.isprintable() and len(unit) <= _LONGEST_UNIT


def _find_bound_faults(each: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    datatype = each["datatype"]
    sound = True
    for bound in ("minimum", "maximum"):
        if bound in each and not _is_bound(datatype, each[bound]):
            sound = False
            yield bound, "D24-bounds", each[bound]
    if sound and "minimum" in each and "maximum" in each:
        low, high = first_of(datatype, each["minimum"]), last_of(datatype, each["maximum"])
        if low is not None and high is not None and low > high:  # type: ignore[operator]  # two of one datatype
            yield "maximum", "D24-bounds", f"{each['minimum']} > {each['maximum']}"


def _is_bound(datatype: str, text: str) -> bool:
    if datatype in NUMBERS:
        return _SPELLINGS[datatype].match(text) is not None
    return datatype in DAYS and not text.startswith("--") and _is_date(text)


def _is_date(text: str) -> bool:
    try:
        check_date(text)
    except DateInvalid:
        return False
    return True


def first_of(datatype: str, value: str | int) -> Decimal | date | None:
    """Return what comparing begins at: the number, or the first day; None for a day of an unknown year."""
    return first_day(str(value)) if datatype in DAYS else Decimal(value)


def last_of(datatype: str, value: str | int) -> Decimal | date | None:
    """Return what comparing ends at: the number, or the last day; None for a day of an unknown year."""
    return last_day(str(value)) if datatype in DAYS else Decimal(value)


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
