"""One commitment with everything around it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.programme.chain import Occasion, ancestors
from lienvung.core.programme.deadline import Extension
from lienvung.core.programme.records import Assignment, Commitment, FollowUp, Progress
from lienvung.core.programme.sides import SideStatus
from lienvung.core.register.record import Record
from lienvung.report.reminder import reminder
from lienvung.web import words
from lienvung.web.addresses import record_address
from lienvung.web.selectors.acceptances import acceptance_words
from lienvung.web.selectors.dissolved import dissolved_promisers
from lienvung.web.selectors.escalations import escalation_words
from lienvung.web.selectors.hand_overs import Stewardship, read_stewardship
from lienvung.web.selectors.histories import ShownChange, read_history
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.lines import Line, deadline_words, show_line
from lienvung.web.selectors.passages import Passage, read_passage
from lienvung.web.selectors.portfolio import Portfolio, Tracked
from lienvung.web.selectors.proofs import Seal, read_seal
from lienvung.web.selectors.proposals import ProposalRow, proposals_about
from lienvung.web.selectors.values import Linked, Shower

SHORT = 160


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side's half: who leads there, and where it stands."""

    title: str
    leads: str
    coordinators: str
    progress: str
    reported_on: date | None


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """What another side says of a report."""

    side: str
    stance: str
    disputes: bool
    text: str
    on: str


@dataclass(frozen=True, slots=True)
class ShownReport:
    """A progress report with its evidence and the answers to it."""

    key: str
    url: str
    on: str
    side: str
    progress: str
    claims_done: bool
    text: str
    evidence: tuple[Linked, ...]
    evidence_text: str
    file_url: str
    answers: tuple[ShownAnswer, ...]
    citation: str
    nature: str
    steward: House


@dataclass(frozen=True, slots=True)
class ShownReminder:
    """Ready words for one side whose turn it is; `anchor` names them on the page."""

    side: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """All that the page of one commitment shows."""

    key: str
    text: str
    truncated: bool
    line: Line
    cell: str
    note: str
    raised: int
    disputed: bool
    reason: str
    nature: str
    steward: House
    seal: Seal
    programmes: tuple[Linked, ...]
    deadline: str
    deadline_printed: str
    extensions: tuple[Extension, ...]
    sides: tuple[ShownSide, ...]
    leads: str
    partners: str
    product: str
    field: str
    agreed_on: str
    acceptance: str
    occasions: tuple[Linked, ...]
    reports: tuple[ShownReport, ...]
    limitations: tuple[Linked, ...]
    escalations: tuple[Linked, ...]
    dissolved: tuple[Linked, ...]
    before: tuple[Linked, ...]
    after: tuple[Linked, ...]
    passage: Passage | None
    history: list[ShownChange]
    reminders: tuple[ShownReminder, ...]
    record_url: str
    proposals: tuple[ProposalRow, ...]
    stewardship: tuple[Stewardship, ...]


def read_commitment(shower: Shower, portfolio: Portfolio, record: Record, base: str) -> CommitmentPage:
    """Gather one commitment; `record` is its record, live; `base` is this node's address."""
    one = portfolio.tracked[record.key]
    commitment, follow_up = one.commitment, portfolio.follow_up
    line = show_line(shower, one)
    return CommitmentPage(
        key=commitment.key,
        text=commitment.text,
        truncated=len(commitment.text) > SHORT,
        line=line,
        cell=line.cell,
        note=line.note,
        raised=one.status.raised,
        disputed=one.status.disputed,
        reason=words.reason_words(one.status.reason),
        nature=commitment.nature,
        steward=line.steward,
        seal=read_seal(shower.reader, record),
        programmes=tuple(shower.link("programme", key) for key in commitment.programmes),
        deadline=deadline_words(one),
        deadline_printed=commitment.deadline.text,
        extensions=commitment.extensions,
        sides=_sides(shower, one, follow_up.assignments),
        leads=", ".join(commitment.leads),
        partners=", ".join(commitment.partners),
        product=commitment.product,
        field=line.field,
        agreed_on=commitment.agreed_on,
        acceptance=acceptance_words(shower, record, commitment.owed_by),
        occasions=tuple(_occasion(shower, each) for each in one.status.occasions),
        reports=tuple(_reports(shower, commitment, follow_up.reports)),
        limitations=_limitations(commitment.key, follow_up),
        escalations=_escalations(commitment.key, portfolio),
        dissolved=dissolved_promisers(shower, portfolio, [commitment]),
        before=_commitments(shower, ancestors(commitment, {each.key: each for each in follow_up.commitments})),
        after=_commitments(shower, (each for each in follow_up.commitments if commitment.key in each.predecessors)),
        passage=read_passage(shower, record),
        history=read_history(shower, "commitment", commitment.key),
        reminders=_reminders(shower, portfolio, one, str(record.source.get("exact", "")), base),
        record_url=record_address("commitment", commitment.key),
        proposals=proposals_about(shower, record, portfolio.today),
        stewardship=read_stewardship(shower, "commitment", commitment.key),
    )


