"""What the model knows of agreements, kept apart from the programme: who may therefore have what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from lienvung.core.agreement.terms import Grant, Terms

SYSTEM: Final = ("node", "agreement", "acceptance", "proposal")


@dataclass
class Deal:
    """Terms, who has begun to accept them, and who has finished revoking them: the most that can be in force."""

    terms: Terms
    accepted: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)

    def grants(self, giver: str, taker: str, register: str, today: date) -> list[Grant]:
        """Return the grants that hold between two nodes on a day."""
        both = {giver, taker} <= self.accepted and giver not in self.revoked
        running = both and (self.terms.ends is None or today <= self.terms.ends)
        return [
            grant
            for grant in self.terms.grants
            if running and (grant.grantor, grant.recipient, grant.register) == (giver, taker, register)
            if grant.since <= today and (grant.until is None or today <= grant.until)
        ]


@dataclass
class Deals:
    """All deals by the hash of their terms."""

    by_hash: dict[str, Deal] = field(default_factory=dict)

    def grants(self, giver: str, taker: str, register: str, today: date) -> list[Grant]:
        """Return every grant that holds between two nodes on a register."""
        return [grant for deal in self.by_hash.values() for grant in deal.grants(giver, taker, register, today)]

    def names(
        self, giver: str, taker: str, register: str, op: str, key: str, shared: Mapping[str, Any], today: date
    ) -> set[str]:
        """Return the parts of one entry that may leave; `shared` are the fields of its record at that entry."""
        if register in SYSTEM:
            addressed = register == "node" or op == "define" or taker in shared.get("to", ())
            return {"shared"} if addressed else set()
        names: set[str] = set()
        for grant in self.grants(giver, taker, register, today):
            if op in ("define", "hand-over"):
                names.add("shared")
            elif grant.filter is None or _within(grant, key, shared):
                names.update(grant.parts)
        return names


def _within(grant: Grant, key: str, shared: Mapping[str, Any]) -> bool:
    assert grant.filter is not None
    value = key if grant.filter.field == "key" else shared.get(grant.filter.field)
    members = value if isinstance(value, list) else [value]
    return not set(grant.filter.values).isdisjoint(member for member in members if isinstance(member, str))
