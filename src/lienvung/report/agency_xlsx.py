"""The workbook that goes to an agency, is filled there, and comes back: `format_agency_workbook` and its parser.

Sheet "Tiến độ": rows 1–3 say what it is and how to fill it, row 4 heads the columns, one commitment a row below.
What we tell is locked and grey, what we ask is open; Tiến độ is chosen from a list. Every value is written as a
string with the quote prefix: a text that begins with = + - @ stays a text, also when the file is saved again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from lienvung.core.programme.records import ILLUSTRATIVE
from lienvung.core.programme.sides import ProgressState
from lienvung.core.text.date import parse_date_text
from lienvung.core.text.errors import DateUnreadable
from lienvung.core.text.fold import fold
from lienvung.digitise.errors import DigitiseError
from lienvung.digitise.grids import read_grids
from lienvung.report.agency_rows import (
    ASKED,
    COLUMNS,
    DONE_ON,
    EVIDENCE,
    GIVEN,
    KEY,
    OBSTACLE,
    PROGRESS,
    PROGRESS_CHOICES,
    RESULT,
    AgencyRow,
)
from lienvung.report.errors import WorkbookUnreadable
from lienvung.report.words import ILLUSTRATIVE_MARK, format_day

SHEET = "Tiến độ"
HEAD_ROW = 3
WIDTHS = (24, 46, 26, 18, 26, 16, 15, 40, 30, 30)
HOW = (
    "Điền các cột trắng rồi gửi lại tệp này. Chọn “hoàn thành” thì phải ghi minh chứng (số, ngày văn bản). "
    "Không sửa cột “Mã bản ghi”."
)


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """Hold what an agency answered about one commitment.

    `line` is the row number as Excel shows it; `done_on` is a date value; `faults` names the columns whose
    answer could not be understood (their words stay in `said`).
    """

    line: int
    key: str
    progress: ProgressState | None
    done_on: str
    result: str
    evidence: str
    obstacle: str
    said: Mapping[str, str]
    faults: tuple[str, ...] = ()


def format_agency_workbook(agency: str, title: str, rows: Sequence[AgencyRow], *, nature: str, today: date) -> bytes:
    """Return an .xlsx for one agency; `title` is the programme's."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    _page(sheet)
    mark = f" — {ILLUSTRATIVE_MARK.upper()}" if nature == ILLUSTRATIVE else ""
    strong = book.add_format({"bold": True, "font_size": 13})
    sheet.write_string(0, 0, f"{title}{mark}", strong)
    sheet.write_string(1, 0, f"{agency} — số liệu ngày {format_day(today)}", book.add_format({"bold": True}))
    sheet.write_string(2, 0, HOW, book.add_format({"italic": True}))
    _table(book, sheet, rows)
    if nature == ILLUSTRATIVE:
        sheet.set_header(f"&C{ILLUSTRATIVE_MARK.upper()}")
    book.close()
    return target.getvalue()


def parse_agency_workbook(data: bytes) -> tuple[ReturnedRow, ...]:
    """Read a returned workbook: the rows in which something was answered. Raises WorkbookUnreadable."""
    try:
        sheets = read_grids(data, "tien-do.xlsx")
    except DigitiseError as error:
        raise WorkbookUnreadable("format") from error
    return parse_agency_sheets({sheet.name: sheet.rows for sheet in sheets})


def parse_agency_sheets(sheets: Mapping[str, Sequence[Sequence[str]]]) -> tuple[ReturnedRow, ...]:
    """Read the sheets of a returned workbook, rows of text by name. Raises WorkbookUnreadable."""
    if SHEET not in sheets:
        raise WorkbookUnreadable("sheet")
    lines = sheets[SHEET]
    heads = [place for place, line in enumerate(lines) if line and line[0] == KEY]
    if not heads:
        raise WorkbookUnreadable("columns")
    head = lines[heads[0]]
    if not set(ASKED) <= set(head):
        raise WorkbookUnreadable("columns")
    rows = (
        returned_row(number, dict(zip(head, line, strict=False)))
        for number, line in enumerate(lines[heads[0] + 1 :], heads[0] + 2)
    )
    return tuple(row for row in rows if row.key and any(row.said.values()))


def _page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    # Without a password: this keeps hands from slipping, it is no lock against anybody.
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})


def _table(book: Any, sheet: Any, rows: Sequence[AgencyRow]) -> None:
    base = {"text_wrap": True, "valign": "top", "border": 1, "quote_prefix": True}
    head = book.add_format({"bold": True, "bg_color": "#D9D9D9", "text_wrap": True, "border": 1})
    given = book.add_format({**base, "bg_color": "#F2F2F2"})
    asked = book.add_format({**base, "locked": False, "num_format": "@"})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(HEAD_ROW, column, name, head)
    for line, row in enumerate(rows, HEAD_ROW + 1):
        for column, words in enumerate(row.cells):
            sheet.write_string(line, column, words, given)
        for column in range(len(GIVEN), len(COLUMNS)):
            sheet.write_blank(line, column, None, asked)
    choices = {
        "validate": "list",
        "source": list(PROGRESS_CHOICES),
        "error_title": PROGRESS,
        "error_message": "Hãy chọn một mục trong danh sách.",
    }
    column = COLUMNS.index(PROGRESS)
    sheet.data_validation(HEAD_ROW + 1, column, HEAD_ROW + max(1, len(rows)), column, choices)


def returned_row(line: int, cells: Mapping[str, str]) -> ReturnedRow:
    """Understand one line of a returned workbook, its cells by heading."""
    said = {name: cells.get(name, "") for name in ASKED}
    progress = _PROGRESS_BY_FOLDED.get(fold(said[PROGRESS]))
    done_on = _date(said[DONE_ON])
    faults = [PROGRESS] if said[PROGRESS] and progress is None else []
    faults += [DONE_ON] if said[DONE_ON] and not done_on else []
    return ReturnedRow(
        line=line,
        key=cells.get(KEY, ""),
        progress=progress,
        done_on=done_on,
        result=said[RESULT],
        evidence=said[EVIDENCE],
        obstacle=said[OBSTACLE],
        said=said,
        faults=tuple(faults),
    )


_PROGRESS_BY_FOLDED = {fold(name): state for name, state in PROGRESS_CHOICES.items()}


def _date(words: str) -> str:
    try:
        return parse_date_text(words) if words else ""
    except DateUnreadable:
        return ""
