"""/don-vi/: what a name meant on a day, what it is today, by which act; one unit; sums under any day's boundaries."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override
from tests.web.book import put, read_page

from lienvung.catalogue.unit_seed import token_on
from lienvung.core.text import sort_key
from lienvung.node.append import Change, append
from lienvung.node.node import Node
from lienvung.web.units.summing import show_sum


def address(code: str, day: str, more: str = "") -> str:
    """Return the page of the unit that had a code on a day."""
    return f"/don-vi/hai-phong-{token_on(code, day)}/{more}"


def words(page: str) -> str:
    """Return a page's text without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_name_of_2021_says_what_it_was_and_what_it_is_today(units: Node, viewer: Client) -> None:
    """Chí Linh of 14/8/2021 was a city of Hải Dương, and is seven communes of Hải Phòng by the act of 2025."""
    page = words(read_page(viewer, "/don-vi/?q=Chí+Linh&ngay=2021-08-14"))
    assert "Thành phố Chí Linh" in page
    assert "tỉnh Hải Dương" in page
    for name in ("Phường Chí Linh", "Phường Trần Nhân Tông", "Phường Bắc An Phụ", "1669/NQ-UBTVQH15", "một phần"):
        assert name in page


def test_a_day_as_people_type_it_is_read_and_another_one_is_named(units: Node, viewer: Client) -> None:
    """1.11.2024 is a day; of what is none the page says so, and for which day it answers."""
    typed = words(read_page(viewer, "/don-vi/?q=Chí+Linh&ngay=14.8.2021"))
    assert "Thành phố Chí Linh" in typed
    assert "Không đọc được ngày" not in typed
    for said in ("2018", "31/2/2025", "<b>"):
        page = read_page(viewer, f"/don-vi/?q=Chí+Linh&ngay={said}")
        assert f"Không đọc được ngày “{escape(said)}”, nên đang trả lời cho hôm nay" in page


def test_an_ambiguous_name_shows_every_unit_it_may_mean(units: Node, viewer: Client) -> None:
    """Đại Sơn is in two provinces; with the province written only one is left."""
    both = words(read_page(viewer, "/don-vi/?q=dai+son&ngay=2025-07-01"))
    assert "có 2 đơn vị như thế" in both
    one = words(read_page(viewer, "/don-vi/?q=xã+Đại+Sơn,+Bắc+Ninh&ngay=2025-07-01"))
    assert "có 2 đơn vị" not in one
    assert "07627" in one
    assert "11086" not in one


def test_a_name_of_another_time_is_offered_with_its_days(units: Node, viewer: Client) -> None:
    """Phường Đông Triều did not exist on 1/12/2024; both wards of that name are named with their days."""
    page = words(read_page(viewer, "/don-vi/?q=phường+Đông+Triều&ngay=2024-12-01"))
    assert "không có đơn vị nào như thế" in page
    assert "đến 31/10/2024" in page
    assert "từ 01/07/2025" in page


def test_an_old_name_that_a_unit_of_today_bears_is_offered_too(units: Node, viewer: Client) -> None:
    """Who writes Hải Dương today gets the ward of today, and beside it the province of before; a kind narrows it."""
    page = words(read_page(viewer, "/don-vi/?q=hai+duong"))
    today, before = page.split("Tên ấy vào thời gian khác")
    assert "Phường Hải Dương" in today
    assert "Tỉnh Hải Dương" in before
    assert "Thành phố Hải Dương" in before
    assert "thời gian khác" not in words(read_page(viewer, "/don-vi/?q=phường+Chu+Văn+An,+Hải+Phòng"))


def test_a_node_without_units_says_how_they_come(book: Node, viewer: Client) -> None:
    """With a question or without one: nothing is counted, and nobody is told to look for another day."""
    for address in ("/don-vi/", "/don-vi/?q=chi+linh"):
        page = words(read_page(viewer, address))
        assert "lienvung units HOME load" in page
        assert "không có đơn vị nào như thế" not in page
        assert "số đếm có thể thiếu" not in page


def test_registers_stand_in_the_order_of_the_alphabet(units: Node, viewer: Client) -> None:
    """Đ follows D and precedes E, where registers are chosen."""
    chosen = read_page(viewer, "/don-vi/thong-ke/").split('name="so"')[1].split("</select>")[0]
    titles = re.findall(r'<option value="[^"]+"[^>]*>([^<]+)<', chosen)
    assert len(titles) > 5
    assert any(title.startswith("Đ") for title in titles)
    assert titles == sorted(titles, key=sort_key)


def test_the_country_is_counted_on_any_day(units: Node, viewer: Client) -> None:
    """34 provinces after the reform, 63 before it; districts end with 30/6/2025."""
    assert "tỉnh 63 57 tỉnh, 6 thành phố trực thuộc trung ương" in words(read_page(viewer, "/don-vi/?ngay=2025-06-30"))
    after = words(read_page(viewer, "/don-vi/?ngay=2025-07-01"))
    assert "tỉnh 34 28 tỉnh, 6 thành phố trực thuộc trung ương" in after
    assert "cấp huyện 0 –" in after


