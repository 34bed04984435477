"""Tables that somebody broke, or made to break us: refused in words, before they cost anything."""

import zipfile
from io import BytesIO

import orjson
import pytest
import xlsxwriter

from lienvung.digitise.errors import (
    ArchiveBomb,
    DigitiseError,
    EmptyFile,
    MacroFile,
    SecrecyStamped,
    TooLarge,
    UnreadableFile,
    WrongType,
)
from lienvung.office.imports import reading
from lienvung.office.imports.errors import EncodingsMixed, ShapesMisplaced, TableTooBroken, TooManyRows
from lienvung.office.imports.headings import Table
from lienvung.office.imports.reading import read_pasted, read_table

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


def opened(data: bytes, name: str = "a.xlsx") -> tuple[Table, list[tuple[str, list[object]]]]:
    """Read a table to its end."""
    table = read_table(data, name, len)
    return table, list(table.rows)


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


def test_a_csv_of_two_encodings_is_refused_with_both_lines():
    """No reading is right for both halves, so none is chosen."""
    data = "Tên;Nơi\nHạ Long;Bến\n".encode() + "Cát Bà;Đảo\n".encode("cp1258", "replace").replace(b"?", b"\xe0")
    with pytest.raises(EncodingsMixed) as refused:
        opened(data, "a.csv")
    assert (refused.value.modern, refused.value.old) == (1, 3)


TEXT = (
    "Tên tàu;Loại;Ghi chú\nHạ Long;tham quan;đang khai thác ở vịnh, đã kiểm định\n"
    "Cát Bà;lưu trú đêm;tạm nghỉ để sửa chữa\n"
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "tcvn3", "vni", "cp1258")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "tcvn3", "vni", "cp1258"]
)
def test_old_and_new_encodings_read_the_same(encoding):
    """UTF-8, UTF-16 with and without mark, windows-1258, TCVN3 and VNI give the same letters."""
    _, rows = opened(encoded(TEXT, encoding), "a.csv")
    assert rows[0][1] == ["Hạ Long", "tham quan", "đang khai thác ở vịnh, đã kiểm định"]


def encoded(text: str, encoding: str) -> bytes:
    """Return a text in one of the encodings, also those that Python does not know."""
    from lienvung.core.text.legacy import _TCVN3, _VNI

    if encoding == "cp1258":
        import unicodedata

        kept = {"Ă": "Ă", "ă": "ă", "Â": "Â", "â": "â", "ê": "ê", "ô": "ô", "ơ": "ơ", "ư": "ư", "đ": "đ"}
        marks = "\u0300\u0301\u0303\u0309\u0323"
        spread = []
        for letter in text:
            parts = unicodedata.normalize("NFD", letter)
            base = unicodedata.normalize("NFC", "".join(each for each in parts if each not in marks))
            spread.append(kept.get(base, base) + "".join(each for each in parts if each in marks))
        return "".join(spread).encode("cp1258")
    if encoding in ("tcvn3", "vni"):
        table = {new: chr(old) for old, new in _TCVN3.items()} if encoding == "tcvn3" else {}
        table = table or {new: old for old, new in _VNI.items() if not (len(old) > 1 and old[0] in "iI")}
        return "".join(table.get(letter, table.get(letter.lower(), letter)) for letter in text).encode("cp1252")
    return text.encode(encoding)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator_is_found(separator):
    """The sign that cuts the rows into equal cells separates, whatever else stands in the cells."""
    data = f'"Tên, tàu"{separator}Dài\r\n"a;b|c"{separator}1\r\n'.encode()
    table, rows = opened(data, "a.csv")
    assert table.headings == ("Tên, tàu", "Dài")
    assert rows == [("hàng 2", ["a;b|c", "1"])]


def test_headings_that_stand_twice_are_told_apart():
    """Two columns of one name get a number, and the page says so."""
    table, _ = opened("Tên,Dài,tên\na,1,b\n".encode(), "a.csv")
    assert table.headings == ("Tên", "Dài", "tên (2)")
    assert table.notes["repeated"] == ["Tên", "tên"]


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b'{"type":"FeatureCollection","features":[{"type":"Feature"', "a.geojson", TableTooBroken),
        (b"[" * 100_000, "a.json", TableTooBroken),
        (b'{"a": NaN}\n', "a.jsonl", TableTooBroken),
        (b'{"a": 1}\n[1]\n', "a.jsonl", TableTooBroken),
        (b'"a,b\nc,d\n', "a.csv", TableTooBroken),
        (b'{"type":"FeatureCollection","crs":{"type":"name"},"features":[]}', "a.geojson", DigitiseError),
    ],
)
def test_broken_text_is_refused(data, name, refusal):
    """What breaks off, nests without end, or is no table is refused with its line."""
    with pytest.raises((refusal, ShapesMisplaced, TableTooBroken)):
        opened(data, name)


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


