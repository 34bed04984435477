"""Figures in the reader's language: 1.941,5 in Vietnamese, 1,941.5 in English."""

import re
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienvung.core.text.errors import NumberUnreadable
from lienvung.core.text.fold import fold
from lienvung.core.text.number import format_number

_SWAPPED = str.maketrans(".,", ",.")
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_GROUPED_TWICE = re.compile(r"-?\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?")
_AMOUNT = re.compile(r"(?P<number>[^a-z]+?)(?P<words>[a-z ]*)")
# After folding; a sum may be said as "1,5 tỷ đồng".
_TIMES = {"": 0, "nghin": 3, "ngan": 3, "trieu": 6, "ty": 9, "ti": 9, "nghin ty": 12, "ngan ty": 12}
_CURRENCY = ("dong", "vnd", "d")


def show_number(value: int | str) -> str:
    """Return an integer or a decimal string (core.text.number) as people read it."""
    printed = format_number(value)
    return printed.translate(_SWAPPED) if get_language() == "en" else printed


def show_money(value: int | str) -> str:
    """Return đồng as a report says them, in thousand millions where that leaves nothing out: 1.941 tỷ đồng."""
    billions = Decimal(value) / 10**9
    if abs(billions) >= 1 and billions == round(billions, 3):
        return _("%(amount)s tỷ đồng") % {"amount": show_number(f"{billions.normalize():f}")}
    return _("%(amount)s đồng") % {"amount": show_number(value)}


def read_number(text: str) -> str:
    """Return the decimal string that a person typed in the reader's language; raise NumberUnreadable.

    What can be read in one way only is read whatever the language: 1234567, 1 234 567, 41.5, 41,5. Of 1.941 the
    language decides. Zeros after the decimal mark are kept: they say how exact the figure is.
    """
    typed = "".join(text.split())
    english = get_language() == "en"
    spelled = typed.translate(_SWAPPED) if english else typed
    if _GROUPED.fullmatch(spelled):
        return _canonical(spelled.replace(".", "").replace(",", "."))
    if _GROUPED_TWICE.fullmatch(spelled):
        return _canonical(spelled.replace(",", ""))
    if _PLAIN.fullmatch(spelled):
        return _canonical(spelled.replace(",", "."))
    raise NumberUnreadable(text)


def read_amount(text: str) -> int:
    """Return the đồng that a person typed: 1.941.000, 1,5 tỷ, 300 triệu đồng; raise NumberUnreadable."""
    match = _AMOUNT.fullmatch(" ".join(fold(text.replace("₫", " d")).split()))
    times = _TIMES.get(_without_currency(match["words"])) if match else None
    if match is None or times is None:
        raise NumberUnreadable(text)
    amount = Decimal(read_number(match["number"])) * 10**times
    if amount != int(amount):
        raise NumberUnreadable(text)
    return int(amount)


def _without_currency(words: str) -> str:
    said = words.strip()
    for name in _CURRENCY:
        if said == name or said.endswith(f" {name}"):
            return said.removesuffix(name).strip()
    return said


def _canonical(plain: str) -> str:
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, dot, decimals = digits.partition(".")
    value = (whole.lstrip("0") or "0") + dot + decimals
    return value if not value.strip("0.") else sign + value
