"""The round trip of a per-agency workbook: out, filled in, back, previewed, written, and again without effect."""

from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.web.book import LATE, PROGRAMME, SOON

from lienvung.office.models import Draft, Submission, TableImport
from lienvung.office.services.submissions import submission_approve
from lienvung.report.agency_rows import ASKED, COLUMNS, KEY
from lienvung.report.agency_xlsx import HEAD_ROW, SHEET

pytestmark = pytest.mark.usefixtures("book")
ANSWER = {"Tiến độ": "đang thực hiện", "Kết quả": "Đã đúc xong hai nhịp"}


@pytest.fixture
def clerk(browser_of):
    """A clerk's browser."""
    return browser_of("clerk")


def sent_out(browser) -> list[list[str]]:
    """Return the rows of the first agency's workbook as it leaves the house."""
    data = browser.get(reverse("web:agency-file", args=[PROGRAMME, 0])).content
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)]


def filled(rows: list[list[str]], answers: dict[str, dict[str, str]]) -> bytes:
    """Return the workbook with answers by key, as an office programme saves it."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet(SHEET)
    for line, row in enumerate(rows):
        answer = answers.get(row[0], {}) if line > HEAD_ROW else {}
        for column, cell in enumerate(row):
            words = answer.get(COLUMNS[column], cell) if line > HEAD_ROW else cell
            sheet.write_string(line, column, words)
    book.close()
    return target.getvalue()


def bring(browser, data: bytes) -> str:
    """Upload a workbook and return its preview's address."""
    file = SimpleUploadedFile("so-xay-dung.xlsx", data)
    return browser.post(reverse("intake:tables"), {"not_secret": "on", "file": file})["Location"]


def write(browser) -> None:
    """Press "Ghi vào sổ" for the newest table."""
    browser.post(reverse("intake:table-write", args=[TableImport.objects.first().pk]))


def test_a_returned_workbook_becomes_progress_reports(clerk, person, book):
    """Recognised without any mapping; previewed, written, approved, it is a report of our side in the register."""
    rows = sent_out(clerk)
    assert {LATE, SOON} <= {row[0] for row in rows}
    done = {"Tiến độ": "hoàn thành", "Ngày hoàn thành": "20/11/2026", "Kết quả": "Đã lập", "Minh chứng": "12/BB"}
    preview = bring(clerk, filled(rows, {LATE: ANSWER, SOON: done}))
    html = clerk.get(preview).content.decode()
    assert "nhận ra nhờ cột “Mã bản ghi”" in html
    assert "mới: <b>2</b>" in html
    assert "Hoàn thành cầu mẫu số 1" in html
    assert not Draft.objects.exists()
    write(clerk)
    submission_approve(user=person("approver"), submission_id=Submission.objects.get().id)
    with book.store.reading() as reader:
        (link,) = [link for link in reader.links_to(SOON) if link.register == "progress-report"]
        report = reader.record("progress-report", link.key)
    assert report.values["progress"] == "done"
    assert report.values["done-on"] == "2026-11-20"
    assert report.values["side"] == "hai-phong"
    assert report.values["nature"] == "illustrative"
    line = next(number for number, row in enumerate(rows, 1) if row[0] == SOON)
    assert report.source["citation"] == [f"so-xay-dung.xlsx, hàng {line}"]


def test_the_same_workbook_again_changes_nothing(clerk, person):
    """While it waits it is said to wait; once it is in the register it is unchanged; nothing can be written."""
    data = filled(sent_out(clerk), {LATE: ANSWER})
    bring(clerk, data)
    write(clerk)
    assert "đang chờ duyệt: <b>1</b>" in clerk.get(bring(clerk, data)).content.decode()
    submission_approve(user=person("approver"), submission_id=Submission.objects.get().id)
    preview = bring(clerk, data)
    html = clerk.get(preview).content.decode()
    assert "không đổi: <b>1</b>" in html
    assert "disabled" in html
    write(clerk)
    assert Submission.objects.count() == 1


def test_a_new_answer_shows_what_changed(clerk, person):
    """The next month's answer stands beside the one before, field by field."""
    rows = sent_out(clerk)
    bring(clerk, filled(rows, {LATE: ANSWER}))
    write(clerk)
    submission_approve(user=person("approver"), submission_id=Submission.objects.get().id)
    html = clerk.get(bring(clerk, filled(rows, {LATE: {**ANSWER, "Kết quả": "Đã đúc xong ba nhịp"}}))).content.decode()
    assert "thay đổi: <b>1</b>" in html
    assert "<del>Đã đúc xong hai nhịp</del> <ins>Đã đúc xong ba nhịp</ins>" in html


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"Tiến độ": "gần xong"}, "không phải một mục trong danh sách tiến độ"),
        ({**ANSWER, "Ngày hoàn thành": "31/02/2026"}, "không đọc được ngày"),
        ({"Tiến độ": "hoàn thành", "Ngày hoàn thành": "01/12/2026", "Minh chứng": "1/BB"}, "ở tương lai"),
        ({"Tiến độ": "hoàn thành", "Kết quả": "xong"}, "báo hoàn thành phải có minh chứng"),
        ({**ANSWER, KEY: "hai-phong-zzzzzzzzzzzzzzzz"}, "không có cam kết nào mang mã này"),
    ],
)
def test_a_wrong_row_is_named_and_stands_in_the_way(clerk, answer, said):
    """The mistake is told at its row; nothing is written until it is left out or corrected."""
    rows = sent_out(clerk)
    html = clerk.get(bring(clerk, filled(rows, {LATE: answer, SOON: ANSWER}))).content.decode()
    assert "sai: <b>1</b>" in html
    assert said in html
    write(clerk)
    assert not Draft.objects.exists()
    clerk.post(reverse("intake:table-write", args=[TableImport.objects.first().pk]), {"skip-wrong": "on"})
    assert Draft.objects.get().values["commitment"] == SOON


def test_a_key_that_comes_twice_is_wrong(clerk):
    """A row that somebody copied does not make two reports of one commitment."""
    rows = sent_out(clerk)
    late = next(row for row in rows if row[0] == LATE)
    assert "mã này đã có ở hàng trên" in clerk.get(bring(clerk, filled([*rows, late], {LATE: ANSWER}))).content.decode()


def test_an_unfilled_workbook_says_so(clerk):
    """Nobody answered: nothing to write, in words."""
    assert "Cơ quan chưa điền hàng nào." in clerk.get(bring(clerk, filled(sent_out(clerk), {}))).content.decode()


def test_another_table_is_still_a_task_table(clerk):
    """A workbook without the key column goes the way of every task table."""
    rows = [["TT", "Nội dung", "Thời hạn"], ["1", "Việc mới", "30/6/2027"]]
    target = BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Tiến độ")
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row)
    book.close()
    bring(clerk, target.getvalue())
    assert TableImport.objects.get().kind == TableImport.Kind.TASKS
    assert set(ASKED).isdisjoint(TableImport.objects.get().headings)
