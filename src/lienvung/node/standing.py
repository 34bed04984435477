"""How far a partner's copy may be trusted to be of now, and what that forbids (docs/formats/heads.md).

What is old may be read: it was true. What is very old is no ground on which to bind oneself, so accepting fails closed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final, Literal

from lienvung.core.errors import LienVungError
from lienvung.node.node import Node
from lienvung.node.stores.port import DutyReader

STALE: Final = timedelta(hours=24)
ALARM: Final = timedelta(hours=72)

Standing = Literal["never", "fresh", "stale", "alarm"]


@dataclass(eq=False)
class PartnerStale(LienVungError):
    """What comes from a partner is not accepted while its copy is older than 72 hours; `since` is its time."""

    code: ClassVar[str] = "partner-stale"
    partner: str
    since: str


def standing_of(reached_at: str | None, now: datetime) -> Standing:
    """Return how a copy of that moment counts: stale from 24 hours, an alarm from 72."""
    if not reached_at:
        return "never"
    age = now - datetime.fromisoformat(reached_at)
    if age >= ALARM:
        return "alarm"
    return "stale" if age >= STALE else "fresh"


def check_fresh_enough(node: Node, reader: DutyReader, partner: str) -> None:
    """Raise PartnerStale where a contact's copy is too old to accept what it says; our own word is never stale."""
    peer = reader.peer(partner)
    if peer is not None and standing_of(peer.reached_at, node.now()) == "alarm":
        raise PartnerStale(partner, peer.reached_at or "")
