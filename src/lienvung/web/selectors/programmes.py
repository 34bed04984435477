"""Programmes: the list, and one on its line of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from lienvung.core.programme.records import Commitment, FollowUp, Programme
from lienvung.core.programme.rollup import pressing
from lienvung.core.programme.status import Cell
from lienvung.core.register.record import Record
from lienvung.core.text.date import last_day
from lienvung.report.words import format_paper
from lienvung.web.addresses import face_address, list_address, record_address
from lienvung.web.selectors.commitments import FOLLOWED, Column, Group, commitment_columns, group_commitments
from lienvung.web.selectors.dissolved import dissolved_promisers
from lienvung.web.selectors.escalations import escalation_words
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.lines import lateness
from lienvung.web.selectors.natures import nature_filter
from lienvung.web.selectors.overview import Strip, read_strip
from lienvung.web.selectors.portfolio import Portfolio, Tracked
from lienvung.web.selectors.proofs import Seal, read_seal
from lienvung.web.selectors.timeline import Event, Term, Timeline, draw_timeline
from lienvung.web.selectors.values import Linked, Shower
from lienvung.web.words import cell_word


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One programme on one line of the list."""

    title: str
    url: str
    sides: str
    signed_on: str
    total: int
    list_url: str
    overdue: int
    overdue_url: str
    reviews: int
    nature: str
    steward: House


