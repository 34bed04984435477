"""Sharing agreements as this node holds them: what was proposed, who accepted, what may therefore leave.

The rules are core's (DESIGN §4.2); this module joins them with the records of the registers `agreement`
and `acceptance`, and with the root keys that were pinned: terms that name another root key for us or
for a contact are terms with somebody else, and entitle nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final

from lienvung.core.agreement.acceptance import Acceptance, acceptance_of
from lienvung.core.agreement.errors import AgreementError
from lienvung.core.agreement.force import Agreement, Force, StandingGrant, in_force, replaced_by
from lienvung.core.agreement.leave import granted
from lienvung.core.agreement.terms import Terms, format_terms, parse_terms, terms_hash
from lienvung.core.errors import LienVungError
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.core.register.origin import format_origin, parse_origin
from lienvung.core.register.record import Record, fold_versions
from lienvung.node.append import Change, append
from lienvung.node.contact import contacts, own_document
from lienvung.node.node import Node
from lienvung.node.standing import check_fresh_enough
from lienvung.node.stores.assembly import build_version, entry_of
from lienvung.node.stores.every import records_in_log_order
from lienvung.node.stores.port import DutyReader, Reader
from lienvung.node.stores.rows import Receipt
from lienvung.node.void import void_ranges

AT_ONCE: Final = 500

Attribution = Mapping[str, Any]


@dataclass(eq=False)
class AgreementUnknown(LienVungError):
    code: ClassVar[str] = "agreement-unknown"
    hash: str


@dataclass(eq=False)
class NotAParty(LienVungError):
    code: ClassVar[str] = "not-a-party"
    node: str


@dataclass(frozen=True, slots=True)
class AgreementState:
    """One agreement as a record: its key and log, its terms, who answered, and whether it is in force today."""

    key: str
    origin: str
    agreement: Agreement
    force: Force

    @property
    def terms(self) -> Terms:
        """What the parties agree."""
        return self.agreement.terms

    @property
    def hash(self) -> str:
        """The hash (64 hex) by which acceptances name the terms."""
        return self.agreement.hash

    @property
    def acceptances(self) -> tuple[Acceptance, ...]:
        """The parties' answers, in the order of their logs."""
        return self.agreement.acceptances

    @property
    def in_force(self) -> bool:
        """Whether the agreement is in force today."""
        return bool(self.force)

    @property
    def reason(self) -> str:
        """Why it is, or is not: in-force, waiting, refused, replaced, ended, revoked, or other-root."""
        return self.force.reason


def agreements(reader: Reader, node_name: str, today: date) -> list[AgreementState]:
    """Return every agreement held to which this node is a party; the same terms in two logs are one."""
    return _judged(reader, node_name, today, {})


def _judged(reader: Reader, node_name: str, today: date, answered: Mapping[str, str]) -> list[AgreementState]:
    """Judge the agreements of this node, only those that have each of these answers (node -> decision)."""
    roots = _pinned_roots(reader, node_name)
    lost = [answer for row in _disowned(reader, roots, "acceptance") for answer in _answer(row)]
    held = _held(reader, node_name, answered, lost)
    found = {agreement.hash: (record, agreement) for record, agreement in held}
    # Terms with somebody else's keys neither entitle anybody nor take anything's place.
    ours = {name: each for name, (_, each) in found.items() if _names_our_roots(each.terms, roots)}
    replaced = replaced_by(_as_once_said(reader, ours.values(), lost, roots))
    return [
        AgreementState(
            record.key,
            record.origin,
            agreement,
            in_force(agreement, today, replaced) if agreement.hash in ours else Force("other-root"),
        )
        for record, agreement in found.values()
    ]


def grants_between(
    reader: Reader, node_name: str, grantor: str, recipient: str, register: str, today: date
) -> tuple[StandingGrant, ...]:
    """Return the grants on one register that hold today between two nodes, one of which is this one."""
    return granted(grantor, recipient, register, standing_agreements(reader, node_name, today), today)


def standing_agreements(reader: Reader, node_name: str, today: date) -> list[Agreement]:
    """Return the agreements in force today: the costly half of every decision, once for all registers."""
    # Where we never accepted nothing is in force and nothing replaced, however much partners propose.
    return [state.agreement for state in _judged(reader, node_name, today, {node_name: "accept"}) if state.in_force]


def propose_agreement(node: Node, terms: Terms, *, attribution: Attribution, idempotency_key: str) -> Receipt:
    """Append the terms together with this node's acceptance of them; partners see both at their next pull."""
    if node.name not in terms.nodes:
        raise NotAParty(node.name)
    data = format_terms(terms)
    others = [name for name in terms.nodes if name != node.name]
    proposed = {"title": terms.title, "terms": data.decode(), "to": others}
    answer = {"of": terms_hash(data), "decision": "accept", "to": others}
    return append(
        node,
        [_change(node, "agreement", proposed, attribution), _change(node, "acceptance", answer, attribution)],
        idempotency_key=idempotency_key,
    )


