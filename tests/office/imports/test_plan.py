"""What rows would do: matched by key or by a field, links resolved, entanglements refused, cells read or told."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from lienvung.core.register.definition import Unique, parse_definition
from lienvung.core.register.record import Record
from lienvung.office.imports.columns import guess_columns
from lienvung.office.imports.headings import Cell
from lienvung.office.imports.plan import Planner, RowPlan
from lienvung.office.imports.recognition import ways_of
from lienvung.office.imports.rows import RowReader
from lienvung.office.imports.together import assign_keys, links_to_itself, refuse_entangled

DEFINITION = parse_definition(
    {
        "register": "place",
        "version": 1,
        "title": {"vi": "Chỗ"},
        "title-field": "name",
        "parts": {"shared": {}},
        "fields": [
            {"name": "name", "label": {"vi": "Tên"}, "datatype": "string", "required": True},
            {"name": "code", "label": {"vi": "Mã số"}, "datatype": "string", "unique": True},
            {"name": "parent", "label": {"vi": "Thuộc"}, "datatype": "link", "to": "place"},
            {"name": "near", "label": {"vi": "Gần"}, "datatype": "link", "to": "place", "many": True},
            {"name": "cost", "label": {"vi": "Vốn (đồng)"}, "datatype": "money"},
            {"name": "size", "label": {"vi": "Diện tích"}, "datatype": "measure", "unit": "ha"},
            {"name": "opened", "label": {"vi": "Mở cửa"}, "datatype": "date"},
            {"name": "free", "label": {"vi": "Miễn phí"}, "datatype": "boolean"},
            {"name": "shape", "label": {"vi": "Ranh giới"}, "datatype": "geometry"},
        ],
        "unique": [{"fields": ["parent"], "over": ["opened"]}],
    }
)
OURS, THEIRS, OTHER = ("hai-phong-" + "a" * 16, "quang-ninh-" + "b" * 16, "hai-phong-" + "c" * 16)


def record(key: str, **values: Any) -> Record:
    """Return a live record of its key's node."""
    node = key[:-17]
    return Record("place", key, f"{node}/place", node, 3, "put", "live", "t", "b", "d", values)


@dataclass
class Held:
    """Records held in memory, asked as the store is asked."""

    records: list[Record]
    numbers: Iterable[int] = field(default_factory=lambda: count(1))

    def by_key(self, keys: Collection[str]) -> dict[str, Record]:
        return {each.key: each for each in self.records if each.key in keys}

    def by_value(self, name: str, values: Collection[Any]) -> dict[Any, list[Record]]:
        found: dict[Any, list[Record]] = {}
        for each in self.records:
            if each.values.get(name) in values:
                found.setdefault(each.values[name], []).append(each)
        return found

    def meeting(self, rule: Unique, said: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Record]]:
        for key, values in said.items():
            claim = rule.claim_of(values)
            for each in self.records:
                other = rule.claim_of(each.values)
                if claim and other and claim.meets(other):
                    yield key, each

    def targets(self, register: str, texts: Collection[str]) -> dict[str, list[str]]:
        named = ((text, each.key) for each in self.records for text in (each.key, each.values["name"]) if text in texts)
        found: dict[str, list[str]] = {}
        for text, key in named:
            found.setdefault(text, []).append(key)
        return found

    def register_of(self, key: str) -> str:
        return "Sổ khác" if key == OTHER else ""

    def busy(self, keys: Collection[str]) -> set[str]:
        return set()

    def fresh_key(self) -> str:
        return f"hai-phong-{'z' * 14}{next(iter(self.numbers)):02}".replace("0", "x").replace("1", "y")

    def claims(self, values):
        return ()


def plans(headings: list[str], *rows: list[Cell], held: Iterable[Record] = (), clears: bool = False) -> list[RowPlan]:
    """Plan rows as the service does for a table whose rows may name each other."""
    columns = guess_columns(DEFINITION, headings)
    reader, lookups = RowReader(DEFINITION, headings, columns), Held(list(held))
    match = "code" if "code" in columns.values() else "name"
    planner = Planner(DEFINITION, reader, ways_of(DEFINITION, match, columns), "hai-phong", lookups, clears)
    table = [(f"hàng {n}", row) for n, row in enumerate(rows, 2)]
    names = links_to_itself(reader)
    assign_keys(reader, match, table, lookups)
    planned = planner.plan(table)
    return refuse_entangled(DEFINITION, planned, names, lookups) if names else planned


