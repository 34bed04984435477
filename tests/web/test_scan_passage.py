"""A scanned paper's passage: the page with its rectangle, drawn where the clerk drew it."""

import hashlib
import io
from pathlib import Path

from PIL import Image
from tests.web.book import PROGRAMME, SOON, later, promise, put, read_page

from lienvung.node.append import append
from lienvung.web.page_images import DPI

SCAN = Path(__file__).parents[2] / "samples" / "illustrative" / "bien-ban-hop.scan.pdf"
RECTANGLE = [6000, 22000, 56000, 28500]  # 1/100 pt


def mark_on_scan(node):
    data = SCAN.read_bytes()
    source = {"file": hashlib.sha256(data).hexdigest(), "page": 1, "rectangle": RECTANGLE, "exact": "lập danh sách tàu"}
    paper = {"subject": "Biên bản họp", "programmes": [PROGRAMME], "file": source["file"], "nature": "illustrative"}
    key = "hai-phong-" + "k" * 16
    changes = [
        put(node, "document", key, paper),
        put(node, "commitment", SOON, promise("Lập danh mục tàu chung", "2026-12-10", document=key), source),
    ]
    append(later(node, hours=1), changes, idempotency_key="scan", blobs={source["file"]: data})


def test_the_page_is_shown_with_the_typed_words(viewer, book):
    """The commitment shows the picture of its page, the words typed from it, and the way to the original."""
    mark_on_scan(book)
    page = read_page(viewer, f"/cam-ket/{SOON}/")
    assert f'src="/so/commitment/{SOON}/trang.png"' in page
    assert "<mark>lập danh sách tàu</mark>" in page
    assert "trang 1" in page


def test_the_rectangle_is_drawn_where_it_was_marked(viewer, book):
    """The picture has a red line on the rectangle's edge and none elsewhere on that height."""
    mark_on_scan(book)
    response = viewer.get(f"/so/commitment/{SOON}/trang.png")
    assert response["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(response.content))
    x0, y0, x1, y1 = (round(length * DPI / 7200) for length in RECTANGLE)
    middle = (y0 + y1) // 2
    red = [x for x in range(picture.width) if picture.getpixel((x, middle)) == (168, 32, 26)]
    assert red
    assert {x for x in red if abs(x - x0) > 2 and abs(x - x1) > 2} == set()


def test_a_record_without_a_rectangle_has_no_picture(viewer, book):
    """Asking for the page of a record that was read from text is asking for nothing."""
    assert viewer.get(f"/so/commitment/{SOON}/trang.png").status_code == 404
