"""The three annexes of a báo cáo sơ kết: tasks, public works, papers issued (domain §4)."""

from collections.abc import Iterable

from lienvung.core.programme.records import Capital, Commitment, FollowUp, Paper, Programme, Work
from lienvung.core.programme.rollup import Overview
from lienvung.core.programme.scope import of_nature, within
from lienvung.core.programme.status import Cell, Status
from lienvung.core.text.date import first_day, format_date
from lienvung.core.text.number import format_number
from lienvung.report.blocks import Table
from lienvung.report.facts import Facts
from lienvung.report.labels import label, labelled_values
from lienvung.report.sentence import Run, Sentence, sentence
from lienvung.report.words import clip, format_deadline, format_paper, format_status, sentence_case

TASKS = (
    ("TT", 4),
    ("Nội dung", 18),
    ("Cơ quan chủ trì", 11),
    ("Cơ quan phối hợp", 10),
    ("Sản phẩm", 8),
    ("Thời hạn", 9),
    ("Kết quả, tiến độ", 15),
    ("Khó khăn, vướng mắc", 9),
    ("Đề xuất", 7),
    ("Căn cứ", 9),
)
WORKS = (
    ("TT", 4),
    ("Công trình", 26),
    ("Tổng mức đầu tư (đồng)", 16),
    ("Nguồn vốn", 12),
    ("Lũy kế giải ngân", 12),
    ("Tiến độ", 30),
)
PAPERS = (("TT", 5), ("Văn bản", 35), ("Cơ quan ban hành", 25), ("Trích yếu", 35))
EMPTY = sentence("")
NO_FIGURES = sentence("chưa có số liệu")


def annexes(facts: Facts, programme: Programme, seen: Overview) -> tuple[Table, ...]:
    """Return annexes 1 (tasks), 2 (works) and 3 (papers) of one programme and one nature of data."""
    known = of_nature(within(facts.follow_up, programme.key), seen.nature)
    return (
        _table("Phụ lục 1", "DANH MỤC NHIỆM VỤ", TASKS, _tasks(facts, known, seen)),
        _table("Phụ lục 2", "CÔNG TRÌNH", WORKS, _works(known)),
        _table("Phụ lục 3", "VĂN BẢN ĐÃ BAN HÀNH", PAPERS, _papers(known)),
    )


def issued(papers: Iterable[Paper]) -> list[Paper]:
    """Return the papers that somebody issued, by day; what the press printed about them is no such paper."""
    return sorted((paper for paper in papers if not paper.publisher), key=lambda paper: (paper.issued_on, paper.key))


def _table(number: str, title: str, columns: tuple[tuple[str, int], ...], rows: list[tuple[Sentence, ...]]) -> Table:
    numbered = tuple((sentence(str(place)), *row) for place, row in enumerate(rows, 1))
    return Table(
        f"{number}\n{title}", tuple(name for name, _ in columns), tuple(width for _, width in columns), numbered
    )


def _tasks(facts: Facts, known: FollowUp, seen: Overview) -> list[tuple[Sentence, ...]]:
    counted = [one for one in known.commitments if seen.statuses[one.key].cell is not Cell.RESTATED]
    return [_task(facts, known, one, seen.statuses[one.key]) for one in counted]


def _task(facts: Facts, known: FollowUp, one: Commitment, status: Status) -> tuple[Sentence, ...]:
    assigned = [each for each in known.assignments if each.commitment == one.key]
    leads = [*one.leads, *(each.lead for each in assigned)] or [facts.side(side) for side in one.owed_by]
    partners = [*one.partners, *(name for each in assigned for name in each.coordinators)]
    return (
        sentence(Run(one.text, "commitment", one.key)),
        sentence(_joined(leads), also=tuple(("assignment", each.key) for each in assigned)),
        sentence(_joined(partners)),
        sentence(one.product),
        sentence(format_deadline(one, status)),
        _result(facts, known, one, status),
        _linked([(each.text, "limitation", each.key) for each in known.limitations if one.key in each.commitments]),
        _linked([(each.text, "escalation", each.key) for each in known.escalations if one.key in each.commitments]),
        _basis(known, one),
    )


