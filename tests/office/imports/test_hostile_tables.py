"""Tables that somebody broke, or made to break us: refused in words, before they cost anything."""

import zipfile
from io import BytesIO

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
from lienvung.office.imports.reading import read_table

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
    except DigitiseError:
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
