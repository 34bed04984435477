"""Sums under the boundaries of any day: nothing is lost, nothing is given to a unit that only has a part."""

from decimal import Decimal

import pytest
from tests.core.geography.country import country, day, only

from lienvung.core.geography.tally import ABOVE, LOST, SPLIT, UNKNOWN, Figure, tally
from lienvung.core.geography.unit import Unit


def figures(*said: tuple[Unit, int]) -> list[Figure]:
    """Return figures of units, each of a record of its own."""
    return [Figure(f"r{place}", (unit.key,), Decimal(amount)) for place, (unit, amount) in enumerate(said)]


OLD = (
    ("xã Tuấn Đạo", 5), ("phường Văn Đức", 7), ("phường Thượng Quận", 11), ("xã Gia Luận", 13),
    ("phường Mạo Khê", 17), ("phường Phả Lại", 19),
)  # fmt: skip


@pytest.mark.parametrize("level", ["province", "commune"])
@pytest.mark.parametrize("on", ["2025-06-30", "2025-07-01", "2026-11-22"])
def test_sums_agree_under_the_boundaries_of_any_day(level: str, on: str) -> None:
    """What is placed and what has no place add up to the same total, whichever day draws the boundaries."""
    said = figures(*((only(name, "2025-06-30"), amount) for name, amount in OLD))
    found = tally(country().atlas, said, level, day(on))
    assert found.total == 72
    assert found.placed + found.left == 72


def test_a_split_unit_is_given_to_nobody_and_its_candidates_are_named() -> None:
    """Văn Đức lies in three communes of today: its figure stands apart, and all are listed."""
    found = tally(country().atlas, figures((only("phường Văn Đức", "2025-06-30"), 7)), "commune", day("2026-11-22"))
    assert found.sums == ()
    assert [(each.why, len(each.candidates)) for each in found.unplaced] == [(SPLIT, 3)]
    assert "phường Bắc An Phụ" in {unit.name for unit in found.unplaced[0].candidates}


def test_a_unit_split_inside_one_province_counts_in_the_province() -> None:
    """All shares of Văn Đức are in Hải Phòng: by provinces the sum is exact."""
    found = tally(country().atlas, figures((only("phường Văn Đức", "2025-06-30"), 7)), "province", day("2026-11-22"))
    assert [(unit.name, amount, count) for unit, amount, count in found.sums] == [("thành phố Hải Phòng", 7, 1)]


def test_a_new_unit_counts_backwards_only_where_it_all_lay_in_one() -> None:
    """Đặc khu Cát Hải was all of huyện Cát Hải; phường Bắc An Phụ lay in two districts of one province."""
    new = figures((only("đặc khu Cát Hải", "2025-07-01"), 3), (only("phường Bắc An Phụ", "2025-07-01"), 4))
    by_district = tally(country().atlas, new, "district", day("2025-06-30"))
    assert [unit.name for unit, _, _ in by_district.sums] == ["huyện Cát Hải"]
    assert {unit.name for unit in by_district.unplaced[0].candidates} == {"thành phố Chí Linh", "thị xã Kinh Môn"}
    by_province = tally(country().atlas, new, "province", day("2025-06-30"))
    assert {unit.name: amount for unit, amount, _ in by_province.sums} == {
        "thành phố Hải Phòng": 3,
        "tỉnh Hải Dương": 4,
    }


def test_hai_duong_and_hai_phong_are_one_sum_today_and_two_before() -> None:
    """Sums of the merged province are the sums of the old ones together."""
    said = figures((only("tỉnh Hải Dương", "2025-06-30"), 30), (only("thành phố Hải Phòng", "2025-06-30"), 31))
    before = tally(country().atlas, said, "province", day("2025-06-30"))
    today = tally(country().atlas, said, "province", day("2025-07-01"))
    assert [amount for _, amount, _ in before.sums] == [30, 31]
    assert [(amount, count) for _, amount, count in today.sums] == [(61, 2)]


def test_a_commune_that_nobody_followed_still_counts_in_its_province() -> None:
    """Of xã Lão Hộ no record says what it became; its province is known all the same."""
    said = figures((only("xã Lão Hộ", "2024-06-01"), 9))
    assert [unit.name for unit, _, _ in tally(country().atlas, said, "province", day("2026-11-22")).sums] == [
        "thành phố Bắc Ninh"
    ]
    assert tally(country().atlas, said, "commune", day("2026-11-22")).unplaced[0].why == LOST


def test_what_cannot_be_summed_says_why() -> None:
    """A province has no place among communes, and an unknown key none anywhere; neither disappears."""
    said = [*figures((only("tỉnh Hải Dương", "2025-06-30"), 1)), Figure("r9", ("vn-unknown",), Decimal(2))]
    found = tally(country().atlas, said, "commune", day("2025-06-30"))
    assert [each.why for each in found.unplaced] == [ABOVE, UNKNOWN]
    assert found.total == 3


def test_a_figure_of_several_units_is_never_divided() -> None:
    """A bridge between two communes counts once where both lie in one unit, and stands apart where they do not."""
    banks = tuple(only(name, "2025-06-30").key for name in ("xã Tuấn Đạo", "phường Văn Đức"))
    apart = tally(country().atlas, [Figure("r", banks, Decimal(6))], "province", day("2026-11-22"))
    assert [(each.why, len(each.candidates)) for each in apart.unplaced] == [(SPLIT, 2)]
    same = tuple(only(name, "2025-06-30").key for name in ("xã Gia Luận", "phường Văn Đức"))
    together = tally(country().atlas, [Figure("r", same, Decimal(6))], "province", day("2026-11-22"))
    assert [(amount, count) for _, amount, count in together.sums] == [(6, 1)]
