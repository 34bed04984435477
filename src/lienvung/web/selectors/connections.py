"""Kết nối: partners and their copies, who witnessed whom, evidence of faults, agreements, and what was given."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from lienvung.core.register.origin import parse_origin
from lienvung.node.contact import Contact, contacts
from lienvung.node.exchange.behind import behind
from lienvung.node.exchange.stopping import is_stopped
from lienvung.node.quorum import is_witnessed, unwitnessed
from lienvung.node.stores.port import EvidenceRow, LogState
from lienvung.office.node_access import get_node
from lienvung.web.selectors.agreements import ShownAgreement, read_agreements
from lienvung.web.selectors.freshness import Freshness, read_freshness
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.ledger import ShownGroup, read_ledger
from lienvung.web.selectors.network import Picture, draw_network
from lienvung.web.selectors.values import Shower, say


@dataclass(frozen=True, slots=True)
class HeldLog:
    """One log of a node as this node holds it."""

    register: str
    size: int
    pending: int
    root: str
    witnesses: str
    signed_by: int = 0
    asked: int = 0
    enough: bool = True


@dataclass(frozen=True, slots=True)
class Partner:
    """A contact, its logs here and the fingerprint that two officers compared."""

    freshness: Freshness
    address: str
    fingerprint: str
    approved_by: str
    approved_at: str
    logs: tuple[HeldLog, ...]
    agreements: tuple[ShownAgreement, ...]


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """Proof of a fault: whose, of which log, since when, and the two signed notes side by side."""

    id: int
    at: str
    house: House
    origin: str
    stopped: bool
    behind: str
    register: str
    what: str
    notes: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class ConnectionsPage:
    """All that Kết nối shows."""

    picture: Picture
    partners: tuple[Partner, ...]
    own_logs: tuple[HeldLog, ...]
    unwitnessed: str
    evidence: tuple[ShownEvidence, ...]
    ledger: tuple[ShownGroup, ...]


def read_connections(shower: Shower, now: datetime, today: date) -> ConnectionsPage:
    """Gather what this node knows of its partners."""
    reader, houses = shower.reader, shower.houses
    logs, known = reader.logs(), contacts(reader)
    agreed = read_agreements(shower, today)
    copies = read_freshness(reader, houses, now)
    in_force = {
        name: sum(each.in_force and name in each.nodes for each in agreed) for name in known
    }
    return ConnectionsPage(
        picture=draw_network(copies, in_force),
        partners=tuple(_partner(shower, each, known[each.name], logs, agreed) for each in copies),
        own_logs=tuple(_log(shower, log, len(known)) for log in logs if log.node == houses.own.name),
        unwitnessed=", ".join(_unwitnessed(shower)),
        evidence=tuple(each for row in reader.evidence() if (each := _evidence(shower, row)).behind != "lag over"),
        ledger=read_ledger(shower, today).groups,
    )


def _partner(
    shower: Shower,
    freshness: Freshness,
    contact: Contact,
    logs: Iterable[LogState],
    agreed: Iterable[ShownAgreement],
) -> Partner:
    peer = shower.reader.peer(contact.name)
    return Partner(
        freshness=freshness,
        address=contact.address,
        fingerprint=group_fingerprint(contact.fingerprint),
        approved_by=peer.approved_by if peer else "",
        approved_at=peer.approved_at if peer else "",
        logs=tuple(_log(shower, log) for log in logs if log.node == contact.name),
        agreements=tuple(each for each in agreed if contact.name in each.nodes),
    )


def group_fingerprint(fingerprint: str) -> str:
    """Return a fingerprint in groups of four, as officers read it to each other."""
    return " ".join(fingerprint[n : n + 4] for n in range(0, len(fingerprint), 4))


def _unwitnessed(shower: Shower) -> Iterator[str]:
    """Yield the registers of ours that nobody else ever signed for."""
    for origin in unwitnessed(shower.reader):
        owner, register = parse_origin(origin)
        if owner == shower.houses.own.name:
            yield _register(shower, register)


def _log(shower: Shower, log: LogState, asked: int = 0) -> HeldLog:
    rows = shower.reader.cosignatures(log.origin, log.size)
    names = sorted({row.witness.removesuffix("/witness") for row in rows})
    return HeldLog(
        register=_register(shower, log.register),
        size=log.size,
        pending=log.pending.size - log.size,
        root=log.frontier.root().hex() if log.size else "",
        witnesses=shower.houses.shorts(names),
        signed_by=len(names),
        asked=asked,
        enough=is_witnessed(shower.reader, get_node().policy, log.origin, max(log.size - 1, 0)),
    )


def register_title(shower: Shower, origin: str) -> str:
    """Return the title of a log's register, as people call it."""
    return _register(shower, origin.partition("/")[2])


def _register(shower: Shower, register: str) -> str:
    definition = shower.catalogue.get(register)
    return say(definition.title) if definition else register


def _behind(shower: Shower, row: EvidenceRow) -> str:
    """Say of a head that went back whether it may be a lag, is an alarm, or is over; of other faults nothing."""
    seen = behind(shower.reader, row.origin) if row.kind == "shrink" else None
    if seen is None:
        return ""
    if seen.healed:
        return "alarm over" if seen.alarm or seen.alarms else "lag over"
    return "alarm" if seen.alarm else "lag"


def _evidence(shower: Shower, row: EvidenceRow) -> ShownEvidence:
    house, (_node, _slash, register) = shower.houses[row.node], row.origin.partition("/")
    sentence = {
        "fork": _("%(title)s đã ký hai bản chốt sổ trái ngược nhau của cùng một sổ."),
        "shrink": _("%(title)s đưa ra bản chốt sổ ngắn hơn bản đã ký trước đó."),
    }.get(row.kind, _("%(title)s gửi dữ liệu không qua được kiểm chứng."))
    return ShownEvidence(
        id=row.id,
        at=row.at,
        house=house,
        origin=row.origin,
        stopped=is_stopped(shower.reader, row.origin),
        behind=_behind(shower, row),
        register=_register(shower, register),
        what=sentence % {"title": house.title},
        notes=tuple(note.decode(errors="replace") for note in row.notes),
        detail=row.detail,
    )
