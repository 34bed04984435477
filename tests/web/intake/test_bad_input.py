"""Bad input at every form: a summary on top, a message at the field, what was typed kept, nothing written."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.faces import SAMPLES
from tests.office.work import submitted, upload
from tests.web.book import LATE, SOON

from lienvung.digitise.guard import MAX_BYTES
from lienvung.office.models import AuditEvent, Draft, SourceFile, Submission, TableImport

pytestmark = pytest.mark.usefixtures("jobs_at_once", "book")
HUGE = "a" * 20_001
STAMPED = "MẬT\nKẾ HOẠCH\nPhòng thủ khu vực X\n".encode()


@pytest.fixture
def clerk(browser_of) -> Client:
    """A clerk's browser."""
    return browser_of("clerk")


def is_refused(answer, said: str, *, field: str = "") -> bool:
    """Tell whether the page names the mistake on top and, where there is a field, at the field."""
    html = unescape(answer.content.decode())
    above = html[html.find('class="error-summary"') :]
    at_field = f'id="id_{field}_error"' in html if field else True
    return answer.status_code == 422 and 'class="error-summary"' in html and said in above and at_field


class Heavy(SimpleUploadedFile):
    """A file that says it is larger than it is: nobody may read it to find out."""

    def read(self, *_: object) -> bytes:
        """Fail the test."""
        raise AssertionError("a file over the limit was read")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "Chọn một tệp."),
        (("rong.txt", b""), "Tệp rỗng."),
        (("anh.pdf", b"\x89PNG\r\n\x1a\n" + bytes(64)), "anh.pdf"),
        (("mat.txt", STAMPED), "bí mật"),
        (("macro.docm", b"PK\x03\x04" + bytes(64)), "macro.docm"),
    ],
)
def test_a_wrong_paper_is_told_at_the_file(clerk, file, said):
    """Missing, empty, of another kind, stamped, with macros: the message is at the file, nothing is stored."""
    fields = {"file": SimpleUploadedFile(*file)} if file else {}
    answer = clerk.post(reverse("intake:queue"), {**fields, "not_secret": "on"})
    assert is_refused(answer, said, field="file")
    assert not SourceFile.objects.exists()


def test_a_file_over_the_limit_is_refused_unread(clerk, rf):
    """Its size is enough; its bytes are not taken into memory."""
    from lienvung.web.intake.papers import UploadForm

    file = Heavy("lon.pdf", b"x")
    file.size = MAX_BYTES + 1
    form = UploadForm({"not_secret": "on"}, {"file": file})
    assert not form.is_valid()
    assert "lon.pdf" in str(form.errors["file"])


@pytest.mark.parametrize("page", ["queue", "tables"])
def test_without_the_declaration_nothing_is_taken_in(clerk, paper, page):
    """The missing tick is named at its box, on both pages that take files."""
    answer = clerk.post(reverse(f"intake:{page}"), {"file": SimpleUploadedFile("a.csv", paper)})
    assert is_refused(answer, "Phải cam đoan trước khi tải lên", field="not_secret")
    assert not SourceFile.objects.exists()
    assert not TableImport.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({}, "file", "Chọn một tệp hoặc dán bảng."),
        ({"pasted": "không có bảng nào ở đây"}, "pasted", "Không tìm thấy dòng tiêu đề"),
        ({"pasted": "MẬT\nKẾ HOẠCH\nTT\tNội dung\n1\tViệc"}, "pasted", "bí mật"),
    ],
)
def test_a_wrong_table_is_told_at_its_field_and_kept(clerk, fields, field, said):
    """What was pasted stands in the box again."""
    answer = clerk.post(reverse("intake:tables"), {**fields, "not_secret": "on"})
    assert is_refused(answer, said, field=field)
    assert fields.get("pasted", "") in unescape(answer.content.decode())
    assert not TableImport.objects.exists()


