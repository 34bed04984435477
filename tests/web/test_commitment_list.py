"""Nội dung cam kết: filters, search, order and groups are in the address."""

import pytest
from tests.web.book import PROGRAMME, read_page

ALL = "/cam-ket/?tinh_chat=minh-hoa"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=danh muc tau", {"Lập danh mục tàu chung"}),
        ("q=DANH MỤC", {"Lập danh mục tàu chung"}),
        ("tinh_trang=open-overdue", {"Hoàn thành cầu mẫu số 1"}),
        ("tinh_trang=xong", {"Mở ba lớp tập huấn"}),
        ("linh_vuc=tourism", {"Lập danh mục tàu chung"}),
        ("cho=hai-phong", {"Hoàn thành cầu mẫu số 1", "Lập danh mục tàu chung"}),
        ("han=30", {"Lập danh mục tàu chung"}),
        ("ben=quang-ninh", set()),
        (f"chuong_trinh={PROGRAMME}&q=cau", {"Hoàn thành cầu mẫu số 1", "Chuẩn bị cầu mẫu số 1"}),
        ("tinh_trang=khong-co-that", set()),
    ],
)
def test_the_address_chooses_what_is_listed(viewer, asked, shown):
    """Each filter keeps exactly what it names; search forgives marks and case; nonsense lists nothing."""
    every = {"Hoàn thành cầu mẫu số 1", "Lập danh mục tàu chung", "Mở ba lớp tập huấn", "Chuẩn bị cầu mẫu số 1"}
    page = read_page(viewer, f"{ALL}&{asked}")
    assert {text for text in every if text in page} == shown


def test_a_list_that_finds_nothing_says_how_to_go_on(viewer):
    """The empty state of a filtered list is not the empty state of an empty book."""
    page = read_page(viewer, f"{ALL}&q=khongcotunay")
    assert "Không có nội dung nào khớp." in page
    assert "bỏ lọc" in page


def test_what_asks_for_work_stands_first(viewer):
    """Overdue comes before in term, and both before what is done; a click on a head turns the order round."""
    texts = ["Hoàn thành cầu mẫu số 1", "Lập danh mục tàu chung", "Mở ba lớp tập huấn"]
    page = read_page(viewer, ALL)
    assert [page.index(text) for text in texts] == sorted(page.index(text) for text in texts)
    turned = read_page(viewer, f"{ALL}&xep=-tinh_trang")
    assert turned.index(texts[2]) < turned.index(texts[0])
    assert 'aria-sort="descending"' in turned


def test_lines_stand_under_the_head_they_are_grouped_by(viewer):
    """Grouped by field, each field is a head with its number."""
    page = read_page(viewer, f"{ALL}&nhom=linh_vuc")
    assert "Hạ tầng giao thông (2)" in page
    assert "Du lịch (1)" in page


def test_filters_survive_the_form(viewer):
    """A filter that has no field in the form is sent along as a hidden one."""
    assert '<input type="hidden" name="han" value="30">' in read_page(viewer, f"{ALL}&han=30")
