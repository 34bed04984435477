"""Deadlines: the day agreed, the day now in force, and the last day that is still on time.

The agreed day is never overwritten. An approved extension gives the day in force; an extension
that was only asked for changes nothing. Source: document-forms §4, domain §5.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lienvung.core.programme.day import day_of

# "trước hết", "trước mắt" mean "first of all"; only "before <a date>" shuts the day itself out.
_BEFORE = re.compile(r"\btrước\s+(?:ngày|tháng|quý|năm|mùng|\d)", re.IGNORECASE)
_QUARTER_OR_HALF = re.compile(r"(\d{4})-([QH])(\d)")


class DeadlineKind(StrEnum):
    """Say whether a commitment names a day, names none, or never ends."""

    DATED = "dated"
    NONE = "none"
    RECURRING = "recurring"


@dataclass(frozen=True, slots=True)
class Extension:
    """Keep one request for more time: until when, why, who asked, who approved, by which paper."""

    until: str
    reason: str = ""
    asked_by: str = ""
    approved_by: str = ""
    paper: str = ""

    @property
    def approved(self) -> bool:
        """Tell whether somebody approved it."""
        return bool(self.approved_by)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Hold a deadline as agreed (a date value and the words as printed) and its extensions, oldest first."""

    kind: DeadlineKind
    value: str = ""
    text: str = ""
    extensions: tuple[Extension, ...] = ()

    @property
    def approved(self) -> tuple[Extension, ...]:
        """Return the extensions that are in force or once were, oldest first."""
        return tuple(extension for extension in self.extensions if extension.approved)


def extension_of(values: Mapping[str, object]) -> Extension:
    """Read one extension from the values of a record."""
    return Extension(
        **{
            name: str(values.get(name.replace("_", "-"), ""))
            for name in ("until", "reason", "asked_by", "approved_by", "paper")
        }
    )


def first_day(value: str) -> date | None:
    """Return the first day that a date value may mean; None when its year is not known."""
    if day_of(value) is None:
        return None
    if part := _QUARTER_OR_HALF.fullmatch(value):
        months = 3 if part[2] == "Q" else 6
        return date(int(part[1]), (int(part[3]) - 1) * months + 1, 1)
    start = value.split("/", 1)[0]
    return date.fromisoformat(start + {4: "-01-01", 7: "-01"}.get(len(start), ""))


def last_day_on_time(value: str, text: str = "") -> date | None:
    """Return the last day that is still on time; None when no day can be computed.

    A period ends with its last day. "trước ngày 15/12" shuts the 15th out, "chậm nhất", "đến hết" do not.
    """
    if value and _BEFORE.search(text):
        opening = first_day(value)
        return opening - timedelta(days=1) if opening and opening > date.min else None
    return day_of(value)


def agreed_due(deadline: Deadline) -> date | None:
    """Return the last day on time as first agreed, whatever was extended since."""
    if deadline.kind is not DeadlineKind.DATED:
        return None
    return last_day_on_time(deadline.value, deadline.text)


def due_date(deadline: Deadline) -> date | None:
    """Return the last day on time now in force: that of the newest approved extension, else the day agreed."""
    agreed = agreed_due(deadline)
    if deadline.kind is not DeadlineKind.DATED:
        return agreed
    return next((day for one in reversed(deadline.approved) if (day := day_of(one.until))), agreed)
