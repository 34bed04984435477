"""Bản đồ in a real browser: it is drawn from our own files, follows day and frame, and does without WebGL or script."""

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from playwright.sync_api import Browser, Page

from lienvung.demo.localities import HAI_PHONG
from lienvung.spatial.sovereignty import ARCHIPELAGOS, SEA
from tests.conftest import Demonstration

from .conftest import NARROW, SECONDS, WIDE, Visitor, sign_in

pytestmark = pytest.mark.timeout(240)

SOFTWARE_GL = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
DRAWN = "#map[data-drawn]"
NAMES = {*(each.label["vi"] for each in ARCHIPELAGOS), SEA.label["vi"]}
BAY = "/ban-do/?khung=106.4,20.6,107.4,21.2"

ALWAYS = """() => lienvungMap.querySourceFeatures("labels").map((each) => each.properties.name)"""
SHOWN = """() => lienvungMap.queryRenderedFeatures({ layers: ["always"] }).map((each) => each.properties.name)"""
ISLANDS = """([west, south, east, north]) => {
  const [left, bottom] = Object.values(lienvungMap.project([west, south]));
  const [right, top] = Object.values(lienvungMap.project([east, north]));
  return lienvungMap.queryRenderedFeatures([[left, top], [right, bottom]], { layers: ["islands"] }).length;
}"""
UNITS = """() => lienvungMap.querySourceFeatures("units", { filter: ["==", ["get", "kind"], "name"] })
  .map((each) => each.properties.name)"""


@pytest.fixture(scope="module")
def gl_browser(browser: Browser) -> Iterator[Browser]:
    """Chromium with WebGL in software."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    launched = browser.browser_type.launch(executable_path=path, args=SOFTWARE_GL)
    yield launched
    launched.close()


@pytest.fixture
def reader(gl_browser: Browser, demonstration: Demonstration, request: Any) -> Iterator[Visitor]:
    """Somebody who may only read, with a browser that draws."""
    size = getattr(request, "param", WIDE)
    context = gl_browser.new_context(viewport=size, locale="vi-VN")
    visitor = sign_in(context, HAI_PHONG, "viewer")
    visitor.page.set_default_timeout(60 * SECONDS)
    yield visitor
    context.close()


def wait(page: Page) -> None:
    """Wait until everything asked for is drawn."""
    page.wait_for_timeout(600)
    page.wait_for_selector(DRAWN)


def choose_day(page: Page, day: str) -> None:
    """Choose a day of change from the list."""
    page.select_option("#map-day", day)
    page.wait_for_url(re.compile(f"ngay={day}"))


@pytest.mark.parametrize("reader", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_the_map_draws_and_asks_nobody_else(reader: Visitor) -> None:
    """Land, records and names are drawn; no foreign host is asked, no content policy broken, nothing said in error."""
    reader.open(BAY)
    wait(reader.page)
    drawn = reader.page.evaluate("lienvungMap.queryRenderedFeatures().map((each) => each.layer.id)")
    assert {"land", "unit-borders"} <= set(drawn)
    assert any(layer.startswith("r-") for layer in drawn)
    reader.look(f"ban-do-{reader.page.viewport_size['width']}")
    assert reader.complaints == []


def test_the_archipelagos_are_named_at_country_scale(reader: Visitor) -> None:
    """With the country in the frame both archipelagos and the sea are written and drawn, with every layer off."""
    reader.open("/ban-do/?khung=101.9,6.3,117.4,23.7&lop=khong")
    wait(reader.page)
    for archipelago in ARCHIPELAGOS:
        assert reader.page.evaluate(ISLANDS, list(archipelago.box)) > 5
    assert set(reader.page.evaluate(SHOWN)) == NAMES
    assert not reader.page.locator(".map-corner").is_visible()


def test_the_inset_stands_at_every_nearer_scale(reader: Visitor) -> None:
    """Zoomed to the bays, the inset of the country is there, and the labels wait in their source."""
    reader.open(BAY)
    wait(reader.page)
    assert reader.page.locator(".map-corner").is_visible()
    assert set(reader.page.evaluate(ALWAYS)) | NAMES == NAMES


def test_the_day_redraws_units_and_names(reader: Visitor) -> None:
    """On 1/1/2025 there are districts, on 1/7/2025 wards; the address and the table of units say the same."""
    reader.open(f"{BAY}&bang=don-vi&ngay=2025-01-01")
    wait(reader.page)
    assert "thành phố Thủy Nguyên" in reader.page.evaluate(UNITS)
    choose_day(reader.page, "2025-07-01")
    wait(reader.page)
    reader.page.wait_for_selector("#map-table td:has-text('phường Thủy Nguyên')")
    names = reader.page.evaluate(UNITS)
    assert "phường Thủy Nguyên" in names
    assert "thành phố Thủy Nguyên" not in names
    assert "ngay=2025-07-01" in reader.page.url


def test_the_slider_steps_through_the_days(reader: Visitor) -> None:
    """The arrow keys move from one day of change to the one before; what it says is said aloud too."""
    reader.open(BAY)
    wait(reader.page)
    slider = reader.page.locator("#map-slider")
    slider.focus()
    slider.press("ArrowLeft")
    reader.page.wait_for_url(re.compile("ngay=2026-09-20"))
    assert "20/09/2026" in (slider.get_attribute("aria-valuetext") or "")


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
def test_a_row_shows_its_record_on_the_map(reader: Visitor, by: str) -> None:
    """The button of a row opens the record on the map, with its page and whose it is."""
    reader.open("/ban-do/")
    wait(reader.page)
    row = reader.page.locator("#map-table tr[data-feature]").first
    title = row.locator("a").first.inner_text()
    if by == "mouse":
        row.locator(".map-show").click()
    else:
        row.locator(".map-show").focus()
        reader.page.keyboard.press("Enter")
    popup = reader.page.locator(".maplibregl-popup-content")
    popup.wait_for()
    assert popup.locator("b").inner_text() == title
    opened = popup.locator("a", has_text="Mở bản ghi")
    assert opened.get_attribute("href") == row.locator("a").first.get_attribute("href")
    assert "Chủ quản" in popup.inner_text()


def test_what_is_shown_says_whence_it_was_read(reader: Visitor) -> None:
    """The words of a record name its steward, the age of the copy, the signed head, its proof, and its unit."""
    reader.open("/ban-do/")
    wait(reader.page)
    reader.page.locator("#map-table tr[data-feature] .map-show").first.click()
    popup = reader.page.locator(".maplibregl-popup-content")
    popup.wait_for()
    said = popup.inner_text()
    assert re.search(r"Chủ quản: .+, (bản sao .+|sổ của nút này)", said)
    assert re.search(r"bản chốt sổ: [\d.]+ lần ghi, [0-9a-f]{16}…", said)
    assert popup.locator("a", has_text="Kiểm chứng").get_attribute("href").endswith("#kiem-chung")


def test_the_map_as_it_was_known(reader: Visitor) -> None:
    """A day of recorded time goes into the address, is said above the map, and empties it before anything was known."""
    reader.open(BAY)
    wait(reader.page)
    reader.page.fill("#map-known", "2019-01-01")
    reader.page.wait_for_url(re.compile("luc=2019-01-01"))
    reader.page.wait_for_selector("text=Như đã biết đến hết ngày 01/01/2019.")
    wait(reader.page)
    drawn = reader.page.evaluate("lienvungMap.queryRenderedFeatures().map((each) => each.layer.id)")
    assert not any(layer.startswith("r-") for layer in drawn)
    assert "luc=2019-01-01" in (reader.page.locator("#map-png").get_attribute("href") or "")


def test_on_paper_the_drawn_picture_stands_for_the_map(reader: Visitor) -> None:
    """What is printed is the server's picture of the same frame, with its legend, not a cut canvas."""
    reader.open(BAY)
    wait(reader.page)
    reader.page.emulate_media(media="print")
    paper = reader.page.locator("#map-paper")
    paper.wait_for()
    assert not reader.page.locator("#map").is_visible()
    assert "khung=" in (paper.get_attribute("src") or "")
    document = pdfium.PdfDocument(reader.page.pdf(format="A4"))
    pictured = [each for each in document[0].get_objects() if each.type == pdfium_c.FPDF_PAGEOBJ_PATH]
    assert len(pictured) > 50


