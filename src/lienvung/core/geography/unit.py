"""An administrative unit is a period, never a row overwritten (DESIGN §1.6).

`valid-from` and `valid-until` are both days on which the unit exists: what ended with 30/06/2025 is followed by what
began on 01/07/2025. A code says nothing alone: 24 was Bắc Giang and is Bắc Ninh.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienvung.core.text.date import last_day


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit through its lifetime; None where the first or last day is not recorded."""

    key: str
    name: str
    kind: str
    level: str
    code: str = ""
    parent: str = ""
    since: date | None = None
    until: date | None = None
    act: str = ""
    successors: tuple[str, ...] = ()
    succession: str = ""

    def exists_on(self, day: date) -> bool:
        """Tell whether the unit existed on that day, as far as is recorded."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def unit_of(key: str, values: Mapping[str, Any]) -> Unit:
    """Return the unit that a record of the register `administrative-unit` says."""
    return Unit(
        key=key,
        name=values.get("name", ""),
        kind=values.get("kind", ""),
        level=values.get("level", ""),
        code=values.get("code", ""),
        parent=values.get("parent", ""),
        since=_first_day(values.get("valid-from")),
        until=last_day(values["valid-until"]) if "valid-until" in values else None,
        act=values.get("act", ""),
        successors=tuple(values.get("successors", ())),
        succession=values.get("succession", ""),
    )


def _first_day(value: str | None) -> date | None:
    """Return the first day of a year, month or day; of what is vaguer, nothing is known."""
    if value is None or not value.replace("-", "").isdigit() or value.startswith("--"):
        return None
    return date.fromisoformat(f"{value}-01-01"[:10])