def codes(planned: list[RowPlan]) -> list[str]:
    """Return the first mistake of each row, else its state."""
    return [each.mistakes[0].code if each.mistakes else each.state for each in planned]


def test_a_key_of_another_register_or_of_nobody_is_told():
    """A key names a record of this register or the row is wrong; keys are given out by the node alone."""
    told = plans(["Khóa", "Tên"], [OTHER, "a"], ["hai-phong-" + "q" * 16, "b"], ["rác", "c"], [OURS, "d"],
                 held=[record(OURS, name="cũ")])  # fmt: skip
    assert codes(told) == ["key-elsewhere", "key-unknown", "key-unknown", "changed"]


def test_a_partners_record_is_not_changed_by_a_table():
    """A row that says the same is unchanged; one that says something else is refused and names the steward."""
    held = [record(THEIRS, name="Bãi Cháy", code="7")]
    same, other = (plans(["Khóa", "Tên"], [THEIRS, name], held=held)[0] for name in ("Bãi Cháy", "Bãi Sau"))
    assert same.state == "unchanged"
    assert other.mistakes[0].code == "not-ours"
    assert other.mistakes[0].facts == {"steward": "quang-ninh"}
    assert codes(plans(["Mã số", "Tên"], ["7", "Bãi Sau"], held=held)) == ["not-ours"]


def test_duplicates_within_the_file_are_told_with_their_place():
    """Two rows about one record, or with one unique value, are not settled by their order."""
    told = plans(["Tên", "Mã số"], ["a", "1"], ["b", "1"], ["a", "2"])
    assert codes(told) == ["new", "twice-in-file", "new"]
    assert told[1].mistakes[0].facts == {"place": "hàng 2"}


def test_a_record_named_once_by_key_and_once_by_title_is_told_twice():
    """Two rows that would both change one record are refused, however each of them names it."""
    held = [record(OURS, name="Bến", code="7")]
    for match in ("Tên", "Mã số"):
        rows = [[OURS, "Bến", "7", "2"], ["", "Bến", "7", "3"]]
        told = plans(["Khóa", "Tên", "Mã số" if match == "Mã số" else "x", "Diện tích"], *rows, held=held)
        assert codes(told) == ["changed", "twice-in-file"]
        assert told[1].mistakes[0].facts == {"place": "hàng 2"}


@pytest.mark.parametrize(
    ("cell", "code"), [(["f", ""], "formula-unknown"), (["m", ""], "merged"), (["e", "#REF!"], "error-cell")]
)
def test_a_key_that_cannot_be_read_is_not_no_key(cell, code):
    """A row whose key stands in a broken cell is wrong: read without it, its record would be made a second time."""
    (told,) = plans(["Khóa", "Tên"], [cell, "Bến"], held=[record(OURS, name="Bến cũ")])
    assert [(each.field, each.code) for each in told.mistakes] == [("key", code)]


def test_two_columns_of_degrees_that_cannot_be_read_are_told():
    """A place whose degrees are formulas that nobody calculated is not left out in silence."""
    columns = {"Tên": "name", "Kinh độ": "shape:longitude", "Vĩ độ": "shape:latitude"}
    reader = RowReader(DEFINITION, list(columns), columns)
    read = reader.read(("hàng 2", ["a", ["f", ""], ["f", ""]]))
    assert [(each.field, each.code) for each in read.mistakes] == [("shape", "formula-unknown")]


