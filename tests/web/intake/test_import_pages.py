"""The pages on which a table enters a register, and on which a register leaves as a file."""

import re
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office.importing import VESSELS, approved, as_csv, bring, vessel

from lienvung.office.imports.workbooks import read_workbook
from lienvung.office.models import AuditEvent, Decision, RegisterImport

pytestmark = pytest.mark.django_db
PAGE = "/so/tourist-vessel/nhap/"
TABLE = as_csv(VESSELS, vessel("Hạ Long 01", "QN-1001"), vessel("Hạ Long 02", "QN-1", "dài lắm"))


@pytest.fixture
def clerk(node, jobs_at_once, browser_of):
    """A clerk's browser at a node whose jobs run at once."""
    return browser_of("clerk")


def upload(browser, data: bytes = TABLE, name: str = "tau.csv"):
    """Bring a table by the form and return the answer."""
    sent = {"file": SimpleUploadedFile(name, data), "not_secret": "on"}
    return browser.post(PAGE, sent, follow=True)


def text(response) -> str:
    """Return a page as text."""
    return re.sub(r"\s+", " ", response.content.decode())


def test_rows_are_shown_before_anything_is_written(clerk, node):
    """New and wrong rows, the wrong cell with its reason and remedy, and one button that writes."""
    page = text(upload(clerk))
    assert "Ghi vào sổ 1 hàng" in page
    assert "“dài lắm”: không phải một số" in page
    assert "không theo mẫu [A-Z]{2}-[0-9]{4,5}. Hai chữ của địa phương, gạch nối" in page
    assert "hàng 3" in page
    with node.store.reading() as reader:
        assert reader.log("hai-phong/tourist-vessel") is None


def test_a_remedy_is_for_what_is_wrong(clerk):
    """How a number is spelled is told where the spelling is wrong; of a number that stands twice, to leave one row."""
    page = text(upload(clerk, as_csv(VESSELS, vessel("Hạ Long 01", "QN-1001"), vessel("Hạ Long 02", "QN-1001"))))
    assert "“QN-1001”: đã có ở" in page
    assert "Để mỗi bản ghi một hàng." in page
    assert "Hai chữ của địa phương" not in page


def test_what_is_wrong_is_summed_up_before_the_rows(clerk):
    """Of thousands of wrong rows one sees at once what is wrong with how many, and where to get them all."""
    rows = [vessel(f"Tàu {n}", f"QN-{n}", "dài lắm" if n < 300 else "24,5") for n in range(200, 500)]
    page = text(upload(clerk, as_csv(VESSELS, *rows)))
    assert "<b>300 hàng sai</b>" in page
    assert "<b>Số đăng ký</b>: không theo mẫu [A-Z]{2}-[0-9]{4,5} (300 hàng)" in page
    assert "<b>Chiều dài</b>: không phải một số (100 hàng)" in page
    assert page.index("hang-sai.xlsx") < page.index("<table")


def test_who_submitted_a_table_takes_it_back(clerk, browser_of):
    """A table that nobody has decided is opened again by who submitted it, and by nobody else."""
    upload(clerk)
    imported = RegisterImport.objects.get()
    here = f"{PAGE}{imported.pk}/"
    clerk.post(f"{here}ghi/", {"skip-wrong": "on"})
    imported.refresh_from_db()
    take_back = f"/quyet-dinh/{imported.decision_id}/rut-lai/"
    assert take_back in text(clerk.get(here))
    assert take_back not in text(browser_of("approver").get(here))
    clerk.post(take_back)
    page = text(clerk.get(here))
    assert take_back not in page
    assert "Ghi vào sổ 1 hàng" in page
    assert "Bỏ bảng này" in page


