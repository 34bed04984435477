"""Units as periods: the names of the time, and what each is today."""

from datetime import date

import pytest
from tests.core.geography.country import country

from lienvung.core.geography.atlas import chart
from lienvung.core.geography.event import Edge
from lienvung.core.geography.gazetteer import gather_units
from lienvung.core.geography.trace import trace
from lienvung.core.geography.unit import Unit, unit_of


def unit(key, name, level="commune", **values):
    """Return a unit from a record's values."""
    return unit_of(key, {"name": name, "kind": "x", "level": level, **values})


MERGER = {"valid-until": "2025-06-30"}
SINCE = {"valid-from": "2025-07-01"}
# facts.md §1–2: the map of 1/7/2025 and of 20/9/2026, as far as these tests walk on it
GAZETTEER = gather_units(
    [
        unit("hai-duong", "tỉnh Hải Dương", "province", code="30", successors=["hai-phong"], **MERGER),
        unit("hai-phong", "Thành phố Hải Phòng", "province", code="31"),
        unit("bac-giang", "tỉnh Bắc Giang", "province", code="24", successors=["tinh-bac-ninh"], **MERGER),
        unit(
            "tinh-bac-ninh", "tỉnh Bắc Ninh", "province", code="24", successors=["tp-bac-ninh"], **SINCE,
            **{"valid-until": "2026-09-19"},
        ),
        unit("tp-bac-ninh", "Thành phố Bắc Ninh", "province", code="24", **{"valid-from": "2026-09-20"}),
        unit(
            "tp-chi-linh", "thành phố Chí Linh", "district", code="290", parent="hai-duong",
            successors=["chi-linh", "chu-van-an"], **MERGER,
        ),
        unit("chi-linh", "phường Chí Linh", code="10546", parent="hai-phong", **SINCE),
        unit("chu-van-an", "phường Chu Văn An", code="10549", parent="hai-phong", **SINCE),
        unit("cam-giang", "xã Cẩm Giang", code="10888", parent="hai-phong", **SINCE),
        unit("cam-giangf", "xã Cẩm Giàng", code="10903", parent="hai-phong", **SINCE),
        unit("hoa-binh", "phường Hòa Bình", code="11533", parent="hai-phong", **SINCE),
    ]
)  # fmt: skip
THEN, NOW = date(2021, 8, 14), date(2026, 11, 22)


def found(text, on):
    """Return the keys of what a name or code meant."""
    return [each.key for each in GAZETTEER.resolve(text, on).units]


@pytest.mark.parametrize(
    ("text", "on", "keys"),
    [
        ("Chí Linh", THEN, ["tp-chi-linh"]),
        ("Chí Linh", NOW, ["chi-linh"]),
        ("phường  CHÍ LINH", NOW, ["chi-linh"]),
        ("thành phố Chí Linh", NOW, []),
        ("24", THEN, ["bac-giang"]),
        ("24", date(2026, 9, 19), ["tinh-bac-ninh"]),
        ("24", date(2026, 9, 20), ["tp-bac-ninh"]),
        ("Hoà Bình", NOW, ["hoa-binh"]),
        ("chi linh", NOW, ["chi-linh"]),
        ("Cẩm Giang", NOW, ["cam-giang"]),
        ("Cẩm Giàng", NOW, ["cam-giangf"]),
        ("cam giang", NOW, ["cam-giang", "cam-giangf"]),
        ("Hà Nội", NOW, []),
    ],
)
def test_a_name_or_code_means_what_it_meant_on_the_day(text, on, keys):
    """The same words name other units at other times; marks decide where they are given, else all are named."""
    assert found(text, on) == keys


def test_the_last_day_and_the_first_leave_no_gap():
    """What ended with 30/06 is followed by what began on 01/07, without a day of both or of neither."""
    assert found("Chí Linh", date(2025, 6, 30)) == ["tp-chi-linh"]
    assert found("Chí Linh", date(2025, 7, 1)) == ["chi-linh"]


@pytest.mark.parametrize(
    ("key", "today", "keys"),
    [
        ("tp-chi-linh", NOW, ["chi-linh", "chu-van-an"]),
        ("tp-chi-linh", THEN, ["tp-chi-linh"]),
        ("bac-giang", date(2025, 12, 31), ["tinh-bac-ninh"]),
        ("bac-giang", NOW, ["tp-bac-ninh"]),
        ("hai-phong", NOW, ["hai-phong"]),
    ],
)
def test_an_old_unit_says_what_it_is_today(key, today, keys):
    """Succession is followed step by step to the units that exist on the day."""
    assert [share.unit.key for share in trace(GAZETTEER.atlas, GAZETTEER.atlas.units[key], today).shares] == keys


def test_a_unit_says_what_it_was_part_of():
    """The chain goes up through the units of its own time."""
    assert [each.key for each in GAZETTEER.atlas.lineage(GAZETTEER.atlas.units["tp-chi-linh"], THEN)] == ["hai-duong"]