def answer_agreement(
    node: Node, of: str, decision: str, *, attribution: Attribution, idempotency_key: str, reason: str = ""
) -> Receipt:
    """Append our answer (accept, refuse, revoke) to an agreement by its hash (AgreementUnknown, PartnerStale)."""
    with node.store.reading() as reader:
        known = {state.hash: state for state in agreements(reader, node.name, node.today())}
        if of not in known:
            raise AgreementUnknown(of)
        if decision == "accept" and reader.appended(idempotency_key) is None:
            check_fresh_enough(node, reader, parse_origin(known[of].origin)[0])
    others = [name for name in known[of].terms.nodes if name != node.name]
    answer = {"of": of, "decision": decision, "about": known[of].key, "to": others}
    if reason:
        answer["reason"] = reason
    return append(node, [_change(node, "acceptance", answer, attribution)], idempotency_key=idempotency_key)


def accept_agreement(node: Node, of: str, *, attribution: Attribution, idempotency_key: str) -> Receipt:
    """Accept an agreement; it is in force once every party has."""
    return answer_agreement(node, of, "accept", attribution=attribution, idempotency_key=idempotency_key)


def revoke_agreement(node: Node, of: str, reason: str, *, attribution: Attribution, idempotency_key: str) -> Receipt:
    """Withdraw this node's own grants; they end with the commit of this entry."""
    return answer_agreement(
        node, of, "revoke", reason=reason, attribution=attribution, idempotency_key=idempotency_key
    )  # fmt: skip


def _change(node: Node, register: str, shared: Mapping[str, Any], attribution: Attribution) -> Change:
    key = new_key(node.name, format_token(node.random(TOKEN_BYTES)))
    return Change("put", register, key, {"shared": shared, "attribution": attribution})


def _held(
    reader: Reader, node_name: str, answered: Mapping[str, str], lost: Sequence[Acceptance]
) -> Iterator[tuple[Record, Agreement]]:
    """Yield the agreements of a node with the record that holds them first; only the terms wanted are parsed.

    `lost` are answers disowned since: they bind nobody, but what was answered so is wanted too.
    """
    records: dict[str, Record] = {}
    for record in records_in_log_order(reader, "agreement", {}):
        records.setdefault(terms_hash(_text(record)), record)
    said = _answers(reader, list(records))
    for of, record in records.items():
        once = [*said[of], *(each for each in lost if each.of == of)]
        if answered.items() <= {(each.node, each.decision) for each in once}:
            for terms in _terms(record):
                if node_name in terms.nodes:
                    yield record, Agreement(terms, of, tuple(said[of]))


def _as_once_said(
    reader: Reader,
    agreements: Iterable[Agreement],
    lost: Sequence[Acceptance],
    roots: Mapping[str, frozenset[str]],
) -> Iterator[Agreement]:
    """Yield agreements as they were before anybody disowned what its key signed: what was replaced so stays replaced.

    Else a party that lost a grant by later terms could have it back by disowning its acceptance of those.
    """
    yield from (replace(each, acceptances=(*lost, *each.acceptances)) for each in agreements)
    texts = [(terms_hash(_text(row)), terms) for row in _disowned(reader, roots, "agreement") for terms in _terms(row)]
    said = _answers(reader, [of for of, _ in texts])
    yield from (Agreement(terms, of, (*lost, *said[of])) for of, terms in texts if _names_our_roots(terms, roots))


def _disowned(reader: Reader, nodes: Iterable[str], register: str) -> Iterator[Record]:
    """Yield what the void entries of a register said, as records."""
    for origin in (format_origin(node, register) for node in nodes):
        log, void = reader.log(origin), void_ranges(reader, origin)
        for index in (index for first, stop in void if log for index in range(first, min(stop, log.size))):
            entry = entry_of(reader.entry(origin, index))
            parts = reader.parts(origin, index, index + 1)
            found = fold_versions([build_version(origin, index, entry, list(parts))]) if entry.op == "put" else None
            yield from [found] if found else []


def _text(record: Record) -> bytes:
    return str(record.values.get("terms", "")).encode()


def _terms(record: Record) -> Iterator[Terms]:
    try:
        yield parse_terms(_text(record))
    except AgreementError:
        # A partner may have written nonsense into its own log; nonsense entitles nobody.
        return


def _answers(reader: Reader, hashes: Sequence[str]) -> defaultdict[str, list[Acceptance]]:
    """Return the answers to each hash, each node's in the order of its log; many hashes are looked up at once."""
    said = defaultdict[str, list[Acceptance]](list)
    for first in range(0, len(hashes), AT_ONCE):
        named = {"of": tuple(hashes[first : first + AT_ONCE])}
        for row in records_in_log_order(reader, "acceptance", named):
            for answer in _answer(row):
                said[answer.of].append(answer)
    return said


def _names_our_roots(terms: Terms, roots: Mapping[str, frozenset[str]]) -> bool:
    return all(party.root in roots.get(party.node, {party.root}) for party in terms.parties)


def _answer(record: Record) -> Iterator[Acceptance]:
    try:
        yield acceptance_of(record.values, record.steward, record.time)
    except AgreementError:
        return


def _pinned_roots(reader: DutyReader, node_name: str) -> dict[str, frozenset[str]]:
    roots = {name: each.roots for name, each in contacts(reader).items()}
    own = own_document(reader)
    return roots | ({node_name: own.roots} if own else {})