def test_a_row_without_the_chosen_value_is_known_by_its_title():
    """It is about a record that says the same, else about the one of its title that has no such value either."""
    held = [record(OURS, name="Bến", code="7", size="1"), record("hai-phong-" + "d" * 16, name="Bến", size="2")]
    told = [plans(["Mã số", "Tên", "Diện tích"], ["", "Bến", size], held=held)[0] for size in ("1", "3")]
    assert [(each.state, each.key[-1]) for each in told] == [("unchanged", "a"), ("changed", "d")]
    assert codes(plans(["Mã số", "Tên", "Diện tích"], ["", "Bến", "3"], held=held[:1])) == ["new"]
    twice = plans(["Mã số", "Tên"], ["", "Bến"], ["", "Bến"], ["8", "Bến"])
    assert codes(twice) == ["new", "twice-in-file", "new"]


def test_a_value_that_somebody_has_is_told_by_its_owner():
    """A unique value of another record names that record."""
    held = [record(OURS, name="a", code="1"), record(THEIRS, name="b", code="2")]
    told = plans(["Khóa", "Mã số"], [OURS, "2"], held=held)
    assert told[0].mistakes[0].facts == {"key": THEIRS, "steward": "quang-ninh"}


def test_records_that_share_a_title_are_told_apart_or_asked_for():
    """Of two records of one title the row is about the one that says the same, else somebody has to say."""
    held = [record(OURS, name="Bến", size="1"), record("hai-phong-" + "d" * 16, name="Bến", size="2")]
    assert codes(plans(["Tên", "Diện tích"], ["Bến", "2"], held=held)) == ["unchanged"]
    assert codes(plans(["Tên", "Diện tích"], ["Bến", "3"], held=held)) == ["match-ambiguous"]


def test_links_are_named_by_key_by_title_or_by_a_row_of_the_table():
    """A link may name a record that is there or one that this table brings, in any order."""
    told = plans(["Tên", "Thuộc"], ["Con", "Cha"], ["Cha", ""], ["Cháu", OURS], held=[record(OURS, name="Ông")])
    assert [each.state for each in told] == ["new"] * 3
    assert told[0].values["parent"] == told[1].key
    assert told[2].values["parent"] == OURS


def test_links_to_nobody_and_to_several_are_told():
    """What a link names must be one record."""
    held = [record(OURS, name="Bến"), record(THEIRS, name="Bến")]
    assert codes(plans(["Tên", "Thuộc"], ["a", "Bến"], ["b", "không có"], held=held)) == [
        "link-ambiguous",
        "link-unknown",
    ]


def test_links_in_a_circle_are_refused_with_everything_that_hangs_on_them():
    """A record cannot be under itself, over any number of rows and records; who names a wrong row is wrong too."""
    held = [record(OURS, name="Có sẵn", parent=THEIRS), record(THEIRS, name="Bên kia")]
    told = plans(["Tên", "Thuộc"], ["A", "B"], ["B", "C"], ["C", "A"], ["D", "C"], ["E", "Có sẵn"], held=held)
    assert codes(told) == ["circle", "circle", "circle", "link-to-wrong-row", "new"]
    assert codes(plans(["Tên", "Thuộc"], ["A", "A"])) == ["circle"]
    changed = plans(["Khóa", "Thuộc"], [OURS, OURS], held=[record(OURS, name="Tự")])
    assert codes(changed) == ["circle"]


def test_links_to_and_fro_between_neighbours_are_no_circle():
    """A field of many links is no hierarchy: neighbours may name each other."""
    assert codes(plans(["Tên", "Gần"], ["A", "B"], ["B", "A"])) == ["new", "new"]


RING = [[106.0, 20.0], [107.0, 21.0], [107.0, 20.0], [106.0, 21.0], [106.0, 20.0]]


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ({"type": "Polygon", "coordinates": [RING]}, "shape-crosses"),
        ({"type": "Point", "coordinates": [20.9, 107.1]}, "axes-swapped"),
        ({"type": "Point", "coordinates": [2310000.5, 412000.1]}, "coordinates-in-metres"),
        ({"type": "Polygon", "coordinates": [RING[:-1]]}, "G4-ring"),
        ({"type": "Circle", "coordinates": [1, 2]}, "G1-geometry"),
        ({"type": "Point"}, "not-geometry"),
    ],
)
def test_wrong_shapes_are_told_with_their_place(shape, code):
    """A ring that crosses itself, swapped axes, metres without a system: each is told, none is mended."""
    assert codes(plans(["Tên", "Ranh giới"], ["a", ["j", shape]])) == [code]
    if code == "shape-crosses":
        assert plans(["Tên", "Ranh giới"], ["a", ["j", shape]])[0].mistakes[0].facts["where"] == "106.50000, 20.50000"


