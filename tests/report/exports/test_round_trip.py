"""What goes out comes in again unchanged: every datatype, every form of file."""

import csv
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lienvung.core.register.definition import Definition, Field, parse_definition
from lienvung.core.register.record import Record
from lienvung.core.register.value import judge_of
from lienvung.core.text import nfc
from lienvung.office.imports.columns import guess_columns
from lienvung.office.imports.reading import read_table
from lienvung.office.imports.rows import RowReader
from lienvung.report.exports import workbook
from lienvung.report.exports.columns import columns_of
from lienvung.report.exports.files import FORMS

KEY = "hai-phong-" + "a" * 16
# A value that breaks a file is plain to see; to shrink it takes longer than to read it.
FOUND = (Phase.explicit, Phase.reuse, Phase.generate)
ABOUT = {"created": "2026-11-22T08:00:00Z", "node": "hai-phong"}
EDGES = (
    "=1+1", "+84 912", "-5", "@SUM(A1)", "'", "''", "'=x", "'tên", " đầu", "cuối ", "007", "1e5", "TRUE", "có", "1.941",
    "31/12/1899", "a;b", "a|b", "[1]", "{x}", "\\n", '"', "a,b", "＝1", "-", "—", "#N/A x",
    "12345678901234567890", "null", "\t=1", "_x0041_", "<b>&amp;", "]]>",
)  # fmt: skip
MANY = "many"


def field(datatype: str, **more: Any) -> dict[str, Any]:
    """Return one field called after its datatype."""
    name = f"{datatype}-{MANY}" if more.get(MANY) else datatype
    return {"name": name, "label": {"vi": f"Trường {name}"}, "datatype": datatype, **more}


CHOICES = {"open": {"vi": "đang mở"}, "closed": {"vi": "Đóng"}, "co": {"vi": "đang mở; lại"}, "x": {"vi": "đóng"}}
ONE = [
    field("string"), field("text"), field("verbatim"), field("integer"), field("money"), field("boolean"),
    field("date"), field("deadline"), field("year-less"), field("period"), field("decimal"), field("measure", unit="m"),
    field("enumeration", values=CHOICES), field("link", to="berth"), field("file"), field("geometry"), field("docref"),
    field("milestone"), field("extension"),
]  # fmt: skip
LISTS = [{**each, "name": f"{each['name']}-many", "many": True} for each in ONE]
TITLE = {"name": "title", "label": {"vi": "Tên gọi"}, "datatype": "string"}
DEFINITION = parse_definition(
    {
        "register": "thing",
        "version": 1,
        "title": {"vi": "Mọi kiểu"},
        "title-field": "title",
        "parts": {"shared": {}},
        "fields": [TITLE, *ONE, *LISTS],
    }
)

LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029")
LINES = st.one_of(st.sampled_from(EDGES), st.text(LETTERS, min_size=1, max_size=40)).map(nfc).filter(bool)
PARAGRAPHS = st.one_of(LINES, st.lists(LINES, min_size=2, max_size=3).map("\n".join))
DAYS = st.one_of(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)).map(date.isoformat),
    st.sampled_from(["2024-05", "2024-Q4", "2026-H1", "2019", "--10-18", "2021/2025", "1900-02-28", "--02-29"]),
)
DIGITS = st.one_of(
    st.sampled_from(
        ["0", "12.50", "1.941", "1941.500", "-0.10", "0.000000000000000001", "9" * 25, "1234.123456789012345"]
    ),
    st.integers(-(10**16), 10**16).map(str),
)
INTEGERS = st.one_of(st.integers(-(2**53) + 1, 2**53 - 1), st.sampled_from([0, 2**53 - 1, 999_999_999_999_999, -1]))
POINTS = st.tuples(st.integers(1020000000, 1090000000), st.integers(80000000, 230000000)).map(
    lambda at: {"type": "Point", "coordinates": [_degrees(at[0]), _degrees(at[1])]}
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": LINES,
    "text": PARAGRAPHS,
    "verbatim": PARAGRAPHS,
    "integer": INTEGERS,
    "money": INTEGERS,
    "boolean": st.booleans(),
    "date": DAYS,
    "deadline": DAYS,
    "year-less": st.sampled_from(["--10-18", "--02-29"]),
    "period": st.sampled_from(["2021-01-01/2025-12-31", "../2025", "2024-05/..", "2021/2025", "2024-Q1/2024-Q3"]),
    "decimal": DIGITS,
    "measure": DIGITS,
    "enumeration": st.sampled_from(list(CHOICES)),
    "link": st.sampled_from([KEY, "quang-ninh-" + "b" * 16]),
    "file": st.sampled_from(["0" * 64, "ab" * 32]),
    "geometry": POINTS,
    "docref": st.one_of(
        LINES.map(lambda number: {"number": number}),
        st.just({"number": "352-KL/TUQN", "issuer": "Tỉnh ủy", "issued-on": "2019-05-30"}),
    ),
    "milestone": st.tuples(DAYS, LINES).map(lambda said: {"on": said[0], "what": said[1]}),
    "extension": DAYS.map(lambda day: {"until": day, "reason": "minh họa"}),
}


def _degrees(tenths: int) -> str:
    return f"{tenths / 1e7:.7f}".rstrip("0").rstrip(".")


def valid(name: str, value: Any) -> bool:
    """Tell whether the register would hold the value at all."""
    return judge_of(DEFINITION.fields[name])(value) == ""


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    """Return values for some fields of the register."""
    found: dict[str, Any] = {}
    for each in draw(
        st.lists(st.sampled_from(list(DEFINITION.fields.values())), max_size=12, unique_by=lambda f: f.name)
    ):
        one = VALUES[each.datatype]
        value = draw(st.lists(one, min_size=1, max_size=3) if each.many else one)
        if valid(each.name, value):
            found[each.name] = value
    return found


