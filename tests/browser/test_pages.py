"""Every page, wide and narrow, light and dark: it is there, it fits, it asks nobody else, everybody can use it."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from lienvung.demo.localities import HAI_PHONG, QUANG_NINH, Locality
from tests.conftest import Demonstration

from .conftest import NARROW, WIDE, serious_faults, sign_in
from .every_page import every_page

pytestmark = pytest.mark.timeout(240)

SMALLEST = {"width": 320, "height": 640}  # WCAG 2.2, 1.4.10: what 1280 px are at 400 %
TAB_STOPS = 40

# Where the focus is: whether it is inside the window and has a ring of two pixels or more.
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  return {
    what: one.outerHTML.slice(0, 120),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    body: one === document.body,
  };
}"""


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALLEST], ids=["1280", "390", "320"])
def test_every_page_is_there_and_fits(context: BrowserContext, size: Any) -> None:
    """Each page answers, asks no other host, breaks no content policy, and never scrolls sideways, down to 320 px."""
    clerk = sign_in(context, HAI_PHONG, "clerk")
    clerk.page.set_viewport_size(size)
    sideways = []
    for name in every_page(clerk):
        clerk.look(f"{name}-{size['width']}")
        if clerk.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            sideways.append(name)
    assert sideways == []
    assert clerk.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_accessibility_fault(browser: Browser, demonstration: Demonstration, scheme: Any) -> None:
    """axe-core finds nothing serious or critical on any page, by day or by night."""
    context = browser.new_context(viewport=WIDE, locale="vi-VN", color_scheme=scheme)
    door = context.new_page()
    door.goto(HAI_PHONG.address + "/")
    found = {"dang-nhap": serious_faults(door)}
    clerk = sign_in(context, HAI_PHONG, "clerk")
    for name in every_page(clerk):
        found[name] = serious_faults(clerk.page)
    context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("path", ["/?tinh_chat=minh-hoa", "/cam-ket/?tinh_chat=minh-hoa", "/so-hoa/"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(context: BrowserContext, path: str) -> None:
    """The first stop skips the menu; every stop after it is in view and has a visible ring."""
    clerk = sign_in(context, HAI_PHONG, "clerk")
    clerk.open(path)
    clerk.page.keyboard.press("Tab")
    assert clerk.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    hidden = []
    for _stop in range(TAB_STOPS):
        clerk.page.keyboard.press("Tab")
        stop = clerk.page.evaluate(FOCUS)
        if not stop["body"] and not (stop["seen"] and stop["ring"]):
            hidden.append(stop["what"])
    assert hidden == []


@pytest.mark.parametrize("here", [HAI_PHONG, QUANG_NINH], ids=["other side", "own side"])
def test_a_promise_shows_its_passage_on_both_sides(context: BrowserContext, here: Locality) -> None:
    """A text paper shows the marked words among their neighbours; a scan shows its page, and the page has arrived."""
    reader = sign_in(context, here, "viewer")
    reader.open("/cam-ket/?tinh_chat=minh-hoa&q=ban+giao+mat+bang+nut+giao")
    reader.page.locator("main td a[href^='/cam-ket/']").first.click()
    mark = reader.page.locator(".passage mark")
    assert "bàn giao mặt bằng nút giao mẫu số 3" in mark.inner_text()
    assert "II. TỔ CHỨC THỰC HIỆN" in reader.page.locator(".passage blockquote").inner_text()
    reader.open("/cam-ket/?tinh_chat=minh-hoa&q=danh+sach+tau+khach")
    reader.page.locator("main td a[href^='/cam-ket/']").first.click()
    reader.page.wait_for_load_state()
    assert reader.page.locator(".passage-page").evaluate("picture => picture.naturalWidth") > 0
    assert "lập danh sách tàu khách dùng chung" in reader.page.locator(".passage mark").inner_text()
    assert reader.complaints == []


def test_the_language_can_be_switched_on_a_page(context: BrowserContext) -> None:
    """One click makes the page English, and another makes it Vietnamese again."""
    reader = sign_in(context, HAI_PHONG, "viewer")
    reader.open("/cam-ket/")
    reader.page.get_by_text("English").first.click()
    reader.page.wait_for_load_state()
    assert reader.page.locator("html").get_attribute("lang") == "en"
    reader.look("cam-ket-en")
    reader.page.get_by_text("Tiếng Việt").first.click()
    reader.page.wait_for_load_state()
    assert reader.page.locator("html").get_attribute("lang") == "vi"
