"""Giấy chứng nhận bản ghi as .docx: exactly one A4 page, whatever the record holds."""

from io import BytesIO
from typing import Any

import segno
from docx.shared import Mm, Pt, RGBColor

from lienvung.core.programme.records import ILLUSTRATIVE
from lienvung.core.text.number import format_number
from lienvung.report.certificate import HOW_TO_CHECK, NOT_A_SIGNATURE, Certificate, Signed
from lienvung.report.docx_form import CENTRE, DocxForm, add_table, rule_below, set_page, write
from lienvung.report.words import ILLUSTRATIVE_MARK, clip, format_day

MARGINS = (14.0, 14.0, 12.0, 16.0)
WIDTH = 210 - 30
MOST_FACTS = 12
MOST_LOGS = 3
MOST_INDICES = 12
_WORDS = 240
_QUIET = RGBColor(0x55, 0x55, 0x55)


def format_certificate(sheet: Certificate, base: str) -> bytes:
    """Return the sheet as .docx bytes; `base` is the address of the node that issued it."""
    form = DocxForm(base, 10)
    section = form.document.sections[0]
    set_page(section, landscape=False, margins=MARGINS)
    _marks(section, sheet, base)
    _title(form, sheet)
    _facts(form, sheet)
    table = add_table(form.document, (72, 28), WIDTH, grid=False)
    left, right = table.rows[0].cells
    for log in sheet.logs[:MOST_LOGS]:
        _log(left, log)
    if len(sheet.logs) > MOST_LOGS:
        _line(left, f"… và {format_number(len(sheet.logs) - MOST_LOGS)} nhật ký khác, trong tệp đi kèm", italic=True)
    _square(right, sheet)
    for text in (HOW_TO_CHECK, NOT_A_SIGNATURE):
        paragraph = form.document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(4)
        write(paragraph, text, size=9, bold=text == NOT_A_SIGNATURE)
    about = f"{sheet.code}; {sheet.today}"
    form.describe(f"Giấy chứng nhận bản ghi: {sheet.title}", about, sheet.issued_by, sheet.today)
    target = BytesIO()
    form.save(target)
    return target.getvalue()


def square_svg(sheet: Certificate) -> str:
    """Return the square code as SVG for a page."""
    return str(segno.make(sheet.square, error="m").svg_inline(scale=3, border=2, dark="#000", light="#fff"))


def _marks(section: Any, sheet: Certificate, base: str) -> None:
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    if sheet.nature == ILLUSTRATIVE:
        header.alignment = CENTRE
        write(header, ILLUSTRATIVE_MARK.upper(), size=9, bold=True)
    write(footer, f"Nút của {sheet.issued_by} lập ngày {format_day(sheet.today)}. {base}", size=8)
    footer.runs[0].font.color.rgb = _QUIET


def _title(form: DocxForm, sheet: Certificate) -> None:
    head = form.document.add_paragraph()
    head.alignment = CENTRE
    write(head, "GIẤY CHỨNG NHẬN BẢN GHI", size=15, bold=True)
    title = form.document.add_paragraph()
    title.alignment = CENTRE
    write(title, clip(sheet.title, 180), size=12, bold=True)
    about = form.document.add_paragraph()
    about.alignment = CENTRE
    write(about, sheet.subject, size=9, italic=True)
    about.paragraph_format.space_after = Pt(6)
    rule_below(about)


def _facts(form: DocxForm, sheet: Certificate) -> None:
    table = add_table(form.document, (28, 72), WIDTH, grid=False)
    shown = sheet.facts[:MOST_FACTS]
    for place, (label, words) in enumerate(shown):
        cells = (table.rows[0] if place == 0 else table.add_row()).cells
        cells[0].paragraphs[0].paragraph_format.space_after = Pt(2)
        write(cells[0].paragraphs[0], clip(label, 60), size=9, italic=True)
        write(cells[1].paragraphs[0], clip(words, _WORDS if len(shown) <= 8 else _WORDS // 2), size=9.5)
    notes = []
    if len(sheet.facts) > MOST_FACTS:
        notes.append(f"… và {format_number(len(sheet.facts) - MOST_FACTS)} mục khác, trong tệp đi kèm.")
    if sheet.withheld:
        notes.append(f"Không đưa ra: phần {', '.join(sheet.withheld)} (nhật ký giữ mã băm của các phần ấy).")
    for note in notes:
        write(form.document.add_paragraph(), note, size=9, italic=True)


def _log(cell: Any, log: Signed) -> None:
    head = _line(cell, f"{log.house} đã ghi vào nhật ký {log.origin}", bold=True)
    head.paragraph_format.space_before = Pt(6)
    shown = ", ".join(format_number(index) for index in log.entries[:MOST_INDICES])
    hidden = len(log.entries) - MOST_INDICES
    more = f" và {format_number(hidden)} lần ghi khác" if hidden > 0 else ""
    _line(cell, f"Lần ghi số {shown}{more}; bản chốt sổ gồm {format_number(log.size)} lần ghi, có chữ ký của nhật ký")
    _line(cell, f"Mã băm gốc: {log.root}", size=8)
    _line(cell, f"Dấu vân khóa gốc: {log.fingerprint}", size=8)
    seen = "; ".join(log.witnesses) if log.witnesses else "chưa bên nào khác ký"
    _line(cell, f"Chứng kiến: {seen}")


def _square(cell: Any, sheet: Certificate) -> None:
    picture = BytesIO()
    segno.make(sheet.square, error="m").save(picture, kind="png", scale=6, border=2)
    picture.seek(0)
    paragraph = cell.paragraphs[0]
    paragraph.alignment = CENTRE
    paragraph.add_run().add_picture(picture, width=Mm(40))
    code = cell.add_paragraph()
    code.alignment = CENTRE
    write(code, sheet.code, size=15, bold=True)
    note = cell.add_paragraph()
    note.alignment = CENTRE
    write(note, "mã đối chiếu, đọc qua điện thoại", size=8, italic=True)


def _line(cell: Any, text: str, *, size: float = 9, bold: bool = False, italic: bool = False) -> Any:
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(1)
    return write(paragraph, text, size=size, bold=bold, italic=italic)
