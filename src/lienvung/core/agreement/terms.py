"""The immutable bytes of a sharing agreement (docs/formats/agreement.md, rules T1–T13).

terms hash = SHA-256( "lienvung/agreement/v1" ‖ 0x00 ‖ canonical JSON of the terms )
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienvung.core.agreement.errors import TermsInvalid
from lienvung.core.agreement.shape import has_names, is_day, is_line, is_sorted_set
from lienvung.core.register.canonical import canonical, parse_canonical, prune
from lienvung.core.register.entry import is_hash
from lienvung.core.register.errors import NotCanonical
from lienvung.core.register.key import is_id, is_node_name

FOLLOW_UP = frozenset(
    {
        "programme", "document", "review", "commitment", "assignment", "progress-report",
        "limitation", "escalation", "public-work",
    }
)  # fmt: skip
"""Registers of follow-up: figures are equal on all sides only if no row of a programme is held back (DESIGN §3)."""

SYSTEM = frozenset({"node", "agreement", "acceptance", "proposal", "receipt", "erasure-receipt"})
"""Registers that contacts read without an agreement (DESIGN §4.1)."""

KEY = "key"
"""In a filter, the name that stands for the record's key; no field can have it."""

_DOMAIN = b"lienvung/agreement/v1\0"
_TERMS = {"title", "parties", "basis", "grants"}
_PARTY = {"node", "root"}
_OFFICER = {"node", "name", "office"}
_GRANT = {"grantor", "recipient", "register", "parts", "purpose", "since"}


@dataclass(frozen=True, slots=True)
class Party:
    """A node that signs, and the fingerprint (64 hex) of its root key."""

    node: str
    root: str


@dataclass(frozen=True, slots=True)
class Officer:
    """The contact officer of one party."""

    node: str
    name: str
    office: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows of which the shared field, or any member of it, is one of the values."""

    field: str
    values: tuple[str, ...]

    def matches(self, key: str, shared_fields: Mapping[str, Any]) -> bool:
        """Tell whether a record is within the filter."""
        value = key if self.field == KEY else shared_fields.get(self.field)
        members = value if isinstance(value, list | tuple) else [value]
        return any(member in self.values for member in members)


@dataclass(frozen=True, slots=True)
class Grant:
    """What one party lets another read, for what, and from which day to which; both days are within."""

    grantor: str
    recipient: str
    register: str
    parts: tuple[str, ...]
    purpose: str
    since: date
    until: date | None = None
    filter: Filter | None = None

    def runs_on(self, today: date) -> bool:
        """Tell whether the day is within the grant's period."""
        return self.since <= today and (self.until is None or today <= self.until)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the parties agree: `ends` is the last day, None for no end; `replaces` the hashes of what it stands for."""

    title: str
    parties: tuple[Party, ...]
    basis: str
    contacts: tuple[Officer, ...]
    ends: date | None
    grants: tuple[Grant, ...]
    replaces: tuple[str, ...] = ()

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names of the parties."""
        return tuple(party.node for party in self.parties)


def terms_hash(data: bytes) -> str:
    """Return the hash (64 hex) by which acceptances name these terms."""
    return hashlib.sha256(_DOMAIN + data).hexdigest()


def format_terms(terms: Terms) -> bytes:
    """Return the bytes that the parties accept; raise TermsInvalid for terms that break a rule."""
    document = prune(
        {
            "title": terms.title,
            "parties": [{"node": party.node, "root": party.root} for party in terms.parties],
            "basis": terms.basis,
            "contacts": [{"node": each.node, "name": each.name, "office": each.office} for each in terms.contacts],
            "ends": terms.ends and terms.ends.isoformat(),
            "replaces": list(terms.replaces),
            "grants": [_format_grant(grant) for grant in terms.grants],
        }
    )
    _check(document)
    return canonical(document)


def parse_terms(data: bytes) -> Terms:
    """Read the terms; raise TermsInvalid for any byte that a writer would have put otherwise."""
    try:
        document = parse_canonical(data)
    except NotCanonical as error:
        raise TermsInvalid("T1-canonical", error.where) from error
    _check(document)
    return Terms(
        title=document["title"],
        parties=tuple(Party(each["node"], each["root"]) for each in document["parties"]),
        basis=document["basis"],
        contacts=tuple(Officer(each["node"], each["name"], each["office"]) for each in document.get("contacts", ())),
        ends=_day(document.get("ends")),
        grants=tuple(map(_parse_grant, document["grants"])),
        replaces=tuple(document.get("replaces", ())),
    )


