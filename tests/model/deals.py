"""What the model knows of agreements, kept apart from the programme: who may therefore have what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from lienvung.core.agreement.terms import Grant, Terms
from lienvung.node.stores.rows import Receipt

SYSTEM: Final = ("node", "agreement", "acceptance", "proposal")


class Word(NamedTuple):
    """An entry by which a node said something, and where it stands."""

    node: str
    origin: str
    index: int
    key: str


def words_of(node: str, receipt: Receipt) -> list[Word]:
    """Return what a node said by one append."""
    return [Word(node, *place) for place in receipt.entries]


@dataclass
class Deal:
    """Terms, and the words by which nodes accepted and revoked them."""

    terms: Terms
    accepted: list[Word] = field(default_factory=list)
    revoked: list[Word] = field(default_factory=list)

    def grants(
        self, giver: str, taker: str, register: str, today: date, is_known: Callable[[Word], bool]
    ) -> list[Grant]:
        """Return the grants that hold between two nodes on a day; a word that a restore took back was never said."""
        accepted = {word.node for word in self.accepted if is_known(word)}
        revoked = {word.node for word in self.revoked if is_known(word)}
        both = {giver, taker} <= accepted and giver not in revoked
        running = both and (self.terms.ends is None or today <= self.terms.ends)
        return [
            grant
            for grant in self.terms.grants
            if running and (grant.grantor, grant.recipient, grant.register) == (giver, taker, register)
            if grant.since <= today and (grant.until is None or today <= grant.until)
        ]


@dataclass
class Deals:
    """All deals by the hash of their terms; `is_known` tells whether any honest node still holds a word."""

    is_known: Callable[[Word], bool]
    by_hash: dict[str, Deal] = field(default_factory=dict)

    def grants(self, giver: str, taker: str, register: str, today: date) -> list[Grant]:
        """Return every grant that holds between two nodes on a register."""
        deals = self.by_hash.values()
        return [grant for deal in deals for grant in deal.grants(giver, taker, register, today, self.is_known)]

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
