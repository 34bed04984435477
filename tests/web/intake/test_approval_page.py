"""Duyệt: "bên kia sẽ thấy đúng những dòng này"."""

import re

import pytest
from django.urls import reverse
from tests.faces import begin_programme
from tests.node.exchange.two_places import grant
from tests.office.work import submitted

from lienvung.office.models import Submission
from lienvung.office.services.drafts import draft_undo

pytestmark = pytest.mark.usefixtures("jobs_at_once")


def page(browser, submission: Submission) -> str:
    """Return the approval page."""
    return browser.get(reverse("intake:approval", args=[submission.pk])).content.decode()


def decide(browser, submission: Submission, action: str, **fields: str) -> str:
    """Press a button on the approval page as it stands now and return the page that follows."""
    return press(browser, submission, {"action": action, "seen": shown(browser, submission), **fields})


def press(browser, submission: Submission, fields: dict[str, str]) -> str:
    """Send the form of a page that was opened before and return the page that follows."""
    address = reverse("intake:approval", args=[submission.pk])
    return browser.post(address, fields, follow=True).content.decode()


def shown(browser, submission: Submission) -> str:
    """Return what the form says the page shows."""
    found = re.search(r'name="seen" value="(\w+)"', page(browser, submission))
    return found[1] if found else ""


def test_the_page_names_each_partner_and_what_it_will_see(partner, browser_of, paper):
    """With a grant on commitments alone, the partner's section counts them and shows no other register."""
    here, there = partner
    here.agree(there, grant("hai-phong", "quang-ninh", "commitment", ("shared",)))
    submission = submitted(browser_of("clerk").person, paper, begin_programme(here.node))
    html = page(browser_of("approver"), submission)
    section = html[html.index('class="leaving"') : html.index("</section>", html.index('class="leaving"'))]
    assert "Thành phố Quảng Ninh sẽ thấy đúng 2 dòng này" in " ".join(section.split())
    assert "901-KL/TU/LT" not in section


def test_without_an_agreement_it_says_that_nothing_leaves(partner, browser_of, paper):
    """A contact without a grant sees no line, and the page says so."""
    submission = submitted(browser_of("clerk").person, paper, begin_programme(partner[0].node))
    assert "sẽ không thấy dòng nào" in page(browser_of("approver"), submission)


def test_a_programme_and_a_file_are_called_by_their_names(node, programme, browser_of, paper):
    """The approver reads the title of the programme and the name of the uploaded file, not a key and a hash."""
    submission = submitted(browser_of("clerk").person, paper, programme)
    html = page(browser_of("approver"), submission)
    values = re.findall(r"<dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    assert programme not in values
    assert submission.source_file.sha256 not in values
    assert "Hợp tác minh họa" in values
    assert "kl.txt" in values


def test_approval_says_what_was_written(node, programme, browser_of, paper):
    """After approval the page names the batch, and the lines link to their records."""
    submission = submitted(browser_of("clerk").person, paper, programme)
    html = decide(browser_of("approver"), submission, "approve")
    submission.refresh_from_db()
    assert submission.state == "sent"
    assert f"lô {submission.batch}" in html
    draft = submission.drafts.filter(register="commitment").first()
    assert reverse("web:record", args=["commitment", draft.key]) in html


def test_what_changed_since_the_page_was_opened_is_not_sent(node, programme, browser_of, paper):
    """A line taken back, or a form without what was shown, is refused with "đã thay đổi"; the page of now is sent."""
    submission = submitted(browser_of("clerk").person, paper, programme)
    approver = browser_of("approver")
    before = shown(approver, submission)
    draft_undo(user=submission.submitted_by, draft_id=submission.drafts.filter(register="commitment").first().pk)
    for seen in (before, ""):
        assert "đã thay đổi" in press(approver, submission, {"action": "approve", "seen": seen})
    submission.refresh_from_db()
    assert submission.state == "waiting"
    assert "Đã ghi vào sổ" in decide(approver, submission, "approve")


def test_a_new_agreement_changes_what_was_shown(partner, browser_of, paper):
    """When more would leave than the approver saw, pressing approve on the old page is refused."""
    here, there = partner
    submission = submitted(browser_of("clerk").person, paper, begin_programme(here.node))
    approver = browser_of("approver")
    before = shown(approver, submission)
    here.agree(there, grant("hai-phong", "quang-ninh", "commitment", ("shared",)))
    assert "đã thay đổi" in press(approver, submission, {"action": "approve", "seen": before})


def test_a_second_approval_is_answered_with_who_decided(node, programme, browser_of, paper):
    """Pressing approve on a page that was open too long tells who was first."""
    submission = submitted(browser_of("clerk").person, paper, programme)
    decide(browser_of("approver", "mot"), submission, "approve")
    html = decide(browser_of("approver", "hai"), submission, "approve")
    assert "đã được xử lý" in html
    assert "Người mot" in html


def test_who_confirmed_sees_no_button(node, programme, browser_of, paper):
    """An approver who confirmed the lines is told to ask another; the post is refused all the same."""
    both = browser_of("approver")
    submission = submitted(both.person, paper, programme)
    assert "không thể tự duyệt" in page(both, submission)
    assert "không thể tự duyệt" in decide(both, submission, "approve")
    submission.refresh_from_db()
    assert submission.state == "waiting"


def test_a_return_carries_its_reason_to_the_clerk(node, programme, browser_of, paper):
    """The clerk reads the reason at the paper."""
    clerk = browser_of("clerk")
    submission = submitted(clerk.person, paper, programme)
    decide(browser_of("approver"), submission, "return", reason="Sai thời hạn")
    html = clerk.get(reverse("intake:review", args=[submission.source_file_id])).content.decode()
    assert "Người duyệt trả lại: Sai thời hạn" in html


def test_the_queue_of_approvals_lists_what_waits(node, programme, browser_of, paper):
    """A submission is listed as waiting, and after the decision as decided."""
    submission = submitted(browser_of("clerk").person, paper, programme)
    approver = browser_of("approver")
    address = reverse("intake:approvals")
    assert submission.title[:40] in approver.get(address).content.decode()
    decide(approver, submission, "approve")
    assert "Không có gì chờ duyệt" in approver.get(address).content.decode()