def test_a_row_is_never_lost_for_being_figures():
    """The numbers of columns below the headings are left out; a row of data that counts by chance is not."""
    assert [cells for _, cells in opened(b"a,b,c\n(1),(2),(3)\nx,y,z\n", "a.csv")[1]] == [["x", "y", "z"]]
    assert opened(b"a,b,c,d\n1,2,3,4\nx,,,\n", "a.csv")[1] == [("hàng 3", ["x", "", "", ""])]
    assert len(opened(b"a,b\n1,2\n", "a.csv")[1]) == 1
    assert len(opened(b"a,b,c,d\nx,,,\n1,2,3,4\n", "a.csv")[1]) == 2
    assert len(opened(b'{"a":1,"b":2,"c":3,"d":4}\n', "a.jsonl")[1]) == 1


def test_rows_of_other_lengths_do_not_hide_the_separator():
    """Cells that are missing at the end, and one too many, leave the columns where they are; no cell is lost."""
    table = read_table("Tên,Dài\na\nb,1,2,\nc,1\n".encode(), "a.csv", lambda heading: "Tên" in heading)
    assert table.headings == ("Tên", "Dài")
    assert [cells for _, cells in table.rows] == [["a", ""], ["b", "1", "2"], ["c", "1"]]


def test_json_lines_may_have_blank_lines_and_carriage_returns():
    """Lines end as Windows ends them, blank ones are passed over, and the places are those of the file."""
    assert opened(b'{"a":1}\r\n\r\n  \r\n{"a":2}\r\n', "a.jsonl")[1] == [
        ("hàng 1", [["j", 1]]),
        ("hàng 4", [["j", 2]]),
    ]


@pytest.mark.parametrize(
    "value", [rb'"\ud800"', rb'"x\u0000y"', rb'["\udfff"]', rb'{"b":"\u0000"}', b"[" * 900 + b"]" * 900]
)
def test_what_cannot_be_written_down_again_is_told_by_its_row(value):
    """Half a letter, NUL and depth without end spoil their own cell; the rows around them are read."""
    _, rows = opened(b'{"a":1}\n{"a":' + value + b'}\n{"a":3}\n', "a.jsonl")
    assert [cells for _, cells in rows] == [[["j", 1]], [["u", ""]], [["j", 3]]]


@pytest.mark.parametrize("sign", ["", "-"])
def test_an_integer_of_any_length_is_kept_by_its_digits(sign):
    """One that no 64 bits hold goes on as its digits, and can be written down like every other cell."""
    figure = f"{sign}{2**70}"
    rows = opened(f'{{"a":{figure}}}\n{{"a":[{figure}]}}\n'.encode(), "a.jsonl")[1]
    assert [cells for _, cells in rows] == [[["n", figure]], [["u", ""]]]
    assert orjson.loads(orjson.dumps(rows)) == [list(row) for row in rows]


@pytest.mark.parametrize(
    "line", [rb'{"a":1,"a":2}', rb'{"\ud800":1}', b'{"a":' + b"9" * 5000 + b"}", b'{"a":-Infinity}']
)
def test_json_that_says_two_things_or_nothing_is_refused_by_its_line(line):
    """A name that stands twice, a name of broken letters, a figure without end: the file is refused at that line."""
    with pytest.raises(TableTooBroken) as refused:
        opened(b'{"a":0}\n' + line + b"\n", "a.jsonl")
    assert (refused.value.reason, refused.value.line) == ("json", 2)


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


def test_pasted_cells_may_hold_tabs_and_line_breaks():
    """What a spreadsheet puts in quotes when it is copied stays one cell."""
    table = read_pasted('Tên\tGhi chú\r\n"Hạ\nLong"\t"a\tb ""c"""\r\n', "dán", len)
    assert list(table.rows) == [("hàng 2", ["Hạ\nLong", 'a\tb "c"'])]


def test_a_stamp_of_secrecy_in_any_cell_stops_the_table():
    """One stamped cell anywhere, and nothing of the table is taken over."""
    with pytest.raises(SecrecyStamped):
        opened("Tên,Ghi chú\na,b\nc,TUYỆT MẬT\n".encode(), "a.csv")


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


@pytest.mark.parametrize("text", ["sep=", "sep=\n", "sep=\r\na;b\r\n1;2", 'sep="\na;b\n1;2'])
def test_a_line_that_names_no_separator_is_no_trap(text):
    """What merely begins as the line in which Excel names its separator is read like any text, or refused in words."""
    try:
        table, rows = opened(text.encode(), "a.csv")
    except TableTooBroken:
        assert ";" not in text
    else:
        assert table.headings == ("a", "b")
        assert [cells for _, cells in rows] == [["1", "2"]]


def test_every_column_has_a_heading_of_its_own():
    """A heading that stands twice gets a number that no other one has: no column is laid over another."""
    table, rows = opened("Tên,Tên,Tên (2),tên\na,b,c,d\n".encode(), "a.csv")
    assert table.headings == ("Tên", "Tên (3)", "Tên (2)", "tên (3)")
    assert rows == [("hàng 2", ["a", "b", "c", "d"])]


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
