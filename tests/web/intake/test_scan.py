"""A scanned, signed paper: the page image, a drawn rectangle, the typed words."""

from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw
from tests.office.work import confirm, name_paper, upload

from lienvung.office.models import Draft, SourceFile
from lienvung.office.services.submissions import paper_submit, submission_approve

pytestmark = pytest.mark.usefixtures("jobs_at_once")


@pytest.fixture
def scan() -> bytes:
    """A PDF of two A4 page images without a letter of text."""
    pages = [Image.new("RGB", (827, 1169), "white") for _ in range(2)]
    ImageDraw.Draw(pages[0]).rectangle((100, 300, 700, 420), outline="black")
    out = BytesIO()
    pages[0].save(out, "PDF", resolution=100, save_all=True, append_images=pages[1:])
    return out.getvalue()


@pytest.fixture
def clerk(browser_of):
    """A clerk's browser."""
    return browser_of("clerk")


@pytest.fixture
def source_file(node, clerk, scan) -> SourceFile:
    """The scan as it was taken in."""
    return upload(clerk.person, scan, "bien-ban.pdf")


def draw(browser, source_file: SourceFile, **fields: object):
    """Send the drawing form: 20 mm from the left, 70 mm from the top, 160 × 30 mm."""
    form = {
        "page": 1,
        "left": "20",
        "top": "70",
        "width": "160",
        "height": "30",
        "register": "commitment",
        "exact": "Lập danh sách tàu khách dùng chung",
        **fields,
    }
    return browser.post(reverse("intake:draw", args=[source_file.pk]), form)


def test_a_scan_shows_its_pages(clerk, source_file):
    """A paper without letters is shown page by page as images, with a form for the rectangle."""
    html = clerk.get(reverse("intake:review", args=[source_file.pk]) + "?trang=2").content.decode()
    assert source_file.kind == "scan"
    assert "Trang 2/2" in html
    assert reverse("intake:page-image", args=[source_file.pk, 2]) in html
    image = clerk.get(reverse("intake:page-image", args=[source_file.pk, 2]))
    assert image["Content-Type"] == "image/png"
    assert Image.open(BytesIO(image.content)).width > 500


def test_a_page_that_is_not_there_is_not_found(clerk, source_file):
    """Page 0 and the page after the last give 404."""
    for page in (0, 3):
        assert clerk.get(reverse("intake:page-image", args=[source_file.pk, page])).status_code == 404


def test_a_rectangle_becomes_the_passage_of_a_record(clerk, source_file, node, programme, person, scan):
    """Millimetres typed by hand become 1/100 pt on the page; the record points there, the file is byte-exact."""
    name_paper(
        clerk.person,
        source_file,
        programme,
        number="971/BB-TTT",
        subject="Biên bản",
        nature="illustrative",
        **{"issued-on": "2026-09-10"},
    )
    draw(clerk, source_file)
    drawn = source_file.drafts.get(register="commitment")
    assert drawn.passage["rectangle"] == [5669, 19843, 51024, 28346]
    confirm(clerk.person, drawn, **{"deadline-kind": "none"})
    submission = paper_submit(user=clerk.person, source_file=source_file)
    submission_approve(user=person("approver"), submission_id=submission.id)
    with node.store.reading() as reader:
        record = reader.record("commitment", drawn.key)
        assert reader.blob(record.source["file"]) == scan
    assert record.source["page"] == 1
    assert record.source["exact"] == "Lập danh sách tàu khách dùng chung"


def test_a_rectangle_without_words_is_explained(clerk, source_file):
    """Nothing is added when the words are missing; the message is at the field and the rectangle is kept."""
    answer = draw(clerk, source_file, exact="", left="21.5")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_exact_error"' in html
    assert 'value="21.5"' in html
    assert not source_file.drafts.exclude(register="document").exists()


def test_drawn_rectangles_are_shown_on_their_page(clerk, source_file):
    """The rectangle stands over the image of its own page only."""
    draw(clerk, source_file)
    drawn = Draft.objects.get(register="commitment")
    address = reverse("intake:review", args=[source_file.pk])
    assert f'id="doan-{drawn.pk}"' in clerk.get(address).content.decode()
    assert f'id="doan-{drawn.pk}"' not in clerk.get(address + "?trang=2").content.decode()
