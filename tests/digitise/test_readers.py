"""From each format the same text: paragraphs, rows with tabs, columns across, nothing that is not the paper's."""

import hashlib
import unicodedata

from lienvung.digitise import read
from lienvung.digitise.readers.text import read as read_text
from lienvung.digitise.scan import page_sizes, render_page
from tests.digitise.papers import docx_paper, pdf_paper


def test_text_is_kept_and_composed():
    """A text in decomposed letters becomes NFC; line ends and tabs stay where they were."""
    text = "Đề nghị Ủy ban\tSố\r\nhai bên\n"
    layer = read(unicodedata.normalize("NFD", text).encode(), "a.txt")
    assert layer.text == text
    assert (layer.producer, layer.media_type) == ("text", "text/plain")


def test_utf16_with_its_mark():
    """A text saved as "Unicode" by an old editor reads like any other."""
    assert read_text("Quảng Ninh".encode("utf-16")) == ["Quảng Ninh"]


def test_layer_names_its_source_and_itself():
    """A layer carries the SHA-256 of the file and has its own, over its letters."""
    data = "Văn bản".encode()
    layer = read(data, "a.txt")
    assert layer.sha256 == hashlib.sha256(data).hexdigest()
    assert layer.digest == hashlib.sha256(layer.text.encode()).hexdigest()
    assert layer.page_of(3) == layer.pages[0]


def test_word_rows_are_lines_with_tabs():
    """Paragraphs and table rows come in order; cells are divided by tabs, blanks are single, empty ones stay."""
    data = docx_paper("KẾ  HOẠCH", "Nội dung", table=[["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Lập đề án", ""]])
    assert read(data, "a.docx").text == "KẾ HOẠCH\nNội dung\nTT\tNhiệm vụ\tChủ trì\n1\tLập đề án\t"


def test_word_layout_table_stands_side_by_side():
    """The two columns of a header, kept in a table of one row, give line beside line, soft breaks too."""
    data = docx_paper(
        table=[["TỈNH ỦY QUẢNG NINH\n*\nSố 12-KL/TU", "ĐẢNG CỘNG SẢN VIỆT NAM\nHạ Long, ngày 05 tháng 3"]]
    )
    assert read(data, "a.docx").text.split("\n") == [
        "TỈNH ỦY QUẢNG NINH\tĐẢNG CỘNG SẢN VIỆT NAM",
        "*\tHạ Long, ngày 05 tháng 3",
        "Số 12-KL/TU",
    ]


def test_web_page_gives_the_article():
    """Menus, scripts, forms and advertisements are left out; each block is a line."""
    page = """<html><head><meta charset="utf-8"><script>alert(1)</script></head><body>
      <nav><a href="/">Trang chủ</a></nav><div class="ads">Mua ngay</div>
      <article><h1>Hai bên họp</h1><p>Ngày 22/10,
      hai bên <b>thống nhất</b>.</p><form><input></form></article>
      <div class="menu">Liên hệ</div></body></html>"""
    assert read(page.encode(), "a.html").text == "Hai bên họp\nNgày 22/10, hai bên thống nhất."


def test_web_page_without_an_article_element():
    """Without a declared article the part with most prose is read."""
    prose = "".join(f"<p>Câu thứ {number} của bài viết dài về hợp tác.</p>" for number in range(9))
    page = f"<html><body><div><a>Tin</a><a>Ảnh</a></div><div><div>{prose}</div></div></body></html>"
    lines = read(page.encode(), "a.html").text.split("\n")
    assert (len(lines), lines[0]) == (9, "Câu thứ 0 của bài viết dài về hợp tác.")


def test_pdf_header_columns_read_across():
    """Two columns of a header stand on one line with a tab, in the order of the page and not of the file."""
    page = [
        (330, 760, "CONG HOA XA HOI CHU NGHIA VIET NAM"),
        (60, 760, "UBND TINH"),
        (60, 740, "So: 05/KH-UBND"),
        (330, 740, "Ha Long, ngay 05 thang 3 nam 2024"),
    ]
    assert read(pdf_paper([page]), "a.pdf").text.split("\n")[:2] == [
        "UBND TINH\tCONG HOA XA HOI CHU NGHIA VIET NAM",
        "So: 05/KH-UBND\tHa Long, ngay 05 thang 3 nam 2024",
    ]


def test_pdf_lines_grow_into_paragraphs():
    """A full line goes on in the next one; page numbers are no text."""
    long_line = "Hai ben thong nhat phoi hop trong cong tac quan ly nha nuoc doi voi hoat dong"
    page = [
        (290, 810, "2"),
        (72, 760, long_line),
        (72, 744, "van chuyen khach du lich tren hai vinh."),
        (72, 728, "Het."),
    ]
    assert read(pdf_paper([page]), "a.pdf").text == f"{long_line} van chuyen khach du lich tren hai vinh.\nHet.\n"


def test_pdf_page_without_letters_has_no_characters():
    """A page that is a picture among pages of text adds nothing, not even a line end."""
    layer = read(pdf_paper([[(72, 700, "Bao cao tien do " * 4)], []]), "a.pdf")
    assert [(page.start, page.end) for page in layer.pages] == [(0, 64), (64, 64)]


def test_200_pages():
    """A PDF of 200 pages is read whole; every page knows its characters."""
    layer = read(pdf_paper([[(72, 700, f"Trang {number} cua bao cao tien do")] for number in range(1, 201)]), "a.pdf")
    assert len(layer.pages) == 200
    last = layer.pages[-1]
    assert layer.text[last.start : last.end] == "Trang 200 cua bao cao tien do\n"
    assert layer.page_of(last.start) == last


def test_a_page_as_picture():
    """A page is drawn as PNG at the asked size, and sizes are told in points."""
    scan = pdf_paper([[], [(72, 700, "x")]])
    assert page_sizes(scan) == [(595.0, 842.0), (595.0, 842.0)]
    picture = render_page(scan, 1, dpi=72)
    assert picture.startswith(b"\x89PNG")
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (595, 842)
