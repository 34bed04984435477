"""Ask for a change that somebody else decides; accept or refuse one (docs/formats/proposal.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from lienvung.core.agreement.proposal import OPEN, Proposal, apply_proposal, format_proposed, proposal_of
from lienvung.core.errors import LienVungError
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.core.register.origin import parse_origin
from lienvung.core.register.record import Record
from lienvung.node.append import Change, append
from lienvung.node.node import Node
from lienvung.node.proposals import ProposalState, find_proposal, held_item, outdated_fields, proposal_state
from lienvung.node.standing import check_fresh_enough
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import Receipt

Attribution = Mapping[str, Any]


@dataclass(eq=False)
class ProposalNotAsked(LienVungError):
    """The proposal waits for others, not for this node."""

    code: ClassVar[str] = "proposal-not-asked"
    node: str


@dataclass(eq=False)
class ProposalSettled(LienVungError):
    """It was answered by this node already, or its day has passed."""

    code: ClassVar[str] = "proposal-settled"
    state: str


@dataclass(eq=False)
class ProposalOutdated(LienVungError):
    """What the steward wrote since changed the very fields that the proposal is about."""

    code: ClassVar[str] = "proposal-outdated"
    fields: str


@dataclass(eq=False)
class ProposalEmpty(LienVungError):
    """The record already says what is proposed, or is not there to be changed."""

    code: ClassVar[str] = "proposal-empty"
    about: str


@dataclass(eq=False)
class ProposalReasonMissing(LienVungError):
    code: ClassVar[str] = "proposal-reason-missing"


def propose_change(
    node: Node,
    record: Record,
    *,
    shared: Mapping[str, Any],
    sides: Sequence[str],
    to: Sequence[str],
    reason: str,
    decide_by: date | None,
    attribution: Attribution,
    idempotency_key: str,
) -> Receipt:
    """Ask that a record's shared part say `shared`; where this node is a side, it accepts in the same batch.

    Raises ProposalEmpty, ProposalReasonMissing, ProposalInvalid and what `append` raises.
    """
    if not reason.strip():
        raise ProposalReasonMissing
    before = shared_of(node, record)
    values = {name: value for name, value in shared.items() if before.get(name) != value}
    clear = sorted(name for name in before if name not in shared)
    if not values and not clear:
        raise ProposalEmpty(record.key)
    readers = sorted({*to, *sides} - {node.name})
    fields = {
        "about-register": record.register,
        "about": record.key,
        "base": record.digests.get("shared", ""),
        "clear": clear,
        "sides": list(sides),
        "reason": reason.strip(),
        "to": readers,
    }
    fields |= {"values": format_proposed(values)} if values else {}
    fields |= {"decide-by": decide_by.isoformat()} if decide_by else {}
    proposal_of({name: value for name, value in fields.items() if value}, node.name, "")
    receipt = append(node, [_change(node, "proposal", fields, attribution)], idempotency_key=idempotency_key)
    if node.name in sides:
        _accept_own(node, receipt, attribution, idempotency_key)
    return receipt


def accept_proposal(node: Node, of: str, *, attribution: Attribution, idempotency_key: str) -> Receipt:
    """Accept a proposal; where this node alone decides, the same batch makes the record say it.

    Raises ProposalUnknown, ProposalNotAsked, ProposalSettled, ProposalOutdated, PartnerStale.
    """
    with node.store.reading() as reader:
        done = reader.appended(idempotency_key)
        if done is not None:
            return done
        state = _to_answer(reader, node, of)
        check_fresh_enough(node, reader, parse_origin(state.origin)[0])
        changes = [_answer_change(node, state.proposal, state.key, "accept", "", attribution)]
        if not state.proposal.is_joint:
            changes.append(_consequence(reader, state.proposal, attribution))
    return append(node, changes, idempotency_key=idempotency_key)


def refuse_proposal(node: Node, of: str, reason: str, *, attribution: Attribution, idempotency_key: str) -> Receipt:
    """Refuse a proposal for good, with a reason (ProposalUnknown, NotAsked, Settled, ReasonMissing)."""
    if not reason.strip():
        raise ProposalReasonMissing
    with node.store.reading() as reader:
        done = reader.appended(idempotency_key)
        if done is not None:
            return done
        state = _to_answer(reader, node, of)
    change = _answer_change(node, state.proposal, state.key, "refuse", reason.strip(), attribution)
    return append(node, [change], idempotency_key=idempotency_key)


def shared_of(node: Node, record: Record) -> dict[str, Any]:
    """Return the fields of a record that stand in its shared part."""
    fields = node.catalogue[record.register].fields
    return {name: value for name, value in record.values.items() if name in fields and fields[name].part == "shared"}


def _to_answer(reader: Reader, node: Node, of: str) -> ProposalState:
    state = find_proposal(reader, of, node.today())
    if node.name not in state.proposal.sides:
        raise ProposalNotAsked(node.name)
    if state.outcome.state != OPEN:
        raise ProposalSettled(state.outcome.state)
    # Our own answer counts as given from the moment it is in the log, witnessed or not.
    if any(each.said.node == node.name and each.said.decision != "revoke" for each in state.answers):
        raise ProposalSettled("answered")
    return state


def _consequence(reader: Reader, proposal: Proposal, attribution: Attribution) -> Change:
    moved = outdated_fields(reader, proposal)
    if moved:
        raise ProposalOutdated(", ".join(moved))
    record = reader.record(proposal.register, proposal.about)
    assert record is not None
    held = held_item(reader, record)
    item = {**held, "shared": apply_proposal(proposal, held.get("shared", {})), "attribution": dict(attribution)}
    return Change("put", proposal.register, proposal.about, item)


def _accept_own(node: Node, receipt: Receipt, attribution: Attribution, idempotency_key: str) -> None:
    """Accept what this node itself proposed: a batch of its own, because an answer names what the log then holds."""
    _, _, key = receipt.entries[0]
    with node.store.reading() as reader:
        record = reader.record("proposal", key)
        assert record is not None
        state = proposal_state(reader, record, node.today())
    assert state is not None
    change = _answer_change(node, state.proposal, key, "accept", "", attribution)
    append(node, [change], idempotency_key=f"{idempotency_key}/own")


def _answer_change(
    node: Node, proposal: Proposal, key: str, decision: str, reason: str, attribution: Attribution
) -> Change:
    to = sorted({*proposal.to, proposal.node} - {node.name})
    answer: dict[str, Any] = {"of": proposal.of, "decision": decision, "about": key, "to": to}
    if reason:
        answer["reason"] = reason
    return _change(node, "acceptance", answer, attribution)


def _change(node: Node, register: str, shared: Mapping[str, Any], attribution: Attribution) -> Change:
    key = new_key(node.name, format_token(node.random(TOKEN_BYTES)))
    return Change("put", register, key, {"shared": shared, "attribution": attribution})
