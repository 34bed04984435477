"""Giấy chứng nhận bản ghi: which records it proves, what it shows of them, and the file beside the sheet."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import override

from lienvung.core.agreement.record_proof import MOST_ENTRIES, Verdict, check_record_proof
from lienvung.core.register.entry import format_time
from lienvung.core.register.record import HELD, Record
from lienvung.node.record_proof import README, SCRIPT, SHEET, prove_records, script, write_proof_zip
from lienvung.office.node_access import now
from lienvung.report.certificate import (
    EXACT,
    HOW_TO_CHECK,
    NOT_A_SIGNATURE,
    Certificate,
    certificate_of,
    count_words,
    programme_subject,
)
from lienvung.report.certificate_docx import format_certificate
from lienvung.web import words
from lienvung.web.selectors.values import part_name, say
from lienvung.web.snapshot import Snapshot

ALWAYS = "shared"
OPEN = frozenset({"shared", "source"})
"""Parts that whoever reads the record may hand on; others take the approver's duty."""


@dataclass(frozen=True, slots=True)
class PartChoice:
    """A part that the sheet may show, beside the shared one."""

    name: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate: the sheet, and the members of the proof that it rests on."""

    sheet: Certificate
    members: dict[str, bytes]


def certify_record(seen: Snapshot, record: Record, names: Collection[str]) -> Issued:
    """Prove one record and say on a sheet what it says (EntryNotHeld, RecordProofInvalid)."""
    definition = seen.definition(record.register)
    # The sheet is an official paper: Vietnamese, whatever language its reader chose.
    with override("vi"):
        shown = [name for name in definition.parts if name in names]
        facts = [
            (fact.label, ", ".join(piece.text for piece in fact.pieces))
            for name in shown
            for fact in seen.shower.facts(definition.fields_of(name), record.values)
        ]
        if "source" in names and record.source.get("exact"):
            facts.append((EXACT, str(record.source["exact"])))
        subject = f"{say(definition.title)} · {words.RECORD_STATES[record.state]} · {record.key}"
        return _issue(seen, [record], names, seen.shower.title(record), subject, facts)


def certify_programme(seen: Snapshot, programme: Record) -> Issued:
    """Prove a programme and every live record that belongs to it; the sheet lists counts."""
    records = records_of_programme(seen, programme)
    with override("vi"):
        counts: dict[str, int] = {}
        for record in records:
            counts[record.register] = counts.get(record.register, 0) + 1
        facts = [(say(seen.definition(name).title), count_words(count)) for name, count in counts.items()]
        title = seen.shower.title(programme)
        return _issue(seen, records, {ALWAYS}, title, programme_subject(programme.key), facts)


def records_of_programme(seen: Snapshot, programme: Record) -> list[Record]:
    """Return the programme, what names it, and what names its commitments, each once, as far as it is held."""
    found = {(programme.register, programme.key): programme}
    for near in _naming(seen, programme):
        found[near.register, near.key] = near
    for commitment in [record for record in found.values() if record.register == "commitment"]:
        for far in _naming(seen, commitment):
            found.setdefault((far.register, far.key), far)
    return list(found.values())[: MOST_ENTRIES // 2]


def part_choices(seen: Snapshot, record: Record, names: Collection[str], *, may_all: bool) -> list[PartChoice]:
    """Return the held parts that may be added to the sheet."""
    held = [name for name, state in record.parts.items() if state == HELD and name != ALWAYS]
    allowed = [name for name in held if may_all or name in OPEN]
    definition = seen.shower.catalogue.get(record.register)
    return [PartChoice(name, part_name(definition, name), name in names) for name in sorted(allowed)]


def pack(issued: Issued, base: str) -> bytes:
    """Return the zip: the sheet, the proof, the script, and how to read them."""
    target = BytesIO()
    people = {
        SHEET: format_certificate(issued.sheet, base),
        SCRIPT: script(),
        README: f"{issued.sheet.title}\n\n{HOW_TO_CHECK}\n\n{NOT_A_SIGNATURE}\n".encode(),
    }
    write_proof_zip(target, issued.members, people)
    return target.getvalue()


def _naming(seen: Snapshot, record: Record) -> Iterator[Record]:
    for link in seen.reader.links_to(record.key):
        named = seen.reader.record(link.register, link.key)
        if named is not None and named.state == "live" and named.register in seen.shower.catalogue:
            yield named


def _part_names(seen: Snapshot, records: Sequence[Record]) -> dict[str, str]:
    definitions = {each.register: seen.shower.catalogue.get(each.register) for each in records}.values()
    own = {name: part_name(each, name) for each in definitions if each for name in each.parts}
    return {**{name: str(word) for name, word in words.PARTS.items()}, **own}


def _issue(
    seen: Snapshot,
    records: Sequence[Record],
    names: Collection[str],
    title: str,
    subject: str,
    facts: Sequence[tuple[str, str]],
) -> Issued:
    members = prove_records(seen.reader, seen.houses.own.name, records, names, format_time(now()))
    # Nothing is certified that was not judged first, by the same rules as the reader's.
    verdict: Verdict = check_record_proof(members)
    sheet = certificate_of(
        verdict,
        title=title,
        subject=subject,
        nature=str(records[0].values.get("nature", "")),
        facts=facts,
        titles=dict(seen.houses.known),
        parts=_part_names(seen, records),
        issued_by=seen.houses.own.title,
        today=seen.today,
    )
    return Issued(sheet, members)