def test_the_picture_is_given_as_png(reader: Visitor) -> None:
    """The link beside the title is of the frame that is shown, and is a PNG."""
    reader.open(BAY)
    wait(reader.page)
    link = reader.page.locator("#map-png").get_attribute("href") or ""
    answer = reader.page.request.get(reader.here.address + link)
    assert "khung=" in link
    assert answer.headers["content-type"] == "image/png"
    assert answer.body().startswith(b"\x89PNG")


def test_the_table_follows_the_frame(reader: Visitor) -> None:
    """After the map was moved the address has the frame, and the table only what lies in it."""
    reader.open("/ban-do/")
    wait(reader.page)
    before = reader.page.locator("#map-table tr[data-feature]").count()
    reader.page.evaluate("lienvungMap.jumpTo({ center: [106.75, 20.96], zoom: 12 })")
    reader.page.wait_for_url(re.compile("khung="))
    for _ in range(40):
        after = reader.page.locator("#map-table tr[data-feature]").count()
        if after < before:
            break
        reader.page.wait_for_timeout(250)
    assert 0 < after < before


def test_without_script_the_same_address_is_a_picture(browser: Browser, demonstration: Demonstration) -> None:
    """With script switched off the picture and the table are there, and the form works by its button."""
    context = browser.new_context(viewport=WIDE, locale="vi-VN", java_script_enabled=False)
    visitor = sign_in(context, HAI_PHONG, "viewer")
    visitor.open(BAY)
    picture = visitor.page.locator(".map-drawn")
    assert picture.is_visible()
    assert picture.bounding_box()["height"] > 200
    assert visitor.page.locator("#map-table tbody tr").count() > 5
    visitor.page.select_option("#map-day", "2025-01-01")
    visitor.page.locator("#map-form button[type=submit]").click()
    assert "ngay=2025-01-01" in visitor.page.url
    visitor.look("ban-do-khong-script")
    context.close()


def test_without_webgl_the_picture_stands_in(browser: Browser, demonstration: Demonstration) -> None:
    """A browser that cannot draw shows the server's picture of the same address."""
    context = browser.new_context(viewport=WIDE, locale="vi-VN")
    context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    visitor = sign_in(context, HAI_PHONG, "viewer")
    visitor.open(BAY)
    picture = visitor.page.locator("img.map-drawn")
    picture.wait_for()
    assert "khung=106.4" in (picture.get_attribute("src") or "")
    assert visitor.complaints == []
    context.close()
