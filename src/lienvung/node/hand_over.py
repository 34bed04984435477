"""Hand registers over and take them: what this node writes into its own logs (docs/formats/hand-over.md).

    give     our records, to a contact                           take     what was given to us
    claim    those of a steward that is gone                     answer   accept such a claim, or decline one of ours

Each checks what the other nodes will check, so that nothing is written that would not hold.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from lienvung.core.agreement.custody import Claim, Custody
from lienvung.core.errors import LienVungError
from lienvung.core.register.handover import ALL, HandOver
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.core.register.origin import format_origin, parse_origin
from lienvung.node.append import Change, append
from lienvung.node.contact import contact, contacts, witness_name
from lienvung.node.custody import check_may_write, concluded_parties, custody_of, root_at
from lienvung.node.errors import AppendRefused, HandOverRefused, LogNotHeld, UnknownRegister
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import Receipt

TRIES: Final = 3
"""A giving names the log's size; somebody may append between the reading and the writing."""

Attribution = Mapping[str, Any]


@dataclass(eq=False)
class HandOverUnknown(LienVungError):
    code: ClassVar[str] = "hand-over-unknown"
    hash: str


@dataclass(frozen=True, slots=True)
class HandOverState:
    """A hand-over as this node sees it: `state` is holds, overlap, void, or what it still lacks."""

    register: str
    claim: Claim
    state: str

    @property
    def hand_over(self) -> HandOver:
        """What it says."""
        return self.claim.hand_over


def hand_overs(reader: Reader) -> list[HandOverState]:
    """Return every hand-over that the logs held say, by register."""
    found: list[HandOverState] = []
    for register in sorted({log.register for log in reader.logs()}):
        custody = custody_of(reader, register)
        for claim in custody.claims if custody else ():
            found.append(HandOverState(register, claim, custody.state(claim) if custody else ""))
    return found


def find_hand_over(reader: Reader, of: str) -> HandOverState:
    """Return one hand-over by its hash (HandOverUnknown)."""
    for state in hand_overs(reader):
        if state.hand_over.hash == of:
            return state
    raise HandOverUnknown(of)


def own_registers(reader: Reader, node: Node) -> list[str]:
    """Return the registers of this node that can be handed over, of which it has a log."""
    return [
        log.register
        for log in reader.logs()
        if log.node == node.name and log.size and not node.catalogue[log.register].system
    ]


def give(
    node: Node,
    new_node: str,
    act: str,
    *,
    registers: Sequence[str] = (),
    keys: Sequence[str] = (),
    attribution: Attribution,
    idempotency_key: str,
) -> Receipt:
    """Give records to a contact: the listed keys of one register, whole registers, or (none named) all of them.

    From here on this node writes none of them; they are the other's once it has taken them. Raise ContactUnknown,
    UnknownRegister, HandOverRefused, NotSteward, HandedOver.
    """
    for attempt in range(TRIES):
        with node.store.reading() as reader:
            done = reader.appended(idempotency_key)
            if done is not None:
                return done
            contact(reader, new_node)
            changes = [
                _said(_giving(reader, node, register, new_node, act, keys), attribution)
                for register in registers or own_registers(reader, node)
            ]
        try:
            return append(node, changes, idempotency_key=idempotency_key)
        except HandOverRefused as refusal:
            if refusal.rule != "H1-given" or attempt == TRIES - 1:
                raise
    raise AssertionError("the last attempt returns or raises")


def take(node: Node, of: str, *, attribution: Attribution, idempotency_key: str) -> Receipt:
    """Take what was given to this node, by the hand-over's hash (HandOverUnknown, HandOverRefused)."""
    with node.store.reading() as reader:
        done = reader.appended(idempotency_key)
        state = find_hand_over(reader, of)
    if done is not None:
        return done
    if state.hand_over.new_node != node.name:
        raise HandOverRefused(state.register, "H2-taken", state.hand_over.new_node)
    if state.state != "waiting-taken" or state.claim.is_declined:
        raise HandOverRefused(state.register, "H2-taken", state.state)
    return append(node, [_said(state.hand_over.arguments, attribution)], idempotency_key=idempotency_key)


def claim(
    node: Node,
    old_node: str,
    agreement: str,
    act: str,
    *,
    registers: Sequence[str] = (),
    keys: Sequence[str] = (),
    attribution: Attribution,
    idempotency_key: str,
) -> Receipt:
    """Take the records of a steward that is gone, at the largest head that a quorum of its partners cosigned.

    It holds once the agreement's other parties accept it. Raise HandOverRefused, LogNotHeld.
    """
    with node.store.reading() as reader:
        done = reader.appended(idempotency_key)
        if done is not None:
            return done
        named = registers or [
            log.register for log in reader.logs() if log.node == old_node and not _is_system(reader, log.register)
        ]
        changes = [
            _said(_claiming(reader, node, format_origin(old_node, register), agreement, act, keys), attribution)
            for register in named
        ]
    return append(node, changes, idempotency_key=idempotency_key)


