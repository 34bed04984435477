"""Exact sums of decimals: of any length that anybody has written, without rounding."""

from collections.abc import Iterable
from decimal import Context, Decimal, localcontext
from typing import Final

from lienvung.node.stores.spans import decimal_place

EXACT: Final = Context(prec=10_000)
"""Adds and multiplies decimals without rounding."""


def add_decimals(counted: Iterable[tuple[str, int]]) -> str:
    """Return the exact sum of decimal strings, each as often as it is counted; what is none is passed over."""
    with localcontext(EXACT):
        amounts = (Decimal(each) * count for each, count in counted if decimal_place(each) is not None)
        return write_decimal(sum(amounts, Decimal(0)))


def write_decimal(amount: Decimal) -> str:
    """Return a decimal with the digits that it needs, whichever numbers it was added up from."""
    return format(amount.normalize(EXACT), "f") if amount else "0"
