"""Judge evidence with nothing but the file: whose key contradicted itself, and how (docs/formats/evidence.md)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from lienvung.core.agreement.contact import NodeDocument, check_node_json
from lienvung.core.agreement.errors import RecordProofUnknownRoot
from lienvung.core.agreement.keys import PublishedKey
from lienvung.core.tlog.checkpoint import Checkpoint, parse_checkpoint
from lienvung.core.tlog.errors import TlogError
from lienvung.core.tlog.note import Verifier, parse_note
from lienvung.node.exchange.errors import EvidenceMalformed
from lienvung.node.exchange.evidence import Evidence, check_evidence

Fault = Literal["split-view", "fork", "rollback"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What evidence shows of one node. `revoked`: a key that signed was revoked, so a thief may have signed."""

    fault: Fault
    node: NodeDocument
    smaller: Checkpoint
    larger: Checkpoint
    revoked: bool
    compared: bool

    @property
    def settled(self) -> bool:
        """Whether nothing is left for people to compare or to believe."""
        return self.compared and self.fault != "rollback"


def judge_evidence(evidence: Evidence, node_json: bytes = b"", roots: Collection[str] = ()) -> Judgement:
    """Judge evidence by the node document in it, or else by the one given beside it.

    Raises EvidenceMalformed, NodeDocumentInvalid, and RecordProofUnknownRoot where no root is among those given.
    """
    if not (evidence.node_json or node_json):
        raise EvidenceMalformed("whose keys: no node document")
    node = check_node_json(node_json or evidence.node_json)
    if node.name != evidence.origin.partition("/")[0]:
        raise EvidenceMalformed("the node document is another node's")
    signers = [_signer(node, evidence.origin, note) for note in (evidence.smaller, evidence.larger)]
    smaller, larger = check_evidence(evidence, *(each.key for each in signers))
    compared = not node.roots.isdisjoint(roots)
    if roots and not compared:
        raise RecordProofUnknownRoot(node.name, node.fingerprint)
    revoked = any(each.revoked for each in signers)
    return Judgement(_fault(evidence, smaller, larger), node, smaller, larger, revoked, compared)


def evidence_of(one: bytes, other: bytes) -> Evidence:
    """Return evidence made of two checkpoints of one size; of two sizes nothing can be said without a proof."""
    try:
        first, second = (parse_checkpoint(parse_note(note)[0]) for note in (one, other))
    except TlogError as error:
        raise EvidenceMalformed(str(error)) from None
    if first.origin != second.origin:
        raise EvidenceMalformed("two origins")
    if first.size != second.size:
        raise EvidenceMalformed("two sizes: it takes a consistency proof")
    return Evidence("fork", first.origin, one, other, second.root)


def _signer(node: NodeDocument, origin: str, note: bytes) -> PublishedKey:
    """Return the listed log key that signed a note, one that was not revoked rather than one that was."""
    try:
        lines = {(each.name, each.key_id) for each in parse_note(note)[1]}
    except TlogError as error:
        raise EvidenceMalformed(str(error)) from None
    listed = [each for each in node.keys.log if (origin, Verifier(origin, each.key).key_id) in lines]
    if not listed:
        raise EvidenceMalformed("no log key of this node signed")
    return min(listed, key=lambda each: each.revoked is not None)


def _fault(evidence: Evidence, smaller: Checkpoint, larger: Checkpoint) -> Fault:
    if evidence.kind == "shrink":
        return "rollback"
    return "split-view" if smaller.size == larger.size else "fork"
