"""Made-up values, so that somebody who writes a register sees what its form and its list will look like.

Each is a value of its field by itself: of its datatype, within its bounds, of its pattern. They are no record of
anything: whoever shows them says that they are made up.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.value import judge_of

_TOKEN = re.compile(r"(\[(?P<members>[^\]]+)\]|(?P<letter>.))(?:\{(?P<times>\d+)(?:,\d+)?\})?")
_DATES: Final = ("2026-03-15", "2026-11-30")

_SAMPLES: Final[Mapping[str, Callable[[Field, int], Any]]] = {
    "string": lambda field, number: f"{field.label['vi']} {number}",
    "text": lambda field, number: f"{field.label['vi']} {number}",
    "verbatim": lambda field, number: f"{field.label['vi']} {number}",
    "integer": lambda field, number: int(_number(field, 12 * number)),
    "money": lambda field, number: int(_number(field, 1_500_000_000 * number)),
    "decimal": lambda field, number: str(_number(field, Decimal("12.5") * number)),
    "measure": lambda field, number: str(_number(field, Decimal("12.5") * number)),
    "boolean": lambda field, number: number % 2 == 1,
    "date": lambda field, number: _date(field, _DATES[number % 2]),
    "deadline": lambda field, number: _date(field, _DATES[number % 2]),
    "year-less": lambda field, number: f"--10-{17 + number}",
    "period": lambda field, number: f"{2020 + number}-01-01/{2025 + number}-12-31",
    "enumeration": lambda field, number: _choice(list(field.values), number),
    "link": lambda field, number: "minh-hoa-" + "abcdefghij"[number] * 16,
    "file": lambda field, number: f"{number:064x}",
    "geometry": lambda field, number: {"type": "Point", "coordinates": [f"106.{6 + number}", f"20.{8 + number % 2}"]},
    "docref": lambda field, number: {"number": f"{number:02}/MH", "issued-on": _DATES[number % 2]},
    "milestone": lambda field, number: {"on": _DATES[number % 2], "what": f"{field.label['vi']} {number}"},
    "extension": lambda field, number: {"until": _DATES[number % 2]},
}


def sample_values(definition: Definition, number: int) -> dict[str, Any]:
    """Return a made-up value for every field; `number` (1, 2, …) makes rows differ."""
    return {field.name: sample_value(field, number) for field in definition.fields.values()}


def sample_value(field: Field, number: int) -> Any:
    """Return a made-up value of a field."""
    value = match_of(field.pattern, number) if field.pattern else _SAMPLES[field.datatype](field, number)
    return [value] if field.many else value


def match_of(pattern: str, number: int) -> str:
    """Return a text that a safe pattern (rule D14) matches, with the number in its last digits where it has any."""
    text = "".join(_first_of(token) * int(token["times"] or 1) for token in _TOKEN.finditer(pattern))
    tried = f"{text[:-1]}{number}"
    return tried if re.fullmatch(pattern, tried) else text


def _first_of(token: re.Match[str]) -> str:
    return token["letter"] or token["members"][0]


def _choice(values: list[str], number: int) -> str:
    # Where a register tells real records from others, a made-up one is not called real.
    return "illustrative" if "illustrative" in values else values[(number - 1) % len(values)]


def _date(field: Field, wanted: str) -> str:
    # Where the day wanted lies outside the bounds, a bound itself is always inside.
    return wanted if judge_of(replace(field, many=False))(wanted) == "" else field.minimum or field.maximum


def _number(field: Field, wanted: Decimal | int) -> Decimal:
    value = Decimal(wanted)
    if field.minimum:
        value = max(value, Decimal(field.minimum))
    return min(value, Decimal(field.maximum)) if field.maximum else value
