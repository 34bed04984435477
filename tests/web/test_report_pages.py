"""Báo cáo: files that open, figures that are frozen, codes that are compared aloud."""

import io
import re
import zipfile

import docx
import pytest
from tests.web.book import PROGRAMME, read_page

FREEZE = f"/bao-cao/{PROGRAMME}/chot-so-lieu/"


@pytest.mark.parametrize("name", ["so-ket.docx", "to-trinh-lanh-dao.docx"])
def test_a_report_is_a_word_file_whose_links_lead_here(viewer, name):
    """The file opens, and its links lead to records on the node it was asked from."""
    response = viewer.get(f"/bao-cao/{PROGRAMME}/{name}")
    assert response["Content-Type"].endswith("wordprocessingml.document")
    document = docx.Document(io.BytesIO(response.content))
    links = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert any(link.startswith("http://testserver/cam-ket/") for link in links)


def test_the_sheet_shows_five_numbers_and_each_leads_to_its_list(viewer):
    """The leader reads five numbers; a click on one lists as many commitments."""
    page = read_page(viewer, f"/bao-cao/{PROGRAMME}/to-trinh-lanh-dao/")
    numbers = re.findall(r'<li><a href="(/cam-ket/\?[^"]+)"><b[^>]*>(\d+)</b>', page)
    assert len(numbers) == 5
    for address, number in numbers:
        assert f"{number} nội dung" in read_page(viewer, address.replace("&amp;", "&"))


@pytest.mark.parametrize(
    ("path", "figure"),
    [
        (f"/bao-cao/{PROGRAMME}/to-trinh-lanh-dao/", r'<h2>[^<]+\(<a href="([^"]+)">(\d+)</a>\)</h2>'),
        (FREEZE, r'<a class="plain" href="([^"]+)">(\d+)</a></td>'),
        ("/bao-cao/?tinh_chat=minh-hoa", r'href="([^"]+)">(\d+) nội dung cam kết</a>'),
        ("/chuong-trinh/?tinh_chat=minh-hoa", r'class="figure"><a class="plain" href="([^"]+)">(\d+)</a></td>'),
    ],
)
def test_every_figure_leads_to_as_many_commitments(viewer, path, figure):
    """On the sheet, before freezing and in both lists of programmes, a number and its list say the same."""
    figures = re.findall(figure, read_page(viewer, path))
    assert figures
    for address, number in figures:
        assert f"{number} nội dung" in read_page(viewer, address.replace("&amp;", "&"))


def test_codes_are_compared_as_they_are_heard(viewer):
    """The same code in small letters and without hyphens is equal; another is not; nonsense is neither."""
    code = re.search(r'id="ma-doi-chieu">([^<]+)<', read_page(viewer, FREEZE))[1]
    assert "Trùng mã" in read_page(viewer, f"{FREEZE}?ma={code.lower().replace('-', '')}")
    assert "không đúng dạng" in read_page(viewer, f"{FREEZE}?ma=abc")


def test_frozen_figures_are_kept_once(browser_of, book):
    """Freezing twice at the same heads keeps one line that names who did it."""
    clerk = browser_of("clerk")
    for _ in range(2):
        assert clerk.post(FREEZE).status_code == 302
    page = read_page(clerk, FREEZE)
    code = re.search(r'id="ma-doi-chieu">([^<]+)<', page)[1]
    assert page.count(f"<b>{code}</b>, Người clerk") == 1


def test_an_agency_gets_its_own_workbook(viewer):
    """Each agency of our side that has something to report has a workbook with it."""
    page = read_page(viewer, "/bao-cao/?tinh_chat=minh-hoa")
    address = re.search(r'href="(/bao-cao/[^"]+/co-quan/0\.xlsx)"', page)[1]
    with zipfile.ZipFile(io.BytesIO(viewer.get(address).content)) as book:
        assert "Lập danh mục tàu chung" in book.read("xl/sharedStrings.xml").decode()
    assert viewer.get(address.replace("/0.xlsx", "/99.xlsx")).status_code == 404


def test_a_programme_nobody_knows_has_no_report(viewer):
    """An unknown key answers 404 for every kind of report."""
    for page in ("so-ket.docx", "to-trinh-lanh-dao/", "to-trinh-lanh-dao.docx", "chot-so-lieu/", "co-quan/0.xlsx"):
        assert viewer.get(f"/bao-cao/hai-phong-zzzzzzzzzzzzzzzz/{page}").status_code == 404
