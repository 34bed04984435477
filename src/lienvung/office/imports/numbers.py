"""Figures as people type them: 1.941,5 and 1,941.5 where only one reading is possible; money in words; units."""

import re
from decimal import Decimal
from typing import Final

from lienvung.core.text import fold
from lienvung.office.imports.mistakes import CellWrong

_SHAPE = re.compile(r"(?P<sign>[-+−]?)\s*(?P<digits>\d[\d.,\u00a0\u202f' ]*)\s*(?P<rest>.*)", re.DOTALL)
_BLANK_GROUPS = re.compile(r"(?<=\d)[\u00a0\u202f' ](?=\d{3}(?:\D|$))")
_SCALES: Final = {
    "nghin ty": 10**12, "ngan ty": 10**12, "ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6,
    "nghin": 1000, "ngan": 1000, "": 1,
}  # fmt: skip
_CURRENCY: Final = ("vnd", "dong", "đ", "d")
_EXACT = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_GROUP: Final = 3
_MOST_DIGITS: Final = 400
"""A figure such as 1e999999999 is short to write and would take all memory to spell out."""


def parse_integer(text: str) -> int:
    """Return the whole number that a text says (CellWrong)."""
    digits, rest = _split(text)
    if rest:
        raise CellWrong("not-integer")
    return _whole(_read(digits, grouped=True, whole=True))


def parse_exact_integer(digits: str) -> int:
    """Return the whole number of a decimal string (CellWrong)."""
    return _whole(Decimal(digits))


def parse_money(text: str) -> int:
    """Return đồng: 1.941 tỷ đồng, 1,5 triệu, 25.000.000 đ (CellWrong). With Vietnamese words a dot groups."""
    digits, rest = _split(text)
    words = " ".join(fold(rest).replace(".", " ").split())
    for name in _CURRENCY:
        words = re.sub(rf"(?:^|(?<=\s)){name}$", "", words).strip()
    if words not in _SCALES:
        raise CellWrong("not-money")
    scale = _SCALES[words]
    # "1,941 tỷ" may be English writing; "1.941 tỷ" is not, for who writes tỷ writes the dot between thousands.
    return _whole(_read(digits, grouped="." in digits, whole=scale == 1) * scale)


def parse_decimal(text: str, unit: str = "", *, exact: bool = False) -> str:
    """Return a decimal string; with `exact`, a dot is a decimal point whatever follows it (CellWrong)."""
    if exact and _EXACT.fullmatch(text):
        return _canonical(text)
    digits, rest = _split(text)
    if rest and fold(rest) != fold(unit):
        raise CellWrong("other-unit" if unit else "not-number", {"unit": unit, "found": rest[:20]})
    _read(digits)
    return _canonical(_spelled(digits))


def _split(text: str) -> tuple[str, str]:
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise CellWrong("not-number")
    digits = _BLANK_GROUPS.sub("", found["digits"].strip())
    if not digits[-1].isdigit() or " " in digits:
        raise CellWrong("not-number")
    return ("-" if found["sign"] in ("-", "−") else "") + digits, found["rest"].strip()


def _read(digits: str, *, grouped: bool = False, whole: bool = False) -> Decimal:
    """Return the number that digits with dots and commas say.

    `grouped`: one sign before three digits stands between thousands. `whole`: only then can it be a whole number.
    """
    return Decimal(_spelled(digits, grouped=grouped, whole=whole))


def _spelled(digits: str, *, grouped: bool = False, whole: bool = False) -> str:
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return digits
    last = marks[-1]
    if len(set(marks)) > 1:
        return _with_point(digits, last)
    if len(marks) > 1:
        return _ungrouped(digits, last)
    before, _, after = digits.partition(last)
    if len(after) != _GROUP or len(before.lstrip("-")) > _GROUP or before.lstrip("-").startswith("0"):
        return f"{before}.{after}"
    if whole or (grouped and last == "."):
        return before + after
    raise CellWrong("ambiguous-number", {"one": f"{before}{after}", "other": f"{before},{after}0"})


def _with_point(digits: str, point: str) -> str:
    """Both signs stand there: the last one is the decimal point, once, and the other one groups."""
    if digits.count(point) > 1:
        raise CellWrong("not-number")
    whole, _, decimals = digits.partition(point)
    return f"{_ungrouped(whole, '.' if point == ',' else ',')}.{decimals}"


def _ungrouped(digits: str, mark: str) -> str:
    first, *groups = digits.lstrip("-").split(mark)
    if not 1 <= len(first) <= _GROUP or any(len(group) != _GROUP for group in groups):
        raise CellWrong("not-number")
    return ("-" if digits.startswith("-") else "") + first + "".join(groups)


def _canonical(digits: str) -> str:
    sign, bare = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    whole, point, decimals = bare.partition(".")
    text = (whole.lstrip("0") or "0") + point + decimals
    return sign + text if text.strip("0.") else text


def _whole(number: Decimal) -> int:
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS or number != number.to_integral_value():
        raise CellWrong("not-integer")
    return int(number)
