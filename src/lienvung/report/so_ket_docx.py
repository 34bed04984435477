"""A báo cáo sơ kết as .docx in Party form (Hướng dẫn 36-HD/VPTW, document-forms §2).

Right: ĐẢNG CỘNG SẢN VIỆT NAM 15 bold over a rule, place and date 14 italic. Left: issuer 14 bold, `*`, `Số   -BC/TU`
14, the number left blank for the clerk who will give it. Margins 20/15/20/30 mm. Page numbers from page 2. A report
of illustrative data says so in the header of every page.
"""

from io import BytesIO
from typing import Any

from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt

from lienvung.core.programme.records import ILLUSTRATIVE
from lienvung.report.blocks import Block, Heading, Table
from lienvung.report.docx_form import (
    CENTRE,
    JUSTIFY,
    LEFT,
    DocxForm,
    add_table,
    keep_whole,
    page_number,
    repeat_head,
    rule_below,
    set_page,
    shade,
    write,
)
from lienvung.report.places import party_committee, place_name
from lienvung.report.so_ket import SoKet
from lienvung.report.words import ILLUSTRATIVE_MARK, format_day

PORTRAIT = (20.0, 15.0, 20.0, 30.0)
LANDSCAPE = (20.0, 15.0, 15.0, 15.0)
PORTRAIT_WIDTH, LANDSCAPE_WIDTH = 210 - 45, 297 - 30
_HEAD_SHADE = "EDEDED"


def format_so_ket(report: SoKet, base: str) -> bytes:
    """Return the report as .docx bytes; links lead to the node at `base`."""
    form = DocxForm(base, 14)
    section = form.document.sections[0]
    set_page(section, landscape=False, margins=PORTRAIT)
    _head_every_page(section, report)
    _letterhead(form, report)
    _title(form, report)
    for part in report.sections:
        _heading(form, part.title)
        for block in part.blocks:
            _block(form, block)
    _signature(form)
    _annexes(form, report)
    subject = f"{report.programme.key}; {report.nature}; {report.today}"
    form.describe(f"Báo cáo sơ kết: {report.programme.title}", subject, report.side_title, report.today)
    target = BytesIO()
    form.save(target)
    return target.getvalue()


def _head_every_page(section: Any, report: SoKet) -> None:
    section.different_first_page_header_footer = True
    first, later = section.first_page_header.paragraphs[0], section.header.paragraphs[0]
    later.alignment = first.alignment = CENTRE
    page_number(later)
    if report.nature == ILLUSTRATIVE:
        for header in (first, later):
            write(header, f"  {ILLUSTRATIVE_MARK.upper()}  ", size=11, bold=True)


def _letterhead(form: DocxForm, report: SoKet) -> None:
    table = add_table(form.document, (45, 55), PORTRAIT_WIDTH, grid=False)
    left, right = table.rows[0].cells
    write(_only(left, CENTRE), party_committee(report.side_title).upper(), size=14, bold=True)
    write(_next(left, CENTRE), "*", size=14)
    write(_next(left, CENTRE), "Số          -BC/TU", size=14)
    party = _only(right, CENTRE)
    party.paragraph_format.left_indent = party.paragraph_format.right_indent = Mm(1)
    write(party, "ĐẢNG CỘNG SẢN VIỆT NAM", size=15, bold=True)
    rule_below(party)
    date = _next(right, CENTRE)
    date.paragraph_format.space_before = Pt(10)
    write(date, f"{place_name(report.side_title)}, ngày      tháng      năm {report.today.year}", size=14, italic=True)


def _title(form: DocxForm, report: SoKet) -> None:
    kind = form.document.add_paragraph()
    kind.alignment, kind.paragraph_format.space_before = CENTRE, Pt(22)
    write(kind, "BÁO CÁO", size=16, bold=True)
    subject = form.document.add_paragraph()
    subject.alignment = CENTRE
    write(subject, f"sơ kết thực hiện {_lower_first(report.programme.title)}", size=14, bold=True)
    write(_below(form, CENTRE), f"(số liệu tính đến ngày {format_day(report.today)})", size=14, italic=True)
    write(_below(form, CENTRE), "-----", size=14)


