"""Quản trị, the trail and the node's health."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.office.work import upload

from lienvung.office.models import AuditEvent, SourceFile

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # noon in Viet Nam


@pytest.fixture
def auditor(node, browser_of):
    """An auditor's browser."""
    return browser_of("auditor")


def note(what: str, subject: str, *, days: int = 0, succeeded: bool = True, by: object = None) -> None:
    """Write a line of the trail as of some days after NOON."""
    at = NOON + timedelta(days=days)
    AuditEvent.objects.create(at=at, by=by, what=what, subject=subject, succeeded=succeeded)


def table_of(browser, **asked: str) -> str:
    """Return the lines of the trail that an address gives, or "" when there are none."""
    html = browser.get(reverse("oversight:trail"), asked).content.decode()
    return html[html.index("<tbody") :] if "<tbody" in html else ""


def test_what_a_role_does_not_allow_is_written_down(auditor, browser_of):
    """A refused page is a line with the person, the page and the word refused."""
    browser_of("viewer").get(reverse("intake:queue"))
    lines = table_of(auditor, viec="open-page")
    assert "Người viewer" in lines
    assert "/so-hoa/" in lines
    assert "bị từ chối" in lines


@pytest.mark.usefixtures("jobs_at_once")
def test_a_refused_paper_leaves_a_line_without_its_name_or_text(auditor, browser_of):
    """Who tried and for what reason it was refused is kept; nothing of a paper stamped MẬT is."""
    clerk = browser_of("clerk")
    file = SimpleUploadedFile("ke-hoach-x.txt", "MẬT\nKẾ HOẠCH\nPhòng thủ khu vực X\n".encode())
    clerk.post(reverse("intake:queue"), {"file": file, "not_secret": "on"})
    event = AuditEvent.objects.get(what="source-file-upload")
    assert (event.by, event.succeeded, event.subject) == (clerk.person, False, "secrecy-stamp")
    assert event.facts == {}
    assert not SourceFile.objects.exists()


def test_the_trail_is_filtered_by_person_act_day_and_outcome(auditor, person):
    """Each filter of the address leaves only its lines; the last day counts whole."""
    clerk = person("clerk")
    note("draft-confirm", "mot", by=clerk)
    note("draft-reject", "hai", days=1, by=auditor.person)
    note("open-page", "ba", days=2, succeeded=False, by=clerk)
    assert [word in table_of(auditor, ai="clerk") for word in ("mot", "hai", "ba")] == [True, False, True]
    assert [word in table_of(auditor, viec="draft-reject") for word in ("mot", "hai", "ba")] == [False, True, False]
    lines = table_of(auditor, tu="20/11/2026", den="21/11/2026")
    assert [word in lines for word in ("mot", "hai", "ba")] == [True, True, False]
    assert [word in table_of(auditor, **{"bi-tu-choi": "1"}) for word in ("mot", "ba")] == [False, True]


def test_a_day_that_is_none_is_said_and_kept_in_the_form(auditor):
    """31/02 filters nothing away silently: the page names it."""
    html = auditor.get(reverse("oversight:trail"), {"tu": "31/02/2026"}).content.decode()
    assert "Không đọc được ngày" in html
    assert 'value="31/02/2026"' in html


def test_a_long_trail_is_turned_page_by_page(auditor):
    """A hundred lines a page, newest first; the link to the older ones keeps the filter."""
    for number in range(120):
        note("draft-edit", f"so-{number:03}", days=number)
    first = auditor.get(reverse("oversight:trail"), {"viec": "draft-edit"}).content.decode()
    assert "so-119" in first
    assert "so-019" not in first
    assert "?viec=draft-edit&amp;trang=2" in first
    assert "so-000" in table_of(auditor, viec="draft-edit", trang="2")


def test_the_file_holds_every_line_and_no_formula(auditor, person):
    """All lines of the filter, not one page of them; a cell that begins like a formula is made harmless."""
    for number in range(120):
        note("draft-edit", f"so-{number}", by=auditor.person)
    note("sign-in", "=cmd()", succeeded=False)
    data = b"".join(auditor.get(reverse("oversight:trail-csv")).streaming_content).decode()
    rows = list(csv.reader(StringIO(data.removeprefix("\ufeff"))))
    edits = [row for row in rows if row[3] == "sửa đề xuất"]
    assert len(edits) == 120
    assert edits[0][:3] == ["20/11/2026 12:00", "Người auditor", "auditor"]
    assert [row[5] for row in rows if row[4] == "bị từ chối"] == ["'=cmd()"]


@pytest.mark.usefixtures("jobs_at_once")
def test_acts_of_a_working_day_are_in_words(auditor, person, paper):
    """What a clerk did reads as Vietnamese, not as a code."""
    upload(person("clerk"), paper)
    assert "đưa văn bản vào" in table_of(auditor)


def test_the_health_page_shows_the_newest_checkpoint_of_each_log(book, auditor):
    """Size and root are those of the store; nothing is said of backups, which do not exist yet."""
    html = auditor.get(reverse("oversight:health")).content.decode()
    with book.store.reading() as reader:
        for log in reader.logs():
            assert log.frontier.root().hex()[:16] in html
    assert "SQLite" in html
    assert "sao lưu" not in html