@pytest.mark.parametrize("typed", ["20.8449, 106.6881", "20,8449; 106,6881", "POINT (106.6881 20.8449)"])
def test_a_place_is_typed_in_a_cell_as_in_a_form(typed):
    """Latitude and longitude, or WKT, in one cell is the same point as two columns or GeoJSON."""
    (told,) = plans(["Tên", "Ranh giới"], ["a", typed])
    assert told.values["shape"] == {"type": "Point", "coordinates": ["106.6881", "20.8449"]}


def test_a_shape_that_gives_our_islands_away_does_not_come_in():
    """An outline over Hoàng Sa under another's name is a wrong row; one over the bay with the same words is not."""
    there, here = ([[[x, y], [x + 1, y], [x + 1, y + 1], [x, y]]] for x, y in ((112.0, 16.0), (107.0, 20.5)))
    rows = [
        [name, ["j", {"type": "Polygon", "coordinates": ring}]]
        for name, ring in (("China", there), ("Trung Quốc", here))
    ]
    told = plans(["Tên", "Ranh giới"], *rows)
    assert codes(told) == ["sovereignty-broken", "new"]


def test_coordinates_of_vn_2000_come_to_wgs_84():
    """A file that names VN-2000 / TM-3 105-45 is moved; a few metres decide whether a berth stands in the water."""
    columns = {"Tên": "name", "geometry": "shape"}
    reader = RowReader(DEFINITION, ["Tên", "geometry"], columns, "urn:ogc:def:crs:EPSG::9210", "a.geojson")
    row = ("hàng 1", ["a", ["j", {"type": "Point", "coordinates": [598_000.0, 2_305_000.0]}]])
    longitude, latitude = map(float, reader.read(row).values["shape"]["coordinates"])
    assert (round(longitude, 3), round(latitude, 3)) == (106.693, 20.835)


def test_two_columns_of_degrees_make_a_point():
    """Longitude and latitude, with comma or point, are one shape."""
    told = plans(["Tên", "Kinh độ", "Vĩ độ"], ["a", "107,054", "20.951"], ["b", "20,9", "107,1"], ["c", "107", ""])
    assert told[0].values["shape"] == {"type": "Point", "coordinates": ["107.054", "20.951"]}
    assert codes(told)[1:] == ["axes-swapped", "not-coordinate"]


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("Vốn", "1.941 tỷ đồng", 1_941_000_000_000), ("Vốn", "1,5 triệu", 1_500_000), ("Vốn", "25.000", 25_000),
        ("Vốn", ["n", "25000"], 25_000), ("Vốn", "2.500.000 VNĐ", 2_500_000), ("Vốn", "0", 0),
        ("Diện tích", "1.941,5", "1941.5"), ("Diện tích", "1,941.5", "1941.5"), ("Diện tích", "12,50 ha", "12.50"),
        ("Diện tích", ["n", "1.941"], "1.941"), ("Diện tích", "0,125", "0.125"),
        ("Mở cửa", "30/5/2019", "2019-05-30"), ("Mở cửa", "quý IV/2024", "2024-Q4"), ("Mở cửa", "2019", "2019"),
        ("Mở cửa", "18/10", "--10-18"), ("Mở cửa", ["d", "2019-05-30"], "2019-05-30"),
        ("Miễn phí", "Có", True), ("Miễn phí", "không", False), ("Miễn phí", ["b", "1"], True),
    ],
)  # fmt: skip
def test_cells_are_read_as_people_write_them(heading, cell, value):
    """Money, measures, dates and yes or no in the spellings of Vietnamese offices."""
    name = guess_columns(DEFINITION, [heading])[heading]
    assert plans(["Tên", heading], ["a", cell])[0].values[name] == value


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("Diện tích", "1.941", "ambiguous-number"), ("Diện tích", "1,941", "ambiguous-number"),
        ("Diện tích", "12 km", "other-unit"), ("Vốn", "1,941 tỷ", "ambiguous-number"), ("Vốn", "100 USD", "not-money"),
        ("Vốn", ["n", "1.5"], "not-integer"), ("Mở cửa", "31/2/2024", "not-date"), ("Mở cửa", "05/30/2019", "not-date"),
        ("Miễn phí", "có lẽ", "not-boolean"), ("Tên", "#REF!", "error-cell"), ("Tên", ["f", ""], "formula-unknown"),
        ("Tên", ["m", ""], "merged"), ("Tên", ["u", ""], "unreadable-letters"), ("Tên", "a\0b", "I7-datatype"),
        ("Tên", "VÞnh H¹ Long", "old-letters"), ("Tên", "Taøu du lòch Vònh Haï Long", "old-letters"),
        ("Vốn", ["n", "1e999999999"], "not-integer"), ("Vốn", ["n", "1e300"], "I7-datatype"),
        ("Vốn", "9007199254740993", "I7-datatype"), ("Diện tích", ["n", "1e9"], "other-unit"),
        ("Vốn", ["n", "1180591620717411303424"], "I7-datatype"),
    ],
)  # fmt: skip
def test_what_may_mean_two_things_is_asked_for(heading, cell, code):
    """No cell is guessed at: it is read one way, or it is wrong with a reason."""
    rows = (["Tên"], [cell]) if heading == "Tên" else (["Tên", heading], ["a", cell])
    assert codes(plans(*rows)) == [code]


