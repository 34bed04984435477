"""The review page: proposals beside their passages, worked through by a clerk."""

import re

import pytest
from django.urls import reverse
from tests.office.work import commitments, name_paper, upload

from lienvung.office.models import Draft, SourceFile, Submission
from lienvung.office.services.drafts import draft_edit

pytestmark = pytest.mark.usefixtures("jobs_at_once")


@pytest.fixture
def clerk(browser_of):
    """A clerk's browser."""
    return browser_of("clerk")


@pytest.fixture
def source_file(node, clerk, paper) -> SourceFile:
    """The illustrative paper as it was read."""
    return upload(clerk.person, paper)


def review(browser, source_file: SourceFile) -> str:
    """Return the review page."""
    return browser.get(reverse("intake:review", args=[source_file.pk])).content.decode()


def header_form(source_file: SourceFile, **fields: object) -> dict[str, object]:
    """Return the header form as the browser would send it back."""
    draft = source_file.drafts.get(register="document")
    values = {
        "number": draft.values["number"],
        "issuers": "\n".join(draft.values["issuers"]),
        "issued-on": "15/01/2026",
        "subject": draft.values["subject"],
        "nature": "illustrative",
    }
    return {f"h-{name}": value for name, value in {**values, "revision": draft.revision, **fields}.items()}


def draft_form(draft: Draft, action: str, **fields: object) -> dict[str, object]:
    """Return one proposal's form with the pressed button."""
    values = {name: draft.values.get(name, "") for name in ("text", "deadline-kind", "deadline", "agreed-on")}
    prefix = f"d{draft.pk.hex[:8]}"
    typed = {f"{prefix}-{name}": value for name, value in {**values, "owed-by": ["hai-phong"], **fields}.items()}
    return {"action": action, "revision": draft.revision, **typed}


def act(browser, draft: Draft, action: str, **fields: object):
    """Press a button at a proposal."""
    draft.refresh_from_db()
    return browser.post(reverse("intake:draft", args=[draft.pk]), draft_form(draft, action, **fields))


def test_passages_and_proposals_point_at_each_other(clerk, source_file):
    """Each proposal links to its passage and each passage to its proposal, without JavaScript."""
    html = review(clerk, source_file)
    for draft in commitments(source_file):
        assert f'id="doan-{draft.pk}"' in html
        assert f'href="#doan-{draft.pk}"' in html
        assert f'id="de-xuat-{draft.pk}"' in html


def test_the_text_is_shown_letter_by_letter(clerk, source_file, paper):
    """The text at left, with its tags taken out, is the text layer again."""
    html = review(clerk, source_file)
    inner = re.search(r'<div class="paper-text"[^>]*>(.*?)</div>', html, re.DOTALL).group(1)
    from html import unescape

    assert unescape(re.sub(r"<[^>]+>", "", inner)) == paper.decode()


def test_the_least_certain_comes_first(clerk, source_file):
    """Open proposals are listed by rising confidence."""
    shown = re.findall(r'data-card="([0-9a-f-]+)"', review(clerk, source_file))
    certain = [Draft.objects.get(pk=name).confidence for name in shown]
    assert certain == sorted(certain)


def test_the_header_is_confirmed_with_a_new_programme(clerk, source_file, node):
    """Number, day as dd/mm/yyyy, and a programme begun with its sides are taken over."""
    form = header_form(source_file, **{"new-title": "Hợp tác 2026", "new-sides": ["hai-phong"]})
    clerk.post(reverse("intake:header", args=[source_file.pk]), form)
    header = source_file.drafts.get(register="document")
    assert header.state == Draft.State.CONFIRMED
    assert header.values["issued-on"] == "2026-01-15"
    assert source_file.drafts.get(register="programme").values["sides"] == ["hai-phong"]


def test_a_header_without_a_programme_comes_back_with_what_was_typed(clerk, source_file):
    """The message stands on top and at the field; the typed subject is still there."""
    form = header_form(source_file, subject="Trích yếu sửa tay")
    answer = clerk.post(reverse("intake:header", args=[source_file.pk]), form)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("Chọn chương trình, hoặc lập chương trình mới.") >= 2
    assert "Trích yếu sửa tay" in html