def test_a_day_before_the_first_complete_list_says_so(units: Node, viewer: Client) -> None:
    """A count of 2018 is not complete, and the page does not pretend that it is."""
    assert "số đếm có thể thiếu" in read_page(viewer, "/don-vi/?ngay=2018-01-01")
    assert "số đếm có thể thiếu" not in read_page(viewer, "/don-vi/?ngay=2025-06-30")


def test_a_unit_shows_where_it_came_from_and_what_it_became(units: Node, viewer: Client) -> None:
    """The page of Văn Đức has its three successors as links, in the table and in the picture."""
    page = read_page(viewer, address("10585", "2025-06-30"))
    after = words(page.split("<h2>Nay là</h2>")[1])
    for name in ("Phường Chu Văn An", "Phường Trần Nhân Tông", "Phường Bắc An Phụ"):
        assert name in after
        assert name in page.split("</svg>")[0]
    assert page.count('class="line part"') == 3


def test_a_unit_lists_its_periods_and_its_inside_on_a_day(units: Node, viewer: Client) -> None:
    """Thị xã and thành phố Đông Triều are periods of one unit; its communes are those of the day asked for."""
    page = words(read_page(viewer, address("205", "2025-06-30")))
    assert "Thị xã Đông Triều" in page
    assert "từ 01/11/2024 đến 30/06/2025" in page
    assert "Gồm 19 đơn vị trực thuộc ngày 30/06/2025" in page
    before = words(read_page(viewer, address("205", "2024-10-31")))
    assert "Gồm 21 đơn vị trực thuộc ngày 31/10/2024" in before


def test_a_dissolved_unit_leads_to_its_promises_and_a_living_one_does_not(units: Node, viewer: Client) -> None:
    """Territory and promises are two pages: the unit's page links to that of who took on its promises."""
    gone, alive = read_page(viewer, address("292", "2025-06-30")), read_page(viewer, address("10675", "2025-07-01"))
    assert "/don-vi-giai-the/hai-phong-" in gone
    assert "/don-vi-giai-the/hai-phong-" not in alive
    assert viewer.get(address("292", "2025-06-30").replace("/don-vi/", "/don-vi-giai-the/")).status_code == 200


def test_what_nobody_recorded_is_said(units: Node, viewer: Client) -> None:
    """Of xã Lão Hộ no list says what it became; the page says that, and where its ground is all the same."""
    found = re.search(r"/don-vi/hai-phong-\w+/", read_page(viewer, "/don-vi/?q=xã+Lão+Hộ&ngay=2024-01-01"))
    assert found
    page = words(read_page(viewer, found[0]))
    assert "Chưa văn bản nào trong sổ nói Xã Lão Hộ nay thuộc đơn vị nào cùng cấp." in page
    assert "Địa bàn nay ở trong Thành phố Bắc Ninh" in page
    asked = words(read_page(viewer, "/don-vi/?q=xã+Lão+Hộ&ngay=2024-01-01"))
    assert "Địa bàn nay ở trong Thành phố Bắc Ninh" in asked


def test_a_unit_shows_its_codes_in_other_lists(units: Node, viewer: Client) -> None:
    """Quảng Ninh has a code of its body and one of the ISO list, on the pages of all its periods."""
    for on in ("2025-06-30", "2026-10-10"):
        page = words(read_page(viewer, address("22", on)))
        assert "H49 mã định danh cơ quan" in page
        assert "VN-13 ISO 3166-2" in page
    assert "Thành phố Quảng Ninh 22 từ 01/09/2026 Nay vẫn vậy" in words(read_page(viewer, "/don-vi/?q=H49"))


def test_units_as_they_were_known_on_an_earlier_day(units: Node, viewer: Client) -> None:
    """Before the day on which the list was loaded nothing was known; with today's knowledge there is."""
    assert "Sổ chưa có đơn vị hành chính nào" in read_page(viewer, "/don-vi/?luc=2020-01-01")
    assert "Sổ chưa có đơn vị hành chính nào" not in read_page(viewer, "/don-vi/")


ODD = ("q=%27%3B--", "q=" + "x" * 900, "ngay=9999-99-99", "ngay=0001-01-01", "q=24@2025-07-01", "q=99999",
       "q=%F0%9F%99%83", "luc=hom-qua", "q=,,,,;;", "q=xã", "q=24@2025-99-99")  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_nonsense_is_answered_politely(units: Node, viewer: Client, query: str) -> None:
    """No question, however odd, breaks the page."""
    assert viewer.get(f"/don-vi/?{query}").status_code == 200


def test_a_unit_that_is_not_held_is_not_found(units: Node, viewer: Client) -> None:
    """A key of nobody has no page."""
    assert viewer.get("/don-vi/hai-phong-khongco/").status_code == 404


def test_a_retired_unit_leads_to_its_record(units: Node, viewer: Client) -> None:
    """What is no longer live has no page among the units; its history is in the register."""
    key = f"hai-phong-{token_on('10675', '2025-07-01')}"
    append(units, [Change("retire", "administrative-unit", key, {"shared": {"reason": "thử"}})], idempotency_key="r")
    answer = viewer.get(f"/don-vi/{key}/")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/so/administrative-unit/{key}/")


