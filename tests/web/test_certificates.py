"""Giấy chứng nhận bản ghi: a sheet to print, and a zip that a stranger's computer judges."""

import io
import subprocess
import sys
import zipfile
from datetime import date

import docx
import pytest
from tests.web.book import PROGRAMME, read_page

from lienvung.core.agreement.record_proof import check_record_proof
from lienvung.core.programme.freeze import format_freeze_code
from lienvung.core.register.key import format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.contact import own_document
from lienvung.node.introduction import introduce_node
from lienvung.node.record_proof import README, SCRIPT, SHEET, read_proof_zip
from lienvung.report.certificate import NOT_A_SIGNATURE, Certificate, Signed
from lienvung.report.certificate_docx import format_certificate

PAGES = [f"/so/programme/{PROGRAMME}/giay-chung-nhan", f"/chuong-trinh/{PROGRAMME}/giay-chung-nhan"]


@pytest.fixture(autouse=True)
def introduced(book):
    """The node has told who it is: without a node document nobody could judge its signatures."""
    introduce_node(book, title="Thành phố Hải Phòng", address="https://hai-phong.example", attribution={})


def words_of(data: bytes) -> str:
    """Return all words of a .docx, those in tables too."""
    document = docx.Document(io.BytesIO(data))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(each.text for each in [*document.paragraphs, *cells])


@pytest.mark.parametrize("page", PAGES)
def test_the_zip_is_judged_off_line(viewer, book, tmp_path, page):
    """What the page gives is sound for the package and for the script inside it, and the sheet bears its code."""
    response = viewer.get(f"{page}.zip")
    assert response["Content-Type"] == "application/zip"
    verdict = check_record_proof(read_proof_zip(io.BytesIO(response.content)))
    code = format_freeze_code(verdict.code_hash[:5])
    (tmp_path / "p.zip").write_bytes(response.content)
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        archive.extract(SCRIPT, tmp_path)
        sheet, readme = words_of(archive.read(SHEET)), archive.read(README).decode()
    assert code in sheet
    assert "Thành phố Hải Phòng đã ghi vào nhật ký hai-phong/programme" in sheet
    assert NOT_A_SIGNATURE in sheet
    assert "--root" in readme
    with book.store.reading() as reader:
        root = own_document(reader).fingerprint
    run = [sys.executable, str(tmp_path / SCRIPT), str(tmp_path / "p.zip"), "--root", root]
    ended = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (ended.returncode, code in ended.stdout) == (0, True)


@pytest.mark.parametrize("page", PAGES)
def test_the_page_shows_what_the_sheet_says(viewer, page):
    """The page has the heads, the square code and the sentence that it is no signature; its button gives the zip."""
    shown = read_page(viewer, f"{page}/")
    assert f'href="{page}.zip"' in shown
    assert NOT_A_SIGNATURE in shown
    assert "<svg" in shown
    assert "Dấu vân khóa gốc" in shown


def test_a_programme_is_proved_with_all_that_belongs_to_it(viewer):
    """Each of its records has a proof, and those of one log lead to one checkpoint."""
    response = viewer.get(f"/chuong-trinh/{PROGRAMME}/giay-chung-nhan.zip")
    verdict = check_record_proof(read_proof_zip(io.BytesIO(response.content)))
    registers = {each.entry.register for each in verdict.entries}
    assert {"programme", "commitment"} <= registers
    heads = {(each.checkpoint.origin, each.checkpoint.size) for each in verdict.entries}
    assert len(heads) == len({origin for origin, _ in heads})


def test_record_and_programme_lead_to_the_certificate(viewer):
    """The proof on a record's page, and a programme's page, open the way to the sheet."""
    assert f"/so/programme/{PROGRAMME}/giay-chung-nhan/" in read_page(viewer, f"/so/programme/{PROGRAMME}/")
    assert 'href="giay-chung-nhan/"' in read_page(viewer, f"/chuong-trinh/{PROGRAMME}/")


def test_other_parts_take_an_approver(viewer, browser_of, book):
    """Who entered what is handed out by nobody but an approver, and by him only when chosen; source by any reader."""
    key = new_key(book.name, format_token(b"0123456789"))
    item = {
        "shared": {"text": "Thu hồi đất còn chậm", "programmes": [PROGRAMME], "nature": "illustrative"},
        "attribution": {"entered-by": "Nguyễn Thị Bí Mật", "entered-office": "Sở Nội vụ"},
    }
    append(book, [Change("put", "limitation", key, item)], idempotency_key="certificate")
    page = f"/so/limitation/{key}/giay-chung-nhan"
    assert viewer.get(f"{page}.zip?phan=attribution").status_code == 403
    assert viewer.get(f"{page}/?phan=attribution").status_code == 403
    assert viewer.get(f"{page}.zip?phan=source").status_code == 200
    for browser, query, held in ((viewer, "", False), (browser_of("approver"), "?phan=attribution", True)):
        members = read_proof_zip(io.BytesIO(browser.get(f"{page}.zip{query}").content))
        assert ("Bí Mật".encode() in b"".join(members.values())) is held
    assert "Bí Mật" not in read_page(viewer, f"{page}/")


@pytest.mark.parametrize("page", [f"/so/commitment/{PROGRAMME}/giay-chung-nhan", "/so/x/y/giay-chung-nhan"])
def test_what_is_not_there_has_no_certificate(viewer, page):
    """A key of another register, and a register nobody has, are not found."""
    assert viewer.get(f"{page}/").status_code == viewer.get(f"{page}.zip").status_code == 404


def test_the_sheet_is_one_page_whatever_the_record_holds(book):
    """Forty long facts, nine logs and many witnesses are clipped to what one A4 page bears; the rest is counted."""
    witnesses = ("Tỉnh Quảng Ninh, 08:00 22/11/2026",) * 3
    groups = "aaaa " * 16
    signed = Signed("Thành phố Hải Phòng", groups, "hai-phong/commitment", 9, groups, tuple(range(500)), witnesses)
    sheet = Certificate(
        title="Nội dung rất dài " * 60,
        subject="Nội dung cam kết",
        nature="real",
        facts=tuple((f"Trường {n}", "chữ " * 400) for n in range(40)),
        logs=(signed,) * 9,
        withheld=("cá nhân",),
        code="K7QD-M2XA-9",
        square="lienvung/record-proof/v1\n" + "x" * 220,
        issued_by="Thành phố Hải Phòng",
        today=date(2026, 11, 22),
    )
    data = format_certificate(sheet, "https://hai-phong.example")
    words = words_of(data)
    assert "… và 28 mục khác" in words
    assert "… và 6 nhật ký khác" in words
    assert "488 lần ghi khác" in words
    # About 95 lines of nine points fit; at about 105 characters a line this is below it with room to spare.
    assert len(words) < 9_000
    assert "cá nhân" in words
