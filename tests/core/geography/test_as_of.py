"""The pilot localities on the days on which their map changed (facts.md §1–2)."""

from datetime import date

import pytest
from tests.core.geography.country import TODAY, country, day, named, now, traced


@pytest.mark.parametrize(
    ("text", "on", "found"),
    [
        ("Chí Linh", "2018-06-01", ["thị xã Chí Linh 290"]),
        ("Chí Linh", "2019-02-28", ["thị xã Chí Linh 290"]),
        ("Chí Linh", "2019-03-01", ["thành phố Chí Linh 290"]),
        ("Chí Linh", "2025-06-30", ["thành phố Chí Linh 290"]),
        ("Chí Linh", "2025-07-01", ["phường Chí Linh 10546"]),
        ("huyện Kinh Môn", "2019-10-31", ["huyện Kinh Môn 292"]),
        ("Kinh Môn", "2020-06-01", ["thị xã Kinh Môn 292"]),
        ("Kinh Môn", "2025-07-01", ["phường Kinh Môn 10675"]),
        ("Đông Triều, Quảng Ninh", "2018-06-01", ["thị xã Đông Triều 205", "phường Đông Triều 07072"]),
        ("thị xã Đông Triều", "2024-10-31", ["thị xã Đông Triều 205"]),
        ("Đông Triều", "2024-11-01", ["thành phố Đông Triều 205"]),
        ("Đông Triều", "2025-07-01", ["phường Đông Triều 07093"]),
        ("Sơn Động", "2020-06-01", ["huyện Sơn Động 220"]),
        ("Sơn Động", "2025-07-01", ["xã Sơn Động 07615"]),
        ("Lục Nam", "2025-01-02", ["huyện Lục Nam 218"]),
        ("Lục Nam", "2025-07-01", ["xã Lục Nam 07444"]),
        ("Lục Nam", "2026-09-19", ["xã Lục Nam 07444"]),
        ("Lục Nam", "2026-09-20", ["phường Lục Nam 07444"]),
        ("Thủy Nguyên", "2018-06-01", ["huyện Thuỷ Nguyên 311"]),
        ("Thủy Nguyên", "2024-12-31", ["huyện Thuỷ Nguyên 311"]),
        ("Thủy Nguyên", "2025-01-02", ["thành phố Thủy Nguyên 311"]),
        ("Thủy Nguyên", "2025-07-01", ["phường Thủy Nguyên 11560"]),
        ("huyện Cát Hải", "2024-11-01", ["huyện Cát Hải 317"]),
        ("Cát Hải", "2025-07-01", ["đặc khu Cát Hải 11914"]),
        ("TP Hải Dương", "2025-01-02", ["thành phố Hải Dương 288"]),
        ("Hải Dương", "2025-07-01", ["phường Hải Dương 10525"]),
        ("TP Bắc Giang", "2020-06-01", ["thành phố Bắc Giang 213"]),
        ("Bắc Giang", "2025-07-01", ["phường Bắc Giang 07210"]),
        ("tỉnh Quảng Ninh", "2026-08-31", ["tỉnh Quảng Ninh 22"]),
        ("TP. Quảng Ninh", "2026-09-01", ["thành phố Quảng Ninh 22"]),
        ("24", "2025-06-30", ["tỉnh Bắc Giang 24"]),
        ("24", "2025-07-01", ["tỉnh Bắc Ninh 24"]),
        ("24", "2026-09-20", ["thành phố Bắc Ninh 24"]),
        ("27", "2025-06-30", ["tỉnh Bắc Ninh 27"]),
        ("27", "2025-07-01", []),
        ("Hoành Bồ", "2019-12-31", ["huyện Hoành Bồ 204"]),
        ("huyện Hoành Bồ", "2020-01-01", []),
        ("huyện Yên Dũng", "2024-12-31", ["huyện Yên Dũng 221"]),
        ("huyện Yên Dũng", "2025-01-01", []),
    ],
)
def test_a_name_means_what_it_meant_on_the_day(text: str, on: str, found: list[str]) -> None:
    """Each change of kind, name or place bites on its own first day, not a day before or after."""
    assert named(text, on) == found


