"""Toàn cảnh: figures, their lists, and real data apart from illustrative."""

import re
from html import unescape

from tests.web.book import read_page

ILLUSTRATIVE = "/?tinh_chat=minh-hoa"


def figures(page: str) -> dict[str, tuple[int, str]]:
    """Return the four cells of a page: code -> (number, address of the list)."""
    found = re.findall(r'<li class="([a-z-]+)(?: none)?"><a href="([^"]+)"><b>(\d+)</b>', page)
    return {code: (int(count), address.replace("&amp;", "&")) for code, address, count in found}


def test_each_cell_leads_to_as_many_commitments_as_it_says(viewer):
    """A figure and the list behind it are the same commitments."""
    cells = figures(read_page(viewer, ILLUSTRATIVE))
    assert {code: count for code, (count, _) in cells.items()} == {
        "done-on-time": 1,
        "done-late": 0,
        "open-in-term": 1,
        "open-overdue": 1,
    }
    for count, address in cells.values():
        assert f"{count} nội dung" in read_page(viewer, address)


def test_what_was_raised_again_is_counted_once(viewer):
    """Of a promise and its newer wording only the newer stands in the sum."""
    page = read_page(viewer, ILLUSTRATIVE)
    total = re.search(r'class="plain" href="([^"]*)"><b>(\d+)</b> nội dung đang theo dõi', page)
    assert total
    assert total[2] == "3"
    assert "3 nội dung" in read_page(viewer, unescape(total[1]))
    assert "1 nội dung cũ đã được nêu lại" in page


def test_real_and_illustrative_data_never_stand_on_one_page(viewer):
    """The switch changes what is counted; nothing illustrative shows among real data, nor the other way round."""
    real, illustrative = read_page(viewer, "/cam-ket/"), read_page(viewer, "/cam-ket/?tinh_chat=minh-hoa")
    assert "Xây dựng quy chế quản lý hai vịnh" in real
    assert "Hoàn thành cầu mẫu số 1" not in real
    assert "Hoàn thành cầu mẫu số 1" in illustrative
    assert "Xây dựng quy chế quản lý hai vịnh" not in illustrative


def test_the_page_says_what_is_late_and_what_is_due(viewer):
    """What waits for us and what falls due within thirty days are named with their days."""
    page = read_page(viewer, ILLUSTRATIVE)
    assert "Hoàn thành cầu mẫu số 1" in page
    assert "22 ngày" in page  # overdue since 31/10
    assert "còn 18 ngày" in page  # due on 10/12


def test_the_figures_name_the_heads_they_were_computed_at(viewer, book):
    """Under the figures stand the logs, their sizes and roots."""
    with book.store.reading() as reader:
        log = reader.log("hai-phong/commitment")
    page = read_page(viewer, ILLUSTRATIVE)
    assert "hai-phong/commitment" in page
    assert log.frontier.root().hex()[:16] in page


def test_an_empty_node_says_what_to_do_next(node, browser_of):
    """Before the first paper the page names the two ways in."""
    page = read_page(browser_of("viewer"), "/")
    assert "Hãy đưa văn bản đã ký vào trang Số hóa" in page
