"""What datatypes have in common: which are numbers, which are days (docs/formats/item.md)."""

from typing import Final

WHOLE_NUMBERS: Final = ("integer", "money")
DECIMALS: Final = ("decimal", "measure")
"""Numbers that are written as text, with every digit."""

NUMBERS: Final = (*WHOLE_NUMBERS, *DECIMALS)

DAYS: Final = ("date", "deadline")
"""A day, or what is known of one: a month, a quarter, a year."""

TIMES: Final = (*DAYS, "period")
"""What has a first and a last day."""
