"""The map of one register: what its list finds, as SVG, PNG, and in its data dictionary."""

import re
from io import BytesIO

import pytest
from docx import Document
from PIL import Image
from tests.web.book import put
from tests.web.map.conftest import BRIDGE, OLD, PIER, point, work

from lienvung.node.append import append
from lienvung.spatial.sovereignty import ARCHIPELAGOS, SEA

NAMES = [*(each.label["vi"] for each in ARCHIPELAGOS), SEA.label["vi"]]


def drawn(browser, asks=""):
    """Return the picture of the works that an address finds."""
    answer = browser.get(f"/so/public-work/ban-do.svg{asks}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("asks", "found"),
    [
        ("", {BRIDGE, PIER}),
        ("?stage=open", {PIER}),
        ("?q=cau", {BRIDGE}),
        ("?q=khong+co", set()),
        ("?chu-quan=x", set()),
    ],
)
def test_the_picture_has_what_the_list_finds(seen, asks, found):
    """Words, choices and steward narrow the picture as they narrow the list; both archipelagos are always there."""
    picture = drawn(seen, asks)
    assert set(re.findall(r'data-feature="public-work/([^"]+)"', picture)) == set(found)
    for name in NAMES:
        assert f">{name}</text>" in picture


def test_the_picture_says_what_its_colours_mean(seen):
    """The legend has the colours that are drawn, and no others."""
    assert re.findall(r'<text class="key"[^>]*>([^<]+)', drawn(seen, "?stage=open")) == [
        "Công trình: đã đưa vào sử dụng"
    ]


def test_the_tab_offers_the_same_as_files(seen):
    """On the tab stand the conditions, the picture, and both files of the same address."""
    page = seen.get("/so/public-work/?muc=ban-do&stage=open").content.decode()
    for ending in ("svg", "png"):
        assert f'href="/so/public-work/ban-do.{ending}?stage=open"' in page
    assert "Giai đoạn: đã đưa vào sử dụng" in page


def test_png_is_the_same_picture(seen):
    """The PNG has twice the pixels of the SVG."""
    size = re.search(r'width="(\d+)" height="(\d+)"', drawn(seen)).groups()
    answer = seen.get("/so/public-work/ban-do.png")
    assert answer["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).size == tuple(2 * int(each) for each in size)


def test_a_register_without_a_map_has_none(seen):
    """No picture is made of a register that does not say how it is drawn, nor of one that is none."""
    for register in ("document", "khong-co"):
        assert seen.get(f"/so/{register}/ban-do.svg").status_code == 404


def test_the_data_dictionary_has_the_map_and_its_sources(seen):
    """The Word document has the picture, words for those who do not see it, whose log it is and under which head."""
    document = Document(BytesIO(seen.get("/so/public-work/tu-dien.docx").content))
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == "Bản đồ: Công trình, 2 bản ghi có vị trí, ngày 22/11/2026"
    said = [each.text for each in document.paragraphs]
    assert re.fullmatch(r"Thành phố Hải Phòng \(sổ của nút này\); .*hai-phong/public-work, 4, [0-9a-f]{64}", said[-1])


def test_a_register_without_places_has_a_dictionary_without_a_map(seen):
    """Where nothing can be drawn no picture is put."""
    document = Document(BytesIO(seen.get("/so/document/tu-dien.docx").content))
    assert not document.inline_shapes


def test_a_record_has_a_picture_of_its_place(seen):
    """On its page a record is drawn alone among the units around it, both archipelagos in the corner; one that lies
    nowhere has no picture."""
    page = seen.get(f"/so/public-work/{BRIDGE}/").content.decode()
    address = f"/so/public-work/{BRIDGE}/ban-do.svg"
    assert f'<img class="picture" src="{address}"' in page
    picture = seen.get(address).content.decode()
    assert re.findall(r'data-feature="public-work/([^"]+)"', picture) == [BRIDGE]
    for name in NAMES:
        assert f">{name}</text>" in picture
    assert 'class="picture"' not in seen.get(f"/so/public-work/{OLD}/").content.decode()
    assert seen.get(f"/so/public-work/{OLD}/ban-do.svg").status_code == 404
    assert seen.get("/so/public-work/hai-phong-zzzzzzzzzzzzzzzz/ban-do.svg").status_code == 404


def test_the_picture_of_a_record_is_of_the_moment_asked_for(mapped, seen, settings):
    """As it was known a day before, the record is drawn where it was known to stand."""
    settings.LIENVUNG_NOW = "2026-11-23T08:00:00+00:00"
    append(
        mapped, [put(mapped, "public-work", BRIDGE, work("Cầu dời chỗ", point(109.1, 12.2)))], idempotency_key="moved"
    )
    page = seen.get(f"/so/public-work/{BRIDGE}/?luc=2026-11-22").content.decode()
    assert f'src="/so/public-work/{BRIDGE}/ban-do.svg?luc=2026-11-22"' in page
    address = f"/so/public-work/{BRIDGE}/ban-do.svg"
    assert "Cầu &lt;mẫu&gt; &amp; một" in seen.get(f"{address}?luc=2026-11-22").content.decode()
    assert "Cầu dời chỗ" in seen.get(address).content.decode()
