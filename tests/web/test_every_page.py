"""What holds for every page: Vietnamese, one heading, no inline script or style, nothing foreign."""

import re

import pytest
from tests.web.book import CITED, DONE, LATE, OLD, PAPER, PROGRAMME, REVIEW, SOON

PAGES = (
    "/",
    "/?tinh_chat=minh-hoa",
    "/chuong-trinh/",
    "/chuong-trinh/?tinh_chat=minh-hoa",
    f"/chuong-trinh/{PROGRAMME}/",
    "/cam-ket/",
    "/cam-ket/?tinh_chat=minh-hoa&nhom=ben",
    *(f"/cam-ket/{key}/" for key in (LATE, SOON, DONE, OLD, CITED)),
    "/don-vi-giai-the/",
    "/don-vi/",
    "/don-vi/?q=24&ngay=2021-08-14",
    "/don-vi/chuyen-doi/",
    "/don-vi/thong-ke/?so=boundary-case",
    "/ban-giao/",
    "/van-ban/?tinh_chat=minh-hoa",
    f"/van-ban/{PAPER}/",
    f"/van-ban/{PAPER}/doan/",
    "/so/",
    "/du-lieu-mo/",
    "/du-lieu-mo/khoa/",
    "/so/commitment/",
    "/so/commitment/?muc=truong",
    "/so/public-work/?mo=nature",
    "/so/public-work/?muc=bieu-do",
    "/so/public-work/?muc=ban-do",
    "/so/public-work/?luc=2026-11-01",
    "/so/tourist-vessel/",
    "/so/commitment/xuat/?nature=illustrative",
    "/so/administrative-unit/",
    "/ban-do/",
    "/ban-do/?khung=106.4,20.6,107.4,21.2&bang=don-vi&ngay=2025-06-30",
    f"/so/review/{REVIEW}/",
    "/ket-noi/",
    "/ket-noi/tu-gioi-thieu/",
    "/ket-noi/da-trao/",
    "/thoa-thuan/",
    "/de-nghi/",
    "/thay-doi/",
    "/bao-cao/",
    f"/bao-cao/{PROGRAMME}/to-trinh-lanh-dao/",
    f"/bao-cao/{PROGRAMME}/chot-so-lieu/",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_plain(viewer, address):
    """Each page is in Vietnamese, has one heading, and nothing that the policy of contents would refuse."""
    page = viewer.get(address).content.decode()
    assert '<html lang="vi">' in page
    assert page.count("<h1") == 1
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert not re.search(r"<[^>]+\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]+src=)", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_leads_somewhere(viewer, address):
    """No page offers a link to a page that is not there, or that this visitor may not open."""
    page = viewer.get(address).content.decode()
    for link in sorted(set(re.findall(r'href="(/[^"#]*)', page))):
        if not link.startswith("/static/"):
            assert viewer.get(link.replace("&amp;", "&")).status_code in (200, 302), (address, link)


def test_the_rail_shows_what_a_role_may_open(viewer, browser_of):
    """A viewer has no use for the desk; a clerk has."""
    assert 'href="/so-hoa/"' not in viewer.get("/").content.decode()
    assert 'href="/so-hoa/"' in browser_of("clerk").get("/").content.decode()


def test_the_page_one_is_on_is_marked_in_the_rail(viewer):
    """A screen reader and an eye both find where they are."""
    page = viewer.get(f"/cam-ket/{LATE}/").content.decode()
    assert '<a href="/cam-ket/" aria-current="page">' in page


def test_a_label_from_a_definition_follows_the_language(viewer):
    """Switched to English, labels of registers are English; a day stays dd/mm/yyyy."""
    viewer.post("/ngon-ngu/", {"language": "en", "next": "/"})
    page = viewer.get(f"/so/commitment/{LATE}/").content.decode()
    assert '<html lang="en">' in page
    assert "<dt>Deadline</dt>" in page
    assert "31/10/2026" in page
