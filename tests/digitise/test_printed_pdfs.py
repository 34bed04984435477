"""PDFs as Chromium and LibreOffice print them give the words of the paper, its header, its rows; spans hold."""

import time

import pytest

from lienvung.digitise import digitise, prediction_json, read
from lienvung.digitise.readers import pdf
from tests.digitise.papers import docx_paper
from tests.digitise.printed import HEADER, PROSE, TABLE, print_by_chromium, print_by_libreoffice, web_page

# What a machine three times slower than the one in docs/digitise-score.md needs for a page.
MILLISECONDS_A_PAGE = 60


@pytest.fixture(scope="module")
def from_chromium(tmp_path_factory):
    """Print the web page once."""
    return print_by_chromium(web_page(), tmp_path_factory.mktemp("chromium"))


@pytest.fixture(scope="module")
def from_libreoffice(tmp_path_factory):
    """Print the Word file once; its table has drawn lines."""
    paper = docx_paper(*PROSE, table=TABLE, style="Table Grid")
    return print_by_libreoffice(paper, tmp_path_factory.mktemp("libreoffice"))


def test_chromium_letters_make_words(from_chromium):
    """A page printed by Chromium, justified, reads as it was written: paragraphs whole, nothing added or lost."""
    lines = read(from_chromium, "a.pdf").text.splitlines()
    assert lines == [*("\t".join(row).rstrip() for row in HEADER), *PROSE, *map("\t".join, TABLE)]


def test_drawn_lines_tell_the_cells(tmp_path):
    """A merged cell is one cell, an underlined word divides no row, and a frame round a paragraph is no table."""
    page = """<meta charset="utf-8"><style>td { border: 1px solid; width: 8em } table { border-collapse: collapse }
      p { border: 1px solid }</style><p>Một đoạn trong khung.</p>
      <table><tr><td colspan="2">Phần chung của các bên</td></tr>
      <tr><td>Lập đề án <u>khai thác vận tải</u> thủy nội địa</td><td>Sở Xây dựng</td></tr></table>"""
    assert read(print_by_chromium(page, tmp_path), "a.pdf").text.splitlines() == [
        "Một đoạn trong khung.",
        "Phần chung của các bên",
        "Lập đề án khai thác vận tải thủy nội địa\tSở Xây dựng",
    ]


def test_libreoffice_letters_make_words(from_libreoffice):
    """A Word file printed by LibreOffice reads as it was written, the cells of its table in rows."""
    lines = read(from_libreoffice, "a.pdf").text.splitlines()
    assert lines == [*PROSE, *map("\t".join, TABLE)]


@pytest.mark.parametrize("printed", ["from_chromium", "from_libreoffice"])
def test_read_twice_is_the_same(printed, request):
    """The same file gives the same layer, letter by letter, every time."""
    data = request.getfixturevalue(printed)
    assert read(data, "a.pdf") == read(data, "b.pdf")


@pytest.mark.parametrize("printed", ["from_chromium", "from_libreoffice"])
def test_spans_hold_and_say_who_does_what(printed, request):
    """Every span of a printed paper is what the layer holds there; the tasks of prose and table are proposed."""
    layer = read(request.getfixturevalue(printed), "a.pdf")
    told = prediction_json(digitise(layer), "a")
    spans = [*told["entities"], *told["statements"]]
    assert [layer.text[span["start"] : span["end"]] for span in spans] == [span["text"] for span in spans]
    tasks = [span["text"] for span in told["statements"] if span["type"] == "commitment"]
    assert any("lập bản đồ địa giới hành chính" in task for task in tasks)
    assert any("khu bến Lạch Huyện" in task for task in tasks)


def test_a_long_print_is_read_fast(tmp_path):
    """A print of many pages takes hundredths of a second of processor time a page, and keeps no margin lines."""
    data = print_by_chromium(web_page(times=100), tmp_path)
    started = time.process_time()
    pages = pdf.read(data)
    assert len(pages) > 10
    assert (time.process_time() - started) * 1000 < MILLISECONDS_A_PAGE * len(pages)
    assert not any("file:" in page or page.endswith(f"{number}/{len(pages)}\n") for number, page in enumerate(pages, 1))