def test_wrong_rows_of_every_kind_fit_into_their_workbook(clerk):
    """A figure without end, a text too long for a cell, an old day, cells beyond the headings: none breaks the file."""
    long = "dài " * 9_000
    row = f'{{"name":"{long}","registration":"X","built":"1890-01-01","length":1e400,"mmsi":["a"],"class":{{"b":1}}}}\n'
    upload(clerk, row.encode(), "tau.jsonl")
    upload(clerk, "Tên tàu,Số đăng ký,Chiều dài\nHạ Long,QN-1001,1,5,x\n".encode())
    cells = [_wrong_cells(clerk, RegisterImport.objects.get(name=name)) for name in ("tau.jsonl", "tau.csv")]
    assert cells[0][0] == "(quá dài cho một ô Excel; xem tệp CSV)"
    assert "1e400" in cells[0]
    assert cells[1] == ["Hạ Long", "QN-1001", "1; 5; x"]


def _wrong_cells(browser, imported) -> list[object]:
    """Return the cells of the only wrong row of a table, as its workbook gives them back."""
    data = browser.get(f"{PAGE}{imported.pk}/hang-sai.xlsx").content
    ((_, cells),) = read_workbook(data, "hang-sai.xlsx", len).rows
    return cells[2:]


def test_rows_are_filtered_by_what_they_would_do(clerk):
    """The state is in the address."""
    upload(clerk)
    here = f"{PAGE}{RegisterImport.objects.get().pk}/"
    assert "Hạ Long 02" not in text(clerk.get(f"{here}?loai=new"))
    assert "Hạ Long 01" not in text(clerk.get(f"{here}?loai=wrong"))


def test_wrong_rows_come_as_a_workbook_and_return_corrected(clerk):
    """The file has the rows as they were with reasons beside; corrected, it is understood like the first."""
    upload(clerk)
    imported = RegisterImport.objects.get()
    data = clerk.get(f"{PAGE}{imported.pk}/hang-sai.xlsx").content
    table = read_workbook(data, "hang-sai.xlsx", lambda headings: len(headings))
    ((_, cells),) = table.rows
    assert table.headings[2:] == VESSELS
    assert "không phải một số" in cells[1]
    assert cells[2:5] == ["Hạ Long 02", "QN-1", "tham quan trong ngày"]
    again = text(upload(clerk, data, "hang-sai.xlsx"))
    assert "“dài lắm”: không phải một số" in again


def test_a_column_that_is_not_used_is_named_in_the_open(clerk):
    """Nobody has to open a list to learn that something would be lost; where all is used, nothing is said."""
    table = as_csv((*VESSELS, "Người lái", "Nơi đóng"), (*vessel("Hạ Long 01", "QN-1001"), "Minh Họa", "Hạ Long"))
    page = text(upload(clerk, table))
    assert "2 cột không được dùng: Người lái, Nơi đóng." in page
    assert "không được dùng" not in text(upload(clerk, as_csv(VESSELS, vessel("Hạ Long 02", "QN-1002"))))


def test_a_second_person_decides_and_the_page_says_what_happened(clerk, node, browser_of):
    """The clerk submits, the approver reads exact figures and approves, and the rows are in the register."""
    upload(clerk)
    imported = RegisterImport.objects.get()
    clerk.post(f"{PAGE}{imported.pk}/ghi/", {"skip-wrong": "on"})
    decision = Decision.objects.get()
    approver = browser_of("approver")
    page = text(approver.get(f"/quyet-dinh/{decision.pk}/"))
    assert "tau.csv" in page
    assert imported.sha256 in page
    assert "Hàng sai, không ghi" in page
    approver.post(f"/quyet-dinh/{decision.pk}/", {"action": "approve"})
    assert "Hạ Long 01" in text(clerk.get("/so/tourist-vessel/"))
    assert "Đã ghi vào sổ." in text(clerk.get(f"{PAGE}{imported.pk}/"))