def _format_grant(grant: Grant) -> dict[str, Any]:
    return {
        "grantor": grant.grantor,
        "recipient": grant.recipient,
        "register": grant.register,
        "parts": list(grant.parts),
        "filter": grant.filter and {"field": grant.filter.field, "in": list(grant.filter.values)},
        "purpose": grant.purpose,
        "since": grant.since.isoformat(),
        "until": grant.until and grant.until.isoformat(),
    }


def _parse_grant(document: Mapping[str, Any]) -> Grant:
    rows = document.get("filter")
    return Grant(
        grantor=document["grantor"],
        recipient=document["recipient"],
        register=document["register"],
        parts=tuple(document["parts"]),
        purpose=document["purpose"],
        since=date.fromisoformat(document["since"]),
        until=_day(document.get("until")),
        filter=Filter(rows["field"], tuple(rows["in"])) if rows else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _check(document: Any) -> None:
    for rule, where, holds in _judge(document):
        if not holds:
            raise TermsInvalid(rule, where)


def _judge(document: Any) -> Iterator[tuple[str, str, bool]]:
    """Yield each rule in order; a later one may rely on the earlier ones."""
    yield "T2-names", "", has_names(document, _TERMS, {"contacts", "ends", "replaces"})
    yield "T3-words", "title", is_line(document["title"])
    yield "T3-words", "basis", is_line(document["basis"])
    yield "T4-day", "ends", "ends" not in document or is_day(document["ends"])
    yield "T5-parties", "parties", _are_parties(document["parties"])
    # A list: a partner's terms may hold anything where a name belongs, also what no set could look up.
    nodes = [party["node"] for party in document["parties"]]
    yield "T6-contacts", "contacts", "contacts" not in document or _are_officers(document["contacts"], nodes)
    yield "T13-replaces", "replaces", "replaces" not in document or _are_hashes(document["replaces"])
    yield "T7-grants", "grants", isinstance(document["grants"], list) and bool(document["grants"])
    for index, grant in enumerate(document["grants"]):
        for rule, name, holds in _judge_grant(grant, nodes):
            yield rule, f"grants/{index}/{name}", holds


def _judge_grant(grant: Any, nodes: list[str]) -> Iterator[tuple[str, str, bool]]:
    yield "T7-grants", "", has_names(grant, _GRANT, {"filter", "until"})
    yield "T3-words", "purpose", is_line(grant["purpose"])
    yield "T4-day", "since", is_day(grant["since"])
    yield "T4-day", "until", "until" not in grant or (is_day(grant["until"]) and grant["since"] <= grant["until"])
    yield "T8-sides", "grantor", grant["grantor"] in nodes
    yield "T8-sides", "recipient", grant["recipient"] in nodes and grant["recipient"] != grant["grantor"]
    yield "T9-register", "register", _is_id(grant["register"]) and grant["register"] not in SYSTEM
    yield "T10-parts", "parts", is_sorted_set(grant["parts"]) and all(map(_is_id, grant["parts"]))
    if "filter" in grant:
        yield "T11-filter", "filter", _is_filter(grant["filter"])
        yield "T12-follow-up", "filter", _is_whole_programme(grant["register"], grant["filter"]["field"])


def _is_id(text: object) -> bool:
    return isinstance(text, str) and is_id(text)


def _are_parties(parties: Any) -> bool:
    if not isinstance(parties, list) or not all(has_names(party, _PARTY) for party in parties):
        return False
    names = [party["node"] for party in parties]
    named = all(isinstance(name, str) and is_node_name(name) for name in names)
    return named and len(set(names)) == len(names) >= 2 and all(is_hash(party["root"]) for party in parties)


def _are_officers(officers: Any, nodes: list[str]) -> bool:
    if not isinstance(officers, list) or not officers or not all(has_names(officer, _OFFICER) for officer in officers):
        return False
    return all(each["node"] in nodes and is_line(each["name"]) and is_line(each["office"]) for each in officers)


def _are_hashes(value: Any) -> bool:
    return is_sorted_set(value) and all(map(is_hash, value))


def _is_filter(rows: Any) -> bool:
    return has_names(rows, {"field", "in"}) and _is_id(rows["field"]) and is_sorted_set(rows["in"])


def _is_whole_programme(register: str, field: str) -> bool:
    if register not in FOLLOW_UP:
        return True
    return field == (KEY if register == "programme" else "programmes")
