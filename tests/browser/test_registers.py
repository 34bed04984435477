"""A register from its file to its last correction, by mouse and keyboard: YAML, decision, form, list, record, undo."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext

from lienvung.demo.localities import HAI_PHONG
from tests.conftest import Demonstration
from tests.web.registers.conftest import PIER

from .conftest import NARROW, WIDE, Visitor, serious_faults, sign_in

pytestmark = pytest.mark.timeout(480)


def look_at_both(visitor: Visitor, name: str) -> None:
    """Keep a picture of the page on a wide and a narrow screen; neither scrolls sideways, and everybody can use it."""
    for size in (NARROW, WIDE):
        visitor.page.set_viewport_size(size)
        visitor.look(f"{name}-{size['width']}")
        assert not visitor.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), name
    assert serious_faults(visitor.page) == [], name


def unexpected(visitor: Visitor) -> list[str]:
    """Return what the browser complained of, but for forms that came back with their faults (422)."""
    return [each for each in visitor.complaints if "422" not in each]


def press(visitor: Visitor, words: str) -> None:
    """Press a button by its words and wait for the page that follows."""
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=words, exact=True).last.click()


def approve(approver: Visitor, address: str) -> None:
    """Carry out what waits on a page."""
    approver.page.goto(address)
    look_at_both(approver, "so-cho-duyet")
    press(approver, "Duyệt và ghi vào sổ")


def put_in_use(context: BrowserContext, approver: Visitor) -> None:
    """Bring the file of a register, see its pages, send it, and let another person decide."""
    administrator = sign_in(context, HAI_PHONG, "administrator")
    administrator.open("/so/them/")
    administrator.page.fill(
        "textarea[name=text]", PIER.read_text("utf-8").replace("title-field: name", "title-field: ten")
    )
    administrator.page.get_by_role("button", name="Kiểm tra và xem trước").click()
    administrator.page.get_by_text("Cách sửa").wait_for()
    look_at_both(administrator, "so-them-sai")
    administrator.page.set_input_files("input[type=file]", PIER)
    press(administrator, "Kiểm tra và xem trước")
    look_at_both(administrator, "so-them")
    press(administrator, "Trình người thứ hai quyết định")
    approver.page.goto(administrator.page.url)
    look_at_both(approver, "so-them-quyet-dinh")
    press(approver, "Đồng ý và thực hiện")
    assert unexpected(administrator) == []


def write_pier(clerk: Visitor, approver: Visitor, name: str, cost: str) -> str:
    """Write a pier by its form and return the address of its record."""
    page = clerk.page
    clerk.open("/so/pier/moi/")
    page.get_by_label("Tên bến").fill(name)
    page.get_by_label("đang khai thác").check()
    page.get_by_label(re.compile("^Ngày mở")).fill("30/5/2019")
    page.get_by_label(re.compile("^Vốn")).fill(cost)
    page.get_by_label(re.compile("^Vị trí")).fill("20.8449, 106.6881")
    press(clerk, "Trình người duyệt")
    approve(approver, page.url)
    clerk.open(f"/so/pier/?q={name}&xep=-name")
    with page.expect_navigation():
        page.locator("main tbody a").first.click()
    return page.url


def test_a_register_lives_with_no_programmer(browser: Browser, demonstration: Demonstration) -> None:
    """From YAML to a corrected, merged record: what each step shows, wide and narrow, without a complaint."""
    contexts = [browser.new_context(viewport=WIDE, locale="vi-VN") for _ in range(3)]
    approver, clerk = sign_in(contexts[1], HAI_PHONG, "approver"), sign_in(contexts[2], HAI_PHONG, "clerk")
    put_in_use(contexts[0], approver)
    clerk.open("/so/pier/moi/")
    look_at_both(clerk, "so-mau-nhap")
    press(clerk, "Trình người duyệt")
    assert clerk.page.locator(".error-summary li").count() >= 2
    look_at_both(clerk, "so-mau-nhap-sai")
    record = write_pier(clerk, approver, "Bến Bính", "1,5 tỷ")
    assert "1.500.000.000" in clerk.page.locator("main").inner_text()
    clerk.page.goto(f"{record}sua/")
    clerk.page.get_by_label("Tên bến").fill("Bến sai")
    clerk.page.get_by_label("Lý do sửa").fill("Sửa tên")
    press(clerk, "Trình người duyệt")
    approve(approver, clerk.page.url)
    clerk.page.goto(record)
    look_at_both(clerk, "so-ban-ghi")
    with clerk.page.expect_navigation():
        clerk.page.get_by_text("Quay về giá trị của lần ghi này").first.click()
    look_at_both(clerk, "so-quay-ve")
    clerk.page.get_by_label("Lý do").fill("Nhập nhầm")
    press(clerk, "Trình người duyệt")
    approve(approver, clerk.page.url)
    double = write_pier(clerk, approver, "BẾN BÍNH", "2 tỷ")
    with clerk.page.expect_navigation():
        clerk.page.get_by_text("so sánh, nhập làm một").first.click()
    look_at_both(clerk, "so-nhap-lam-mot")
    clerk.page.get_by_label("Lý do").fill("Nhập hai lần")
    press(clerk, "Trình người duyệt")
    approve(approver, clerk.page.url)
    clerk.page.goto(double)
    assert "?tu=" in clerk.page.url
    clerk.open("/so/pier/")
    clerk.page.get_by_role("link", name="Dịch vụ").click()
    clerk.page.wait_for_url("**mo=services*")
    look_at_both(clerk, "so-danh-sach")
    clerk.open("/so/pier/?muc=bieu-do")
    look_at_both(clerk, "so-bieu-do")
    assert unexpected(clerk) == [] == unexpected(approver)
    for context in contexts:
        context.close()


TABLE = """Tên bến\tTình trạng\tNgày mở\tVốn\tVị trí
Bến nhập một\tđang khai thác\t30/5/2019\t1,5 tỷ\t20.8449, 106.6881
Bến nhập hai\tđang xây\t\t2.250.000.000\t20.9250, 106.9880
Bến nhập ba\tkhông có loại này\t\t\t
"""


def test_a_table_becomes_records_on_a_map_and_goes_out_again(browser: Browser, demonstration: Demonstration) -> None:
    """Pasted rows are seen one by one, written by two people, listed, on the map, not there the day before, and in the
    file that goes out."""
    contexts = [browser.new_context(viewport=WIDE, locale="vi-VN", accept_downloads=True) for _ in range(3)]
    approver, clerk = sign_in(contexts[1], HAI_PHONG, "approver"), sign_in(contexts[2], HAI_PHONG, "clerk")
    answer = clerk.page.goto(f"{HAI_PHONG.address}/so/pier/")
    if answer is not None and answer.status == 404:
        put_in_use(contexts[0], approver)
    clerk.complaints.clear()
    bring_table(clerk)
    look_at_both(clerk, "nhap-xem-truoc")
    assert clerk.page.locator("tr.row-new").count() == 2
    assert "không có loại này" in clerk.page.locator("tr.row-wrong").inner_text()
    look_at_both(clerk, "nhap-xem-truoc")
    clerk.page.get_by_label(re.compile("Bỏ qua")).check()
    press(clerk, "Ghi vào sổ 2 hàng")
    approver.page.goto(clerk.page.url)
    look_at_both(approver, "nhap-quyet-dinh")
    press(approver, "Đồng ý và thực hiện")
    approver.page.get_by_text("đã thực hiện").first.wait_for()
    look_at_the_result(clerk)
    assert unexpected(clerk) == [] == unexpected(approver)
    for context in contexts:
        context.close()


def bring_table(clerk: Visitor) -> None:
    """Paste the rows, and wait until each was compared with the register."""
    clerk.open("/so/pier/nhap/")
    clerk.page.get_by_label("Hoặc dán các ô sao chép từ bảng tính").fill(TABLE)
    clerk.page.get_by_label(re.compile("Tôi cam đoan")).check()
    press(clerk, "Xem trước")
    clerk.page.get_by_role("heading", name="Từng hàng").wait_for()


def look_at_the_result(clerk: Visitor) -> None:
    """See the new records in list, picture and past, and take them away as a file."""
    page = clerk.page
    clerk.open("/so/pier/?q=ben+nhap")
    assert page.locator("main tbody tr").count() == 2
    clerk.open("/so/pier/?q=ben+nhap&muc=ban-do")
    picture = page.locator("img.picture")
    picture.wait_for()
    drawn = "image => image.decode().then(() => image.naturalWidth)"
    assert picture.evaluate(drawn) > 0
    look_at_both(clerk, "nhap-ban-do")
    clerk.open("/so/pier/?q=ben+nhap&luc=2020-01-01")
    assert page.locator("main tbody tr").count() == 0
    assert page.get_by_text("Về hôm nay").count() == 1
    look_at_both(clerk, "nhap-ngay-truoc")
    clerk.open("/so/pier/xuat/?q=ben+nhap")
    look_at_both(clerk, "xuat")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV", exact=True).click()
    text = taken.value.path().read_text("utf-8-sig")
    assert len(text.strip().splitlines()) == 3
    assert "Bến nhập hai" in text


def test_a_record_is_written_without_a_script(browser: Browser, demonstration: Demonstration) -> None:
    """Where no script runs, rows are added, links searched, faults told and kept, and the record is submitted."""
    context = browser.new_context(viewport=NARROW, locale="vi-VN", java_script_enabled=False)
    clerk = sign_in(context, HAI_PHONG, "clerk")
    page = clerk.page
    clerk.open("/so/vessel-permit/moi/")
    page.get_by_label("Số phép").fill("999/GP-MHP")
    page.locator("#id_v-vessel-tim").fill("lan 03")
    page.locator("button[name=tim][value=v-vessel]").click()
    page.get_by_label("Tàu Mẫu Lan 03").check()
    page.get_by_label("Thành phố Hải Phòng").check()
    page.get_by_label("Từ ngày").fill("1/1/2020")
    page.get_by_label("Đến ngày").fill("31/12/2019")
    page.get_by_label("đã cấp").check()
    page.get_by_label("dữ liệu minh họa").check()
    page.get_by_role("button", name="Thêm dòng").last.click()
    assert page.get_by_label("Số phép").input_value() == "999/GP-MHP"
    page.get_by_role("button", name="Trình người duyệt").last.click()
    assert "ngày đầu không được sau ngày cuối" in page.locator(".error-summary").inner_text().lower()
    page.get_by_label("Đến ngày").fill("31/12/2020")
    page.get_by_role("button", name="Trình người duyệt").last.click()
    assert "/duyet/" in page.url
    page.get_by_role("button", name="Rút lại").click()
    page.get_by_role("button", name="Bỏ 999/GP-MHP").click()
    assert page.get_by_role("button", name="Bỏ 999/GP-MHP").count() == 0
    context.close()


def test_a_form_is_filled_in_by_the_keyboard_alone(context: BrowserContext) -> None:
    """Tab goes through the boxes in their order, the space bar chooses, Enter in a search does not send the form."""
    clerk = sign_in(context, HAI_PHONG, "clerk")
    page = clerk.page
    clerk.open("/so/vessel-permit/moi/")
    page.get_by_label("Số phép").focus()
    page.keyboard.type("998/GP-MHP")
    page.keyboard.press("Tab")
    page.keyboard.type("ha 05")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/moi/")
    assert page.locator(".error-summary").count() == 0
    assert page.get_by_label("Số phép").input_value() == "998/GP-MHP"
    page.locator("#id_v-vessel-tim").focus()
    for key in ("Tab", "Tab", "ArrowDown"):
        page.keyboard.press(key)
    assert page.get_by_label("Tàu Mẫu Hạ 05").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.name") == "v-side"
    assert page.evaluate("document.activeElement.checked")
    assert clerk.complaints == []


def retire_and_restore(clerk: Visitor, approver: Visitor, record: str) -> None:
    """Take a record out of its register and bring it back, each with a reason and through an approver."""
    for act, words in (("rut/", "Trình đề nghị rút"), ("khoi-phuc/", "Trình đề nghị đưa trở lại")):
        clerk.page.goto(record + act)
        look_at_both(clerk, f"so-{act[:-1]}")
        clerk.page.get_by_label(re.compile("^Lý do")).fill("Nhầm")
        press(clerk, words)
        approve(approver, clerk.page.url)
        clerk.page.goto(record)
        look_at_both(clerk, f"so-sau-{act[:-1]}")


def take_back(clerk: Visitor) -> None:
    """Submit a new record and take it back: it waits to be corrected, and is dropped."""
    clerk.open("/so/control-measure/moi/")
    clerk.page.get_by_label(re.compile("^Nội dung")).fill("Biện pháp nhầm")
    clerk.page.get_by_label(re.compile("^Loại biện pháp")).select_option(label="kiểm tra y tế")
    for choice in ("Thành phố Hải Phòng", "đã báo trước", "dữ liệu minh họa"):
        clerk.page.get_by_label(choice).check()
    clerk.page.get_by_label("Từ ngày").fill("1/1/2027")
    press(clerk, "Trình người duyệt")
    look_at_both(clerk, "so-da-trinh")
    press(clerk, "Rút lại")
    look_at_both(clerk, "so-rut-lai")
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("link", name="Biện pháp nhầm").first.click()
    look_at_both(clerk, "so-sua-lai")
    clerk.open("/duyet/")
    press(clerk, "Bỏ Biện pháp nhầm")
    assert clerk.page.get_by_text("Chờ bạn sửa").count() == 0


def test_a_record_goes_out_and_comes_back(browser: Browser, demonstration: Demonstration) -> None:
    """Retired and restored, submitted and taken back: each page on the way fits and can be used by everybody."""
    contexts = [browser.new_context(viewport=WIDE, locale="vi-VN") for _ in range(2)]
    approver, clerk = sign_in(contexts[0], HAI_PHONG, "approver"), sign_in(contexts[1], HAI_PHONG, "clerk")
    clerk.open("/so/economic-zone/?chu-quan=hai-phong")
    own = clerk.page.locator("main tbody a[href*='/hai-phong-']").first.get_attribute("href")
    assert own
    retire_and_restore(clerk, approver, HAI_PHONG.address + own)
    take_back(clerk)
    assert unexpected(clerk) == [] == unexpected(approver)
    for context in contexts:
        context.close()