def record(values: dict[str, Any]) -> Record:
    """Return a live record with these values."""
    return Record("thing", KEY, "hai-phong/thing", "hai-phong", 1, "put", "live", "t", "b", "d", values)


def written(form: str, values: list[dict[str, Any]], definition: Definition = DEFINITION) -> bytes:
    """Return the file of records with these values; of a package, its csv."""
    data = b"".join(FORMS[form].write(columns_of(definition), map(record, values), ABOUT))
    return zipfile.ZipFile(BytesIO(data)).read("thing.csv") if form == "datapackage" else data


def read_again(form: str, data: bytes, definition: Definition = DEFINITION) -> Iterator[dict[str, Any]]:
    """Read a file as an import does and yield the values of each row."""
    name = "thing.csv" if form == "datapackage" else f"thing{FORMS[form].extension}"
    table = read_table(data, name, lambda headings: len(guess_columns(definition, headings)))
    reader = RowReader(definition, table.headings, guess_columns(definition, table.headings), "", name)
    for row in table.rows:
        read = reader.read(row)
        assert read.mistakes == ()
        assert read.key == KEY
        yield dict(read.values)


@pytest.mark.parametrize("form", ["csv", "jsonl", "geojson", "datapackage"])
@settings(max_examples=50, phases=FOUND, suppress_health_check=[HealthCheck.too_slow])
@given(values=st.lists(items(), min_size=1, max_size=4))
def test_what_goes_out_comes_in_again(form, values):
    """Every value of every datatype is the same after a file was written and read."""
    assert list(read_again(form, written(form, values))) == values


@settings(max_examples=10, phases=FOUND, suppress_health_check=[HealthCheck.too_slow])
@given(values=st.lists(items(), min_size=1, max_size=25))
def test_what_goes_out_in_a_workbook_comes_in_again(values):
    """A workbook spells for people, and loses nothing all the same."""
    assert list(read_again("xlsx", written("xlsx", values))) == values


def test_a_workbook_goes_on_where_a_sheet_is_full(monkeypatch):
    """Rows that one sheet has no room for stand in the next one, and all of them come in again."""
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    values = [{"title": f"Bến {number}", "integer": number} for number in range(7)]
    data = written("xlsx", values)
    with zipfile.ZipFile(BytesIO(data)) as book:
        assert sum(name.startswith("xl/worksheets/") for name in book.namelist()) == 4
    assert list(read_again("xlsx", data)) == values
    table = read_table(data, "thing.xlsx", len)
    assert [place for place, _ in table.rows][2:4] == ["Mọi kiểu (tiếp 2)!2", "Mọi kiểu (tiếp 2)!3"]
    assert table.notes["other-sheets"] == []


@pytest.mark.parametrize("form", sorted(FORMS.keys() - {"xlsx"}))
def test_a_file_begins_before_its_last_record_is_read(form):
    """A file of any length flows, but for a workbook: its first bytes leave while nearly all records are to come."""
    asked = []

    def records() -> Iterator[Record]:
        for number in range(20_000):
            asked.append(number)
            yield record({"title": f"Bến {number}"})

    pieces = FORMS[form].write(columns_of(DEFINITION), records(), ABOUT)
    assert sum(len(next(pieces)) for _ in range(4)) > 0
    assert len(asked) < 5_000
    assert sum(map(len, pieces)) > 0
    assert len(asked) == 20_000


@pytest.mark.parametrize("form", list(FORMS))
def test_texts_that_look_like_something_else_stay_texts(form):
    """Formulas, apostrophes, blanks at the edges, leading zeros, long digits: each as one value and in a list."""
    values = [{"string": edge, "string-many": [edge, "b"]} for edge in EDGES if valid("string", edge)]
    assert list(read_again(form, written(form, values))) == values


@pytest.mark.parametrize("form", ["csv", "datapackage"])
def test_no_cell_of_a_file_begins_like_a_formula(form):
    """A spreadsheet that opens the file runs nothing: no cell that is not a number begins with = + - @."""
    values = [dict.fromkeys(("title", "string", "text", "verbatim"), edge) for edge in EDGES]
    values.append({"date": "--10-18", "year-less": "--10-18", "docref": {"number": "=1"}, "string-many": ["=1"]})
    for row in csv.reader(StringIO(written(form, values).decode("utf-8-sig"))):
        for cell in row:
            assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r") or orjson.loads(cell) is not None


def test_a_day_of_every_year_is_readable_in_a_workbook():
    """It stands there as people write it, and no spreadsheet takes it for a day of this year."""
    table = read_table(written("xlsx", [{"title": "x", "year-less": "--10-18"}]), "thing.xlsx", len)
    assert any("ngày 18/10" in str(row) for row in table.rows)


def test_a_value_too_long_for_a_workbook_is_told_and_not_cut():
    """A text longer than a cell of Excel is refused on the way in, so that no half of it replaces the whole."""
    table = read_table(written("xlsx", [{"title": "x", "text": "dài " * 9_000}]), "thing.xlsx", len)
    reader = RowReader(DEFINITION, table.headings, guess_columns(DEFINITION, table.headings))
    assert [each.code for row in table.rows for each in reader.read(row).mistakes] == ["too-long"]


def test_every_datatype_is_in_the_round():
    """A datatype that the language gets later has to be told here how it goes out and comes in."""
    from lienvung.core.register.definition_rules import DATATYPES

    assert set(VALUES) == set(DATATYPES)
    assert {each.datatype for each in DEFINITION.fields.values() if isinstance(each, Field)} == set(DATATYPES)