def test_a_table_whose_columns_are_not_understood_keeps_the_choices(clerk):
    """No column of tasks, no programme: both are named, and the choices that were made stand."""
    sample = SimpleUploadedFile("phu-luc-1.csv", (SAMPLES / "phu-luc-1.csv").read_bytes())
    preview = clerk.post(reverse("intake:tables"), {"file": sample, "not_secret": "on"})["Location"]
    answer = clerk.post(preview, {"c1": "product", "nature": "illustrative", "new-title": "Hợp tác X"})
    assert is_refused(answer, "Chọn cột nào là “Nội dung”.")
    assert is_refused(answer, "Chọn các bên của chương trình mới.")
    assert 'value="Hợp tác X"' in answer.content.decode()
    assert '<option value="product" selected>' in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"text": ""}, "text", "Kết quả"),
        ({"text": HUGE}, "text", "20000"),
        ({"progress": "gần xong"}, "progress", "Tiến độ"),
        ({"progress": "done"}, "evidence_text", "Báo hoàn thành phải kèm minh chứng."),
        ({"done_on": "31/02/2026"}, "done_on", "Không đọc được ngày"),
        ({"progress": "done", "evidence_text": "1/BB", "done_on": "01/12/2026"}, "done_on", "ở tương lai"),
        ({"evidence_file": SimpleUploadedFile("a.txt", b"bien ban")}, "not_secret", "Phải cam đoan"),
    ],
)
def test_a_wrong_progress_report_is_told_at_its_field(clerk, fields, field, said):
    """The other fields are kept and no draft is made."""
    form = {"text": "Đã đúc hai nhịp", "progress": "in-progress", "obstacle": "Thiếu cát", **fields}
    answer = clerk.post(reverse("intake:progress", args=[LATE]), form)
    assert is_refused(answer, said, field=field)
    assert "Thiếu cát" in answer.content.decode()
    assert not Draft.objects.exists()


def test_stamped_evidence_is_refused_and_not_kept(clerk):
    """A file that shows a result passes the same guard as a paper."""
    file = SimpleUploadedFile("bb.txt", STAMPED)
    form = {"text": "Xong", "progress": "in-progress", "evidence_file": file, "not_secret": "on"}
    answer = clerk.post(reverse("intake:progress", args=[LATE]), form)
    assert is_refused(answer, "bí mật")
    assert not Draft.objects.exists()


def test_a_report_that_is_sent_twice_is_one_report(clerk):
    """A double click, or the browser's own repeat, leads to the same submission."""
    form = {"text": "Đã đúc hai nhịp", "progress": "in-progress"}
    address = reverse("intake:progress", args=[SOON])
    first, second = clerk.post(address, form), clerk.post(address, form)
    assert first["Location"] == second["Location"]
    assert (Draft.objects.count(), Submission.objects.count()) == (1, 1)


@pytest.mark.parametrize("reason", ["", "   ", HUGE])
def test_a_retirement_needs_a_reason_in_words(clerk, reason):
    """Empty, blank or a pasted book: told at the field, nothing is put before an approver."""
    answer = clerk.post(reverse("intake:retire", args=["commitment", LATE]), {"reason": reason})
    assert is_refused(answer, "Lý do rút", field="reason")
    assert not Submission.objects.exists()


def test_a_return_without_a_reason_says_so(browser_of, clerk, paper):
    """Blanks are no reason; the submission goes on waiting."""
    from tests.web.book import PROGRAMME

    submission = submitted(clerk.person, paper, PROGRAMME)
    address = reverse("intake:approval", args=[submission.pk])
    answer = browser_of("approver").post(address, {"action": "return", "reason": "  "}, follow=True)
    assert "Việc này cần ghi lý do." in answer.content.decode()
    submission.refresh_from_db()
    assert submission.state == Submission.State.WAITING


def test_a_wrong_header_is_told_at_every_field_and_kept(clerk, paper):
    """A day that is none and a subject like a book: both named, both kept, nothing confirmed."""
    taken = upload(clerk.person, paper)
    header = taken.drafts.get(register="document")
    form = {"h-revision": header.revision, "h-issued-on": "31/02/2026", "h-subject": HUGE, "h-number": "1/KL"}
    answer = clerk.post(reverse("intake:header", args=[taken.pk]), form)
    assert is_refused(answer, "Không đọc được ngày", field="h-issued-on")
    assert is_refused(answer, "20000", field="h-subject")
    assert 'value="31/02/2026"' in answer.content.decode()
    header.refresh_from_db()
    assert header.state == Draft.State.PROPOSED


def test_a_request_like_a_book_is_answered_in_words(clerk):
    """What is too large even to be a form gets a page that says what to do, not a bare number."""
    clerk.raise_request_exception = False
    answer = clerk.post(reverse("intake:tables"), {"pasted": "a" * (9 * 1024 * 1024), "not_secret": "on"})
    assert answer.status_code == 400
    assert "Nội dung gửi quá lớn" in answer.content.decode()
    assert not AuditEvent.objects.filter(what="table-write").exists()
