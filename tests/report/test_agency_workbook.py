"""The workbook that goes to an agency and comes back."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from lienvung.core.programme.rollup import overview
from lienvung.core.programme.sides import ProgressState
from lienvung.report.agency_rows import COLUMNS, AgencyRow, rows_by_agency
from lienvung.report.agency_xlsx import HEAD_ROW, SHEET, format_agency_workbook, parse_agency_workbook
from lienvung.report.errors import WorkbookUnreadable

from .papers import file_in
from .samples import ILLUSTRATIVE, TODAY, sample_facts

ROW = AgencyRow("hai-phong-abc", "Xây cầu", "Kết luận số 01-KL/TU/LT", "30/06/2026", "Quá hạn")


def filled(*answers: object, sheet: str = SHEET, columns: tuple[str, ...] = COLUMNS) -> bytes:
    """Return a workbook as an agency sends it back: five cells told, five answered."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet(sheet)
    for column, name in enumerate(columns):
        page.write_string(HEAD_ROW, column, name)
    for column, value in enumerate((*ROW.cells, *answers)):
        if isinstance(value, date):
            page.write_datetime(HEAD_ROW + 1, column, value, book.add_format({"num_format": "dd/mm/yyyy"}))
        else:
            page.write(HEAD_ROW + 1, column, value)
    book.close()
    return target.getvalue()


def test_each_agency_is_asked_about_its_own() -> None:
    """By assignment, else by the paper's lead on that side, else the side itself; also what is recurring."""
    facts = sample_facts()
    seen = overview(facts.follow_up, nature="illustrative", today=TODAY, programme=ILLUSTRATIVE)
    asked = {agency: [row.key for row in rows] for agency, rows in rows_by_agency(facts, seen, "hai-phong").items()}
    assert asked["Sở Xây dựng thành phố Hải Phòng"] == ["mh-ben-pha"]
    assert asked["Ban Quản lý Khu kinh tế Hải Phòng"] == ["mh-khu-cong-nghiep"]
    assert asked["Ban Quản lý vịnh Cát Bà"] == ["mh-rac-vinh"]
    assert asked["Thành phố Hải Phòng"] == ["mh-quy-che-3"]
    assert not any("Quảng Ninh" in agency for agency in asked)


def test_what_went_out_unfilled_comes_back_as_nothing() -> None:
    """Our own words are no answer."""
    assert parse_agency_workbook(format_agency_workbook("Sở", "CT", [ROW], nature="real", today=TODAY)) == ()


def test_answers_are_read() -> None:
    """Progress by its word, marks forgiven; a date as Excel keeps it or as people type it."""
    data = filled("Hoan thanh", date(2026, 6, 28), "Đã thông xe", "Biên bản 12/BB", "")
    (row,) = parse_agency_workbook(data)
    assert (row.key, row.progress, row.done_on) == ("hai-phong-abc", ProgressState.DONE, "2026-06-28")
    assert (row.result, row.evidence, row.line, row.faults) == ("Đã thông xe", "Biên bản 12/BB", HEAD_ROW + 2, ())
    assert parse_agency_workbook(filled("đang thực hiện", "tháng 5/2026", "x", "", ""))[0].done_on == "2026-05"


def test_what_cannot_be_understood_is_named_and_kept() -> None:
    """An unknown word or date is a fault of its column; what was said stays."""
    (row,) = parse_agency_workbook(filled("gần xong", "hôm nọ", "x", "", ""))
    assert row.faults == ("Tiến độ", "Ngày hoàn thành")
    assert (row.progress, row.said["Tiến độ"]) == (None, "gần xong")


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(A1)"])
def test_formulas_stay_texts(text: str) -> None:
    """A text that looks like a formula is stored as a string with the quote prefix, never as a formula."""
    row = AgencyRow("k", text, text, text, text)
    data = format_agency_workbook(text, text, [row], nature="real", today=TODAY)
    assert b"<f>" not in file_in(data, "xl/worksheets/sheet1.xml")
    assert b'quotePrefix="1"' in file_in(data, "xl/styles.xml")
    cells = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(SHEET).to_python()
    assert cells[HEAD_ROW + 1][1] == text


def test_an_illustrative_workbook_says_so() -> None:
    """The mark stands on the sheet and in the header of each printed page."""
    data = format_agency_workbook("Sở", "CT", [ROW], nature="illustrative", today=TODAY)
    assert "DỮ LIỆU MINH HỌA" in file_in(data, "xl/sharedStrings.xml").decode()
    assert "DỮ LIỆU MINH HỌA" in file_in(data, "xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "format"),
        (b"not a workbook", "format"),
        (filled(sheet="Khác"), "sheet"),
        (filled(columns=("A", "B")), "columns"),
        (filled(columns=COLUMNS[:6]), "columns"),
    ],
)
def test_another_file_is_refused_by_rule(data: bytes, rule: str) -> None:
    """What is no such workbook is refused whole, and the refusal says why."""
    with pytest.raises(WorkbookUnreadable) as refused:
        parse_agency_workbook(data)
    assert refused.value.rule == rule
