"""Every page, wide and on a phone, in both languages: it is there, it fits, it asks nobody else, it is accessible."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from lienvung.demo.localities import HAI_PHONG

from .conftest import NARROW, WIDE, sign_in

pytestmark = pytest.mark.timeout(240)

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "toan-canh": "/",
    "toan-canh-minh-hoa": "/?tinh_chat=minh-hoa",
    "chuong-trinh": "/chuong-trinh/",
    "cam-ket": "/cam-ket/?tinh_chat=minh-hoa",
    "van-ban": "/van-ban/",
    "so-hoa": "/so-hoa/",
    "nhap-bang": "/nhap-bang/",
    "so": "/so/",
    "so-cam-ket": "/so/commitment/",
    "ket-noi": "/ket-noi/",
    "thay-doi": "/thay-doi/",
    "bao-cao": "/bao-cao/",
}
SERIOUS = ("serious", "critical")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_is_there_and_fits(context: BrowserContext, size: Any) -> None:
    """Each page answers, asks no other host, logs no error, and never scrolls sideways, also at 390 px."""
    clerk = sign_in(context, HAI_PHONG, "clerk")
    clerk.page.set_viewport_size(size)
    sideways = []
    for name, path in PAGES.items():
        clerk.open(path)
        clerk.look(f"{name}-{size['width']}")
        if clerk.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            sideways.append(name)
    assert sideways == []
    assert clerk.complaints == []


def test_no_page_has_a_serious_accessibility_fault(context: BrowserContext) -> None:
    """axe-core finds nothing serious on any page."""
    clerk = sign_in(context, HAI_PHONG, "clerk")
    script = AXE.read_text("utf-8")
    found = {}
    for name, path in PAGES.items():
        clerk.open(path)
        # Evaluated, not injected: the page's own policy forbids scripts that it does not serve.
        clerk.page.evaluate(script)
        violations = clerk.page.evaluate("axe.run().then(result => result.violations)")
        serious = [each["id"] for each in violations if each["impact"] in SERIOUS]
        if serious:
            found[name] = serious
    assert found == {}


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
