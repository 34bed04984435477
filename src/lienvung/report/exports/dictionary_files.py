"""The data dictionary as a Word document in the plain official form, and as a workbook."""

from datetime import date
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from docx.enum.table import WD_TABLE_ALIGNMENT

from lienvung.report.docx_form import CENTRE, DocxForm, add_table, keep_whole, page_number, repeat_head, set_page, write
from lienvung.report.exports.dictionary import HEADINGS, Dictionary
from lienvung.report.map_picture import MapPicture, add_map
from lienvung.report.words import format_day

_MARGINS: Final = (20.0, 15.0, 20.0, 25.0)
_WIDTHS: Final = (5, 15, 19, 15, 8, 10, 28)
_CODE_WIDTHS: Final = (30, 70)
_PAGE_WIDTH: Final = 257.0
_SMALL: Final = 11.0
_MAP_WIDTH: Final = 190.0


def dictionary_docx(dictionary: Dictionary, house: str, today: date, picture: MapPicture | None = None) -> bytes:
    """Return the dictionary as .docx; `house` is whose node it comes from, `picture` where its records lie."""
    form = DocxForm("", size=13)
    document = form.document
    set_page(document.sections[0], landscape=True, margins=_MARGINS)
    _centred(document, house.upper(), size=12, bold=True)
    _centred(document, "TỪ ĐIỂN DỮ LIỆU", size=14, bold=True)
    _centred(document, f"Sổ “{dictionary.title}”", size=14, bold=True)
    _centred(document, f"(tính đến ngày {format_day(today)})", italic=True)
    for label, value in dictionary.facts:
        paragraph = write(document.add_paragraph(), f"{label}: ", bold=True)
        write(paragraph, value)
    _heading(document, "I. Các trường")
    _grid(document, HEADINGS, _WIDTHS, [row.cells for row in dictionary.rows])
    if dictionary.rules:
        _heading(document, "II. Quy tắc giữa các trường")
        for rule in dictionary.rules:
            write(document.add_paragraph(), f"- {rule}")
    if dictionary.codes:
        _heading(document, f"{'III' if dictionary.rules else 'II'}. Danh mục")
        for label, codes in dictionary.codes:
            write(document.add_paragraph(), label, bold=True)
            _grid(document, ("Mã", "Tên gọi"), _CODE_WIDTHS, codes)
    if picture:
        _heading(document, "Bản đồ")
        add_map(document, picture, width=_MAP_WIDTH)
    page_number(document.sections[0].footer.paragraphs[0])
    form.describe(f"Từ điển dữ liệu: {dictionary.title}", "Từ điển dữ liệu", house, today)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def dictionary_xlsx(dictionary: Dictionary, house: str, today: date) -> bytes:
    """Return the dictionary as .xlsx: the fields, and a sheet of codes."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Trường")
    strong = book.add_format({"bold": True})
    facts = (("Từ điển dữ liệu", f"{dictionary.title}; {house}, {format_day(today)}"), *dictionary.facts)
    for line, (label, value) in enumerate(facts):
        sheet.write_string(line, 0, label, strong)
        sheet.write_string(line, 2, value)
    rules = [("", "", rule) for rule in dictionary.rules]
    first = len(facts) + 1
    _sheet(book, sheet, first, HEADINGS, [row.cells for row in dictionary.rows])
    _lines(book, sheet, first + len(dictionary.rows) + 2, rules)
    for column, width in enumerate((18, 22, 30, 24, 10, 14, 60)):
        sheet.set_column(column, column, width)
    if dictionary.codes:
        codes = book.add_worksheet("Danh mục")
        listed = [(label, code, words) for label, values in dictionary.codes for code, words in values]
        _sheet(book, codes, 0, ("Trường", "Mã", "Tên gọi"), listed)
        codes.set_column(0, 2, 32)
    book.close()
    return out.getvalue()


def _centred(document: Any, text: str, *, size: float = 13, bold: bool = False, italic: bool = False) -> None:
    paragraph = write(document.add_paragraph(), text, size=size, bold=bold, italic=italic)
    paragraph.alignment = CENTRE


def _heading(document: Any, text: str) -> None:
    write(document.add_paragraph(), text, bold=True).paragraph_format.keep_with_next = True


def _grid(document: Any, heads: tuple[str, ...], widths: tuple[int, ...], rows: Any) -> None:
    table = add_table(document, widths, _PAGE_WIDTH, grid=True)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        write(cell.paragraphs[0], head, size=_SMALL, bold=True)
    repeat_head(table.rows[0])
    for row in rows:
        added = table.add_row()
        keep_whole(added)
        for cell, text in zip(added.cells, row, strict=True):
            write(cell.paragraphs[0], text, size=_SMALL)
    document.add_paragraph()


def _sheet(book: Any, sheet: Any, first: int, heads: tuple[str, ...], rows: Any) -> None:
    head = book.add_format({"bold": True, "bg_color": "#D9D9D9", "border": 1})
    for column, words in enumerate(heads):
        sheet.write_string(first, column, words, head)
    _lines(book, sheet, first + 1, rows)


def _lines(book: Any, sheet: Any, first: int, rows: Any) -> None:
    plain = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    for line, row in enumerate(rows, first):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(line, column, text, plain)