def test_wrong_records_do_not_hang_the_walk():
    """Units that succeed or contain each other, or lead to unknown keys, end the walk instead of repeating it."""
    old = {"valid-until": "2020"}
    circle = gather_units(
        [unit("a", "A", successors=["b", "zz"], parent="b", **old), unit("b", "B", successors=["a"], parent="a", **old)]
    )
    assert trace(circle.atlas, circle.atlas.units["a"], NOW).shares == ()
    assert [each.key for each in circle.atlas.lineage(circle.atlas.units["a"], NOW)] == ["b", "a"]


@pytest.mark.parametrize(
    ("value", "first"),
    [
        ("2025-07-01", date(2025, 7, 1)),
        ("2025-07", date(2025, 7, 1)),
        ("2025", date(2025, 1, 1)),
        ("--10-18", None),
        ("2024-Q4", date(2024, 10, 1)),
        ("2023/2025", date(2023, 1, 1)),
    ],
)
def test_a_vague_beginning_is_not_made_exact(value, first):
    """A year begins on its first possible day; of a day without a year nothing is known."""
    assert unit("a", "A", **{"valid-from": value}).since == first


def test_a_unit_without_dates_exists():
    """What is not recorded does not end a unit."""
    assert Unit("a", "A", "ward", "commune").exists_on(THEN)


def test_versions_that_name_the_one_before_are_one_unit():
    """Whether a version names the first or the last one before it, all are of one unit; a circle ends."""
    atlas = gather_units(
        [
            unit("a", "huyện A", "district", **{"valid-until": "2018"}),
            unit("b", "thị xã A", "district", unit="a", **{"valid-from": "2019", "valid-until": "2020"}),
            unit("c", "thành phố A", "district", unit="b", **{"valid-from": "2021"}),
            unit("x", "xã X", unit="y"),
            unit("y", "xã Y", unit="x"),
        ]
    ).atlas
    assert [each.key for each in atlas.versions["a"]] == ["a", "b", "c"]
    assert [share.unit.key for share in trace(atlas, atlas.units["a"], NOW).shares] == ["c"]
    assert {each.identity for each in atlas.units.values() if each.key in "xy"} <= {"x", "y"}


def test_edges_that_go_in_a_circle_end():
    """What leads back to where it came from is lost, not followed for ever."""
    ended = {"valid-until": "2020"}
    units = [unit("a", "xã A", **ended), unit("b", "xã B", **ended)]
    edges = [Edge("e", "a", "b"), Edge("e", "b", "a"), Edge("e", "a", "a"), Edge("e", "a", "nobody")]
    atlas = chart(units, (), edges)
    assert trace(atlas, atlas.units["a"], NOW).shares == ()


def test_parts_that_come_together_again_are_the_whole():
    """A commune split in two which then merged lies wholly in what they became; one recorded part does not."""
    first, then = {"valid-until": "2020"}, {"valid-from": "2021", "valid-until": "2022"}
    units = [
        unit("a", "xã A", **first), unit("b", "xã B", **then), unit("c", "xã C", **then),
        unit("d", "xã D", **{"valid-from": "2023"}), unit("z", "xã Z", **first),
    ]  # fmt: skip
    edges = [
        Edge("e", "a", "b", "part"), Edge("e", "a", "c", "part"), Edge("e", "b", "d"), Edge("e", "c", "d"),
        Edge("e", "z", "d", "part"),
    ]  # fmt: skip
    atlas = chart(units, (), edges)
    assert [share.extent for share in trace(atlas, atlas.units["a"], NOW).shares] == ["whole"]
    assert [share.extent for share in trace(atlas, atlas.units["z"], NOW).shares] == ["part"]


@pytest.mark.parametrize(
    ("text", "on", "found", "elsewhen"),
    [
        ("H49", "2026-08-31", ["tỉnh Quảng Ninh"], []),
        ("h49", "2026-09-01", ["thành phố Quảng Ninh"], []),
        ("VN-13", "2020-01-01", ["tỉnh Quảng Ninh"], []),
        ("vn-54", "2021-08-14", ["tỉnh Bắc Giang"], []),
        ("VN-54", "2026-11-22", [], ["tỉnh Bắc Giang"]),
        ("H57", "2025-04-13", [], ["thành phố Huế"]),
        ("H57", "2025-04-14", ["thành phố Huế"], []),
        ("VN-99", "2020-01-01", [], []),
    ],
)
def test_codes_of_other_lists_are_dated_attributes(text, on, found, elsewhen):
    """A code names its unit while both lasted; the unit itself goes on under new names, and no code is an identity."""
    resolution = country().resolve(text, date.fromisoformat(on))
    assert [each.name for each in resolution.units] == found
    assert [each.name for each in resolution.elsewhen] == elsewhen


def test_every_province_before_the_reform_has_its_code_of_the_iso_list():
    """63 codes, each of another province of its time; VN-24 is Quảng Bình, though 24 is Bắc Giang."""
    others = {code: units for code, units in country().others.items() if code.startswith("VN-")}
    named = {country().atlas.unit(each.unit).identity for (each,) in others.values()}
    assert len(others) == len(named) == 63
    assert country().resolve("VN-24", date(2025, 6, 30)).units[0].name == "tỉnh Quảng Bình"
    assert country().resolve("VN-24", date(2025, 6, 30), "commune").units == ()