def _heading(form: DocxForm, text: str) -> None:
    paragraph = _below(form, LEFT)
    paragraph.paragraph_format.space_before = Pt(12)
    paragraph.paragraph_format.keep_with_next = True
    write(paragraph, text, bold=True)


def _block(form: DocxForm, block: Block) -> None:
    if isinstance(block, Table):
        _table(form, block, PORTRAIT_WIDTH, 11)
        return
    paragraph = _below(form, JUSTIFY)
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    if isinstance(block, Heading):
        paragraph.paragraph_format.keep_with_next = True
        write(paragraph, block.text, bold=True, italic=True)
        return
    if block.item:
        write(paragraph, "- ")
    for said in block.sentences:
        if block.note:
            write(paragraph, said.text, italic=True)
        else:
            form.sentence(paragraph, said)


def _table(form: DocxForm, block: Table, width: float, size: float) -> None:
    spacer = _below(form, LEFT)
    spacer.paragraph_format.line_spacing = Pt(8)
    table = add_table(form.document, block.widths, width, grid=True)
    for cell, name in zip(table.rows[0].cells, block.head, strict=True):
        write(_only(cell, CENTRE), name, size=size, bold=True)
        shade(cell, _HEAD_SHADE)
    repeat_head(table.rows[0])
    for row in block.rows:
        drawn = table.add_row()
        keep_whole(drawn)
        for cell, said in zip(drawn.cells, row, strict=True):
            alignment = CENTRE if len(said.text) < 5 and said.text.replace(".", "").isdigit() else LEFT
            form.sentence(_only(cell, alignment), said, size=size)
    if not block.rows:
        write(table.add_row().cells[1].paragraphs[0], "Không có", size=size)


def _signature(form: DocxForm) -> None:
    end = _below(form, LEFT)
    end.paragraph_format.line_spacing = Pt(12)
    table = add_table(form.document, (50, 50), PORTRAIT_WIDTH, grid=False)
    left, right = table.rows[0].cells
    keep_whole(table.rows[0])
    to = _only(left, LEFT)
    write(to, "Nơi nhận:", size=14)
    to.runs[0].underline = True
    for line in ("- Ban Thường vụ các bên ký kết,", "- Các cơ quan được giao chủ trì, phối hợp,", "- Lưu Văn phòng."):
        write(_next(left, LEFT), line, size=12)
    write(_only(right, CENTRE), "T/M BAN THƯỜNG VỤ", size=14, bold=True)
    write(_next(right, CENTRE), "(dự thảo, chưa ký)", size=12, italic=True)


def _annexes(form: DocxForm, report: SoKet) -> None:
    section = form.document.add_section(WD_SECTION.NEW_PAGE)
    set_page(section, landscape=True, margins=LANDSCAPE)
    # The annexes have page numbers from their first page on: only the report's own first page has none.
    section.different_first_page_header_footer = False
    for place, annex in enumerate(report.annexes):
        title = _below(form, CENTRE)
        title.paragraph_format.page_break_before = place > 0
        title.paragraph_format.keep_with_next = True
        write(title, annex.title, size=14, bold=True)
        under = _below(form, CENTRE)
        write(
            under,
            f"(kèm theo Báo cáo số          -BC/TU, số liệu ngày {format_day(report.today)})",
            size=12,
            italic=True,
        )
        _table(form, annex, LANDSCAPE_WIDTH, 10)


def _below(form: DocxForm, alignment: Any) -> Any:
    paragraph = form.document.add_paragraph()
    paragraph.alignment = alignment
    return paragraph


def _only(cell: Any, alignment: Any) -> Any:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = alignment
    return paragraph


def _next(cell: Any, alignment: Any) -> Any:
    paragraph = cell.add_paragraph()
    paragraph.alignment = alignment
    return paragraph


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
