"""A form acts once: sent again, by a double click or after Back, it leads where it led before."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.web.book import LATE, SOON

from lienvung.office.models import Decision, SentForm, Submission
from lienvung.office.node_access import now
from lienvung.office.services.submissions import submission_approve
from lienvung.web.sent_once import FIELD

REPORT = {"text": "Đạt 60 %", "progress": "in-progress"}


def token_of(browser, address: str) -> str:
    """Return the one-time id of the form that a page shows now."""
    return re.search(rf'name="{FIELD}" value="([0-9a-f-]+)"', browser.get(address).content.decode())[1]


@pytest.fixture
def clerk(book, browser_of):
    """A browser of somebody who reports and retires."""
    return browser_of("clerk")


def addresses() -> list[tuple[str, dict[str, str]]]:
    """Return where forms are sent, with what is typed."""
    from django.urls import reverse

    return [
        (reverse("intake:progress", args=[LATE]), REPORT),
        (reverse("intake:retire", args=["commitment", LATE]), {"reason": "Nhập nhầm"}),
    ]


@pytest.mark.parametrize("which", [0, 1], ids=["progress", "retirement"])
def test_a_form_sent_again_after_approval_is_the_same_submission(clerk, person, which):
    """Approved in between, the second sending writes nothing and leads to the submission of the first."""
    address, typed = addresses()[which]
    typed = {**typed, FIELD: token_of(clerk, address)}
    first = clerk.post(address, typed)
    submission_approve(user=person("approver"), submission_id=Submission.objects.get().pk)
    again = clerk.post(address, typed, follow=True)
    assert again.redirect_chain == [(first.headers["Location"], 302)]
    assert "Mẫu này đã gửi rồi" in again.content.decode()
    assert Submission.objects.count() == 1


def test_each_page_shown_is_a_form_of_its_own(clerk):
    """Whoever opens the page anew and reports again says something new."""
    address, typed = addresses()[0]
    for _ in range(2):
        assert clerk.post(address, {**typed, FIELD: token_of(clerk, address)}).status_code == 302
    assert SentForm.objects.count() == 2


def test_what_was_refused_may_be_sent_again(clerk):
    """A form with a fault did nothing: mended and sent from the same page, it acts."""
    address, typed = addresses()[1]
    token = token_of(clerk, address)
    assert clerk.post(address, {"reason": "", FIELD: token}).status_code == 422
    assert clerk.post(address, {**typed, FIELD: token}).status_code == 302
    assert Submission.objects.count() == 1


def test_a_form_belongs_to_whom_it_was_shown(clerk, book, browser_of):
    """Somebody else's sending of the same id is an act of theirs, and leads them nowhere of another's."""
    address, typed = addresses()[0]
    token = token_of(clerk, address)
    clerk.post(address, {**typed, FIELD: token})
    browser_of("approver").post(address, {**typed, "text": "Đạt 70 %", FIELD: token})
    assert Submission.objects.count() == 2


def test_what_is_no_id_is_no_form_of_ours(clerk):
    """A strange id is passed over: the form is taken as one that carries none."""
    address, typed = addresses()[0]
    assert clerk.post(address, {**typed, FIELD: "x"}).status_code == 302
    assert not SentForm.objects.exists()


def test_forms_are_forgotten_after_a_month(clerk):
    """What was remembered of old forms goes when a new one is sent."""
    SentForm.objects.create(token=uuid4(), sent_by=clerk.person, sent_at=now() - timedelta(days=31), led_to="/")
    address, typed = addresses()[0]
    clerk.post(address, {**typed, FIELD: token_of(clerk, address)})
    assert SentForm.objects.get().led_to != "/"


def test_a_decision_is_prepared_once(clerk, book):
    """The same holds where a second person decides: one sending, one thing to decide."""
    address = f"/de-nghi/thoi-han/{SOON}/"
    typed = {"deadline": "31/12/2027", "reason": "Chờ vốn", "decide_by": "30/12/2026", FIELD: token_of(clerk, address)}
    first, again = clerk.post(address, typed), clerk.post(address, typed)
    assert first.headers["Location"] == again.headers["Location"]
    assert Decision.objects.count() == 1
