"""Gói dữ liệu: written as a job, uploaded to the node's own folder, looked at, then taken in."""

import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.book import read_page

from lienvung.node.contact import add_contact, contact, own_document, own_node_json
from lienvung.node.exchange.bundle import export_bundle
from lienvung.node.exchange.bundle_import import import_bundle
from lienvung.node.home import create_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from lienvung.node.receipts import crossings
from lienvung.office import body_limit, bundle_upload
from lienvung.office.models import Job
from lienvung.office.node_access import now
from lienvung.office.services.jobs import job_run

PAGE = "/ket-noi/goi-tin/"


def identity(node: Node) -> tuple[bytes, str]:
    with node.store.reading() as reader:
        own = own_document(reader)
        assert own is not None
        return own_node_json(reader) or b"", own.fingerprint


@pytest.fixture
def partner(book: Node, tmp_path: Path) -> Node:
    """Quảng Ninh, which never is on line and knows this node."""
    introduce_node(book, title="Thành phố Hải Phòng", address="https://hai-phong.example", attribution={})
    settings = Settings("quang-ninh", "Tỉnh Quảng Ninh", "https://quang-ninh.example", "127.0.0.1:1")
    home = create_home(tmp_path / "quang-ninh", settings, NodeKeys.generate(), secrets.token_bytes)
    node = open_node(home, now=now, random=secrets.token_bytes)
    introduce_node(node, title="Tỉnh Quảng Ninh", address=settings.address, attribution={})
    document, fingerprint = identity(book)
    add_contact(node, document, fingerprint=fingerprint, approved_by="Lan")
    return node


@pytest.fixture
def met(book: Node, partner: Node) -> Node:
    """The partner, after two officers here approved it."""
    document, fingerprint = identity(partner)
    add_contact(book, document, fingerprint=fingerprint, approved_by="Bình")
    return partner


def written(giver: Node, taker: str, path: Path) -> bytes:
    with giver.store.reading() as reader:
        known = contact(reader, taker)
    export_bundle(giver, known, path)
    return path.read_bytes()


def upload(browser: Client, data: bytes) -> str:
    """Upload a bundle and return the address of its page."""
    answer = browser.post(f"{PAGE}tai-len/", {"file": SimpleUploadedFile("goi.zip", data)})
    assert answer.status_code == 302
    return answer["Location"]


def incoming() -> list[Path]:
    return list((Path(settings.LIENVUNG_HOME) / "bundles/incoming").glob("*"))


def run_jobs() -> None:
    for job in Job.objects.filter(state="queued"):
        job_run(job.id)


def test_a_bundle_is_looked_at_and_then_taken_in(met: Node, book: Node, browser_of, tmp_path: Path) -> None:
    """Nothing is written before the clerk has seen what is inside; then the receipt is, and the file is gone."""
    clerk = browser_of("clerk")
    page = upload(clerk, written(met, "hai-phong", tmp_path / "b.zip"))
    shown = read_page(clerk, page)
    assert "Tỉnh Quảng Ninh" in shown
    assert "đúng chữ ký, đúng mã băm" in shown
    with book.store.reading() as reader:
        assert reader.log("quang-ninh/node") is None
    (file,) = incoming()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    clerk.post(page, {"action": "import"})
    assert "Đang nhập" in read_page(clerk, page)
    run_jobs()
    assert "biên nhận đã ghi vào sổ của ta" in read_page(clerk, page)
    assert incoming() == []
    with book.store.reading() as reader:
        assert reader.log("quang-ninh/node") is not None
        (crossing,) = crossings(reader, "hai-phong")
    assert crossing.taken is not None
    assert "chưa thấy sổ bên giao ghi việc này" in read_page(clerk, PAGE)


