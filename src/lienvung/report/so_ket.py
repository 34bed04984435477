"""The content of a báo cáo sơ kết: five sections and three annexes, every sentence with its records.

The form follows domain §4: I lãnh đạo, chỉ đạo; II kết quả by field; III đánh giá chung; IV phương hướng;
V kiến nghị. The machine states what the records say and leaves judgement to the drafter, in brackets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lienvung.core.programme.records import Commitment, Programme, Progress
from lienvung.core.programme.rollup import Overview, overview
from lienvung.core.programme.scope import of_nature, within
from lienvung.core.programme.status import Cell, Status
from lienvung.core.text.date import format_date
from lienvung.core.text.number import format_number
from lienvung.report.annexes import annexes, issued
from lienvung.report.blocks import Block, Heading, Paragraph, Table
from lienvung.report.facts import Facts
from lienvung.report.figures import Figures
from lienvung.report.labels import label
from lienvung.report.sentence import Run, Sentence, sentence
from lienvung.report.words import (
    format_deadline,
    format_paper,
    format_status,
    sentence_case,
)

FOR_THE_DRAFTER = "[Phần nhận định do người soạn viết thêm.]"
NOTHING = "Chưa có bản ghi nào."


@dataclass(frozen=True, slots=True)
class Section:
    """Hold one of the five sections."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class SoKet:
    """Hold a whole report as a value, before any file format."""

    programme: Programme
    nature: str
    side: str
    side_title: str
    today: date
    sections: tuple[Section, ...]
    annexes: tuple[Table, ...]


def so_ket(facts: Facts, *, programme: str, side: str, nature: str, today: date) -> SoKet:
    """Write the report of one side on one programme, of one nature of data. Raises ProgrammeUnknown."""
    chosen = facts.programme(programme)
    writer = _Writer(facts, chosen, overview(facts.follow_up, nature=nature, today=today, programme=programme))
    return SoKet(
        programme=chosen,
        nature=nature,
        side=side,
        side_title=facts.side(side),
        today=today,
        sections=tuple(writer.sections()),
        annexes=annexes(facts, chosen, writer.seen),
    )


