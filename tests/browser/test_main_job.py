"""The main job in a real browser: a paper goes in on one side, the same figures stand on both."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from lienvung.demo.localities import HAI_PHONG, QUANG_NINH
from tests.conftest import Demonstration

from .conftest import WIDE, Visitor, sign_in

pytestmark = pytest.mark.timeout(240)

PAPER = Path(__file__).with_name("paper.txt")
PROMISE = "quầy hướng dẫn chung tại bến tàu mẫu số 9"
OVERVIEW = "/?tinh_chat=minh-hoa"
ARRIVAL_SECONDS = 60


def figures(visitor: Visitor) -> list[str]:
    """Return the figures of the illustrative overview as a person reads them."""
    visitor.open(OVERVIEW)
    return visitor.page.locator(".strip b").all_inner_texts()


def upload_and_submit(clerk: Visitor) -> None:
    """Upload the paper, confirm its header and every commitment found, and put them before the approver."""
    page = clerk.page
    clerk.open("/so-hoa/")
    page.set_input_files("input[type=file]", PAPER)
    page.check("input[name=not_secret]")
    page.get_by_role("button", name="Tải lên và đọc").click()
    expect(page.locator("#van-ban")).to_be_visible()
    clerk.look("so-hoa-doc-xong")
    page.get_by_label(re.compile("hợp tác Hải Phòng – Quảng Ninh 2026")).check()
    page.get_by_role("button", name="Xác nhận phần đầu văn bản").click()
    while (button := page.get_by_role("button", name="Xác nhận", exact=True)).count():
        waiting = button.count()
        button.first.click()
        expect(button).to_have_count(waiting - 1)
    page.get_by_role("button", name=re.compile("^Trình duyệt")).click()
    page.wait_for_load_state()


def approve(approver: Visitor) -> None:
    """Open what waits, see what the other side will see, and send it."""
    page = approver.page
    approver.open("/duyet/")
    page.locator("main th a[href*='/duyet/']").first.click()
    expect(page.get_by_text(re.compile("Hải Phòng sẽ thấy đúng"))).to_be_visible()
    expect(page.get_by_text(PROMISE).first).to_be_visible()
    approver.look("duyet-ben-kia-se-thay")
    page.get_by_role("button", name="Duyệt và ghi vào sổ").click()
    page.wait_for_load_state()


def await_promise(visitor: Visitor) -> None:
    """Look at the other side's list until the promise is there."""
    deadline = time.monotonic() + ARRIVAL_SECONDS
    while time.monotonic() < deadline:
        visitor.open("/cam-ket/?tinh_chat=minh-hoa")
        if visitor.page.get_by_text(PROMISE).count():
            return
        time.sleep(1)
    pytest.fail("the promise did not arrive on the other side")


def test_from_a_paper_to_the_same_figures_on_the_other_side(
    browser: Browser, context: BrowserContext, demonstration: Demonstration
) -> None:
    """A clerk digitises, an approver sends, the other side pulls by itself: both overviews say the same."""
    clerk = sign_in(context, QUANG_NINH, "clerk")
    upload_and_submit(clerk)
    house = browser.new_context(viewport=WIDE, locale="vi-VN")
    approver = sign_in(house, QUANG_NINH, "approver")
    approve(approver)
    house.close()

    reader = sign_in(context, HAI_PHONG, "viewer")
    await_promise(reader)
    reader.page.get_by_text(PROMISE).first.click()
    expect(reader.page.get_by_text("Thành phố Quảng Ninh").first).to_be_visible()
    expect(reader.page.locator("mark, .passage, .hit").first).to_contain_text(PROMISE)
    reader.look("ben-kia-cam-ket-va-doan")
    assert figures(reader) == figures(clerk)
    reader.look("ben-kia-toan-canh")
    assert clerk.complaints == []
    assert reader.complaints == []