def answer(
    node: Node, of: str, decision: str, *, attribution: Attribution, idempotency_key: str, reason: str = ""
) -> Receipt:
    """Accept or refuse a hand-over; the taker's refusal is its decline (HandOverUnknown, HandOverRefused).

    What is accepted was compared with our own copy first: the same root, and nothing cut off that was witnessed.
    """
    with node.store.reading() as reader:
        state = find_hand_over(reader, of)
        if decision == "accept":
            _check_acceptable(reader, state)
        to = sorted(contacts(reader))
    shared = {"of": of, "decision": decision, "about": state.register, "to": to, "reason": reason}
    key = new_key(node.name, format_token(node.random(TOKEN_BYTES)))
    said = {name: value for name, value in shared.items() if value}
    return append(
        node,
        [Change("put", "acceptance", key, {"shared": said, "attribution": attribution})],
        idempotency_key=idempotency_key,
    )


def take_back_declined(node: Node) -> int:
    """Confirm what others declined of what we gave, so that it is ours again for good; return how many it were.

    Nothing is confirmed by a node that may not sign today: the next look does it.
    """
    with node.store.reading() as reader:
        declined = [state for state in hand_overs(reader) if _is_ours_again(state, node.name)]
    for state in declined:
        of = state.hand_over.hash
        with suppress(AppendRefused):
            answer(node, of, "refuse", attribution={}, idempotency_key=f"hand-over-back/{of}")
    return len(declined)


def _is_ours_again(state: HandOverState, name: str) -> bool:
    claim = state.claim
    given = claim.hand_over.old_node == name and claim.given is not None and claim.taken is None
    return given and claim.is_declined and not claim.is_taken_back


def largest_cosigned(reader: Reader, origin: str, nodes: Collection[str]) -> int | None:
    """Return the size of the largest head that more than half of these nodes are known here to have cosigned."""
    log = reader.log(origin)
    names = {witness_name(name) for name in nodes}
    for size in range(log.size if log else 0, 0, -1):
        cosigned = names & {row.witness for row in reader.cosignatures(origin, size)}
        if 2 * len(cosigned) > len(names):
            return size
    return None


def _giving(reader: Reader, node: Node, register: str, new_node: str, act: str, keys: Sequence[str]) -> dict[str, Any]:
    if register not in node.catalogue:
        raise UnknownRegister(register)
    origin = format_origin(node.name, register)
    log = reader.log(origin)
    custody = custody_of(reader, register)
    for key in keys:
        _check_ours(reader, node, register, origin, custody, key)
    arguments = {
        "old-log": origin,
        "cut-size": log.size if log else 0,
        "cut-root": (root_at(reader, origin, log.size if log else 0) or b"").hex(),
        "scope": sorted(set(keys)) if keys else ALL,
        "new-log": format_origin(new_node, register),
        "act": act,
    }
    if not keys and custody is not None and _gave_all(custody, origin):
        raise HandOverRefused(register, "H6-first", origin)
    return arguments


def _check_ours(reader: Reader, node: Node, register: str, origin: str, custody: Custody | None, key: str) -> None:
    check_may_write(custody, node.catalogue[register], key, origin)
    if reader.record(register, key) is None:
        raise HandOverRefused(register, "A4-scope", key)


def _gave_all(custody: Custody, origin: str) -> bool:
    """Tell whether the log may write no new key of its own any more: it gave all of them away."""
    return not custody.may_write("", origin, origin)


def _claiming(reader: Reader, node: Node, origin: str, agreement: str, act: str, keys: Sequence[str]) -> dict[str, Any]:
    owner, register = parse_origin(origin)
    if reader.log(origin) is None:
        raise LogNotHeld(origin)
    others = concluded_parties(reader, agreement) - {owner}
    if not others - {node.name} or owner not in concluded_parties(reader, agreement):
        raise HandOverRefused(register, "H3-gone", agreement)
    size = largest_cosigned(reader, origin, others)
    root = root_at(reader, origin, size) if size is not None else None
    if size is None or root is None:
        raise HandOverRefused(register, "H4-cut", origin)
    return {
        "old-log": origin,
        "cut-size": size,
        "cut-root": root.hex(),
        "scope": sorted(set(keys)) if keys else ALL,
        "new-log": format_origin(node.name, register),
        "act": act,
        "agreement": agreement,
    }


def _check_acceptable(reader: Reader, state: HandOverState) -> None:
    hand_over = state.hand_over
    if hand_over.agreement is None or state.claim.sides is None:
        raise HandOverRefused(state.register, "H3-gone", hand_over.agreement or "")
    if not state.claim.matches:
        raise HandOverRefused(state.register, "H4-cut", str(hand_over.cut_size))
    others = concluded_parties(reader, hand_over.agreement) - {hand_over.old_node}
    witnessed = largest_cosigned(reader, hand_over.old_log, others)
    if witnessed is not None and witnessed > hand_over.cut_size:
        raise HandOverRefused(state.register, "H4-cut", str(witnessed))


def _is_system(reader: Reader, register: str) -> bool:
    definition = reader.definition(register)
    return definition is None or definition.system


def _said(arguments: Mapping[str, Any], attribution: Attribution) -> Change:
    register = parse_origin(arguments["old-log"]).register
    return Change("hand-over", register, register, {"shared": arguments, "attribution": attribution})
