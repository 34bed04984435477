"""The office's own task table: read, understood, planned, written once."""

import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from docx import Document
from tests.faces import SAMPLES

from lienvung.digitise.errors import SecrecyStamped, TooLarge, UnreadableFile, WrongType
from lienvung.digitise.worker import MAX_CELLS
from lienvung.office.errors import NothingToSubmit, TableRowsWrong, TableUnreadable, TableWritten
from lienvung.office.models import Draft, TableImport
from lienvung.office.selectors.tables import table_plan
from lienvung.office.services.submissions import submission_approve
from lienvung.office.services.tables import table_bring, table_map, table_write
from lienvung.office.tables.columns import guess_columns
from lienvung.office.tables.reading import read_pasted, read_table

HEADINGS = [
    "TT", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời hạn", "Kết quả/tiến độ",
    "Khó khăn, vướng mắc",
]  # fmt: skip
ROWS = [
    ["1", "Lập bản đồ", "Sở Du lịch", "Sở Tài chính; Công an", "Bản đồ", "30/9/2026", "Đang thực hiện", ""],
    ["2", "Rà soát biển báo", "Sở Xây dựng", "", "", "thường xuyên", "", ""],
    ["3", "Đào tạo thuyền viên", "Sở Xây dựng tỉnh Quảng Ninh", "", "", "quý IV/2026", "Hoàn thành", "Thiếu vốn"],
]


def as_csv(rows: list[list[str]], separator: str = ",") -> str:
    """Return the rows as quoted text."""
    return "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)


