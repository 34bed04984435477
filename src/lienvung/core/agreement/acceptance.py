"""Answers that stand in the answering node's own log (docs/formats/acceptance.md, rules X1–X3).

`of` is the terms hash of an agreement, or the digest of the shared part of the entry answered: of the put of a
commitment, or of a proposal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lienvung.core.agreement.errors import AcceptanceInvalid
from lienvung.core.register.entry import is_hash, is_time

DECISIONS = ("accept", "refuse", "revoke")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a node decided about a hash; `at` is the time of the entry that says so."""

    node: str
    of: str
    decision: str
    at: str


def acceptance_of(values: Mapping[str, Any], node: str, at: str) -> Acceptance:
    """Return the acceptance that a record of the register `acceptance` says; `node` is its log's node."""
    of, decision = values.get("of"), values.get("decision")
    if not isinstance(of, str) or not is_hash(of):
        raise AcceptanceInvalid(node, "X1-hash")
    if not isinstance(decision, str) or decision not in DECISIONS:
        raise AcceptanceInvalid(node, "X2-decision")
    if not is_time(at):
        raise AcceptanceInvalid(node, "X3-time")
    return Acceptance(node, of, decision, at)