def test_a_stranger_is_sent_to_be_compared(partner: Node, book: Node, browser_of, tmp_path: Path) -> None:
    """Of a node that nobody met only the name it gives itself is shown; the way on is comparing, and two people."""
    clerk = browser_of("clerk")
    page = upload(clerk, written(partner, "hai-phong", tmp_path / "b.zip"))
    shown = read_page(clerk, page)
    assert "Bên này chưa kết nối với nút" in shown
    assert "Nhập vào bản sao" not in shown
    text = re.search(r'name="text" value="([^"]+)"', shown)
    assert text is not None
    answer = clerk.post("/ket-noi/them/", {"text": identity(partner)[0].decode()})
    assert "Đối chiếu dấu vân khóa" in answer.content.decode()


def test_a_bundle_is_given_and_its_receipt_comes_back(met: Node, book: Node, browser_of, tmp_path: Path) -> None:
    """Estimate, write, fetch; the partner takes it in, and its next bundle brings the receipt that matches."""
    clerk = browser_of("clerk")
    assert "lần ghi, khoảng" in read_page(clerk, f"{PAGE}?ben=quang-ninh")
    clerk.post(f"{PAGE}lap/", {"ben": "quang-ninh", "tu": "day-du"})
    run_jobs()
    address = re.search(rf'href="({PAGE}quang-ninh/[^"]+\.zip)"', read_page(clerk, PAGE))
    assert address is not None
    answer = clerk.get(address[1])
    (tmp_path / "given.zip").write_bytes(b"".join(answer.streaming_content))
    assert import_bundle(met, tmp_path / "given.zip").report.troubles == ()
    back = upload(clerk, written(met, "hai-phong", tmp_path / "back.zip"))
    clerk.post(back, {"action": "import"})
    run_jobs()
    assert "✓ hai sổ khớp nhau" in read_page(clerk, PAGE)


@pytest.mark.parametrize("data", [b"rubbish", b"PK\x03\x04 cut off"])
def test_what_is_no_bundle_is_told_and_thrown_away(met: Node, browser_of, data: bytes) -> None:
    """A wrong file is named as one; a button removes it."""
    clerk = browser_of("clerk")
    page = upload(clerk, data)
    assert "Bỏ tệp này" in read_page(clerk, page)
    clerk.post(page, {"action": "drop"})
    assert incoming() == []
    assert clerk.get(page).status_code == 404


def test_an_upload_that_is_too_long_leaves_nothing(met: Node, browser_of, monkeypatch: pytest.MonkeyPatch) -> None:
    """Announced too long it is refused unread; where the announcement lied, what came is thrown away."""
    clerk = browser_of("clerk")
    monkeypatch.setattr(bundle_upload, "MAX_BUNDLE", 1000)
    answer = clerk.post(f"{PAGE}tai-len/", {"file": SimpleUploadedFile("goi.zip", bytes(200_000))})
    assert answer.status_code in (302, 400)
    assert incoming() == []


def test_only_bundles_may_be_long(met: Node, browser_of) -> None:
    """The paper pages keep their limit; a viewer's long body is refused at the gate, before it is read."""
    announced = {"CONTENT_LENGTH": str(body_limit.MAX_UPLOAD + 1)}
    form = "multipart/form-data; boundary=x"
    assert browser_of("clerk").post("/so-hoa/", b"", content_type=form, **announced).status_code == 413
    assert browser_of("viewer").post(f"{PAGE}tai-len/", b"", content_type=form, **announced).status_code == 403


def test_an_upload_without_the_token_is_refused(met: Node, browser_of) -> None:
    """The long door has the same lock: a forged form writes nothing."""
    clerk = browser_of("clerk")
    clerk.handler.enforce_csrf_checks = True
    answer = clerk.post(f"{PAGE}tai-len/", {"file": SimpleUploadedFile("goi.zip", b"x" * 10)})
    assert answer.status_code == 403


def test_what_lies_too_long_is_cleared(met: Node, browser_of) -> None:
    """A bundle that nobody took in for a week is gone at the next look."""
    import os

    clerk = browser_of("clerk")
    upload(clerk, b"rubbish")
    (file,) = incoming()
    os.utime(file, (0, datetime(2026, 1, 1, tzinfo=UTC).timestamp()))
    read_page(clerk, PAGE)
    assert incoming() == []
