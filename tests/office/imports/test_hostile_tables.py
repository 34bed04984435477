"""Tables that somebody broke, or made to break us: refused in words, before they cost anything."""

import zipfile
from io import BytesIO

import pytest
import xlsxwriter
from tests.office.importing import opened

from lienvung.digitise.errors import (
    ArchiveBomb,
    DigitiseError,
    EmptyFile,
    MacroFile,
    TooLarge,
    UnreadableFile,
    WrongType,
)
from lienvung.office.imports import reading
from lienvung.office.imports.errors import TableTooBroken, TooManyRows

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(sheet: str, **members: str) -> bytes:
    """Return a workbook whose only sheet is this XML."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def sheet(rows: str, after: str = "") -> str:
    """Return a sheet with these rows."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def cell(place: str, text: str) -> str:
    """Return a cell with a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = f'<row r="1">{cell("A1", "Tên")}{cell("B1", "Dài")}</row>'


def test_a_million_columns_are_refused_whatever_the_form():
    """A cell far to the right, or a line of a million cells, is refused by its width alone."""
    far = '<row r="2"><c r="BDWGN2"><v>1</v></c></row>'
    with pytest.raises(TooLarge):
        opened(workbook(sheet(HEAD + far)))
    with pytest.raises(TooLarge):
        opened(b"a," * 1_000_000, "a.csv")
    with pytest.raises(TooLarge):
        opened(('[{"' + '":1,"'.join(map(str, range(600))) + '":1}]').encode(), "a.json")


def test_a_claimed_size_costs_nothing():
    """A sheet that says it has a million rows and columns, and two cells, is read as two cells."""
    claims = f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{HEAD}<row r="1048576">'
    table, rows = opened(workbook(claims + cell("A1048576", "Bến") + "</row></sheetData></worksheet>"))
    assert rows == [("A!1048576", ["Bến", ""])]
    assert table.headings == ("Tên", "Dài")


def test_bombs_are_refused_by_their_table_of_contents():
    """A member that unpacks to far more than it should is not unpacked."""
    with pytest.raises(ArchiveBomb):
        opened(workbook(sheet(HEAD + "<row>" + " " * 30_000_000 + "</row>")))
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    bombed = workbook(entity + sheet(f'{HEAD}<row r="2">{cell("A2", "&b;")}</row>'))
    try:
        _, rows = opened(bombed)
    except (DigitiseError, TableTooBroken):
        rows = []
    assert "aaaaaaaaaa" not in str(rows)


def test_more_cells_than_a_limit_are_refused_while_they_stream(monkeypatch):
    """A table that goes on and on ends in a refusal."""
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    with pytest.raises(TooManyRows):
        opened(b"a,b\n" + b"x,y\n" * 10, "a.csv")


def test_macros_passwords_and_strangers_are_refused():
    """What carries a program, is packed, or is not what its name says, is not opened."""
    with pytest.raises(MacroFile):
        opened(workbook(sheet(HEAD), xl__vbaProject_bin="x").replace(b"vbaProject_bin", b"vbaProject.bin"))
    with pytest.raises(MacroFile):
        opened(b"PK\x03\x04", "a.xlsm")
    with pytest.raises(WrongType):
        opened(workbook(sheet(HEAD)), "a.csv")
    with pytest.raises(DigitiseError):
        opened(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls")
    with pytest.raises(EmptyFile):
        opened(b" \n", "a.csv")
    with pytest.raises(UnreadableFile):
        opened(workbook("<worksheet"))


def test_formulas_give_what_was_last_computed_and_never_run():
    """A formula's kept value is read and counted; one that nobody computed is told, and so is a cell in error."""
    row = (
        '<row r="2"><c r="A2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="B2"><f>1+1</f></c></row>'
        '<row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="B3"><f>6*7</f><v>42</v></c></row>'
    )
    table, rows = opened(workbook(sheet(HEAD + row)))
    assert [cells for _, cells in rows] == [["ab", ["f", ""]], [["e", "#REF!"], ["n", "42"]]]
    assert table.notes["formulas"] == 3


def test_a_covered_cell_is_not_taken_for_an_empty_one():
    """What a merged cell covers is told as such."""
    rows = f'<row r="2">{cell("A2", "Bến")}{cell("B2", "1")}</row><row r="3">{cell("B3", "2")}</row>'
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    assert opened(workbook(sheet(HEAD + rows, merged)))[1][1] == ("A!3", [["m", ""], "2"])


