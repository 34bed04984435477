"""Hand-overs as this node holds them: the claims on a register's keys, with what the logs say of each.

The rules are core's (docs/formats/hand-over.md). This module joins them with the entries, the acceptances and the
agreements held. A register without hand-overs, which is nearly every one, costs one look-up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from lienvung.core.agreement.acceptance import Acceptance, acceptance_of
from lienvung.core.agreement.custody import Claim, Custody, Path
from lienvung.core.agreement.errors import AgreementError
from lienvung.core.agreement.joint import answers
from lienvung.core.agreement.terms import parse_terms, terms_hash
from lienvung.core.errors import LienVungError
from lienvung.core.register.arguments import check_arguments
from lienvung.core.register.definition import Definition
from lienvung.core.register.errors import ArgumentsInvalid, KeyInvalid, VersionRefused
from lienvung.core.register.handover import HandOver, parse_hand_over
from lienvung.core.register.key import steward_of_key
from lienvung.core.register.origin import format_origin, parse_origin
from lienvung.core.register.record import Version
from lienvung.core.tlog.merkle import EMPTY_ROOT, Frontier, frontier_nodes
from lienvung.node.errors import HandedOver, NotSteward
from lienvung.node.stores.every import records_in_log_order
from lienvung.node.stores.port import Reader
from lienvung.node.void import check_stands, void_ranges

ANSWERS: Final = ("acceptance", "agreement")
"""Registers whose records may decide a hand-over."""


def custody_of(reader: Reader, register: str) -> Custody | None:
    """Return how keys of a register go from log to log, or None where nobody ever handed any over."""
    said = reader.hand_overs(register)
    if not said:
        return None
    definition = reader.definition(register)
    if definition is not None and definition.system:
        return None
    return Custody(claims_of(reader, said))


def path_of(custody: Custody | None, register: str, keys: str, key: str) -> Path | None:
    """Return how a key went from log to log; None where nothing was handed over or the key is no key."""
    if custody is None:
        return None
    try:
        return custody.path(key, f"{steward_of_key(key, keys)}/{register}")
    except KeyInvalid:
        return None


def check_may_write(custody: Custody | None, definition: Definition, key: str, origin: str) -> None:
    """Raise NotSteward unless a log may write a key from now on; HandedOver where it may no more (KeyInvalid)."""
    register = definition.register
    home = format_origin(steward_of_key(key, definition.keys), register)
    if custody is None:
        if home != origin:
            raise NotSteward(register, key, parse_origin(home).node)
        return
    path, leaving = custody.path(key, home), custody.leaving(key, home)
    if path.last.origin != origin:
        raise _not_ours(register, key, origin, path)
    if leaving is not None:
        raise HandedOver(register, key, leaving.new_node, leaving.act)


def _not_ours(register: str, key: str, origin: str, path: Path) -> NotSteward:
    by = path.last.by
    if by is not None and any(segment.origin == origin for segment in path.segments):
        return HandedOver(register, key, path.last.node, by.act)
    return NotSteward(register, key, path.last.node)


def ordered(versions: Iterable[Version], path: Path | None) -> list[Version]:
    """Return the entries of a key in the order of custody; without a path, by log and index as they came."""
    if path is None:
        return list(versions)
    return sorted(versions, key=lambda version: (path.place(version.origin, version.index), version.origin))


def read_hand_over(version: Version) -> HandOver | None:
    """Return what a hand-over entry says, None while its values are not held (ArgumentsInvalid, VersionRefused)."""
    shared = version.values.get("shared")
    if shared is None:
        return None
    check_arguments(version.entry, shared)
    hand_over = parse_hand_over(shared)
    if version.origin not in (hand_over.old_log, hand_over.new_log):
        raise ArgumentsInvalid("hand-over", "A5-logs")
    if version.origin == hand_over.old_log and version.index < hand_over.cut_size:
        raise VersionRefused(version.entry.key, "hand-over", "H1-given")
    return hand_over


def claims_of(reader: Reader, said: Iterable[Version]) -> Iterator[Claim]:
    """Yield every hand-over that these entries say, once, with all that is known of it."""
    claims: dict[str, Claim] = {}
    for version in said:
        hand_over = _sound(reader, version)
        if hand_over is not None:
            claim = claims.get(hand_over.hash, Claim(hand_over))
            claims[hand_over.hash] = _standing_at(claim, version)
    for claim in claims.values():
        yield _answered(reader, replace(claim, matches=_matches(reader, claim.hand_over)))


def _sound(reader: Reader, version: Version) -> HandOver | None:
    try:
        check_stands(void_ranges(reader, version.origin), version.origin, version.index)
        return read_hand_over(version)
    except LienVungError:
        # The projection notes the refusal; a hand-over that says nothing sound moves nothing.
        return None


def _standing_at(claim: Claim, version: Version) -> Claim:
    index = version.index
    if version.origin == claim.hand_over.old_log:
        return replace(claim, given=index if claim.given is None else min(index, claim.given))
    return replace(claim, taken=index if claim.taken is None else min(index, claim.taken))


def _matches(reader: Reader, hand_over: HandOver) -> bool | None:
    root = root_at(reader, hand_over.old_log, hand_over.cut_size)
    return None if root is None else root.hex() == hand_over.cut_root


def root_at(reader: Reader, origin: str, size: int) -> bytes | None:
    """Return the root of the first `size` entries of a log, None while we hold fewer of it."""
    if size == 0:
        return EMPTY_ROOT
    log = reader.log(origin)
    if log is None or log.size < size:
        return None
    return Frontier(size, tuple(reader.hashes(origin)(frontier_nodes(size)))).root()


def _answered(reader: Reader, claim: Claim) -> Claim:
    said = list(acceptances_of(reader, claim.hand_over.hash))
    refused = frozenset(each.node for each in said if each.decision != "accept")
    if claim.hand_over.agreement is None:
        return replace(claim, refused=refused)
    parties = concluded_parties(reader, claim.hand_over.agreement)
    joint = answers(claim.hand_over.hash, parties, said)
    declined = refused & {claim.hand_over.new_node}
    sides = _sides(parties, claim.hand_over)
    return replace(claim, sides=sides, accepted=joint.accepted, refused=joint.refused | declined)


def _sides(parties: frozenset[str], hand_over: HandOver) -> frozenset[str] | None:
    """Return who must accept besides the taker; None where the agreement does not bind the old node to two others."""
    if hand_over.old_node not in parties:
        return None
    return parties - {hand_over.old_node, hand_over.new_node} or None


def acceptances_of(reader: Reader, of: str) -> Iterator[Acceptance]:
    """Yield the answers to a hash, each node's in the order of its log."""
    for record in records_in_log_order(reader, "acceptance", {"of": of}):
        try:
            yield acceptance_of(record.values, record.steward, record.time)
        except AgreementError:
            continue


def concluded_parties(reader: Reader, agreement: str) -> frozenset[str]:
    """Return the parties of an agreement that all of them accepted, by its hash; nobody where it is not so known."""
    for record in records_in_log_order(reader, "agreement", {}):
        text = str(record.values.get("terms", "")).encode()
        if terms_hash(text) == agreement:
            nodes = _parties(text)
            joint = answers(agreement, nodes, acceptances_of(reader, agreement))
            return frozenset(nodes) if joint.is_binding else frozenset()
    return frozenset()


def _parties(terms: bytes) -> tuple[str, ...]:
    try:
        return parse_terms(terms).nodes
    except AgreementError:
        return ()
