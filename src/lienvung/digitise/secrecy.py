"""Stamps of state secrecy: papers that bear one are refused, never hidden.

A stamp stands alone in the header zone, in capitals, with or without marks (a scanner loses them). The words
"bí mật", "mật ong" or "mật độ" in running text are no stamp. Source: Luật Bảo vệ bí mật nhà nước.
"""

import re
from dataclasses import dataclass

from lienvung.core.text import fold

# Before this many lines a header ends; a stamp may also stand on the line of the number.
HEADER_LINES = 25
_LEVELS = {"tuyet mat": "Tuyệt mật", "toi mat": "Tối mật", "mat": "Mật"}
_LEVEL = r"(?P<level>tuyet\s+mat|toi\s+mat|mat)"
_SPACED = re.compile(r"\b(?:t\s+u\s+y\s+e\s+t\s+)?(?:t\s+o\s+i\s+)?m\s+a\s+t\b")
_ALONE = re.compile(rf"[\W_]*(?:(?:dau|muc)\s+)?(?:do\s+mat\s*:?\s*)?{_LEVEL}[\W_]*")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp found: its level, and where it stands."""

    level: str
    start: int
    end: int


def find_secrecy_stamp(text: str) -> Stamp | None:
    """Return the stamp in the header zone of an NFC text, or None."""
    offset = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        if number >= HEADER_LINES:
            return None
        for cell in re.finditer(r"[^\t\n\r]+", line):
            level = _stamp_level(cell[0])
            if level:
                return Stamp(level, offset + cell.start(), offset + cell.end())
        offset += len(line)
    return None


def _stamp_level(cell: str) -> str | None:
    words = " ".join(_SPACED.sub(_unspace, fold(cell)).split())
    match = _ALONE.fullmatch(words)
    # Capitals make a stamp; "Độ mật: mật" is a form's field and counts in any case.
    if match and (_is_capital(cell) or "do mat" in words):
        return _LEVELS[" ".join(match["level"].split())]
    return None


def _unspace(match: re.Match[str]) -> str:
    letters = re.sub(r"\s+", "", match[0])
    return letters.replace("tuyet", "tuyet ").replace("toi", "toi ")


def _is_capital(cell: str) -> bool:
    return not any(letter.islower() for letter in cell)
