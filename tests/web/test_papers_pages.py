"""Văn bản: the original bytes, the text, what came out of a paper."""

from tests.web.book import EXACT, FILE, LATE, PAPER, TEXT, read_page

from lienvung.office.node_access import get_node


def test_the_original_file_is_given_byte_for_byte_and_never_opened(viewer):
    """The file leaves as an attachment under its Vietnamese name, with sniffing forbidden."""
    response = viewer.get(f"/van-ban/{PAPER}/tep")
    assert response.content == FILE
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''k%E1%BA%BFt%20lu%E1%BA%ADn.pdf"


def test_the_text_opens_at_the_passage(viewer):
    """The address of a passage marks exactly its code points."""
    start = TEXT.index(EXACT)
    page = read_page(viewer, f"/van-ban/{PAPER}/doan/?tu={start}&den={start + len(EXACT)}")
    assert '<mark id="doan">hoàn thành cầu mẫu &lt;số 1&gt; trước ngày 01/11/2026</mark>' in page


def test_a_passage_out_of_range_marks_nothing(viewer):
    """An address that names no place in this text shows the text unmarked."""
    for asked in ("tu=5&den=99999", "tu=9&den=3", "tu=-1&den=4", "tu=a&den=b"):
        assert "<mark" not in read_page(viewer, f"/van-ban/{PAPER}/doan/?{asked}")


def test_a_paper_lists_what_came_out_of_it(viewer):
    """From the paper every record that rests on it is one click away."""
    page = read_page(viewer, f"/van-ban/{PAPER}/")
    assert f'href="/cam-ket/{LATE}/"' in page
    assert "Nội dung cam kết (1)" in page


def test_a_file_that_no_held_part_names_is_not_given(viewer):
    """Bytes that lie in the store are given only while a part that is held names them."""
    with get_node().store.writing() as writer:
        digest = writer.add_blob(b"left over")
    assert viewer.get(f"/tep/{digest}").status_code == 404


def test_a_file_nobody_named_is_not_here(viewer):
    """A hash that this node does not hold answers 404 on a page people can read."""
    response = viewer.get(f"/tep/{'0' * 64}")
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()


def test_papers_are_found_without_marks(viewer):
    """Search in the list forgives marks."""
    assert "Kết luận mẫu (minh họa)" in read_page(viewer, "/van-ban/?tinh_chat=minh-hoa&q=ket luan mau")
    assert "Kết luận mẫu (minh họa)" not in read_page(viewer, "/van-ban/?tinh_chat=minh-hoa&q=nghi quyet")