@dataclass(frozen=True, slots=True)
class ProgrammesPage:
    """The list of programmes of one nature."""

    nature: str
    lines: tuple[ProgrammeLine, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a programme told in words."""

    on: str
    title: str
    url: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """All that the page of one programme shows."""

    title: str
    sides: str
    signed_on: str
    signatories: tuple[str, ...]
    nature: str
    steward: House
    seal: Seal
    strip: Strip
    timeline: Timeline
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    events: tuple[Told, ...]
    dissolved: tuple[Linked, ...]
    before: tuple[Linked, ...]
    after: tuple[Linked, ...]
    limitations: tuple[Linked, ...]
    escalations: tuple[Linked, ...]
    citations: tuple[str, ...]
    report_url: str
    record_url: str


def read_programmes(shower: Shower, portfolio: Portfolio, nature: str) -> ProgrammesPage:
    """Return the programmes of one nature, in the order of signing."""
    chosen = sorted(
        (one for one in portfolio.follow_up.programmes if one.nature == nature), key=lambda one: one.signed_on or "9999"
    )
    return ProgrammesPage(nature, tuple(_line(shower, portfolio, one) for one in chosen))


def _line(shower: Shower, portfolio: Portfolio, programme: Programme) -> ProgrammeLine:
    counts = portfolio.overview_of(programme).total
    asked = {**nature_filter(programme.nature), "chuong_trinh": programme.key}
    return ProgrammeLine(
        title=programme.title,
        url=face_address("programme", programme.key),
        sides=shower.houses.shorts(programme.sides),
        signed_on=programme.signed_on,
        total=counts.followed,
        list_url=list_address("web:commitments", **asked, tinh_trang=FOLLOWED),
        overdue=counts[Cell.OPEN_OVERDUE],
        overdue_url=list_address("web:commitments", **asked, tinh_trang=Cell.OPEN_OVERDUE),
        reviews=sum(programme.key in review.programmes for review in portfolio.follow_up.reviews),
        nature=programme.nature,
        steward=shower.houses[programme.steward],
    )


def read_programme(shower: Shower, portfolio: Portfolio, record: Record) -> ProgrammePage:
    """Gather one programme; `record` is its record, live."""
    follow_up, programme = portfolio.follow_up, portfolio.facts.programme(record.key)
    many = portfolio.of_programme(programme)
    counts = portfolio.overview_of(programme).total
    return ProgrammePage(
        title=programme.title,
        sides=shower.houses.titles(programme.sides),
        signed_on=programme.signed_on,
        signatories=programme.signatories,
        nature=programme.nature,
        steward=shower.houses[programme.steward],
        seal=read_seal(shower.reader, record),
        strip=read_strip(counts, programme.nature, chuong_trinh=programme.key),
        timeline=draw_timeline(_events(follow_up, programme), _terms(many, portfolio), portfolio.today),
        columns=commitment_columns(),
        groups=group_commitments(shower, sorted(many, key=lambda one: pressing(one.status)), "linh_vuc"),
        events=tuple(_told(follow_up, programme, record)),
        dissolved=dissolved_promisers(shower, portfolio, [one.commitment for one in many]),
        before=_programmes(shower, record.values.get("predecessors", ())),
        after=_programmes(shower, _successors(shower, record.key)),
        limitations=_limitations(follow_up, programme),
        escalations=_escalations(follow_up, programme, portfolio.today),
        citations=programme.citation,
        report_url=list_address("web:reports", chuong_trinh=programme.key),
        record_url=record_address("programme", programme.key),
    )


def _events(follow_up: FollowUp, programme: Programme) -> Iterator[Event]:
    for paper in follow_up.papers:
        if programme.key in paper.programmes and (on := _day(paper.issued_on)):
            yield Event(on, "paper", paper.number or paper.doc_type, paper.subject, face_address("document", paper.key))
    for review in follow_up.reviews:
        if programme.key in review.programmes and (on := _day(review.held_on)):
            yield Event(on, "review", f"{on:%d/%m/%Y}", review.title, record_address("review", review.key))
    known = _known_days(follow_up, programme)
    for value, what in programme.milestones:
        if (on := _day(value)) and value not in known:
            yield Event(on, "milestone", f"{on:%d/%m/%Y}", what)


def _known_days(follow_up: FollowUp, programme: Programme) -> set[str]:
    """Return the days of papers and reviews: a milestone of such a day tells the same thing again."""
    papers = {paper.issued_on for paper in follow_up.papers if programme.key in paper.programmes}
    return papers | {review.held_on for review in follow_up.reviews if programme.key in review.programmes}


def _terms(many: Iterable[Tracked], portfolio: Portfolio) -> Iterator[Term]:
    for one in many:
        commitment, status = one.commitment, one.status
        since = _day(commitment.agreed_on) or status.since
        if since:
            yield Term(
                key=commitment.key,
                since=since,
                until=_end(one, portfolio),
                cell=status.cell,
                label=commitment.text,
                title=_tooltip(commitment, one),
                url=face_address("commitment", commitment.key),
                predecessors=commitment.predecessors,
            )


def _end(one: Tracked, portfolio: Portfolio) -> date | None:
    """Return where a line ends: when it was done or raised again, or on its day while that is still to come."""
    status = one.status
    if status.restated_by:
        newer = (portfolio.tracked[key].commitment.agreed_on for key in status.restated_by)
        return min((day for value in newer if (day := _day(value))), default=None)
    if status.done_on:
        return status.done_on
    return status.due if status.cell is Cell.OPEN_IN_TERM else None


def _tooltip(commitment: Commitment, one: Tracked) -> str:
    note = lateness(one.status)
    return f"{commitment.text} ({cell_word(one.status.cell)}{', ' + note if note else ''})"


def _told(follow_up: FollowUp, programme: Programme, record: Record) -> Iterable[Told]:
    known = _known_days(follow_up, programme)
    told = [
        Told(paper.issued_on, f"{format_paper(paper)}: {paper.subject}", face_address("document", paper.key))
        for paper in follow_up.papers
        if programme.key in paper.programmes
    ]
    told += [
        Told(review.held_on, review.title, record_address("review", review.key))
        for review in follow_up.reviews
        if programme.key in review.programmes
    ]
    told += [
        Told(str(one["on"]), str(one["what"]), citation=str(one.get("citation", "")))
        for one in record.values.get("timeline", ())
        if one["on"] not in known
    ]
    return sorted(told, key=lambda one: (_day(one.on) or date.min, one.title))


def _programmes(shower: Shower, keys: Iterable[str]) -> tuple[Linked, ...]:
    return tuple(shower.link("programme", key) for key in keys)


def _successors(shower: Shower, key: str) -> list[str]:
    return [
        link.key for link in shower.reader.links_to(key) if (link.register, link.field) == ("programme", "predecessors")
    ]


def _limitations(follow_up: FollowUp, programme: Programme) -> tuple[Linked, ...]:
    return tuple(
        Linked(one.text, record_address("limitation", one.key), on=one.since)
        for one in follow_up.limitations
        if programme.key in one.programmes
    )


def _escalations(follow_up: FollowUp, programme: Programme, today: date) -> tuple[Linked, ...]:
    return tuple(
        Linked(one.text, record_address("escalation", one.key), about=escalation_words(one, today))
        for one in follow_up.escalations
        if programme.key in one.programmes
    )


def _day(value: str) -> date | None:
    return last_day(value) if value else None