@pytest.mark.parametrize(
    ("text", "communes", "codes"),
    [
        ("thành phố Chí Linh", 19, "10546 10549 10552 10570 10573 10603 10678"),
        ("thị xã Kinh Môn", 22, "10675 10678 10705 10714 10726 10729 10744 10750"),
        ("thành phố Đông Triều", 19, "07069 07081 07090 07093 07114"),
        ("huyện Sơn Động", 17, "07615 07616 07621 07627 07642 07654 07663 07672"),
        ("huyện Lục Nam", 24, "07444 07450 07462 07486 07489 07492 07498 07519"),
        ("thành phố Thủy Nguyên", 21, "11473 11488 11503 11506 11533 11542 11557 11560"),
        ("huyện Cát Hải", 12, "11914"),
        ("thị xã Quảng Yên", 19, "07132 07135 07147 07168 07180 07183"),
        ("thành phố Uông Bí", 10, "06811 06820 06832"),
        ("thành phố Móng Cái", None, "06709 06712 06724 06733 06736 06757"),
    ],
)
def test_a_district_is_where_its_communes_are(text: str, communes: int | None, codes: str) -> None:
    """A district had no single successor on 1/7/2025; its communes say which units have its ground."""
    unit = country().resolve(text, day("2025-06-30")).units[0]
    if communes is not None:
        assert len(country().atlas.children(unit, day("2025-06-30"))) == communes
    found = traced(text, "2025-06-30")
    assert [share.unit.code for share in found.shares] == codes.split()
    assert not found.lost


def test_the_five_localities_of_one_conference_lie_in_35_communes_of_three_cities() -> None:
    """Chí Linh, Kinh Môn, Đông Triều, Sơn Động and Lục Nam became 35 communes: one holds parts of two of them."""
    places = ("thành phố Chí Linh", "thị xã Kinh Môn", "thành phố Đông Triều", "huyện Sơn Động", "huyện Lục Nam")
    units = {share.unit.key: share.unit for place in places for share in traced(place, "2025-06-30").shares}
    around = {country().atlas.lineage(unit, TODAY)[0].name for unit in units.values()}
    assert len(units) == 35
    assert around == {"thành phố Hải Phòng", "thành phố Quảng Ninh", "thành phố Bắc Ninh"}


@pytest.mark.parametrize(
    ("province", "on", "kinds"),
    [
        ("31", "2025-07-01", {"commune": 67, "ward": 45, "special-zone": 2}),
        ("22", "2025-07-01", {"commune": 22, "ward": 30, "special-zone": 2}),
        ("24", "2025-07-01", {"commune": 66, "ward": 33}),
        ("24", "2026-09-20", {"commune": 54, "ward": 45}),
    ],
)
def test_the_pilot_provinces_count_their_communes(province: str, on: str, kinds: dict[str, int]) -> None:
    """Hải Phòng 114, Quảng Ninh 54, Bắc Ninh 99, by kind, before and after the act of 2026."""
    gazetteer = country()
    unit = gazetteer.resolve(province, day(on)).units[0]
    counted: dict[str, int] = {}
    for child in gazetteer.atlas.children(unit, day(on)):
        counted[child.kind] = counted.get(child.kind, 0) + 1
    assert counted == kinds


def test_an_old_province_is_all_in_one_new_one() -> None:
    """Hải Dương is wholly in Hải Phòng, Bắc Giang in Bắc Ninh, whose city has another kind since 20/9/2026."""
    assert now("tỉnh Hải Dương", "2025-06-30") == ["thành phố Hải Phòng 31 whole"]
    assert now("tỉnh Bắc Giang", "2025-06-30", "2026-09-19") == ["tỉnh Bắc Ninh 24 whole"]
    assert now("tỉnh Bắc Giang", "2025-06-30") == ["thành phố Bắc Ninh 24 whole"]


def test_what_a_unit_came_from_is_found_backwards() -> None:
    """Phường Kinh Môn and phường Bắc An Phụ name the communes they were formed from, and how much of each."""
    assert "phường Văn Đức 10585 part" in now("phường Bắc An Phụ", "2025-07-01", "2025-06-30")
    assert "phường Thất Hùng 10681 whole" in now("phường Bắc An Phụ", "2025-07-01", "2025-06-30")


@pytest.mark.parametrize(
    ("on", "provinces", "districts", "communes"),
    [
        ("2025-06-30", {"city-central": 6, "province": 57}, 696, 10_035),
        ("2025-07-01", {"city-central": 6, "province": 28}, 0, {"ward": 687, "commune": 2_621, "special-zone": 13}),
        ("2026-09-19", {"city-central": 8, "province": 26}, 0, {"ward": 697, "commune": 2_611, "special-zone": 13}),
        ("2026-10-10", {"city-central": 9, "province": 25}, 0, {"ward": 709, "commune": 2_599, "special-zone": 13}),
    ],
)
def test_the_country_counts_its_units(on: str, provinces: dict[str, int], districts: int, communes: object) -> None:
    """63 / 696 / 10,035 before the reform; 34 / 3,321 after it; wards and cities as the acts of 2026 made them."""
    counted = country().atlas.count(date.fromisoformat(on))
    assert counted["province"] == provinces
    assert sum(counted["district"].values()) == districts
    assert counted["commune"] == communes or sum(counted["commune"].values()) == communes