def test_rows_that_claim_the_same_time_are_refused():
    """Of one thing a table brings one row for a day, also where another row says the month that the day lies in."""
    held = [record(OURS, name="Bến", code="1"), record(THEIRS, name="x", parent=OURS, opened="2026-09-20")]
    headings = ["Tên", "Thuộc", "Mở cửa"]
    told = plans(headings, ["a", "Bến", "20/9/2026"], ["b", "Bến", "21/9/2026"], ["c", "Bến", "9/2026"],
                 ["d", "Bến", "10/2026"], ["e", "Bến", "3/10/2026"], ["f", "", "20/9/2026"], held=held)  # fmt: skip
    assert codes(told) == ["unique-then", "new", "unique-then", "new", "twice-in-file", "new"]
    assert (told[0].mistakes[0].facts["key"], told[4].mistakes[0].facts["place"]) == (THEIRS, "hàng 5")


def test_a_row_with_a_cell_too_many_is_told_with_what_is_beyond():
    """An unquoted comma moves the cells behind it: the row is wrong, whatever its values would be."""
    (told,) = plans(["Tên", "Mã số"], ["a", "1", "5", "x"])
    (mistake,) = told.mistakes
    assert (mistake.code, mistake.cell, mistake.facts) == ("more-cells", "5; x", {"count": 2})


def test_a_record_too_long_to_be_kept_is_told_before_anybody_approves_it():
    """A part of a record has a longest length; the field that takes the most of it is named."""
    (told,) = plans(["Tên", "Mã số"], ["a" * 300_000, "1"])
    assert [(each.field, each.code) for each in told.mistakes] == [("name", "too-large")]
    assert len(told.mistakes[0].cell) <= 200


@pytest.mark.parametrize("name", ["Müller", "São Paulo", "Genève – Zürich", "5 µm", "24 m²", "Hạ Long", "Đà Nẵng ½"])
def test_names_of_other_languages_are_not_old_letters(name):
    """Only a cell of which every marked word is Vietnamese by an old reading, and none as it stands, is one."""
    assert codes(plans(["Tên"], [name])) == ["new"]


def test_a_row_about_something_else_is_not_stopped_by_a_repeated_value():
    """Where a partner repeated our code, a table may still correct the name of ours; it may not take the code anew."""
    held = [record(OURS, name="Bến", code="7"), record(THEIRS, name="khác", code="7")]
    told = plans(["Khóa", "Tên", "Mã số"], [OURS, "Bến mới", "7"], ["", "nữa", "7"], held=held)
    assert [each.state for each in told] == ["changed", "wrong"]
