"""Dates as papers write them: never more exact than the words.

A date value is a string in one of these spellings, the first eight of ISO 8601 and its extended format:

    2019-05-30  day      2024-05   month     2019  year       --10-18    day of an unknown year
    2024-Q4     quarter  2026-H1   half      2021/2025  period of years, both included
"""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeAlias

from .errors import DateInvalid, DateUnreadable
from .fold import fold, nfc

DateValue: TypeAlias = str

_SPELLING = re.compile(
    r"(?P<period>(?P<since>\d{4})/(?P<until>\d{4}))"
    r"|--(?P<mm>\d\d)-(?P<dd>\d\d)"
    r"|(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?"
)
_LEAP_YEAR = 2000
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def check_date(value: str) -> DateValue:
    """Return the value; raise DateInvalid with the rule broken: spelling, year, month, day or period."""
    match = _SPELLING.fullmatch(value) if value.isascii() else None
    if match is None:
        raise DateInvalid(value, "spelling")
    years = [int(match[name]) for name in ("since", "until", "year") if match[name]]
    if any(not _FIRST_YEAR <= year <= _LAST_YEAR for year in years):
        raise DateInvalid(value, "year")
    if match["period"] and years[0] > years[1]:
        raise DateInvalid(value, "period")
    month, day = match["month"] or match["mm"], match["day"] or match["dd"]
    if month and not 1 <= int(month) <= 12:
        raise DateInvalid(value, "month")
    if day and not 1 <= int(day) <= calendar.monthrange(int(match["year"] or _LEAP_YEAR), int(month))[1]:
        raise DateInvalid(value, "day")
    return value


def first_day(value: DateValue) -> date | None:
    """Return the first day that the value covers; None when its year is unknown."""
    match = _SPELLING.fullmatch(check_date(value))
    if match is None or match["mm"]:
        return None
    if match["period"]:
        return date(int(match["since"]), 1, 1)
    quarter, half = int(match["quarter"] or 0), int(match["half"] or 0)
    month = int(match["month"] or 0) or 3 * quarter - 2 * bool(quarter) or 6 * half - 5 * bool(half) or 1
    return date(int(match["year"]), month, int(match["day"] or 1))


def last_day(value: DateValue) -> date | None:
    """Return the last day that the value covers; None when its year is unknown."""
    match = _SPELLING.fullmatch(check_date(value))
    if match is None or match["mm"]:
        return None
    if match["period"]:
        return date(int(match["until"]), 12, 31)
    year = int(match["year"])
    if match["day"]:
        return date(year, int(match["month"]), int(match["day"]))
    month = int(match["month"] or 0) or 3 * int(match["quarter"] or 0) or 6 * int(match["half"] or 0) or 12
    return date(year, month, calendar.monthrange(year, month)[1])


_ROMAN = ("I", "II", "III", "IV")


def format_date(value: DateValue) -> str:
    """Return the value in Vietnamese words: 30/05/2019, tháng 5/2024, quý IV/2024, 6 tháng đầu năm 2026 ..."""
    match = _SPELLING.fullmatch(check_date(value))
    if match is None:
        raise DateInvalid(value, "spelling")
    if match["period"]:
        return f"giai đoạn {match['since']} - {match['until']}"
    if match["mm"]:
        return f"ngày {match['dd']}/{match['mm']} (chưa rõ năm)"
    year = match["year"]
    if match["quarter"]:
        return f"quý {_ROMAN[int(match['quarter']) - 1]}/{year}"
    if match["half"]:
        return f"6 tháng {'đầu' if match['half'] == '1' else 'cuối'} năm {year}"
    if match["day"]:
        return f"{match['day']}/{match['month']}/{year}"
    return f"tháng {int(match['month'])}/{year}" if match["month"] else f"năm {year}"


# --- reading -----------------------------------------------------------------------------------------------
# The patterns run over folded text, as long as the text itself: "quý" is "quy", "năm" is "nam".

_SHIFTS = {"nay": 0, "ngoai": -1, "truoc": -1, "sau": 1, "toi": 1}
_PRINTED = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_SHIFT = rf"nam\s+(?P<shift>{'|'.join(_SHIFTS)})\b"
_YEAR = rf"(?:\s*(?:/|-|,?\s*nam)\s*{_PRINTED}|\s+{_SHIFT})?"
_START, _END = r"(?<![\w/.,-])", r"(?![\w/]|-\w)"

_NUMERIC_DAY = re.compile(
    rf"{_START}(?P<word>ngay\s+)?(?P<day>\d{{1,2}})\s?(?P<sep>[/.-])\s?(?P<month>\d{{1,2}})(?!\d)"
    rf"(?:\s?(?P=sep)\s?{_PRINTED}|,?\s+nam\s+(?P<year2>(?:19|20)\d\d)|\s+{_SHIFT})?{_END}"
)
_SPELLED_DAY = re.compile(rf"{_START}(?:ngay\s+)?(?P<day>\d{{1,2}})\s+thang\s+(?P<month>\d{{1,2}}){_YEAR}{_END}")
_DAY_OF_THIS_MONTH = re.compile(rf"{_START}(?:ngay\s+)?(?P<day>\d{{1,2}})\s+thang\s+nay{_END}")
_MONTH = re.compile(rf"{_START}thang\s+(?P<month>\d{{1,2}}){_YEAR}{_END}")
_QUARTER = re.compile(rf"{_START}quy\s+(?P<quarter>iv|i{{1,3}}|[1-4]){_YEAR}{_END}")
_HALF = re.compile(rf"{_START}(?:6|sau)\s+thang\s+(?P<half>dau|cuoi)\s+(?:nam\s+{_PRINTED}|{_SHIFT}){_END}")
_BARE_YEAR = re.compile(rf"{_START}(?P<end>cuoi\s+)?(?:nam\s+{_PRINTED}|{_SHIFT}){_END}")
_PERIOD = re.compile(
    rf"{_START}(?:(?:giai\s+doan|thoi\s+ky|nhiem\s+ky)\s+)?"
    rf"(?P<since>(?:19|20)\d\d)\s*(?:[-–—]|den)\s*(?P<until>(?:19|20)\d\d){_END}"
)
# 18/10 may be a road, a ratio or a score; without "ngày" and year it is a day only after such a word.
_BEFORE_A_DAY = re.compile(r"(?:\b(?:sang|trua|chieu|toi|dem|hom|tu|den|het|truoc|sau|nhat|vao|ngay)\s+|\()$")

