"""A browser to look at the demonstration with, and the person who looks."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from lienvung.demo.localities import PASSWORD, Locality
from tests.conftest import Demonstration

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "test-results"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
SECONDS = 1000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# Playwright runs an event loop in this thread; Django would take it for an asynchronous caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@dataclass
class Visitor:
    """One signed-in person at one node's pages, and what their browser complained of."""

    page: Page
    here: Locality
    complaints: list[str]

    def open(self, path: str) -> None:
        """Open a page of this node and expect it to be there."""
        answer = self.page.goto(self.here.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def look(self, name: str) -> None:
        """Keep a picture of the page."""
        RESULTS.mkdir(exist_ok=True)
        self.page.screenshot(path=RESULTS / f"{name}.png", full_page=True)


def sign_in(context: BrowserContext, here: Locality, role: str) -> Visitor:
    """Sign a fictional person in through the sign-in page."""
    page = context.new_page()
    page.set_default_timeout(20 * SECONDS)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if not is_own(request.url) else None)
    page.goto(here.address + "/")
    page.fill("input[name=login]", here.person(role).username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "dang-nhap" not in url)
    return Visitor(page, here, complaints)


def is_own(url: str) -> bool:
    """Return whether a request stays on this machine; a page may ask nobody else for anything."""
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))


def serious_faults(page: Page) -> list[str]:
    """Return what axe-core holds to be serious or critical, with the first place of each."""
    # Evaluated, not injected: the page's own policy forbids scripts that it does not serve.
    page.evaluate(AXE.read_text("utf-8"))
    violations = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in violations if each["impact"] in SERIOUS]


@pytest.fixture
def context(browser: Browser, demonstration: Demonstration) -> Iterator[BrowserContext]:
    """A fresh browser window: no cookie of an earlier test."""
    opened = browser.new_context(viewport=WIDE, locale="vi-VN")
    yield opened
    opened.close()
