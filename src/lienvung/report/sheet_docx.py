"""The leader's sheet as .docx: exactly one A4 page, whatever the programme holds."""

from io import BytesIO
from typing import Any

from docx.shared import Mm, Pt, RGBColor

from lienvung.core.programme.records import ILLUSTRATIVE
from lienvung.core.programme.sheet import FigureName
from lienvung.core.text.number import format_number
from lienvung.report.docx_form import CENTRE, LEFT, DocxForm, add_table, rule_below, set_page, shade, write
from lienvung.report.sheet_page import SheetList, SheetNumber, SheetPage
from lienvung.report.words import ILLUSTRATIVE_MARK, clip, format_day

MARGINS = (14.0, 14.0, 12.0, 14.0)
WIDTH = 210 - 28
_ALARM, _INK, _QUIET = RGBColor(0x9C, 0x1C, 0x1C), RGBColor(0, 0, 0), RGBColor(0x55, 0x55, 0x55)
_NUMBER_SHADE = "F2F2EE"
_TITLE_LENGTH = 150


def format_sheet(page: SheetPage, base: str) -> bytes:
    """Return the sheet as .docx bytes; links lead to the node at `base`."""
    form = DocxForm(base, 10)
    section = form.document.sections[0]
    set_page(section, landscape=False, margins=MARGINS)
    _marks(section, page, base)
    _title(form, page)
    _numbers(form, page.numbers)
    beside = form.document.add_paragraph()
    beside.paragraph_format.space_before = Pt(4)
    write(beside, page.beside, size=9)
    for left, right in (page.lists[:2], page.lists[2:]):
        _pair(form, left, right)
    subject = f"{page.programme.key}; {page.nature}; {page.today}; {page.code}"
    form.describe(f"Tờ trình lãnh đạo: {page.programme.title}", subject, page.side_title, page.today)
    target = BytesIO()
    form.save(target)
    return target.getvalue()


def _marks(section: Any, page: SheetPage, base: str) -> None:
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    if page.nature == ILLUSTRATIVE:
        header.alignment = CENTRE
        write(header, ILLUSTRATIVE_MARK.upper(), size=9, bold=True)
    footer.alignment = LEFT
    write(footer, f"Mã đối chiếu {page.code}: hai bên đọc cho nhau nghe; trùng mã là cùng số liệu. {base}", size=8)
    footer.runs[0].font.color.rgb = _QUIET


def _title(form: DocxForm, page: SheetPage) -> None:
    top = form.document.add_paragraph()
    write(top, page.side_title.upper(), size=10, bold=True)
    write(top, f"  ·  Số liệu ngày {format_day(page.today)}  ·  Mã đối chiếu ", size=10)
    write(top, page.code, size=12, bold=True)
    title = form.document.add_paragraph()
    title.paragraph_format.space_after = Pt(6)
    write(title, clip(page.programme.title, _TITLE_LENGTH), size=14, bold=True)
    rule_below(title)


def _numbers(form: DocxForm, numbers: tuple[SheetNumber, ...]) -> None:
    table = add_table(form.document, [20] * len(numbers), WIDTH, grid=False)
    for cell, number in zip(table.rows[0].cells, numbers, strict=True):
        shade(cell, _NUMBER_SHADE)
        value = cell.paragraphs[0]
        value.alignment = CENTRE
        alarm = number.figure.name is FigureName.OVERDUE and number.figure.value > 0
        form.sentence(value, number.said, size=26, bold=True, colour=_ALARM if alarm else _INK)
        for text, size, bold in ((number.label, 10, True), (number.note, 8, False)):
            line = cell.add_paragraph()
            line.alignment = CENTRE
            write(line, text, size=size, bold=bold)


def _pair(form: DocxForm, left: SheetList, right: SheetList) -> None:
    table = add_table(form.document, (50, 50), WIDTH, grid=False)
    for cell, found in zip(table.rows[0].cells, (left, right), strict=True):
        _list(form, cell, found)


def _list(form: DocxForm, cell: Any, found: SheetList) -> None:
    head = cell.paragraphs[0]
    head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(8), Pt(2)
    write(head, f"{clip(found.title, 60)} ({format_number(found.total)})", size=11, bold=True)
    rule_below(head)
    for row in found.rows:
        line = _line(cell)
        form.sentence(line, row.text, size=10)
        note = write(_line(cell), clip(row.note, 90), size=9, italic=True)
        note.paragraph_format.left_indent = Mm(3)
        note.runs[0].font.color.rgb = _QUIET
    if found.hidden:
        write(_line(cell), f"… và {format_number(found.hidden)} việc khác", size=9, italic=True)
    if not found.rows:
        write(_line(cell), found.empty, size=9, italic=True)


def _line(cell: Any) -> Any:
    line = cell.add_paragraph()
    line.paragraph_format.space_before = Pt(1)
    line.paragraph_format.keep_together = True
    return line
