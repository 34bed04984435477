"""Codes of units in other lists than the statistics office's: dated attributes, never an identity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienvung.core.text.date import first_day, last_day


@dataclass(frozen=True, slots=True)
class Code:
    """A code of one scheme for one unit; both days belong to its time, None where a day is not recorded.

    `begins` and `ends` are the dates as recorded.
    """

    key: str
    scheme: str
    code: str
    unit: str
    since: date | None = None
    until: date | None = None
    note: str = ""
    begins: str = ""
    ends: str = ""

    def holds_on(self, day: date) -> bool:
        """Tell whether the unit had the code on that day, as far as is recorded."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def code_of(key: str, values: Mapping[str, Any]) -> Code:
    """Return the code that a record of the register `unit-code` says."""
    begins, ends = values.get("valid-from", ""), values.get("valid-until", "")
    return Code(
        key=key,
        scheme=values.get("scheme", ""),
        code=values.get("code", ""),
        unit=values.get("unit", ""),
        since=first_day(begins) if begins else None,
        until=last_day(ends) if ends else None,
        note=values.get("note", ""),
        begins=begins,
        ends=ends,
    )
