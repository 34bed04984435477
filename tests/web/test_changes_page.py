"""Thay đổi: what was entered since a day, by whom, on what basis."""

from tests.web.book import SOON, later, promise, put, read_page

from lienvung.node.append import Change, append


def test_added_changed_and_removed_are_told_apart(viewer, book):
    """A first entry, an edit and a retirement each have their word, and the summary counts them."""
    edit = put(book, "commitment", SOON, promise("Lập danh mục tàu", "2026-12-10"))
    append(later(book, hours=1), [edit], idempotency_key="edit")
    retire = Change("retire", "commitment", SOON, {"shared": {"reason": "Nhập nhầm"}})
    append(later(book, hours=2), [retire], idempotency_key="retire")
    page = read_page(viewer, "/thay-doi/?so=commitment")
    assert "5 thêm mới, 1 sửa, 1 rút hoặc nhập" in page
    assert "<del>Lập danh mục tàu chung</del><ins>Lập danh mục tàu</ins>" in page
    assert "Lý do: Nhập nhầm" in page


def test_what_is_illustrative_is_marked_on_its_line(viewer):
    """Real and illustrative entries stand in one list here, so that each illustrative one says what it is."""
    page = read_page(viewer, "/thay-doi/?so=commitment")
    lines = {"Hoàn thành cầu mẫu số 1": True, "Xây dựng quy chế quản lý hai vịnh": False}
    for text, illustrative in lines.items():
        line = page[page.index(text) :].split("</tr>")[0]
        assert ("tag illustrative" in line) is illustrative


def test_a_day_or_a_review_bounds_what_is_shown(viewer):
    """Days are read as dd/mm/yyyy; what was entered before does not show; a review stands for its day."""
    assert "0 lần ghi" in read_page(viewer, "/thay-doi/?tu=23/11/2026")
    assert "9 lần ghi" in read_page(viewer, "/thay-doi/?tu=22/11/2026")
    page = read_page(viewer, "/thay-doi/?ky=10/07/2026")
    assert "Thay đổi từ ngày 10/07/2026" in page
    assert '<option value="10/07/2026" selected>' in page


def test_the_page_says_what_it_does_not_prove(viewer):
    """Whoever prints the page takes its limits along."""
    page = read_page(viewer, "/thay-doi/")
    assert "Trang này không chứng minh điều gì" in page
    assert "không phải là chữ ký số theo pháp luật" in page


def test_each_line_names_people_and_basis(viewer):
    """Who entered and who approved, and the paper or publication a record stands on."""
    page = read_page(viewer, "/thay-doi/?so=commitment")
    assert "Phạm Thu Trang → Nguyễn Đức Thành" in page
    assert "Kết luận mẫu (minh họa)" in page
    assert "Báo mẫu, 22/10/2025" in page
