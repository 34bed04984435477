"""One record of any register: its values by part, its history, its links and its proof."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import HELD, Record
from lienvung.web import words
from lienvung.web.addresses import face_address, has_own_page, list_address, record_address
from lienvung.web.dates import show_moment
from lienvung.web.selectors.erasures import Confirmed, read_erasure
from lienvung.web.selectors.hand_overs import Stewardship, read_stewardship
from lienvung.web.selectors.histories import ShownChange, read_history
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.links_in import LinksIn, read_links_in
from lienvung.web.selectors.missing import read_gap, read_kept
from lienvung.web.selectors.passages import Passage, read_passage
from lienvung.web.selectors.proofs import Proof, Seal, read_proof, read_seal
from lienvung.web.selectors.proposals import ProposalRow, proposals_about
from lienvung.web.selectors.values import Fact, Linked, Piece, Shower, part_name, say


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of a record: its values, or why they are not here."""

    title: str
    state: str
    held: bool
    why: str
    need: str
    groups: tuple["FactGroup", ...]


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The values of one group of fields."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """All that the page of a record shows."""

    title: str
    register: str
    key: str
    url: str
    register_title: str
    register_url: str
    face_url: str
    steward: House
    state: str
    time: str
    nature: str
    seal: Seal
    merged: Linked | None
    parts: tuple[ShownPart, ...]
    kept: str
    missing_url: str
    links_out: tuple[Linked, ...]
    links_in: tuple[LinksIn, ...]
    history: list[ShownChange]
    broken: str
    passage: Passage | None
    proof: Proof
    proposals: tuple[ProposalRow, ...]
    erasure: tuple[Confirmed, ...]
    stewardship: tuple[Stewardship, ...]


def read_record(shower: Shower, definition: Definition, record: Record, today: date) -> RecordPage:
    """Gather one record in whatever state it is; at a moment of the past, what was in the registers then."""
    history = read_history(shower, record.register, record.key, shower.moment)
    is_now = shower.moment is None
    return RecordPage(
        title=shower.title(record),
        register=record.register,
        key=record.key,
        url=record_address(record.register, record.key),
        register_title=say(definition.title),
        register_url=list_address("web:register", record.register),
        face_url=face_address(record.register, record.key)
        if has_own_page(record.register) and record.state == "live"
        else "",
        steward=shower.houses[record.steward],
        state=_state(shower, record, today),
        time=record.time,
        nature=str(record.values.get("nature", "")),
        seal=read_seal(shower.reader, record),
        merged=shower.link(record.register, record.into) if record.into else None,
        parts=tuple(_parts(shower, definition, record, today)),
        kept=read_kept(shower, record, today),
        missing_url=reverse("web:missing", args=[record.steward]) if record.steward != shower.houses.own.name else "",
        links_out=tuple(_links_out(shower, definition, record)),
        links_in=tuple(read_links_in(shower, record)),
        history=history,
        broken=next((each.note for each in history if each.op == "put"), "") if record.state == "invalid" else "",
        passage=read_passage(shower, record),
        proof=read_proof(shower.reader, shower.houses, record),
        proposals=proposals_about(shower, record, today) if is_now else (),
        erasure=read_erasure(shower, record) if is_now else (),
        stewardship=read_stewardship(shower, record.register, record.key) if is_now else (),
    )


def _state(shower: Shower, record: Record, today: date) -> str:
    """Return the record's state; one that is withheld says whether it never was in scope or left it."""
    gap = read_gap(shower, record, "shared", today) if record.state == "withheld" else None
    return gap.state if gap else str(words.RECORD_STATES[record.state])


def _parts(shower: Shower, definition: Definition, record: Record, today: date) -> Iterator[ShownPart]:
    others = [name for name in definition.parts if name != "shared"]
    for name in ("shared", *others, "attribution"):
        state = record.parts.get(name, "unavailable")
        groups = (
            (FactGroup("", tuple(_attribution(record))),)
            if name == "attribution"
            else tuple(_groups(shower, definition, name, record.values))
        )
        gap = read_gap(shower, record, name, today)
        yield ShownPart(
            title=part_name(definition, name),
            state=gap.state if gap else str(words.PART_STATES[state]),
            held=state == HELD,
            why=gap.why if gap else "",
            need=gap.need if gap else "",
            groups=groups if state == HELD else (),
        )


def _groups(shower: Shower, definition: Definition, part: str, values: Mapping[str, object]) -> Iterator[FactGroup]:
    """Yield the values of a part by the groups of the definition, those of no group last."""
    titles = {group.name: say(group.label) for group in definition.groups}
    titles[""] = _("Thông tin khác") if titles else ""
    for group, title in titles.items():
        fields = [field for field in definition.fields_of(part) if field.group == group]
        if facts := shower.facts(fields, values):
            yield FactGroup(title, facts)


def _attribution(record: Record) -> Iterator[Fact]:
    for name, title in words.ATTRIBUTION.items():
        if value := record.attribution.get(name):
            shown = show_moment(str(value)) if name.endswith("-at") else str(value)
            yield Fact(str(title), (Piece(shown),))


def _links_out(shower: Shower, definition: Definition, record: Record) -> Iterator[Linked]:
    for field in definition.fields.values():
        if field.datatype == "link" and field.name in record.values:
            value = record.values[field.name]
            for key in value if isinstance(value, list | tuple) else [value]:
                yield shower.link(field.to, str(key), about=say(field.label))
