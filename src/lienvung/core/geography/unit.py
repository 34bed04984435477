"""An administrative unit is a period, never a row overwritten (DESIGN §1.6).

`valid-from` and `valid-until` are both days on which the unit exists: what ended with 30/06/2025 is followed by what
began on 01/07/2025. A code says nothing alone: 24 was Bắc Giang and is Bắc Ninh. Of a vague date the widest reading
counts: what ended in "2023/2024" may have existed until 31/12/2024.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienvung.core.text.date import first_day, last_day

LEVELS = ("province", "district", "commune")


@dataclass(frozen=True, slots=True)
class Unit:
    """One version of a unit; None where its first or last day is not recorded.

    `of` is the key of the unit's first version, empty in that one; `begins` and `ends` are the dates as recorded;
    `steward` is who may write its versions.
    """

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
    of: str = ""
    begins: str = ""
    ends: str = ""
    steward: str = ""

    @property
    def identity(self) -> str:
        """What all versions of one unit have in common: the key of the first."""
        return self.of or self.key

    @property
    def is_vague(self) -> bool:
        """Tell whether a day is known only roughly, so that two versions may seem to exist at once."""
        return "/" in self.begins or "/" in self.ends

    def exists_on(self, day: date) -> bool:
        """Tell whether the unit existed on that day, as far as is recorded."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def nearest_day(self, day: date) -> date:
        """Return the day itself, or the day of the unit's life that is nearest to it."""
        if self.until is not None and day > self.until:
            return self.until
        return self.since if self.since is not None and day < self.since else day


def unit_of(key: str, values: Mapping[str, Any], steward: str = "") -> Unit:
    """Return the unit that a record of the register `administrative-unit` says."""
    begins, ends = values.get("valid-from", ""), values.get("valid-until", "")
    return Unit(
        key=key,
        name=values.get("name", ""),
        kind=values.get("kind", ""),
        level=values.get("level", ""),
        code=values.get("code", ""),
        parent=values.get("parent", ""),
        since=first_day(begins) if begins else None,
        until=last_day(ends) if ends else None,
        act=values.get("act", ""),
        successors=tuple(values.get("successors", ())),
        succession=values.get("succession", ""),
        of=values.get("unit", ""),
        begins=begins,
        ends=ends,
        steward=steward,
    )
