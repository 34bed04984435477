"""Figures as Vietnamese papers print them: a dot between thousands, a comma before decimals."""

import re

from .errors import NumberUnreadable

_DECIMAL = re.compile(r"(-?)(\d+)(?:\.(\d+))?")


def format_number(value: int | str) -> str:
    """Return 1941.5 as 1.941,5; the value is an integer or a decimal string `-?digits[.digits]`."""
    match = _DECIMAL.fullmatch(str(value))
    if match is None:
        raise NumberUnreadable(str(value))
    sign, whole, decimals = match.groups()
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"