def test_a_proposal_is_corrected_and_confirmed(clerk, source_file, programme):
    """Accepting takes the typed corrections; the page goes on to the next open proposal."""
    name_paper(clerk.person, source_file, programme)
    draft = commitments(source_file)[0]
    answer = act(clerk, draft, "confirm", deadline="quý IV/2026", **{"deadline-kind": "dated"})
    draft.refresh_from_db()
    assert draft.state == Draft.State.CONFIRMED
    assert draft.confirmed_by == clerk.person
    assert draft.values["deadline"] == "2026-Q4"
    assert "#de-xuat-" in answer["Location"]
    assert str(draft.pk) not in answer["Location"]


def test_a_mistake_comes_back_at_its_field_and_nothing_is_lost(clerk, source_file, programme):
    """An unreadable day is answered at the field, with the text that was typed, and the draft stays open."""
    name_paper(clerk.person, source_file, programme)
    draft = commitments(source_file)[0]
    answer = act(clerk, draft, "confirm", text="Nội dung sửa tay", deadline="ngày kia")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Không đọc được ngày" in html
    assert "Nội dung sửa tay" in html
    assert "ngày kia" in html
    draft.refresh_from_db()
    assert draft.state == Draft.State.PROPOSED


def test_a_proposal_waits_for_the_header_and_says_so(clerk, source_file):
    """Confirming before the header is confirmed explains what to do first."""
    answer = act(clerk, commitments(source_file)[0], "confirm")
    assert "Xác nhận phần đầu văn bản trước" in answer.content.decode()


def test_somebody_elses_correction_is_named(clerk, source_file, programme, person):
    """A form opened before a colleague's correction is refused with the colleague's name."""
    name_paper(clerk.person, source_file, programme)
    draft = commitments(source_file)[0]
    draft.refresh_from_db()
    form = draft_form(draft, "confirm")
    draft_edit(user=person("clerk", "binh"), draft_id=draft.id, revision=draft.revision, values={"product": "Bản đồ"})
    answer = clerk.post(reverse("intake:draft", args=[draft.pk]), form)
    assert answer.status_code == 409
    assert "binh đã sửa" in answer.content.decode()


def test_setting_aside_and_taking_back(clerk, source_file):
    """A rejected proposal leaves the queue and can be opened again."""
    draft = commitments(source_file)[0]
    act(clerk, draft, "reject")
    draft.refresh_from_db()
    assert draft.state == Draft.State.REJECTED
    act(clerk, draft, "undo")
    draft.refresh_from_db()
    assert draft.state == Draft.State.PROPOSED


def test_submitting_leads_to_the_approval_page(clerk, source_file, programme):
    """What is confirmed goes before an approver; who submitted sees that another must decide."""
    name_paper(clerk.person, source_file, programme)
    act(clerk, commitments(source_file)[0], "confirm")
    answer = clerk.post(reverse("intake:submit", args=[source_file.pk]))
    assert answer["Location"] == reverse("intake:approval", args=[Submission.objects.get().pk])
    assert Submission.objects.get().drafts.count() == 2


def test_submitting_nothing_is_explained(clerk, source_file):
    """Without a confirmed line nothing is submitted and the page says why."""
    answer = clerk.post(
        reverse("intake:submit", args=[source_file.pk]),
        headers={"referer": "http://testserver" + reverse("intake:review", args=[source_file.pk])},
        follow=True,
    )
    assert "Chưa có đề xuất nào được xác nhận" in answer.content.decode()
    assert not Submission.objects.exists()


def test_an_auditor_reads_and_has_no_button(browser_of, source_file):
    """The auditor sees text and proposals, and not one form that changes them."""
    html = review(browser_of("auditor"), source_file)
    assert "data-card" in html
    assert reverse("intake:submit", args=[source_file.pk]) not in html
    assert 'name="action"' not in html
