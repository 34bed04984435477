"""What the lists themselves have wrong, by name: each was looked at, and stays right."""

from datetime import timedelta

import pytest
from tests.core.geography.country import country, day, named, now

from lienvung.catalogue.unit_seed import seed_rows
from lienvung.core.geography.atlas import chart
from lienvung.core.geography.event import Edge, Event
from lienvung.core.geography.trace import trace
from lienvung.core.geography.unit import unit_of

UNITS = {row["id"]: row for row in seed_rows("units")}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("phường Thành Đông, Hải Phòng", "10507"), ("phường Nam Đồng, Hải Phòng", "10837"),
        ("phường Tứ Minh", "10891"), ("xã An Thành, Hải Phòng", "10792"), ("phường Ngô Quyền, Hải Phòng", "11329"),
        ("phường Tam Sơn, Bắc Ninh", "09370"), ("phường Phù Khê", "09379"), ("phường Đồng Nguyên", "09385"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("on", ["2025-07-01", "2026-10-10"])
def test_communes_whose_code_an_older_list_has_wrong(name: str, code: str, on: str) -> None:
    """An older edition of a list gives 114 communes another's code: eight of them are in the pilot provinces."""
    assert named(name, on) == [f"{name.partition(',')[0]} {code}"]
    assert named(code, on) == [f"{name.partition(',')[0]} {code}"]


def test_tien_giang_is_all_in_dong_thap() -> None:
    """One bad row of a table sends it to Tây Ninh as well."""
    assert now("tỉnh Tiền Giang", "2025-06-30") == ["tỉnh Đồng Tháp 82 whole"]


@pytest.mark.parametrize(("old", "new"), [("02482", "xã Thái Bình 02494 whole"), ("01651", "xã Phục Hòa 01648 whole")])
def test_communes_that_a_table_forgot_have_their_successor(old: str, new: str) -> None:
    """Two old communes are in one list of edges only."""
    assert now(old, "2025-06-30") == [new]


def test_every_commune_of_the_day_before_the_reform_has_an_edge() -> None:
    """10,035 communes: most went wholly into one, 442 into two to five."""
    leaving: dict[str, int] = {}
    for row in seed_rows("edges"):
        old = UNITS[row["old"]]
        if old["level"] == "commune" and old["until"] == "2025-06-30":
            leaving[row["old"]] = leaving.get(row["old"], 0) + 1
    shared = sorted(leaving.values())
    assert len(shared) == 10_035
    assert {many: shared.count(many) for many in set(shared)} == {1: 9_593, 2: 370, 3: 56, 4: 15, 5: 1}


def test_bach_long_vi_alone_has_no_former_communes() -> None:
    """Of 267 communes of the three pilot provinces 266 came from communes; the special zone came from a district."""
    pilot = {"22", "24", "31"}
    new = {
        token
        for token, row in UNITS.items()
        if row["level"] == "commune" and row["since"] == "2025-07-01" and UNITS[row["parent"]]["code"] in pilot
    }
    formed = {row["new"] for row in seed_rows("edges") if UNITS[row["old"]]["level"] == "commune"}
    assert len(new) == 267
    assert [UNITS[token]["name"] for token in new - formed] == ["đặc khu Bạch Long Vĩ"]


def test_28_communes_of_the_pilot_area_join_more_than_one_district() -> None:
    """By the district's code: a district that changed its kind is the same one."""
    districts: dict[str, set[str]] = {}
    for row in seed_rows("edges"):
        old = UNITS[row["old"]]
        if row["event"] in ("1658nqubtvqh15", "1669nqubtvqh15", "1679nqubtvqh15") and old["level"] == "commune":
            districts.setdefault(row["new"], set()).add(UNITS[old["parent"]]["code"])
    assert sum(len(codes) > 1 for codes in districts.values()) == 28


@pytest.mark.parametrize(
    ("before", "cities", "wards"),
    [("2026-04-30", 1, 10), ("2026-09-01", 1, 0), ("2026-09-20", 1, 12)],
)
def test_each_act_of_2026_bites_on_its_day(before: str, cities: int, wards: int) -> None:
    """Đồng Nai with ten wards on 30/4, Quảng Ninh on 1/9, Bắc Ninh with twelve wards on 20/9, and nothing before."""
    counts = [country().atlas.count(on) for on in (day(before) - timedelta(days=1), day(before))]
    grown = [counts[1]["province"]["city-central"] - counts[0]["province"]["city-central"]]
    grown.append(counts[1]["commune"]["ward"] - counts[0]["commune"]["ward"])
    assert grown == [cities, wards]
    assert sum(counts[1]["province"].values()) == 34
    assert sum(counts[1]["commune"].values()) == 3_321


@pytest.mark.parametrize(("status", "shares"), [("in-force", ["xã b"]), ("draft", []), ("annulled", [])])
def test_a_draft_or_annulled_act_moves_nothing(status: str, shares: list[str]) -> None:
    """Future acts may be entered; what is no act in force draws no edge."""
    units = [
        unit_of("a", {"name": "xã a", "level": "commune", "kind": "commune", "valid-until": "2026-12-31"}),
        unit_of("b", {"name": "xã b", "level": "commune", "kind": "commune", "valid-from": "2027-01-01"}),
    ]
    atlas = chart(units, [Event("e", "E", "merge", status=status)], [Edge("e", "a", "b")])
    assert [share.unit.name for share in trace(atlas, units[0], day("2027-06-01")).shares] == shares
    assert [share.unit.name for share in trace(atlas, units[0], day("2026-11-22")).shares] == ["xã a"]


@pytest.mark.parametrize(
    ("name", "on", "units"),
    [
        ("huyện đảo Cô Tô", "2025-06-30", ["huyện Cô Tô 207"]),
        ("huyện đảo Cô Tô, Quảng Ninh", "2025-07-01", ["đặc khu Cô Tô 07192"]),
        ("huyen dao Bach Long Vi", "2025-06-30", ["huyện Bạch Long Vĩ 318"]),
        ("Quần đảo Hoàng Sa", "2025-07-01", ["đặc khu Hoàng Sa 20333"]),
    ],
)
def test_islands_are_found_by_what_people_call_them(name: str, on: str, units: list[str]) -> None:
    """Districts, and the special zones that followed them: both are called “huyện đảo”, “quần đảo”."""
    assert named(name, on) == units
