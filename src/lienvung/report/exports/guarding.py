"""Texts that a spreadsheet would run as a formula, or trim: written behind an apostrophe, and read back without it.

An apostrophe before such a text says, as in a spreadsheet, that what follows is text to its last blank (OWASP ASVS
1.2.10). Any other text that begins with an apostrophe keeps it.
"""

from typing import Final

_FORMULA_MARKS: Final = frozenset("=+-@\t\r\n＝＋－＠")
_APOSTROPHE: Final = "'"


def guard_text(text: str) -> str:
    """Return a text as it stands in a cell of a file."""
    return _APOSTROPHE + text if _wants_guard(text) else text


def unguard_text(cell: str) -> str | None:
    """Return the text that was written behind a guard; None for a cell that has none."""
    behind = cell[1:]
    return behind if cell.startswith(_APOSTROPHE) and _wants_guard(behind) else None


def _wants_guard(text: str) -> bool:
    return bool(text) and (text[0] in _FORMULA_MARKS or text[0] == _APOSTROPHE or text != text.strip())