def _sides(shower: Shower, one: Tracked, assignments: Iterable[Assignment]) -> tuple[ShownSide, ...]:
    halves = [each for each in assignments if each.commitment == one.commitment.key]
    return tuple(_side(shower, side, [each for each in halves if each.side == side.side]) for side in one.status.sides)


def _side(shower: Shower, side: SideStatus, halves: list[Assignment]) -> ShownSide:
    return ShownSide(
        title=shower.houses[side.side].title,
        leads=", ".join(each.lead for each in halves),
        coordinators=", ".join(name for each in halves for name in each.coordinators),
        progress=words.progress_word(side.progress) if side.report else _("chưa báo"),
        reported_on=side.reported_on,
    )


def _occasion(shower: Shower, occasion: Occasion) -> Linked:
    return shower.link(occasion.register, occasion.key, on=occasion.on)


def _reports(shower: Shower, commitment: Commitment, reports: Iterable[Progress]) -> Iterable[ShownReport]:
    own = [each for each in reports if each.commitment == commitment.key]
    known = {each.key for each in own}
    newest = sorted(own, key=lambda each: (each.reported_on, each.recorded), reverse=True)
    for report in newest:
        if report.responds_to not in known:
            yield _report(shower, report, [each for each in newest if each.responds_to == report.key])


def _report(shower: Shower, report: Progress, answers: Iterable[Progress]) -> ShownReport:
    return ShownReport(
        key=report.key,
        url=record_address("progress-report", report.key),
        on=report.reported_on,
        side=shower.houses[report.side].title,
        progress=words.progress_word(report.progress),
        claims_done=report.progress == "done",
        text=report.text,
        evidence=tuple(shower.link("document", key) for key in report.evidence),
        evidence_text=report.evidence_text,
        file_url=reverse("web:blob", args=[report.evidence_file]) if report.evidence_file else "",
        answers=tuple(_answer(shower, each) for each in answers),
        citation="; ".join(report.citation),
        nature=report.nature,
        steward=shower.houses[report.steward],
    )


def _answer(shower: Shower, answer: Progress) -> ShownAnswer:
    disputes = answer.stance == "dispute"
    stance = _("không thống nhất") if disputes else _("xác nhận")
    return ShownAnswer(shower.houses[answer.side].title, stance, disputes, answer.text, answer.reported_on)


def _limitations(key: str, follow_up: FollowUp) -> tuple[Linked, ...]:
    return tuple(
        Linked(each.text, record_address("limitation", each.key), about=each.cause)
        for each in follow_up.limitations
        if key in each.commitments
    )


def _escalations(key: str, portfolio: Portfolio) -> tuple[Linked, ...]:
    return tuple(
        Linked(each.text, record_address("escalation", each.key), about=escalation_words(each, portfolio.today))
        for each in portfolio.follow_up.escalations
        if key in each.commitments
    )


def _commitments(shower: Shower, many: Iterable[Commitment]) -> tuple[Linked, ...]:
    return tuple(shower.link("commitment", each.key, on=each.agreed_on) for each in many)


def _reminders(
    shower: Shower, portfolio: Portfolio, one: Tracked, passage: str, base: str
) -> tuple[ShownReminder, ...]:
    texts = {
        side: reminder(
            portfolio.facts,
            one.commitment,
            one.status,
            side=side,
            today=portfolio.today,
            base=base,
            passage=passage,
        ).text
        for side in one.status.waiting_for
    }
    return tuple(ShownReminder(shower.houses[side].title, text, f"don-doc-{side}") for side, text in texts.items())
