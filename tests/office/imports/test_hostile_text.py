"""Tables as text that somebody broke, or wrote long ago: read to the last cell, or refused by the line."""

import unicodedata

import orjson
import pytest
from tests.office.importing import opened

from lienvung.core.text.legacy import _TCVN3, _VNI
from lienvung.digitise.errors import DigitiseError, SecrecyStamped
from lienvung.office.imports.errors import EncodingsMixed, ShapesMisplaced, TableTooBroken
from lienvung.office.imports.reading import read_pasted, read_table


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


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_old_and_new_encodings_read_the_same(encoding):
    """UTF-8, UTF-16 with and without mark, windows-1258, TCVN3 and VNI give the same letters."""
    _, rows = opened(encoded(TEXT, encoding), "a.csv")
    assert rows[0][1] == ["Hạ Long", "tham quan", "đang khai thác ở vịnh, đã kiểm định"]


def encoded(text: str, encoding: str) -> bytes:
    """Return a text in one of the encodings, also those that Python does not know."""
    if encoding == "cp1258":
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


def test_pasted_cells_may_hold_tabs_and_line_breaks():
    """What a spreadsheet puts in quotes when it is copied stays one cell."""
    table = read_pasted('Tên\tGhi chú\r\n"Hạ\nLong"\t"a\tb ""c"""\r\n', "dán", len)
    assert list(table.rows) == [("hàng 2", ["Hạ\nLong", 'a\tb "c"'])]


def test_a_stamp_of_secrecy_in_any_cell_stops_the_table():
    """One stamped cell anywhere, and nothing of the table is taken over."""
    with pytest.raises(SecrecyStamped):
        opened("Tên,Ghi chú\na,b\nc,TUYỆT MẬT\n".encode(), "a.csv")


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
