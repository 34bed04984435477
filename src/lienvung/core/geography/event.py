"""What changed units: an event with its act and days, and edges that say which unit went into which, and how far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienvung.core.text.date import first_day

WHOLE, PART, REMAINDER = "whole", "part", "remainder"
IN_FORCE, UNCONFIRMED = "in-force", "unconfirmed"


@dataclass(frozen=True, slots=True)
class Event:
    """One act and what it did; `effective` is the first day of the new state, None where it is not known."""

    key: str
    name: str
    kind: str
    act: str = ""
    issuer: str = ""
    issued_on: str = ""
    effective_on: str = ""
    status: str = IN_FORCE
    confidence: str = ""
    citation: tuple[str, ...] = ()
    note: str = ""

    @property
    def effective(self) -> date | None:
        """Return the first possible day of the new state."""
        return first_day(self.effective_on) if self.effective_on else None


@dataclass(frozen=True, slots=True)
class Edge:
    """`old` went into `new`: the whole of it, a part, or what remained after parts were given away.

    Either may be empty: a unit that began from nothing, or ended as such. `area` is in km².
    """

    event: str
    old: str
    new: str
    extent: str = WHOLE
    area: str = ""
    evidence: str = ""
    confidence: str = ""
    key: str = ""


def event_of(key: str, values: Mapping[str, Any]) -> Event:
    """Return the event that a record of the register `unit-event` says."""
    return Event(
        key=key,
        name=values.get("name", ""),
        kind=values.get("kind", ""),
        act=values.get("act", ""),
        issuer=values.get("issuer", ""),
        issued_on=values.get("issued-on", ""),
        effective_on=values.get("effective-on", ""),
        status=values.get("status", IN_FORCE),
        confidence=values.get("confidence", ""),
        citation=tuple(values.get("citation", ())),
        note=values.get("note", ""),
    )


def edge_of(key: str, values: Mapping[str, Any]) -> Edge:
    """Return the edge that a record of the register `unit-edge` says."""
    return Edge(
        event=values.get("event", ""),
        old=values.get("from", ""),
        new=values.get("to", ""),
        extent=values.get("extent", WHOLE),
        area=values.get("area", ""),
        evidence=values.get("evidence", ""),
        confidence=values.get("confidence", ""),
        key=key,
    )