_PART_OF_DAY = re.compile(r"^(?:sang|trua|chieu|toi|dem)\s+(?=ngay\b|\d)")
# A cell may hold 12/2022 or 2026 alone; in running text these are too often something else.
_SHORT_FORMS = (
    (re.compile(r"\d{1,2}/(?:19|20)\d\d"), "thang"),
    (re.compile(r"(?:19|20)\d\d"), "nam"),
    (re.compile(r"(?:iv|i{1,3})/(?:19|20)\d\d"), "quy"),
)


def parse_date_text(text: str, reference: date | None = None) -> DateValue:
    """Return the date value that the words name; a missing year is taken from the reference, or stays unknown.

    A month, quarter or half without a year has no value without a reference. Raises DateUnreadable.
    """
    words = _PART_OF_DAY.sub("", " ".join(fold(text).split()).strip(" .,;:()"))
    for short, word in _SHORT_FORMS:
        words = f"{word} {words}" if short.fullmatch(words) else words
    for pattern, read in _READERS:
        match = pattern.fullmatch(words)
        if match:
            value = _checked(read(match, reference))
            if value:
                return value
    raise DateUnreadable(nfc(text))


def find_dates(text: str, reference: date | None = None) -> Iterator[tuple[int, int, DateValue]]:
    """Yield (start, end, value) of the dates written in an NFC text, without overlap, left to right."""
    words = fold(text)
    end = 0
    for match, read in sorted(_matches(words), key=lambda found: (found[0].start(), -found[0].end())):
        value = _checked(read(match, reference)) if match.start() >= end and _is_day(match, words) else None
        if value:
            end = match.end()
            yield match.start(), end, value


def _matches(words: str) -> Iterator[tuple[re.Match[str], "_Read"]]:
    for pattern, read in _READERS:
        for match in pattern.finditer(words):
            yield match, read


def _is_day(match: re.Match[str], words: str) -> bool:
    if match.re is not _NUMERIC_DAY or match["word"] or match["year"] or match["year2"]:
        return True
    return match["sep"] != "." and bool(_BEFORE_A_DAY.search(words[max(0, match.start() - 12) : match.start()]))


def _checked(value: str | None) -> DateValue | None:
    try:
        return value and check_date(value)
    except DateInvalid:
        return None  # 31/02: looks like a date and is none


def _year_of(match: re.Match[str], reference: date | None) -> int | None:
    named = match.groupdict()
    printed = named.get("year") or named.get("year2")
    if printed:
        return int(printed)
    shift = named.get("shift")
    return reference.year + _SHIFTS[shift] if reference and shift else None


def _read_day(match: re.Match[str], reference: date | None) -> str:
    month, day = int(match["month"]), int(match["day"])
    year = _year_of(match, reference) or (_nearest_year(month, reference) if reference else None)
    return f"{year}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"


def _read_day_of_this_month(match: re.Match[str], reference: date | None) -> str | None:
    return f"{reference.year}-{reference.month:02}-{int(match['day']):02}" if reference else None


def _nearest_year(month: int, reference: date) -> int:
    """Return the year that brings the month nearest: January in a paper of December is the next year's."""
    distance = month - reference.month
    return reference.year + (distance < -6) - (distance > 6)


def _read_month(match: re.Match[str], reference: date | None) -> str | None:
    month = int(match["month"])
    year = _year_of(match, reference) or (_nearest_year(month, reference) if reference else None)
    return f"{year}-{month:02}" if year else None


def _read_quarter(match: re.Match[str], reference: date | None) -> str | None:
    year = _year_of(match, reference) or (reference.year if reference else None)
    number = match["quarter"]
    return f"{year}-Q{number if number.isdigit() else _ROMAN.index(number.upper()) + 1}" if year else None


def _read_half(match: re.Match[str], reference: date | None) -> str | None:
    year = _year_of(match, reference)
    return f"{year}-H{1 if match['half'] == 'dau' else 2}" if year else None


def _read_year(match: re.Match[str], reference: date | None) -> str | None:
    year = _year_of(match, reference)
    return (f"{year}-12-31" if match["end"] else f"{year}") if year else None


def _read_period(match: re.Match[str], _: date | None) -> str:
    return f"{match['since']}/{match['until']}"


_Read: TypeAlias = Callable[[re.Match[str], date | None], str | None]
_READERS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (_NUMERIC_DAY, _read_day),
    (_SPELLED_DAY, _read_day),
    (_DAY_OF_THIS_MONTH, _read_day_of_this_month),
    (_MONTH, _read_month),
    (_QUARTER, _read_quarter),
    (_HALF, _read_half),
    (_BARE_YEAR, _read_year),
    (_PERIOD, _read_period),
)
