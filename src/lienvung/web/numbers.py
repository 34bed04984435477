"""Figures in the reader's language: 1.941,5 in Vietnamese, 1,941.5 in English."""

from django.utils.translation import get_language

from lienvung.core.text.number import format_number

_SWAPPED = str.maketrans(".,", ",.")


def show_number(value: int | str) -> str:
    """Return an integer or a decimal string (core.text.number) as people read it."""
    printed = format_number(value)
    return printed.translate(_SWAPPED) if get_language() == "en" else printed