def _result(facts: Facts, known: FollowUp, one: Commitment, status: Status) -> Sentence:
    reports = {each.key: each for each in known.reports}
    said = [
        Run(f" {facts.side(side.side)}: {reports[side.report].text.rstrip('.')}.", "progress-report", side.report)
        for side in status.sides
        if side.report in reports
    ]
    return sentence(Run(sentence_case(format_status(status)) + ".", "commitment", one.key, strong=True), *said)


def _basis(known: FollowUp, one: Commitment) -> Sentence:
    for paper in known.papers:
        if paper.key == one.document:
            return sentence(Run(format_paper(paper), "document", paper.key))
    for review in known.reviews:
        if review.key == one.review:
            return sentence(Run(review.title, "review", review.key))
    return EMPTY


def _works(known: FollowUp) -> list[tuple[Sentence, ...]]:
    return [_work(known, work) for work in known.works]


def _work(known: FollowUp, work: Work) -> tuple[Sentence, ...]:
    lines = [line for line in known.capital if line.work == work.key]
    return (
        sentence(Run(work.name, "public-work", work.key)),
        sentence(format_number(work.cost)) if work.cost is not None else NO_FIGURES,
        _sources(lines),
        _disbursed(known, lines),
        sentence(_course(work.stage, work.started_on, work.planned_on, work.opened_on, work.facts)),
    )


def _sources(lines: list[Capital]) -> Sentence:
    """Say how much each source gives; a figure of several lines leads to the first and rests on all."""
    if not lines:
        return NO_FIGURES
    runs: list[Run] = []
    for source in labelled_values("investment-line", "capital"):
        given = [line for line in lines if line.source == source]
        if given:
            total = format_number(sum(line.planned for line in given))
            words = f"{label('investment-line', 'capital', source)} {total}"
            runs.append(Run(words if not runs else f"; {words}", "investment-line", given[0].key))
    return sentence(*runs, also=tuple(("investment-line", line.key) for line in lines))


def _disbursed(known: FollowUp, lines: list[Capital]) -> Sentence:
    """Say what was paid out of these lines, and through which period."""
    keys = {line.key for line in lines}
    paid = [payment for payment in known.payments if payment.line in keys]
    if not paid:
        return NO_FIGURES
    last = max(paid, key=lambda payment: (str(first_day(payment.within)), payment.key))
    words = f"{format_number(sum(payment.disbursed for payment in paid))} (đến {format_date(last.within)})"
    return sentence(Run(words, "disbursement", last.key), also=tuple(("disbursement", payment.key) for payment in paid))


def _course(stage: str, started: str, planned: str, opened: str, facts: str) -> str:
    parts = [
        label("public-work", "stage", stage) if stage else "",
        f"khởi công {format_date(started)}" if started else "",
        f"đưa vào sử dụng {format_date(opened)}" if opened else "",
        f"dự kiến xong {format_date(planned)}" if planned and not opened else "",
    ]
    course = "; ".join(part for part in parts if part)
    return f"{course[:1].upper()}{course[1:]}. {facts}".strip(" .") + "."


def _papers(known: FollowUp) -> list[tuple[Sentence, ...]]:
    return [
        (
            sentence(Run(format_paper(paper), "document", paper.key)),
            sentence(_joined(list(paper.issuers))),
            sentence(clip(paper.subject, 300)),
        )
        for paper in issued(known.papers)
    ]


def _linked(records: list[tuple[str, str, str]]) -> Sentence:
    runs = [Run(f"{text.rstrip('.')}. ", register, key) for text, register, key in records]
    return sentence(*runs)


def _joined(names: list[str]) -> str:
    return "; ".join(dict.fromkeys(names))
