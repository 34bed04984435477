"""What all sides must agree to: who accepted, who refused, who is still to answer (DESIGN §4.3).

One rule for agreements, proposals and commitments: an answer names a hash, stands in the answering node's own
log, and the first of accept and refuse is final. A revocation counts only after an acceptance.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lienvung.core.agreement.acceptance import Acceptance


@dataclass(frozen=True, slots=True)
class Joint:
    """How the sides answered one hash."""

    accepted: frozenset[str]
    refused: frozenset[str]
    revoked: frozenset[str]
    waiting: tuple[str, ...]

    @property
    def is_binding(self) -> bool:
        """Whether every side has accepted. A later revocation does not unsay that; what it ends, the caller says."""
        return not self.refused and not self.waiting


def answers(of: str, sides: Iterable[str], acceptances: Iterable[Acceptance]) -> Joint:
    """Count the sides' answers to a hash; acceptances of one node come in the order of its log."""
    asked = tuple(sides)
    first: dict[str, str] = {}
    revoked: set[str] = set()
    for each in acceptances:
        if each.of != of or each.node not in asked:
            continue
        if each.decision != "revoke":
            first.setdefault(each.node, each.decision)
        elif first.get(each.node) == "accept":
            revoked.add(each.node)
    return Joint(
        accepted=frozenset(node for node, decision in first.items() if decision == "accept"),
        refused=frozenset(node for node, decision in first.items() if decision == "refuse"),
        revoked=frozenset(revoked),
        waiting=tuple(node for node in asked if node not in first),
    )
