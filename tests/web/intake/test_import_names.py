"""On the preview of a table somebody says which records its own names mean."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office.importing import VESSELS, approved, as_csv, bring, vessel
from tests.web.registers.desk import approve, send

from lienvung.node.stores.port import Query
from lienvung.office.models import RegisterImport

pytestmark = pytest.mark.django_db
PAGE = "/so/vessel-permit/nhap/"
PERMITS = ("Số phép", "Tàu", "Bên cấp", "Từ ngày", "Đến ngày", "Tình trạng", "Tính chất dữ liệu")


def permit(number: str, vessel_name: str) -> tuple[str, ...]:
    """Return the cells of one permit below PERMITS."""
    return (number, vessel_name, "hai-phong", "1/1/2026", "31/12/2026", "đã cấp", "dữ liệu minh họa")


@pytest.fixture
def keys(person, node, jobs_at_once):
    """The keys of three vessels by their numbers, two of which are called the same."""
    named = {"QN-1001": "Hạ Long 01", "HP-2001": "Lan Hạ", "HP-2002": "Lan Hạ"}
    clerk, table = person("clerk", "le-a"), as_csv(VESSELS, *(vessel(name, number) for number, name in named.items()))
    approved(clerk, person("approver", "vu-b"), bring(clerk, table))
    with node.store.reading() as reader:
        found = reader.find("tourist-vessel", Query(sort=("key",), limit=10)).records
    return {record.values["registration"]: record.key for record in found}


@pytest.fixture
def desk(keys, browser_of):
    """A clerk's browser, at which the permits of vessels called otherwise were brought."""
    browser = browser_of("clerk")
    table = as_csv(PERMITS, permit("01/GP", "Tàu Hạ Long 1"), permit("02/GP", "Lan Hạ"), permit("03/GP", "<b>Thoi</b>"))
    browser.post(PAGE, {"file": SimpleUploadedFile("phep.csv", table), "not_secret": "on"})
    return browser


def shown(browser) -> str:
    """Return the preview of the only table of permits."""
    response = browser.get(_here())
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def _here() -> str:
    return f"{PAGE}{RegisterImport.objects.get(register='vessel-permit').pk}/"


def test_names_are_asked_above_the_rows_with_the_records_that_may_be_meant(desk, keys):
    """Each with its register and rows, records that are called the same also by their keys; none is chosen."""
    page = shown(desk)
    asked = page[page.index("Tên trong bảng là bản ghi nào") : page.index("Từng hàng")]
    assert '“Tàu Hạ Long 1” <span class="soft">· Tàu du lịch · 1 hàng' in asked
    assert f'value="{keys["QN-1001"]}"> Hạ Long 01</label>' in asked
    assert f'value="{keys["HP-2001"]}"> Lan Hạ <span class="soft">{keys["HP-2001"]}</span>' in asked
    assert 'value="" checked' in asked
    assert "“&lt;b&gt;Thoi&lt;/b&gt;”" in asked
    assert "Không có bản ghi nào gọi gần như vậy." in asked


def test_a_name_in_capitals_is_proposed_and_not_taken(desk, keys):
    """The record of the very name is chosen already; its row stays wrong until somebody says so."""
    table = as_csv(PERMITS, permit("04/GP", "HẠ  LONG 01"))
    RegisterImport.objects.filter(register="vessel-permit").delete()
    desk.post(PAGE, {"file": SimpleUploadedFile("phep.csv", table), "not_secret": "on"})
    page = shown(desk)
    assert f'value="{keys["QN-1001"]}" checked> Hạ Long 01' in page
    assert "Ghi vào sổ 0 hàng" in page
    assert "<b>Tàu</b>: sổ “Tàu du lịch” không có bản ghi nào" in page


def test_a_second_row_about_a_record_calls_it_by_its_name(desk, keys):
    """Not by the key that has come in the place of what the cell said."""
    table = as_csv(PERMITS, permit("04/GP", "Hạ Long 01"), permit("05/GP", "Hạ Long 01"))
    RegisterImport.objects.filter(register="vessel-permit").delete()
    desk.post(PAGE, {"file": SimpleUploadedFile("phep.csv", table), "not_secret": "on"})
    page = shown(desk)
    assert "<b>Tàu</b> “Hạ Long 01”: đã có ở hàng 2" in page
    assert "<b>Tàu</b>: đã có ở một hàng khác (1 hàng)" in page


def test_what_is_chosen_makes_the_row_right_and_stays_chosen(desk, keys):
    """The row is new, the name is shown as understood, and can be taken back on the same page."""
    chosen = {"register-1": "tourist-vessel", "text-1": "Tàu Hạ Long 1", "key-1": keys["QN-1001"]}
    answer = desk.post(f"{_here()}ten/", chosen, follow=True)
    assert "Đã nhớ các tên cho bảng cùng mẫu" in answer.content.decode()
    page = shown(desk)
    assert "Ghi vào sổ 1 hàng" in page
    assert f'value="{keys["QN-1001"]}" checked> Hạ Long 01' in page
    desk.post(f"{_here()}ten/", {**chosen, "key-1": ""})
    assert "Ghi vào sổ 0 hàng" in shown(desk)


def test_that_none_is_meant_stays_said(desk, keys):
    """Who refused the proposal does not find it chosen again, to be sent with the next name."""
    table = as_csv(PERMITS, permit("04/GP", "HẠ LONG 01"))
    RegisterImport.objects.filter(register="vessel-permit").delete()
    desk.post(PAGE, {"file": SimpleUploadedFile("phep.csv", table), "not_secret": "on"})
    desk.post(f"{_here()}ten/", {"register-1": "tourist-vessel", "text-1": "HẠ LONG 01", "key-1": ""})
    assert f'value="{keys["QN-1001"]}"> Hạ Long 01' in shown(desk)


def test_a_record_that_was_withdrawn_is_not_chosen_any_more(desk, keys, browser_of):
    """The name is asked again, and the record that is gone is not among the answers."""
    chosen = {"register-1": "tourist-vessel", "text-1": "Tàu Hạ Long 1", "key-1": keys["QN-1001"]}
    desk.post(f"{_here()}ten/", chosen)
    sent = send(desk, f"/so/tourist-vessel/{keys['QN-1001']}/rut/", {"reason": "Bán tàu"})
    approve(browser_of("approver"), sent)
    desk.post(f"{_here()}ten/", {})
    page = shown(desk)
    assert "“Tàu Hạ Long 1”" in page
    assert f'value="{keys["QN-1001"]}"' not in page


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"text-1": "Lan Hạ"},
        {"text-1": "Lan Hạ", "register-1": "nothing", "key-1": "x"},
        {"text-x": "a\x00b", "register-x": "tourist-vessel", "key-x": "\x00"},
        {f"text-{n}": "Lan Hạ" for n in range(600)},
    ],
)
def test_a_strange_form_chooses_nothing(desk, sent):
    """Nothing said, half of it, other registers, signs that no key has: the page is as it was."""
    assert desk.post(f"{_here()}ten/", sent, follow=True).status_code == 200
    assert RegisterImport.objects.get(register="vessel-permit").aliases == {}


def test_a_reader_sees_the_names_and_cannot_choose(desk, browser_of):
    """Whoever may look but not write has no button."""
    page = shown(browser_of("auditor"))
    assert "Tàu Hạ Long 1" in page
    assert "Dùng các tên này" not in page