def test_hidden_sheets_are_not_read_and_are_named():
    """Only a sheet that people see is read; the others are told."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    seen, hidden = book.add_worksheet("Tàu"), book.add_worksheet("Ẩn")
    for each in (seen, hidden):
        each.write_row(0, 0, ["Tên", "Dài"])
        each.write_row(1, 0, [each.get_name(), 1])
    hidden.hide()
    book.close()
    table, rows = opened(out.getvalue())
    assert [cells[0] for _, cells in rows] == ["Tàu"]
    assert table.notes["hidden-sheets"] == ["Ẩn"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "Tên,Dài\r\n".encode()),
        ("a.xlsx", workbook(sheet(HEAD))),
        ("a.jsonl", b"\r\n \r\n{}\r\n"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[]}'),
    ],
)
def test_headings_alone_are_no_table(name, data):
    """A file with nothing below its headings is refused as such, not read as an empty table."""
    with pytest.raises(TableTooBroken) as refused:
        opened(data, name)
    assert refused.value.reason == "rows"


@pytest.mark.parametrize("number", ["NaN", "INF", "1e999", "-1e999"])
def test_a_number_that_is_none_is_a_cell_in_error(number):
    """What is written as a number and has no value is told as an error of the spreadsheet."""
    rows = opened(workbook(sheet(f'{HEAD}<row r="2"><c r="A2"><v>{number}</v></c></row>')))[1]
    assert rows[0][1][0] == ["e", "#NUM!"]


def test_cells_out_of_order_are_not_laid_over_each_other():
    """A row whose cells do not go from left to right is damaged: one of them would be lost."""
    row = f'<row r="2">{cell("B2", "1")}{cell("A2", "x")}</row>'
    with pytest.raises(UnreadableFile):
        opened(workbook(sheet(HEAD + row)))


def test_a_spoilt_archive_and_a_text_that_is_not_there_are_damage():
    """Bytes changed in the packed rows, a shared text beyond the last or before the first: the file is damaged."""
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", str(n * 7919))}</row>' for n in range(2, 3000))
    spoilt = bytearray(workbook(sheet(HEAD + rows)))
    spoilt[len(spoilt) // 2 : len(spoilt) // 2 + 40] = b"\xff" * 40
    shared = [workbook(sheet(f'{HEAD}<row r="2"><c r="A2" t="s"><v>{n}</v></c></row>')) for n in (7, -1)]
    for data in (bytes(spoilt), *shared):
        with pytest.raises(UnreadableFile):
            opened(data)


@pytest.mark.parametrize(("epoch", "day"), [("", "2019-05-30"), ("1904", "2023-05-31")])
def test_days_of_both_epochs_are_read(epoch, day):
    """The same number is another day in a workbook that counts from 1904, as old Macintosh programmes did."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": bool(epoch)})
    page = book.add_worksheet()
    page.write_row(0, 0, ["Tên", "Ngày"])
    page.write_string(1, 0, "a")
    page.write_number(1, 1, 43615, book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    assert opened(out.getvalue())[1][0][1] == ["a", ["d", day]]


def test_letters_of_an_old_font_are_read_by_the_font():
    """A workbook in .VnTime, .VnTimeH and VNI-Times gives Vietnamese letters, cell by cell."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Tàu")
    page.write_row(0, 0, ["Tên", "Nơi", "Loại", "Ghi chú"])
    for column, (font, letters) in enumerate(
        [(".VnTime", "VÞnh H¹ Long"), (".VnTimeH", "c¸t bµ"), ("VNI-Times", "Taøu du lòch"), ("Arial", "Đã kiểm")]
    ):
        page.write_string(1, column, letters, book.add_format({"font_name": font}))
    book.close()
    assert opened(out.getvalue())[1][0][1] == ["Vịnh Hạ Long", "CÁT BÀ", "Tàu du lịch", "Đã kiểm"]


def test_a_sheet_that_is_called_a_continuation_is_read_once():
    """Where the sheet that it goes on from is gone, it is a sheet like any other."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Tàu (tiếp 2)")
    page.write_row(0, 0, ["Tên", "Dài"])
    page.write_row(1, 0, ["a", "1"])
    book.close()
    table, rows = opened(out.getvalue())
    assert table.notes["other-sheets"] == []
    assert rows == [("Tàu (tiếp 2)!2", ["a", "1"])]


def test_rows_and_cells_that_do_not_say_where_they_stand_are_counted():
    """A sheet may leave out the numbers of its rows and cells; none of them is lost for it."""
    bare = "".join(
        f"<row><c t='inlineStr'><is><t>{text}</t></is></c><c><v>1</v></c></row>" for text in ("Tên", "a", "b")
    )
    assert opened(workbook(sheet(bare)))[1] == [("A!2", ["a", ["n", "1"]]), ("A!3", ["b", ["n", "1"]])]


@pytest.mark.parametrize("again", [1, 2])
def test_two_rows_at_one_place_are_damage(again):
    """Rows go downwards, as a spreadsheet writes them: of two at one place nobody could say which is meant."""
    rows = HEAD + "".join(f'<row r="{n}">{cell(f"A{n}", "a")}</row>' for n in (2, again))
    with pytest.raises(UnreadableFile):
        opened(workbook(sheet(rows)))