def as_xlsx(rows: list[list[object]]) -> bytes:
    """Return a workbook with a title above the table, and real dates as dates."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Phụ lục 1")
    sheet.write(0, 0, "PHỤ LỤC 1: NHIỆM VỤ")
    for at, row in enumerate(rows, 2):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    book.close()
    return out.getvalue()


def as_docx(rows: list[list[str]]) -> bytes:
    """Return a document with the rows as a table."""
    document = Document()
    document.add_paragraph("Phụ lục 1")
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(at, column).text = cell
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", as_csv([HEADINGS, *ROWS]).encode("utf-8-sig")),
        ("b.csv", as_csv([HEADINGS, *ROWS], ";").encode()),
        ("c.csv", as_csv([HEADINGS, *ROWS], "\t").encode("utf-16")),
        ("d.xlsx", as_xlsx([HEADINGS, *ROWS])),
        ("e.docx", as_docx([HEADINGS, *ROWS])),
    ],
)
def test_every_form_of_the_table_reads_the_same(name, data):
    """Workbook, comma, semicolon, tab, UTF-16 and Word table give the same headings and cells."""
    table = read_table(data, name)
    assert list(table.headings) == HEADINGS
    assert [list(cells) for _, cells in table.rows] == ROWS


def test_a_pasted_table_reads_like_a_file():
    """Cells copied from a spreadsheet are tab-separated lines."""
    table = read_pasted("\n".join("\t".join(row) for row in [HEADINGS, *ROWS]))
    assert [list(cells) for _, cells in table.rows] == ROWS


def test_a_date_cell_reads_as_a_vietnamese_date():
    """A real date in a workbook becomes dd/mm/yyyy; a whole number loses its .0."""
    table = read_table(as_xlsx([HEADINGS, [1, "Việc", "Sở", "", "", date(2026, 9, 30), "", ""]]), "d.xlsx")
    assert table.rows[0][1][0] == "1"
    assert table.rows[0][1][5] == "30/09/2026"


def test_the_row_of_column_numbers_and_blank_rows_are_passed_over():
    """ "(1) (2) (3)" below the headings and empty lines are no tasks."""
    numbers = [f"({n})" for n in range(1, 9)]
    table = read_pasted("\n".join("\t".join(row) for row in [HEADINGS, numbers, [""] * 8, ROWS[0]]))
    assert [cells[1] for _, cells in table.rows] == ["Lập bản đồ"]


def test_commas_in_the_texts_do_not_cut_a_table_of_semicolons():
    """What separates cells is what cuts rows alike, not what stands most often: tasks are full of commas."""
    table = read_table("Nội dung;Thời hạn\nXây cầu, đường, bến, kè, cảng;30/6/2027\nRà soát;2026\n".encode(), "x.csv")
    assert [cells for _, cells in table.rows] == [("Xây cầu, đường, bến, kè, cảng", "30/6/2027"), ("Rà soát", "2026")]


def test_what_is_no_table_is_refused():
    """Text without a column of tasks is refused, whatever its ending."""
    with pytest.raises(TableUnreadable):
        read_table("chỉ là lời văn\nkhông có bảng".encode(), "x.csv")


def test_columns_are_understood_by_their_words():
    """The headings of Annex 1 of a review report, and their usual variants, each mean one field."""
    assert guess_columns(HEADINGS) == {
        "TT": "number",
        "Nội dung": "text",
        "Cơ quan chủ trì": "leads",
        "Cơ quan phối hợp": "partners",
        "Sản phẩm": "product",
        "Thời hạn": "deadline",
        "Kết quả/tiến độ": "result",
        "Khó khăn, vướng mắc": "obstacle",
    }
    variants = guess_columns(["STT", "Nhiệm vụ", "Đơn vị thực hiện", "Thời gian hoàn thành", "Tình hình thực hiện"])
    assert list(variants.values()) == ["number", "leads", "deadline", "result", "text"]


@pytest.fixture
def bring(node, programme, person):
    """Bring rows in as a clerk: `bring(rows)` returns the mapped table."""
    clerk = person("clerk")

    def brought(rows: list[list[str]], headings: list[str] = HEADINGS) -> TableImport:
        table = table_bring(user=clerk, name="bang.csv", data=as_csv([headings, *rows]).encode())
        return table_map(user=clerk, table=table, columns=table.columns, programme=programme, nature="illustrative")

    brought.clerk = clerk
    brought.approver = person("approver")
    return brought


def states(table: TableImport) -> list[str]:
    """Return the state of each row."""
    return [plan.state for plan in table_plan(table)]


def write_and_send(bring, table: TableImport) -> None:
    """Write a table and have it approved."""
    submission_approve(user=bring.approver, submission_id=table_write(user=bring.clerk, table=table).id)


def test_the_preview_writes_nothing(node, bring):
    """Bringing, mapping and looking leave no draft and no entry."""
    assert states(bring(ROWS)) == ["new", "new", "new"]
    assert not Draft.objects.exists()
    with node.store.reading() as reader:
        assert [log.register for log in reader.logs()] == ["programme"]


def test_a_table_becomes_commitments_and_reports(node, bring):
    """Rows become commitments with leads, partners and deadline; a told result becomes our report."""
    write_and_send(bring, bring(ROWS))
    from lienvung.node.stores.port import Query

    with node.store.reading() as reader:
        found = {r.values["text"]: r for r in reader.find("commitment", Query()).records}
        reports = {r.values["text"]: r.values for r in reader.find("progress-report", Query()).records}
    first = found["Lập bản đồ"].values
    assert first["partners"] == ["Sở Tài chính", "Công an"]
    assert first["deadline"] == "2026-09-30"
    assert first["owed-by"] == ["hai-phong"]
    assert found["Rà soát biển báo"].values["deadline-kind"] == "recurring"
    assert found["Đào tạo thuyền viên"].values["deadline"] == "2026-Q4"
    assert found["Lập bản đồ"].source == {"citation": ["bang.csv, hàng 2"]}
    assert reports["Đang thực hiện"]["progress"] == "in-progress"
    assert "progress" not in reports["Hoàn thành"], "without evidence nothing is done"
    assert reports["Hoàn thành"]["obstacle"] == "Thiếu vốn"


def test_the_same_table_twice_changes_nothing(node, bring):
    """After the first import every row is unchanged, and there is nothing to write."""
    write_and_send(bring, bring(ROWS))
    again = bring(ROWS)
    assert states(again) == ["unchanged", "unchanged", "unchanged"]
    with pytest.raises(NothingToSubmit):
        table_write(user=bring.clerk, table=again)


def test_the_same_table_while_the_first_waits_changes_nothing(bring):
    """Rows that wait for an approver are shown as waiting, not written a second time."""
    table_write(user=bring.clerk, table=bring(ROWS))
    again = bring(ROWS)
    assert states(again) == ["waiting", "waiting", "waiting"]
    with pytest.raises(NothingToSubmit):
        table_write(user=bring.clerk, table=again)


def test_a_changed_row_says_what_changes_and_keeps_its_record(node, bring):
    """A new deadline is a change of the same record, shown before and after; silent cells change nothing."""
    write_and_send(bring, bring(ROWS))
    changed = [[*ROWS[0][:5], "31/12/2026", "Đang thực hiện", ""], ["2", "Rà soát biển báo", *[""] * 6]]
    table = bring(changed)
    first, second = table_plan(table)
    assert (first.state, second.state) == ("changed", "unchanged")
    assert first.changes == (("deadline", "2026-09-30", "2026-12-31"),)
    write_and_send(bring, table)
    with node.store.reading() as reader:
        record = reader.record("commitment", first.key)
    assert record.values["deadline"] == "2026-12-31"
    assert record.values["partners"] == ["Sở Tài chính", "Công an"]


def test_wrong_cells_are_named_with_their_reason(bring):
    """No text, a deadline without a year, one that is no date, a row given twice: cell and reason."""
    rows = [
        ["1", "", "Sở Du lịch", "", "", "30/9/2026", "", ""],
        ["2", "Việc hai", "Sở", "", "", "ngày kia", "", ""],
        ["3", "Việc ba", "Sở", "", "", "", "", ""],
        ["4", "VIỆC BA", "Sở", "", "", "", "", ""],
    ]
    table = bring(rows)
    plans = table_plan(table)
    assert [plan.state for plan in plans] == ["wrong", "wrong", "new", "wrong"]
    assert [(m.column, m.reason) for plan in plans for m in plan.mistakes] == [
        ("text", "no-text"),
        ("deadline", "no-date"),
        ("text", "twice"),
    ]
    with pytest.raises(TableRowsWrong) as refusal:
        table_write(user=bring.clerk, table=table)
    assert refusal.value.rows == ("hàng 2", "hàng 3", "hàng 5")
    assert not Draft.objects.exists()
    assert table_write(user=bring.clerk, table=table, skip_wrong=True).drafts.count() == 1


def test_a_group_heading_is_no_task(bring):
    """A row "II | Hạ tầng giao thông" is a heading of the rows below it."""
    assert states(bring([["II", "Hạ tầng giao thông", *[""] * 6], ROWS[0]])) == ["heading", "new"]


def test_the_mapping_is_remembered(bring, programme):
    """Columns that a person corrected once are taken that way the next time."""
    headings = ["Mục", "Nội dung", "Nơi làm"]
    table = bring([["1", "Việc", "Sở Y tế"]], headings)
    table_map(
        user=bring.clerk,
        table=table,
        columns={"Nội dung": "text", "Nơi làm": "leads"},
        programme=programme,
        nature="real",
    )
    assert bring([["2", "Việc khác", "Sở Y tế"]], headings).columns == {"Nội dung": "text", "Nơi làm": "leads"}


def test_a_table_stamped_secret_is_refused(node, person):
    """A stamp above the headings of a sheet stops the import; no cell of it is kept."""
    data = as_xlsx([["MẬT"], HEADINGS, *ROWS])
    with pytest.raises(SecrecyStamped):
        table_bring(user=person("clerk"), name="mat.xlsx", data=data)
    assert not TableImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", as_xlsx([HEADINGS, *ROWS, ["", "TUYỆT MẬT"]])),
        ("a.docx", as_docx([HEADINGS, *ROWS, ["", "độ mật: TỐI MẬT", *[""] * 6]])),
        ("a.csv", as_csv([HEADINGS, *ROWS, ["MẬT"]]).encode()),
        ("", as_csv([HEADINGS, *ROWS, ["4", "MẬT"]], "\t").encode()),
    ],
)
def test_a_stamp_in_any_row_refuses_the_table(node, person, name, data):
    """A stamp below the headings, however far down, stops the import of a file and of pasted cells alike."""
    pasted = "" if name else data.decode()
    with pytest.raises(SecrecyStamped):
        table_bring(user=person("clerk"), name=name, data=data if name else b"", pasted=pasted)
    assert not TableImport.objects.exists()


def test_a_stamp_above_a_word_table_refuses_it(node, person):
    """The paragraphs around a table are searched as those of a paper are."""
    document = Document(BytesIO(as_docx([HEADINGS, *ROWS])))
    document.paragraphs[0].text = "TUYỆT MẬT"
    out = BytesIO()
    document.save(out)
    with pytest.raises(SecrecyStamped):
        table_bring(user=person("clerk"), name="a.docx", data=out.getvalue())


def test_rubbish_and_giants_are_refused_by_name(node, person):
    """A workbook that no reader understands, one with too many cells and a broken text each get their own refusal."""
    clerk = person("clerk")
    with zipfile.ZipFile(out := BytesIO(), "w") as archive:
        archive.writestr("xl/workbook.xml", "<nothing")
    with pytest.raises(UnreadableFile):
        table_bring(user=clerk, name="a.xlsx", data=out.getvalue())
    wide = [["x"] * 500 for _ in range(MAX_CELLS // 500)]
    with pytest.raises(TooLarge) as refusal:
        table_bring(user=clerk, name="a.xlsx", data=as_xlsx([HEADINGS, *wide]))
    assert refusal.value.unit == "cells"
    with pytest.raises(TableUnreadable):
        table_bring(user=clerk, name="a.csv", data=b'Noi dung,b\n"' + b"x" * 2_000_000 + b'",1')


def test_the_web_process_opens_no_office_file():
    """Excel and Word files are parsed by the child process alone: reading tables loads neither of their parsers."""
    program = "import sys, lienvung.office.tables.returned; print({'docx', 'python_calamine'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"


def test_a_written_table_is_not_written_again(bring):
    """The same preview pressed twice goes to the approver once."""
    table = bring(ROWS)
    table_write(user=bring.clerk, table=table)
    with pytest.raises(TableWritten):
        table_write(user=bring.clerk, table=TableImport.objects.get(pk=table.pk))
    assert Draft.objects.filter(register="commitment").count() == 3


def test_results_that_wait_are_not_reported_twice(bring):
    """A result that waits for its approver reads "waiting" when the table comes again, and makes no second report."""
    write_and_send(bring, bring([[*ROWS[0][:6], "", ""]]))
    table_write(user=bring.clerk, table=bring(ROWS[:1]))
    again = bring(ROWS[:1])
    assert states(again) == ["waiting"]
    with pytest.raises(NothingToSubmit):
        table_write(user=bring.clerk, table=again)
    assert Draft.objects.filter(register="progress-report").count() == 1


def test_a_renamed_file_is_not_taken_for_a_table(node, person):
    """A text file named .xlsx is refused by the guard before anything opens it."""
    with pytest.raises(WrongType):
        table_bring(user=person("clerk"), name="bang.xlsx", data=as_csv([HEADINGS, *ROWS]).encode())


def test_the_sample_table_comes_in(node, programme, person):
    """The illustrative Annex 1 of the samples is understood without a correction."""
    clerk = person("clerk")
    data = (SAMPLES / "phu-luc-1.csv").read_bytes()
    table = table_bring(user=clerk, name="phu-luc-1.csv", data=data)
    table = table_map(user=clerk, table=table, columns=table.columns, programme=programme, nature="illustrative")
    assert set(states(table)) == {"new"}
