"""Twice, both at once, and taken back: what people read when hands meet at one paper."""

import pytest
from django.urls import reverse
from tests.office.work import OWED, commitments, name_paper, upload
from tests.web.intake.test_review import act, draft_form

from lienvung.office.models import Draft, SourceFile, Submission
from lienvung.office.services.submissions import submission_approve

pytestmark = pytest.mark.usefixtures("jobs_at_once")


@pytest.fixture
def clerk(browser_of):
    """A clerk's browser."""
    return browser_of("clerk")


@pytest.fixture
def source_file(node, clerk, paper, programme) -> SourceFile:
    """The illustrative paper with its header confirmed."""
    taken = upload(clerk.person, paper)
    name_paper(clerk.person, taken, programme)
    return taken


def confirm_form(draft: Draft) -> dict[str, object]:
    """Return the form of a proposal with the button "Xác nhận"."""
    draft.refresh_from_db()
    return draft_form(draft, "confirm", **OWED)


def test_the_same_confirmation_twice_is_one_confirmation(clerk, source_file):
    """The second click says that the proposal is confirmed already and by whom; nothing is confirmed twice."""
    draft = commitments(source_file)[0]
    form = confirm_form(draft)
    address = reverse("intake:draft", args=[draft.pk])
    assert clerk.post(address, form).status_code == 302
    answer = clerk.post(address, form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Đề xuất này không còn mở (trạng thái đã xác nhận, Người clerk)." in html
    assert "Chưa có gì được ghi; dữ liệu đang có vẫn nguyên vẹn." in html
    assert source_file.drafts.filter(state=Draft.State.CONFIRMED, register="commitment").count() == 1


def test_two_people_confirming_the_same_proposal(clerk, source_file, browser_of):
    """The first hand holds; the second reads whose it was and loses nothing."""
    draft = commitments(source_file)[0]
    form = confirm_form(draft)
    clerk.post(reverse("intake:draft", args=[draft.pk]), form)
    html = browser_of("clerk", "binh").post(reverse("intake:draft", args=[draft.pk]), form).content.decode()
    draft.refresh_from_db()
    assert draft.confirmed_by == clerk.person
    assert "trạng thái đã xác nhận, Người clerk" in html


def test_two_people_naming_the_same_paper(clerk, node, paper, programme, browser_of):
    """The second header form, opened before the first was confirmed, is refused with a reason and keeps its words."""
    taken = upload(clerk.person, paper)
    header = taken.drafts.get(register="document")
    form = {
        f"h-{name}": value
        for name, value in {
            "number": "901-KL/TU/LT",
            "issuers": "THÀNH ỦY HẢI PHÒNG - TỈNH ỦY QUẢNG NINH",
            "issued-on": "15/01/2026",
            "subject": "chương trình hợp tác",
            "nature": "illustrative",
            "revision": header.revision,
            "programmes": [programme],
        }.items()
    }
    address = reverse("intake:header", args=[taken.pk])
    assert clerk.post(address, form).status_code == 302
    answer = browser_of("clerk", "binh").post(address, form)
    assert answer.status_code == 409
    assert "Đề xuất này không còn mở (trạng thái đã xác nhận, Người clerk)." in answer.content.decode()


def test_a_joint_header_typed_in_one_line_is_two_issuers(clerk, node, paper, programme):
    """Each piece that is a body is an issuer of its own; a Sở with a dash in its name stays one."""
    taken = upload(clerk.person, paper)
    line = "Thành ủy Hải Phòng - Tỉnh ủy Quảng Ninh"
    header = name_paper(clerk.person, taken, programme, issuers=[line, "Sở Giao thông vận tải - Xây dựng Lào Cai"])
    assert header.values["issuers"] == [
        "Thành ủy Hải Phòng",
        "Tỉnh ủy Quảng Ninh",
        "Sở Giao thông vận tải - Xây dựng Lào Cai",
    ]


def test_a_wrong_confirmation_is_undone_from_the_page(clerk, source_file):
    """ "Hoàn tác" opens the proposal again, with its form."""
    draft = commitments(source_file)[0]
    clerk.post(reverse("intake:draft", args=[draft.pk]), confirm_form(draft))
    assert "Hoàn tác" in clerk.get(reverse("intake:review", args=[source_file.pk])).content.decode()
    act(clerk, draft, "undo")
    draft.refresh_from_db()
    assert (draft.state, draft.confirmed_by) == (Draft.State.PROPOSED, None)


def test_what_is_in_the_register_is_retired_with_a_reason_not_undone(clerk, source_file, person):
    """Once sent, the page offers the retirement; an undo that comes all the same says why not."""
    draft = commitments(source_file)[0]
    clerk.post(reverse("intake:draft", args=[draft.pk]), confirm_form(draft))
    clerk.post(reverse("intake:submit", args=[source_file.pk]))
    submission_approve(user=person("approver"), submission_id=Submission.objects.get().id)
    review = reverse("intake:review", args=[source_file.pk])
    html = clerk.get(review, {"tt": "sent"}).content.decode()
    assert "Rút vì nhập nhầm" in html
    answer = clerk.post(
        reverse("intake:draft", args=[draft.pk]),
        {"action": "undo"},
        headers={"referer": f"http://testserver{review}"},
        follow=True,
    )
    assert "Đề xuất này không còn mở (trạng thái đã ghi vào sổ, Người clerk)." in answer.content.decode()
    clerk.post(reverse("intake:retire", args=["commitment", draft.key]), {"reason": "Nhập nhầm hạn"})
    assert Draft.objects.get(op=Draft.Op.RETIRE).reason == "Nhập nhầm hạn"