def test_a_column_is_chosen_by_hand(clerk):
    """An unknown heading waits for a person, whose choice makes the rows understood."""
    table = as_csv(("Con tàu", "Số hiệu"), ("Hạ Long 01", "QN-1001"))
    upload(clerk, table)
    imported = RegisterImport.objects.get()
    assert imported.state == RegisterImport.State.MAPPING
    page = text(clerk.post(f"{PAGE}{imported.pk}/", {"c0": "name", "c1": "registration"}, follow=True))
    assert "chưa có giá trị; hãy điền" in page
    twice = clerk.post(f"{PAGE}{imported.pk}/", {"c0": "name", "c1": "name"})
    assert twice.status_code == 422
    assert "cùng ứng với trường" in text(twice)


def test_a_refused_file_is_told_at_the_field(clerk):
    """What cannot be read is refused on the form, in words, and nothing is kept."""
    answer = upload(clerk, b"PK\x03\x04 not a workbook", "tau.xlsx")
    assert answer.status_code == 422
    assert not RegisterImport.objects.exists()
    assert upload(clerk, "Tên tàu;Số đăng ký\nHạ Long;QN-1\n".encode("utf-16-be")[:-1]).status_code == 422


def test_a_viewer_may_not_import_but_export(node, jobs_at_once, browser_of):
    """Who only reads gets files and no form."""
    viewer = browser_of("viewer")
    assert viewer.get(PAGE).status_code == 403
    assert viewer.get("/so/tourist-vessel/xuat/").status_code == 200


def test_exports_hold_what_the_list_shows_and_leave_a_line_in_the_trail(clerk, node, person, browser_of):
    """Filtered list, personal parts only for who may read them, and one trail line a file."""
    approver = person("approver")
    headings = (*VESSELS, "Chủ tàu (cá nhân)")
    owned = (*vessel("Hạ Long 01", "QN-1001"), "Trần Văn Minh Họa")
    table = as_csv(headings, owned, (*vessel("Hạ Long 02", "QN-1002"), ""))
    approved(clerk.person, approver, bring(clerk.person, table))
    csv_text = b"".join(clerk.get("/so/tourist-vessel/xuat/csv/?q=long+01").streaming_content).decode("utf-8-sig")
    assert "Trần Văn Minh Họa" in csv_text
    assert "QN-1002" not in csv_text
    viewer = browser_of("viewer")
    for form in ("csv", "jsonl", "geojson", "datapackage", "xlsx"):
        answer = viewer.get(f"/so/tourist-vessel/xuat/{form}/")
        data = b"".join(answer.streaming_content)
        if form in ("datapackage", "xlsx"):
            packed = zipfile.ZipFile(BytesIO(data))
            data = b"".join(map(packed.read, packed.namelist()))
        assert b"QN-1002" in data, form
        assert "Trần Văn Minh Họa".encode() not in data, form
        assert b"owner-name" not in data, form
    trail = AuditEvent.objects.filter(what="register-export").order_by("at")
    assert [each.facts["form"] for each in trail] == ["csv", "csv", "jsonl", "geojson", "datapackage", "xlsx"]
    assert trail[0].facts["asked"] == [["q", "long 01"]]


def test_the_dictionary_comes_as_a_document_and_a_workbook(clerk):
    """Every field with its label is in both."""
    from docx import Document

    document = Document(BytesIO(clerk.get("/so/tourist-vessel/tu-dien.docx").content))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"registration", "Số đăng ký", "tham quan trong ngày"} <= cells
    table = read_workbook(clerk.get("/so/tourist-vessel/tu-dien.xlsx").content, "a.xlsx", lambda h: "Trường" in h)
    assert any("registration" in cells for _, cells in table.rows)


def test_whoever_may_not_read_personal_parts_sees_none_of_a_table(clerk, node, browser_of):
    """An auditor reads the preview without personal values, before, after, or in a wrong cell."""
    headings = (*VESSELS, "Chủ tàu (cá nhân)", "Điện thoại chủ tàu")
    wrong = (*vessel("Hạ Long 02", "QN-1"), "Lê Thị Minh Họa", "#REF!")
    upload(clerk, as_csv(headings, (*vessel("Hạ Long 01", "QN-1001"), "Trần Văn Minh Họa", "0900000000"), wrong))
    here = f"{PAGE}{RegisterImport.objects.get().pk}/"
    assert "Trần Văn Minh Họa" in text(clerk.get(here))
    page = text(browser_of("auditor").get(here))
    assert "Hạ Long 01" in page
    assert "Minh Họa" not in page
    assert "#REF!" not in page


