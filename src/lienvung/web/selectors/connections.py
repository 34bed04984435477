"""Kết nối: partners and their copies, evidence of faults, agreements, and what was given to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from lienvung.node.agreements import AgreementState, agreements
from lienvung.node.contact import Contact, contacts
from lienvung.node.stores.port import EvidenceRow, LogState, TransferRow
from lienvung.web import words
from lienvung.web.addresses import record_address
from lienvung.web.selectors.freshness import Freshness, read_freshness
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.values import Shower, say

TRANSFERS, ALL_TRANSFERS = 12, 1000


@dataclass(frozen=True, slots=True)
class HeldLog:
    """One log of a node as this node holds it."""

    register: str
    size: int
    pending: int
    root: str
    witnesses: str


@dataclass(frozen=True, slots=True)
class Partner:
    """A contact, its logs here and the fingerprint that two officers compared."""

    freshness: Freshness
    address: str
    fingerprint: str
    approved_by: str
    approved_at: str
    logs: tuple[HeldLog, ...]


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """Proof of a fault: whose, of which log, since when, and the two signed notes side by side."""

    at: str
    house: House
    register: str
    what: str
    notes: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class ShownGrant:
    """What one party lets another read."""

    grantor: str
    recipient: str
    register: str
    parts: str
    rows: str
    purpose: str
    period: str


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    """A sharing agreement: whether it is in force, why not, and its grants."""

    title: str
    url: str
    basis: str
    in_force: bool
    state: str
    parties: str
    ends: date | None
    hash: str
    grants: tuple[ShownGrant, ...]


@dataclass(frozen=True, slots=True)
class ShownTransfer:
    """One line of the ledger that both sides hold."""

    at: str
    out: bool
    partner: str
    register: str
    parts: str
    entries: int
    id: str
    agreements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConnectionsPage:
    """All that Kết nối shows."""

    partners: tuple[Partner, ...]
    own_logs: tuple[HeldLog, ...]
    evidence: tuple[ShownEvidence, ...]
    agreements: tuple[ShownAgreement, ...]
    transfers: tuple[ShownTransfer, ...]
    more_transfers: bool


def read_connections(shower: Shower, now: datetime, today: date, *, whole_ledger: bool = False) -> ConnectionsPage:
    """Gather what this node knows of its partners; the ledger is cut to its newest lines unless asked for whole."""
    reader, houses = shower.reader, shower.houses
    logs, known = reader.logs(), contacts(reader)
    rows = reader.transfers(limit=ALL_TRANSFERS if whole_ledger else TRANSFERS + 1)
    shown = rows if whole_ledger else rows[:TRANSFERS]
    return ConnectionsPage(
        partners=tuple(_partner(shower, each, known[each.name], logs) for each in read_freshness(reader, houses, now)),
        own_logs=tuple(_log(shower, log) for log in logs if log.node == houses.own.name),
        evidence=tuple(_evidence(shower, row) for row in reader.evidence()),
        agreements=tuple(_agreement(shower, state) for state in agreements(reader, houses.own.name, today)),
        transfers=tuple(_transfer(shower, row) for row in shown),
        more_transfers=len(rows) > len(shown),
    )


def _partner(shower: Shower, freshness: Freshness, contact: Contact, logs: Iterable[LogState]) -> Partner:
    peer = shower.reader.peer(contact.name)
    return Partner(
        freshness=freshness,
        address=contact.address,
        fingerprint=group_fingerprint(contact.fingerprint),
        approved_by=peer.approved_by if peer else "",
        approved_at=peer.approved_at if peer else "",
        logs=tuple(_log(shower, log) for log in logs if log.node == contact.name),
    )


def group_fingerprint(fingerprint: str) -> str:
    """Return a fingerprint in groups of four, as officers read it to each other."""
    return " ".join(fingerprint[n : n + 4] for n in range(0, len(fingerprint), 4))


def _log(shower: Shower, log: LogState) -> HeldLog:
    rows = shower.reader.cosignatures(log.origin, log.size)
    names = sorted({row.witness.removesuffix("/witness") for row in rows})
    return HeldLog(
        register=_register(shower, log.register),
        size=log.size,
        pending=log.pending.size - log.size,
        root=log.frontier.root().hex() if log.size else "",
        witnesses=shower.houses.shorts(names),
    )


def _register(shower: Shower, register: str) -> str:
    definition = shower.catalogue.get(register)
    return say(definition.title) if definition else register


def _evidence(shower: Shower, row: EvidenceRow) -> ShownEvidence:
    house, (_node, _slash, register) = shower.houses[row.node], row.origin.partition("/")
    sentence = {
        "fork": _("%(title)s đã ký hai bản chốt sổ trái ngược nhau của cùng một sổ."),
        "shrink": _("%(title)s đưa ra bản chốt sổ ngắn hơn bản đã ký trước đó."),
    }.get(row.kind, _("%(title)s gửi dữ liệu không qua được kiểm chứng."))
    return ShownEvidence(
        at=row.at,
        house=house,
        register=_register(shower, register),
        what=sentence % {"title": house.title},
        notes=tuple(note.decode(errors="replace") for note in row.notes),
        detail=row.detail,
    )


def _agreement(shower: Shower, state: AgreementState) -> ShownAgreement:
    terms, force = state.terms, state.force
    reasons = {
        "in-force": _("đang có hiệu lực"),
        "waiting": _("chờ %(names)s chấp thuận"),
        "refused": _("%(names)s đã từ chối"),
        "ended": _("đã hết hạn"),
        "revoked": _("các bên đã rút lại"),
        "other-root": _("khóa gốc trong thỏa thuận không phải khóa đã đối chiếu, nên không có hiệu lực"),
    }
    return ShownAgreement(
        title=terms.title,
        url=record_address("agreement", state.key),
        basis=terms.basis,
        in_force=bool(force),
        state=reasons[force.reason] % {"names": shower.houses.titles(force.nodes)},
        parties=shower.houses.titles(terms.nodes),
        ends=terms.ends,
        hash=state.hash,
        grants=tuple(_grants(shower, state)),
    )


def _grants(shower: Shower, state: AgreementState) -> Iterable[ShownGrant]:
    for grant in state.terms.grants:
        rows = grant.filter
        until = f"{grant.until:%d/%m/%Y}" if grant.until else _("không định hạn")
        yield ShownGrant(
            grantor=shower.houses[grant.grantor].short,
            recipient=shower.houses[grant.recipient].short,
            register=_register(shower, grant.register),
            parts=", ".join(str(words.PARTS.get(part, part)) for part in grant.parts),
            rows=_("chỉ khi %(field)s là %(values)s") % {"field": rows.field, "values": ", ".join(rows.values)}
            if rows
            else _("mọi bản ghi"),
            purpose=grant.purpose,
            period=f"{grant.since:%d/%m/%Y} – {until}",
        )


def _transfer(shower: Shower, row: TransferRow) -> ShownTransfer:
    return ShownTransfer(
        at=row.at,
        out=row.direction == "out",
        partner=shower.houses[row.partner].short,
        register=_register(shower, row.origin.partition("/")[2]),
        parts=", ".join(str(words.PARTS.get(name, name)) for name in row.names),
        entries=row.entries,
        id=row.id,
        agreements=row.agreements,
    )
