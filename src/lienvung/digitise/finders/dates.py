"""Dates in running text, with the part they play."""

import re
from collections.abc import Iterator
from datetime import date

from lienvung.core.text import fold
from lienvung.core.text.date import find_dates
from lienvung.digitise.model import Entity

_DEADLINE = re.compile(
    r"\b(?:truoc|den|den het|het|cham nhat|xong|trong|vao|tu|hoan thanh|gia han|thoi han)(?: \w+)? ?$"
)
_YEAR = re.compile(r"\d{4}")
# "tầm nhìn đến năm 2045" and "từ năm 2009" are no deadlines; "hoàn thành trong năm 2021" is one.
_BY_YEAR = re.compile(r"\b(?:truoc|het|xong|trong|cuoi|hoan thanh|cham nhat|gia han den)(?: \w+)? ?$")
# A day that comes back every year or quarter is no date.
_RECURRING = re.compile(r"\s*hang\s+(?:nam|quy|thang)|\s+thang cuoi")


def find_date_mentions(text: str, reference: date | None) -> Iterator[Entity]:
    """Yield the dates; a year alone counts only as a deadline, a recurring day not at all."""
    folded = fold(text)
    printed = {start: value for start, _, value in find_dates(text)}
    for start, end, value in find_dates(text, reference):
        cue = _BY_YEAR if _YEAR.fullmatch(value) else _DEADLINE
        is_deadline = bool(cue.search(folded[max(0, start - 24) : start]))
        if (cue is _BY_YEAR and not is_deadline) or _RECURRING.match(folded[end : end + 12]):
            continue
        role = "period" if "/" in value else "deadline" if is_deadline else "event"
        attributes = {"value": value, "role": role, "inferred": printed.get(start) != value}
        yield Entity("date", start, end, text[start:end], attributes=attributes)