class _Writer:
    """Turn one overview into sections; holds what every section looks up."""

    def __init__(self, facts: Facts, programme: Programme, seen: Overview) -> None:
        self.facts = facts
        self.programme = programme
        self.seen = seen
        self.known = of_nature(within(facts.follow_up, programme.key), seen.nature)
        self.reports = {one.key: one for one in self.known.reports}
        self.commitments = {one.key: one for one in self.known.commitments}
        self.figures = Figures(programme.key, seen, {one.key: one.field for one in self.known.commitments})

    def sections(self) -> Iterator[Section]:
        yield Section("I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO", tuple(self.leadership()))
        yield Section("II. KẾT QUẢ THỰC HIỆN", tuple(self.results()))
        yield Section("III. ĐÁNH GIÁ CHUNG", tuple(self.assessment()))
        yield Section("IV. PHƯƠNG HƯỚNG, NHIỆM VỤ, GIẢI PHÁP", tuple(self.outlook()))
        yield Section("V. KIẾN NGHỊ, ĐỀ XUẤT", tuple(self.escalations()))

    def leadership(self) -> Iterator[Block]:
        programme = self.programme
        signed = f" được ký ngày {format_date(programme.signed_on)}" if programme.signed_on else " đã được ký"
        by = f" giữa {', '.join(programme.signatories)}" if programme.signatories else ""
        yield _text(sentence(Run(programme.title, "programme", programme.key), signed, by, "."))
        papers = issued(self.known.papers)
        if papers:
            yield _text(sentence(f"Các văn bản đã ban hành ({format_number(len(papers))} văn bản, Phụ lục 3):"))
        for paper in papers:
            yield _item(sentence(Run(format_paper(paper), "document", paper.key), f": {_stop(paper.subject)}"))
        for review in sorted(self.known.reviews, key=lambda one: one.held_on):
            day = f", {format_date(review.held_on)}" if review.held_on else ""
            place = f", tại {review.place}" if review.place else ""
            yield _item(sentence("Kỳ sơ kết, rà soát: ", Run(review.title, "review", review.key), day, place, "."))

    def results(self) -> Iterator[Block]:
        yield _text(*self.figures.totals())
        yield self.figures.table_by_field()
        for name, commitments in self.by_field():
            yield Heading(sentence_case(name))
            for commitment in commitments:
                yield _item(*self.progress(commitment))

    def by_field(self) -> Iterator[tuple[str, list[Commitment]]]:
        counted = [self.commitments[key] for key, one in self.seen.statuses.items() if one.cell is not Cell.RESTATED]
        for field in self.figures.fields():
            if commitments := [one for one in counted if one.field == field]:
                yield label("commitment", "field", field), commitments

    def progress(self, commitment: Commitment) -> Iterator[Sentence]:
        status = self.seen.statuses[commitment.key]
        yield sentence(Run(_stop(commitment.text), "commitment", commitment.key), " ")
        yield sentence(
            Run(f"Tình trạng: {format_status(status)}", "commitment", commitment.key, strong=True),
            f" (thời hạn: {format_deadline(commitment, status)}). ",
        )
        for report in self.newest(status):
            yield sentence(
                f"{self.facts.side(report.side)} báo ngày {format_date(report.reported_on)}: ",
                Run(_stop(report.text), "progress-report", report.key),
                f" Minh chứng: {_stop(report.evidence_text)}" if report.evidence_text else "",
                " ",
                also=tuple(("document", key) for key in report.evidence),
            )
        for key in status.disputes:
            report = self.reports[key]
            yield sentence(
                f"{self.facts.side(report.side)} không thống nhất: ",
                Run(_stop(report.text), "progress-report", report.key),
                " ",
            )

    def newest(self, status: Status) -> Iterator[Progress]:
        for side in status.sides:
            if side.report:
                yield self.reports[side.report]

    def assessment(self) -> Iterator[Block]:
        yield Heading("1. Ưu điểm")
        done = [key for cell in (Cell.DONE_ON_TIME, Cell.DONE_UNDATED) for key in self.seen.in_cell(cell)]
        yield from self.listed("Đã hoàn thành đúng hạn hoặc không đặt thời hạn", done)
        yield _note(FOR_THE_DRAFTER)
        yield Heading("2. Tồn tại, hạn chế")
        yield from self.listed("Đang thực hiện quá hạn", self.seen.overdue)
        yield from self.listed("Đã nêu từ hai kỳ trở lên mà chưa xong", self.seen.raised_again)
        for limitation in self.known.limitations:
            resolved = f" Đã tháo gỡ ngày {format_date(limitation.resolved_on)}." if limitation.resolved_on else ""
            yield _item(sentence(Run(_stop(limitation.text), "limitation", limitation.key), resolved))
        yield Heading("3. Nguyên nhân")
        causes = [one for one in self.known.limitations if one.cause]
        for limitation in causes:
            yield _item(sentence(Run(_stop(limitation.cause), "limitation", limitation.key)))
        yield _note("[Nguyên nhân khách quan, chủ quan và bài học kinh nghiệm do người soạn viết thêm.]")

    def outlook(self) -> Iterator[Block]:
        yield from self.listed("Làm dứt điểm việc quá hạn", self.seen.overdue)
        yield from self.listed("Hoàn thành việc đến hạn trong 30 ngày tới", self.seen.due_soon)
        yield from self.listed("Thống nhất thời hạn cho việc chưa có thời hạn", self.seen.no_deadline)
        yield from self.listed("Cùng kiểm tra, thống nhất kết quả", self.seen.disputed)
        for limitation in self.known.limitations:
            if limitation.unblocks and not limitation.resolved_on:
                yield _item(sentence("Tháo gỡ: ", Run(_stop(limitation.unblocks), "limitation", limitation.key)))
        yield _note(FOR_THE_DRAFTER)

    def escalations(self) -> Iterator[Block]:
        matters = self.known.escalations
        if not matters:
            yield _text(sentence(NOTHING))
        for one in matters:
            to = f"Kiến nghị {one.addressee}: " if one.addressee else "Kiến nghị: "
            basis = f" Căn cứ: {_stop(one.basis)}" if one.basis else ""
            sent = f" Đã gửi: {one.sent_document}" if one.sent_document else " Chưa gửi văn bản"
            day = f" ngày {format_date(one.sent_on)}" if one.sent_on else ""
            answer = f" Trả lời: {_stop(one.answer)}" if one.answer else " Chưa có trả lời."
            yield _item(sentence(to, Run(_stop(one.text), "escalation", one.key), basis, f"{sent}{day}.", answer))

    def listed(self, title: str, keys: tuple[str, ...] | list[str]) -> Iterator[Block]:
        if not keys:
            return
        yield _text(sentence(f"{title} ({format_number(len(keys))}):"))
        for key in keys:
            status = format_status(self.seen.statuses[key])
            text = self.commitments[key].text.rstrip(".")
            yield _item(sentence(Run(text, "commitment", key), f" ({status})."))


def _text(*sentences: Sentence) -> Paragraph:
    return Paragraph(sentences)


def _item(*sentences: Sentence) -> Paragraph:
    return Paragraph(sentences, item=True)


def _note(text: str) -> Paragraph:
    return Paragraph((sentence(text),), note=True)


def _stop(text: str) -> str:
    """Return the text ending in a full stop, whatever it ended in."""
    return text.rstrip(" .;,") + "."
