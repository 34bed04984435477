"""Recognise the columns of somebody's table: the names, addresses or codes of units, and the day of each row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lienvung.core.geography.unit import LEVELS
from lienvung.core.text.fold import fold

ADDRESS, DAY, CODE = "address", "day", "code"
ROLES = (*LEVELS, ADDRESS, CODE, DAY)

# The first that fits wins: a heading that speaks of a code is a code, whatever its level.
_HEADINGS = (
    (CODE, re.compile(r"\bma\b.*\b(xa|phuong|dvhc|don vi|huyen|quan|tinh|thanh pho|gso)\b|^ma so$|^ma$|\bcode\b")),
    (DAY, re.compile(r"^(ngay|thoi diem|thoi gian|nam|date)\b|\bdate\b")),
    (ADDRESS, re.compile(r"\b(dia chi|dia diem|dia ban|noi o|tru so|address|noi thuong tru)\b")),
    ("commune", re.compile(r"\b(xa|phuong|thi tran|dac khu|cap xa|ward|commune)\b")),
    ("district", re.compile(r"\b(huyen|quan|thi xa|cap huyen|district)\b")),
    ("province", re.compile(r"\b(tinh|thanh pho|tp|cap tinh|province|city)\b")),
    (ADDRESS, re.compile(r"\b(don vi|dia phuong|dvhc)\b|^ten$")),
)
# "Tên xã/phường (cũ)" is a heading; "phường Văn Đức" is a unit.
_HEADING_WORDS = frozenset(
    """ten cap xa phuong thi tran dac khu huyen quan tinh thanh pho tp thuoc don vi hanh chinh dvhc dia ban noi o cu
    moi truoc sau hien nay trung uong va hoac ward commune district province city name of the""".split()  # noqa: SIM905  a list of forty words is read as words
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The place of each role among the columns, counted from 0."""

    places: tuple[tuple[str, int], ...]

    def place(self, role: str) -> int | None:
        """Return where a role stands, None where it does not."""
        return dict(self.places).get(role)

    @property
    def names_units(self) -> bool:
        """Tell whether any column names units."""
        return any(role != DAY for role, _ in self.places)


def recognise(headings: Sequence[str]) -> Columns:
    """Return the role of each column that a heading explains; the first column of a role has it."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        role = role_of(heading)
        if role:
            found.setdefault(role, place)
    return Columns(tuple(found.items()))


def role_of(heading: str) -> str:
    """Return the role that a heading gives its column, "" for none."""
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", fold(heading)).split())
    role = next((role for role, pattern in _HEADINGS if pattern.search(words)), "")
    return "" if role in LEVELS and not _HEADING_WORDS.issuperset(words.split()) else role
