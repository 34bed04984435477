"""Lời đôn đốc: a polite official reminder, ready to paste into mail or chat."""

from dataclasses import dataclass
from datetime import date, timedelta

from lienvung.core.programme.records import ILLUSTRATIVE, Commitment
from lienvung.core.programme.status import Cell, Status
from lienvung.core.text.date import format_date
from lienvung.core.text.number import format_number
from lienvung.report.agency_rows import agencies_of
from lienvung.report.facts import Facts
from lienvung.report.sentence import page_address, page_path
from lienvung.report.words import ILLUSTRATIVE_MARK, clip, format_day, format_deadline, format_paper

ANSWER_DAYS = 7
SUBJECT_LENGTH = 70


@dataclass(frozen=True, slots=True)
class Reminder:
    """Hold a reminder: to whom, about what, and the text."""

    to: tuple[str, ...]
    subject: str
    text: str


def reminder(
    facts: Facts, commitment: Commitment, status: Status, *, side: str, today: date, base: str, passage: str = ""
) -> Reminder:
    """Write a reminder to the agencies of `side` about one commitment.

    `passage` is the exact text of the paper (the record's source), by default the commitment's own; `base` the
    node's address. The day asked for an answer is a week from today.
    """
    to = agencies_of(facts, commitment, side)
    subject = f"Đôn đốc: {clip(commitment.text, SUBJECT_LENGTH)}"
    lines = [
        f"Kính gửi: {'; '.join(to)}",
        "",
        f"Thực hiện {_basis(facts, commitment)}, {facts.side(side)} có nội dung cam kết:",
        f"“{passage or commitment.text}”",
        f"Thời hạn: {format_deadline(commitment, status)}.",
        _standing(status, today),
        *_last_word(facts, status, side),
        *_dispute(status),
        "",
        f"Kính đề nghị quý cơ quan khẩn trương thực hiện và báo kết quả kèm minh chứng, hoặc nêu rõ vướng mắc và "
        f"thời gian dự kiến hoàn thành, trước ngày {format_day(today + timedelta(days=ANSWER_DAYS))}.",
        f"Đoạn văn bản gốc, tiến độ các bên: {page_address(base, page_path('commitment', commitment.key))}",
        "Trân trọng.",
    ]
    if commitment.nature == ILLUSTRATIVE:
        lines.insert(0, f"[{ILLUSTRATIVE_MARK}]")
    return Reminder(to, subject, "\n".join(lines))


def _basis(facts: Facts, commitment: Commitment) -> str:
    """Return the paper, else the review, else the programme that the promise stands in."""
    for paper in facts.follow_up.papers:
        if paper.key == commitment.document:
            return format_paper(paper)
    for review in facts.follow_up.reviews:
        if review.key == commitment.review:
            day = f" ngày {format_date(review.held_on)}" if review.held_on else ""
            return f"kết luận tại “{review.title}”{day}"
    titles = [one.title for one in facts.follow_up.programmes if one.key in commitment.programmes]
    return titles[0] if titles else "nội dung các bên đã thống nhất"


def _standing(status: Status, today: date) -> str:
    day = f"Đến ngày {format_day(today)}"
    raised = f", đã được nêu tại {status.raised} kỳ" if status.raised > 1 else ""
    if status.cell is Cell.OPEN_OVERDUE:
        return f"{day}, nội dung này đã quá hạn {format_number(status.days_late)} ngày{raised}."
    if status.cell is Cell.OPEN_IN_TERM and status.days_left is not None:
        return f"{day}, nội dung này còn {format_number(status.days_left)} ngày là đến hạn{raised}."
    if status.age_days is not None:
        return f"{day}, đã {format_number(status.age_days)} ngày kể từ khi các bên thống nhất{raised}."
    return f"{day}, nội dung này chưa được báo hoàn thành{raised}."


def _last_word(facts: Facts, status: Status, side: str) -> list[str]:
    newest = {one.side: one.report for one in status.sides}.get(side, "")
    for report in facts.follow_up.reports:
        if report.key == newest:
            return [f"Báo cáo gần nhất (ngày {format_date(report.reported_on)}): {report.text.rstrip('.')}."]
    return ["Chúng tôi chưa nhận được báo cáo tiến độ."] if status.cell is not Cell.UNCLEAR else []


def _dispute(status: Status) -> list[str]:
    return ["Hiện còn bên chưa thống nhất với kết quả đã báo."] if status.disputed else []