def test_an_erased_value_is_in_no_table_that_waits(clerk, node):
    """What is erased from a record goes from the tables on their way in as well."""
    from lienvung.office.services.erasure import erase_from_office

    upload(clerk, as_csv((*VESSELS, "Chủ tàu (cá nhân)"), (*vessel("Hạ Long 01", "QN-1001"), "Trần Văn Minh Họa")))
    definition = node.catalogue["tourist-vessel"]
    erase_from_office(definition, "hai-phong-" + "a" * 16, ["personal"], {"Trần Văn Minh Họa"}, [])
    imported = RegisterImport.objects.get()
    assert imported.state == RegisterImport.State.ASIDE
    assert not imported.plans.exists()
    assert not imported.chunks.exists()


def test_the_approver_reads_what_each_side_will_see(partner, jobs_at_once, browser_of, person):
    """The page of the decision counts rows and parts a partner; the rows can be read with that partner's eyes."""
    clerk = browser_of("clerk")
    upload(clerk, as_csv(VESSELS, vessel("Hạ Long 01", "QN-1001")))
    imported = RegisterImport.objects.get()
    clerk.post(f"{PAGE}{imported.pk}/ghi/")
    page = text(browser_of("approver").get(f"/quyet-dinh/{Decision.objects.get().pk}/"))
    assert "Thành phố Quảng Ninh" in page
    assert "0 trong 1" in page
    seen = text(clerk.get(f"{PAGE}{imported.pk}/?nhu=quang-ninh"))
    assert "Hạ Long 01" not in seen
    assert "Thành phố Quảng Ninh sẽ thấy" in seen


def test_an_export_is_of_the_moment_that_was_asked_for(clerk, person):
    """As known the day before, the register has no vessel; today it has two."""
    rows = as_csv(VESSELS, vessel("Hạ Long 01", "QN-1001"), vessel("Hạ Long 02", "QN-1002"))
    approved(clerk.person, person("approver"), bring(clerk.person, rows))
    today, before = (
        b"".join(clerk.get(f"/so/tourist-vessel/xuat/jsonl/{asked}").streaming_content).splitlines()
        for asked in ("", "?luc=2026-11-21")
    )
    assert (len(today), len(before)) == (2, 0)


@pytest.mark.parametrize(("language", "words"), [("vi", "Chốt, Ngày"), ("en", "Post, Day")])
def test_rows_are_offered_to_be_known_by_several_fields_in_the_readers_language(clerk, settings, language, words):
    """Where only several values together are one record's, the page says so, and takes that for its first choice."""
    clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    columns = ("post", "counted-on", "side", "people", "nature")
    data = as_csv(columns, ("x", "2026-11-01", "hai-phong", "1", "illustrative"))
    sent = {"file": SimpleUploadedFile("dem.csv", data), "not_secret": "on"}
    page = clerk.post("/so/daily-count/nhap/", sent, follow=True).content.decode()
    assert f'<option value="post+counted-on" selected>{words}</option>' in page


def test_a_table_whose_reading_broke_off_says_so_and_can_be_dropped(clerk):
    """What is wrong far down in a file is told on its page; the list does not say that it is still being read."""
    sound = (vessel(f"Hạ Long {n}", f"QN-{1000 + n}") for n in range(20))
    page = upload(clerk, as_csv(VESSELS, *sound) + b'\r\n"Ha Long 21"x,').content.decode()
    assert "Không đọc được bảng" in page
    assert "dừng giữa chừng" in clerk.get(PAGE).content.decode()
    imported = RegisterImport.objects.get()
    clerk.post(f"{PAGE}{imported.pk}/bo/")
    imported.refresh_from_db()
    assert imported.state == RegisterImport.State.ASIDE
