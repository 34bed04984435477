"""Rows of somebody's table: which columns name units, which unit each row meant, and what it is today."""

from datetime import date

import pytest
from tests.core.geography.country import TODAY, country, day

from lienvung.core.geography.columns import Columns, recognise
from lienvung.core.geography.convert import convert_row

BEFORE = day("2025-06-30")


def convert(headings: list[str], cells: list[str], on: date = BEFORE) -> tuple[str, str, list[str]]:
    """Return the outcome of one row, the unit of its day and what that is today."""
    row = convert_row(country(), cells, recognise(headings), on, TODAY)
    found = row.found
    return row.outcome, found.unit.name if found else "", [share.unit.name for share in row.trace.shares]


@pytest.mark.parametrize(
    ("headings", "roles"),
    [
        (["STT", "Tỉnh/TP", "Quận/Huyện", "Phường/Xã"], {"province": 1, "district": 2, "commune": 3}),
        (["Mã xã", "Tên xã", "Ngày"], {"code": 0, "commune": 1, "day": 2}),
        (["Họ tên", "Địa chỉ"], {"address": 1}),
        (["TINH", "HUYEN", "XA"], {"province": 0, "district": 1, "commune": 2}),
        (["Đơn vị", "Số tiền"], {"address": 0}),
        (["Ward", "District", "Province", "date"], {"commune": 0, "district": 1, "province": 2, "day": 3}),
        (["Số tiền", "Ghi chú"], {}),
        (["Tên xã, phường (cũ)", "Huyện trước 1/7"], {"commune": 0}),
        (["phường Văn Đức", "Chí Linh"], {}),
    ],
)
def test_columns_are_recognised_by_their_headings(headings: list[str], roles: dict[str, int]) -> None:
    """Marks, capitals and both languages are forgiven; a heading about nothing of the kind has no role."""
    assert dict(recognise(headings).places) == roles


@pytest.mark.parametrize(
    ("headings", "cells", "expected"),
    [
        (["Tỉnh", "Huyện", "Xã"], ["Bắc Giang", "Sơn Động", "Tuấn Đạo"], ("done", "xã Tuấn Đạo", ["xã Tuấn Đạo"])),
        (["Tỉnh", "Huyện", "Xã"], ["Hải Dương", "Chí Linh", "P. Văn Đức"],
         ("split", "phường Văn Đức", ["phường Chu Văn An", "phường Trần Nhân Tông", "phường Bắc An Phụ"])),
        (["Tỉnh", "Huyện", "Xã"], ["Hải Dương", "", ""], ("done", "tỉnh Hải Dương", ["thành phố Hải Phòng"])),
        (["Địa chỉ"], ["Số 5, đường Trần Hưng Đạo, phường Quang Trung, TP Hải Dương"],
         ("done", "phường Quang Trung", ["phường Hải Dương"])),
        (["Mã"], ["07663"], ("done", "xã Tuấn Đạo", ["xã Tuấn Đạo"])),
        (["Mã xã", "Xã"], ["7663", ""], ("done", "xã Tuấn Đạo", ["xã Tuấn Đạo"])),
        (["Xã"], ["Đại Sơn"], ("ambiguous", "", [])),
        (["Tỉnh", "Xã"], ["Cao Bằng", "xã Tuấn Đạo"], ("not-found", "", [])),
        (["Tỉnh", "Xã"], ["Hải Dương", "Không có"], ("not-found", "", [])),
        (["Huyện"], ["thành phố Kinh Môn"], None),
        (["Xã"], [""], ("empty", "", [])),
        (["Xã"], ["🙃 ;;; '=1+1"], ("not-found", "", [])),
    ],
)  # fmt: skip
def test_a_row_says_what_it_meant_and_what_that_is_today(
    headings: list[str], cells: list[str], expected: tuple[str, str, list[str]] | None
) -> None:
    """One unit, several candidates or none: nothing is chosen for the person."""
    found = convert(headings, cells)
    if expected is None:
        assert found[:2] == ("doubtful", "thị xã Kinh Môn")
    else:
        assert found == expected


def test_a_row_has_its_own_day() -> None:
    """A date in the row goes before the date of the table: on 2/2026 the ward of today was meant."""
    headings = ["Địa chỉ", "Ngày"]
    assert convert(headings, ["Chí Linh", "14/08/2021"])[1] == "thành phố Chí Linh"
    assert convert(headings, ["Chí Linh", "2026-02-01"])[1] == "phường Chí Linh"
    assert convert(headings, ["Chí Linh", ""])[1] == "thành phố Chí Linh"


@pytest.mark.parametrize("said", ["2024-13-01", "30/02/2025", "1/3/25", "bậy bạ", "không rõ"])
def test_a_row_whose_day_cannot_be_read_is_not_answered_for_another_day(said: str) -> None:
    """A wrong day says nothing of any unit; without a name the row is empty all the same."""
    headings = ["Địa chỉ", "Ngày"]
    assert convert(headings, ["phường Đông Triều, Quảng Ninh", said]) == ("no-day", "", [])
    assert convert(headings, ["", said]) == ("empty", "", [])


def test_cells_that_are_missing_are_empty() -> None:
    """A row shorter than its headings is no reason to stop."""
    assert convert_row(country(), [], Columns((("commune", 4),)), BEFORE, TODAY).outcome == "empty"