@pytest.fixture
def cases(units: Node) -> Node:
    """Three cases: in a commune that was split, in one that was not, between the two."""
    said = [("Chí Linh", ["10585"]), ("Sơn Động", ["07663"]), ("Hai bờ", ["10585", "07663"])]
    for number, (name, codes) in enumerate(said):
        keys = [f"hai-phong-{token_on(code, '2025-06-30')}" for code in codes]
        case = {"name": name, "kind": "tilled", "sides": ["hai-phong"], "stage": "raised", "units": keys}
        change = put(units, "boundary-case", f"hai-phong-{'abc'[number] * 16}", {**case, "nature": "illustrative"})
        append(units, [change], idempotency_key=name)
    return units


def test_sums_agree_under_the_boundaries_of_any_day(cases: Node, viewer: Client) -> None:
    """Counted by provinces of 2025 and of today the total is the same; what is on two banks stands apart."""
    before = words(read_page(viewer, "/don-vi/thong-ke/?so=boundary-case&ngay=2025-06-30&tinh_chat=minh-hoa"))
    today = words(read_page(viewer, "/don-vi/thong-ke/?so=boundary-case&tinh_chat=minh-hoa"))
    assert "Tỉnh Hải Dương 1 1" in before
    assert "Tỉnh Bắc Giang 1 1" in before
    assert "Thành phố Hải Phòng 1 1" in today
    for page in (before, today):
        assert "Không thuộc hẳn đơn vị nào 1" in page
        assert "Tất cả 3" in page
        assert "tất cả cũng là 3" in page


def test_a_split_unit_is_listed_with_those_that_share_it(cases: Node, viewer: Client) -> None:
    """By communes of today Văn Đức is given to none of its three successors."""
    page = words(read_page(viewer, "/don-vi/thong-ke/?so=boundary-case&cap=commune&tinh_chat=minh-hoa"))
    assert "đơn vị của bản ghi nằm ở nhiều đơn vị của ngày ấy" in page
    assert "Phường Bắc An Phụ" in page


def test_sums_are_of_the_whole_register(cases: Node, viewer: Client) -> None:
    """A record that names no unit is not left out silently, and of very many candidates the rest is counted."""
    wide = f"hai-phong-{token_on('22', '2025-06-30')}"
    said = {"kind": "tilled", "sides": ["hai-phong"], "stage": "raised", "nature": "illustrative"}
    units = [f"hai-phong-{token_on(code, '2025-06-30')}" for code in ("193", "194", "205")]
    changes = [
        put(cases, "boundary-case", f"hai-phong-{letter * 16}", {**said, "name": f"Vụ {letter}", **more})
        for letter, more in (("x", {}), ("y", {"units": units}), ("z", {"units": [wide]}))
    ]
    append(cases, changes, idempotency_key="more")
    page = words(read_page(viewer, "/don-vi/thong-ke/?so=boundary-case&cap=commune&tinh_chat=minh-hoa"))
    assert "Tất cả 6" in page
    assert "bản ghi không ghi đơn vị nào" in page
    assert "đơn vị của bản ghi rộng hơn cấp đang cộng" in page
    assert re.search(r"và \d+ đơn vị khác", page)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1941.5", "1.941,50"), ("2.000", "2"), ("-0.125", "-0,12"), ("9" * 40 + ".75", "9" + ".999" * 13 + ",75")],
)
def test_a_sum_has_two_decimals_or_none(amount: str, shown: str) -> None:
    """Also of a figure with more digits than anything that is measured, which a partner may have written."""
    with override("vi"):
        assert show_sum(Decimal(amount)) == shown


def test_sums_of_an_earlier_day_are_of_what_was_known_then(cases: Node, viewer: Client, settings: Any) -> None:
    """Units and records of one moment are summed, under a banner: what was entered later is in neither."""
    settings.LIENVUNG_NOW = "2026-11-23T08:00:00+00:00"
    late = {"name": "Vụ sau", "kind": "tilled", "sides": ["hai-phong"], "stage": "raised", "nature": "illustrative"}
    append(cases, [put(cases, "boundary-case", f"hai-phong-{'l' * 16}", late)], idempotency_key="late")
    asked = "/don-vi/thong-ke/?so=boundary-case&ngay=2025-06-30&tinh_chat=minh-hoa"
    then = read_page(viewer, f"{asked}&luc=2026-11-22")
    assert "Tất cả 3" in words(then)
    assert "Như đã biết đến hết ngày 22/11/2026." in words(then)
    assert 'name="luc" value="2026-11-22"' in then
    assert "Tất cả 4" in words(read_page(viewer, asked))


def test_a_record_names_units_of_its_time_and_what_they_are_today(cases: Node, viewer: Client) -> None:
    """A case of 2025 keeps phường Văn Đức, with its three successors beside it; a unit of today stands alone."""
    page = words(read_page(viewer, f"/so/boundary-case/hai-phong-{'a' * 16}/"))
    assert "phường Văn Đức (nay là phường Chu Văn An, phường Trần Nhân Tông, phường Bắc An Phụ)" in page
