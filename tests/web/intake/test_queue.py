"""Số hóa: what may come in, and what the person reads when it may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lienvung.office.models import AuditEvent, Job, SourceFile, StoredBytes

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 64

pytestmark = pytest.mark.usefixtures("node", "jobs_at_once")


def upload(browser, data: bytes, name: str = "kl.txt", **fields: str):
    """Send a file as the upload form does."""
    form = {"file": SimpleUploadedFile(name, data), "not_secret": "on", **fields}
    return browser.post(reverse("intake:queue"), form)


def test_a_paper_is_read_and_shown(browser_of, paper):
    """An upload leads to the review page, with the text at left and proposals at right."""
    browser = browser_of("clerk")
    answer = upload(browser, paper)
    page = browser.get(answer["Location"])
    html = page.content.decode()
    assert page.status_code == 200
    assert "Sở Du lịch thành phố Hải Phòng chủ trì" in html
    assert html.count('data-card="') >= 8
    assert Job.objects.get().state == "done"


def test_nothing_is_stored_without_the_declaration(browser_of, paper):
    """Without "không MẬT" the form comes back with the reason and no byte is kept."""
    form = {"file": SimpleUploadedFile("kl.txt", paper)}
    answer = browser_of("clerk").post(reverse("intake:queue"), form)
    assert "Phải cam đoan" in answer.content.decode()
    assert not SourceFile.objects.exists()
    assert not StoredBytes.objects.exists()


def test_a_stamped_paper_is_refused_and_leaves_no_trace_of_its_text(browser_of):
    """A paper stamped MẬT is refused in words; neither file nor text is kept, in the trail either."""
    text = "TỈNH ỦY\nMẬT\nSố 12-KL/TU\n\nNội dung không ai được đọc ở đây.\n".encode()
    answer = upload(browser_of("clerk"), text)
    assert "không nhận" in answer.content.decode()
    assert not StoredBytes.objects.exists()
    assert not any("không ai được đọc" in str(event.facts) for event in AuditEvent.objects.all())


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("rong.txt", b"   ", "rỗng"),
        ("anh.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 64, "pdf"),
        ("khoa.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        ("to-khai.docm", b"PK\x03\x04" + b"0" * 64, "macro"),
    ],
)
def test_bad_files_are_explained_and_not_kept(browser_of, name, data, said):
    """An empty, renamed or macro-carrying file is refused in Vietnamese and nothing is kept."""
    answer = upload(browser_of("clerk"), data, name)
    assert said in answer.content.decode().lower()
    assert not StoredBytes.objects.exists()


def test_the_same_file_twice_is_the_first_one(browser_of, paper):
    """A second upload of the same bytes opens the first and says who brought it."""
    first = upload(browser_of("clerk"), paper)
    second_browser = browser_of("clerk", "clerk-b")
    second = upload(second_browser, paper, name="ten-khac.txt")
    assert second["Location"] == first["Location"]
    assert "Người clerk tải lên trước đó" in " ".join(second_browser.get(second["Location"]).content.decode().split())
    assert SourceFile.objects.count() == 1


def test_a_reading_that_failed_says_why_and_can_be_repeated(browser_of, paper, monkeypatch):
    """A paper that could not be read shows the refusal; the file is kept and reading again proposes."""
    from lienvung.digitise.errors import ReaderStopped
    from lienvung.office.services import source_files

    def stop(layer):
        raise ReaderStopped("kl.txt", "memory")

    digitise = source_files.digitise
    monkeypatch.setattr(source_files, "digitise", stop)
    browser = browser_of("clerk")
    address = upload(browser, paper)["Location"]
    html = browser.get(address).content.decode()
    assert "bị dừng vì quá giới hạn" in html
    assert StoredBytes.objects.exists()
    monkeypatch.setattr(source_files, "digitise", digitise)
    browser.post(reverse("intake:read-again", args=[SourceFile.objects.get().pk]))
    assert "data-card" in browser.get(address).content.decode()


def test_the_original_is_given_back_byte_by_byte_and_never_rendered(browser_of, paper):
    """The stored file is an attachment of unknown type, equal to what was uploaded."""
    browser = browser_of("clerk")
    upload(browser, paper)
    answer = browser.get(reverse("intake:original", args=[SourceFile.objects.get().pk]))
    assert answer.content == paper
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
