"""Đề nghị: asked on one side's page, answered on the other's, with four eyes on both."""

import re
import secrets

import pytest
from tests.faces import TODAY
from tests.node.exchange.two_places import ATTRIBUTION, Place, grant

from lienvung.core.register.key import format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.proposals import proposals
from lienvung.node.proposing import propose_change, shared_of
from lienvung.office.models import Decision
from lienvung.office.selectors.proposals import every_proposal

PROGRAMME = "quang-ninh-" + "a" * 16
PROMISE = {
    "text": "Ban hành quy chế phối hợp quản lý tàu du lịch",
    "programmes": [PROGRAMME],
    "deadline-kind": "dated",
    "deadline": "2026-12-31",
    "owed-by": ["hai-phong", "quang-ninh"],
    "nature": "illustrative",
}
ABOUT = {"title": "Hợp tác minh họa", "sides": ["hai-phong", "quang-ninh"], "nature": "illustrative"}


def write(place: Place, register: str, key: str, values) -> str:
    append(
        place.node,
        [Change("put", register, key, {"shared": values, "attribution": ATTRIBUTION})],
        idempotency_key=secrets.token_hex(8),
    )
    return key


def fresh(place: Place) -> str:
    return new_key(place.name, format_token(secrets.token_bytes(10)))


@pytest.fixture
def theirs(partner) -> str:
    """A commitment of Quảng Ninh that we hold."""
    here, there = partner
    for place in partner:
        place.clock.at = TODAY
    registers = ("commitment", "programme")
    there.agree(here, *(grant("quang-ninh", "hai-phong", register) for register in registers))
    write(there, "programme", PROGRAMME, ABOUT)
    key = write(there, "commitment", fresh(there), PROMISE)
    here.pull(there)
    return key


def approve(browser) -> Decision:
    """Let an approver carry out what waits."""
    decision = Decision.objects.get(state="waiting")
    page = browser.get(f"/quyet-dinh/{decision.pk}/")
    assert page.status_code == 200
    browser.post(f"/quyet-dinh/{decision.pk}/", {"action": "approve"})
    decision.refresh_from_db()
    assert decision.state == "done", decision.outcome
    return decision


def test_a_clerk_asks_and_an_approver_sends(partner, theirs, browser_of):
    """The form shows the record as it stands; what was changed is shown as a difference before it is sent."""
    here, there = partner
    clerk, approver = browser_of("clerk"), browser_of("approver")
    record_page = clerk.get(f"/so/commitment/{theirs}/").content.decode()
    assert f"/de-nghi/sua/commitment/{theirs}/" in record_page
    form = clerk.get(f"/de-nghi/sua/commitment/{theirs}/").content.decode()
    assert "31/12/2026" in form
    asked = {
        "v-text": "Ban hành quy chế quản lý tàu trên hai vịnh",
        "v-programmes": ["quang-ninh-" + "a" * 16],
        "v-deadline-kind": "dated",
        "v-deadline": "31/12/2026",
        "v-owed-by": ["hai-phong", "quang-ninh"],
        "v-nature": "illustrative",
        "reason": "Theo biên bản ngày 20/11",
    }
    answer = clerk.post(f"/de-nghi/sua/commitment/{theirs}/", asked)
    assert answer.status_code == 302, answer.content.decode()
    shown = approver.get(answer.headers["Location"]).content.decode()
    assert "<ins>Ban hành quy chế quản lý tàu trên hai vịnh</ins>" in shown
    assert "31/12/2026" not in shown, "what stays is not shown as changed"
    approve(approver)
    there.pull(here)
    with there.node.store.reading() as reader:
        (state,) = proposals(reader, there.node.today())
    assert (state.proposal.fields, state.awaits("quang-ninh")) == (("text",), True)
    assert "Theo biên bản ngày 20/11" in clerk.get("/de-nghi/").content.decode()
    for page in (f"/so/commitment/{theirs}/", f"/cam-ket/{theirs}/"):
        assert f'href="/de-nghi/{state.key}/"' in clerk.get(page).content.decode()


def ask(here: Place, there: Place, text: str, wanted: str, reason: str) -> str:
    """Let them ask us for another text of a commitment of ours; return its key."""
    here.agree(there, grant("hai-phong", "quang-ninh", "commitment"))
    ours = write(here, "commitment", fresh(here), {**PROMISE, "text": text})
    there.pull(here)
    with there.node.store.reading() as reader:
        record = reader.record("commitment", ours)
    propose_change(
        there.node,
        record,
        shared={**shared_of(there.node, record), "text": wanted},
        sides=["hai-phong"],
        to=["hai-phong"],
        reason=reason,
        decide_by=None,
        attribution=ATTRIBUTION,
        idempotency_key="asked",
    )
    here.pull(there)
    return ours


def test_the_steward_answers_with_four_eyes(partner, theirs, browser_of):
    """Asked of us: the page shows the difference, a clerk prepares acceptance, an approver carries it out."""
    here, there = partner
    ours = ask(here, there, "Lập danh mục tàu", "Lập danh mục tàu chung", "Tên đúng theo kết luận")
    clerk, approver = browser_of("clerk"), browser_of("approver")
    listed = clerk.get("/de-nghi/").content.decode()
    address = re.search(r'href="(/de-nghi/quang-ninh-[a-z2-7]{16}/)"', listed)[1]
    assert '<span class="count">1' in listed
    page = clerk.get(address).content.decode()
    assert "<del>Lập danh mục tàu</del>" in page
    clerk.post(address, {"action": "accept"})
    assert 'name="action" value="accept"' not in clerk.get(address).content.decode(), "one answer is enough"
    approve(approver)
    with here.node.store.reading() as reader:
        assert reader.record("commitment", ours).values["text"] == "Lập danh mục tàu chung"
    assert "đã chấp thuận" in clerk.get(address).content.decode()


def test_a_refusal_takes_a_reason(partner, theirs, browser_of):
    """Without one nothing is prepared and the page says why."""
    here, there = partner
    ask(here, there, PROMISE["text"], "khác", "vì")
    clerk, approver = browser_of("clerk"), browser_of("approver")
    address = re.search(r'href="(/de-nghi/quang-ninh-[a-z2-7]{16}/)"', clerk.get("/de-nghi/").content.decode())[1]
    answer = clerk.post(address, {"action": "refuse", "why": " "}, follow=True).content.decode()
    assert "Từ chối phải có lý do" in answer
    assert not Decision.objects.exists()
    clerk.post(address, {"action": "refuse", "why": "Chưa có căn cứ"})
    approve(approver)
    assert "Chưa có căn cứ" in clerk.get(address).content.decode()


def test_a_deadline_is_moved_by_both_sides(partner, theirs, browser_of):
    """Asked from the page of the commitment; in force on both sides once both have accepted and were witnessed."""
    here, there = partner
    clerk, approver = browser_of("clerk"), browser_of("approver")
    assert f"/de-nghi/thoi-han/{theirs}/" in clerk.get(f"/cam-ket/{theirs}/").content.decode()
    wrong = clerk.post(
        f"/de-nghi/thoi-han/{theirs}/", {"deadline": "sớm", "reason": "x", "decide_by": "01/01/2020"}
    ).content.decode()
    assert "Không đọc được ngày" in wrong
    assert "Ngày này đã qua" in wrong
    asked = {"deadline": "30/6/2027", "reason": "Chờ quy hoạch được duyệt", "decide_by": "15/12/2026"}
    assert clerk.post(f"/de-nghi/thoi-han/{theirs}/", asked).status_code == 302
    approve(approver)
    from tests.node.test_proposals import accept, cosign

    cosign(here, there)
    with there.node.store.reading() as reader:
        (state,) = proposals(reader, there.node.today(), about=theirs)
    accept(there, state.proposal.of)
    assert "30/06/2027" not in clerk.get(f"/cam-ket/{theirs}/").content.decode(), "one side's word moves nothing"
    cosign(here, there)
    page = clerk.get(f"/cam-ket/{theirs}/").content.decode()
    assert "đến 30/06/2027" in page
    assert "Chờ quy hoạch được duyệt" in page


def test_who_asks_for_more_rows_loses_no_word(theirs, browser_of):
    """The button for more rows brings the form back unjudged, with the reason and the day as they were typed."""
    typed = {"them": "citation", "reason": "Gõ dở", "decide_by": "ngày rằm"}
    answer = browser_of("clerk").post(f"/de-nghi/sua/commitment/{theirs}/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Gõ dở</textarea>" in page
    assert 'value="ngày rằm"' in page
    assert "error-summary" not in page


def test_nobody_proposes_to_change_their_own_record(partner, theirs, browser_of):
    """One's own records are changed by oneself; a reader who may not write sees no form."""
    here, _ = partner
    ours = write(here, "commitment", fresh(here), PROMISE)
    assert browser_of("clerk").get(f"/de-nghi/sua/commitment/{ours}/").status_code == 404
    viewer = browser_of("viewer")
    assert viewer.get(f"/de-nghi/sua/commitment/{theirs}/").status_code == 403
    assert "/de-nghi/sua/" not in viewer.get(f"/so/commitment/{theirs}/").content.decode()


def test_many_proposals_are_judged_once_and_shown_in_part(partner, theirs, browser_of):
    """A partner may ask as often as it likes: pages of one moment judge all of it once, and show a hundred."""
    here, there = partner
    ours = write(here, "commitment", fresh(here), PROMISE)
    here.agree(there, grant("hai-phong", "quang-ninh", "commitment"))
    there.pull(here)
    for number in range(103):
        with there.node.store.reading() as reader:
            record = reader.record("commitment", ours)
        asked = {**shared_of(there.node, record), "text": f"Ban hành quy chế, lần nhắc {number}"}
        propose_change(
            there.node, record, shared=asked, sides=["hai-phong"], to=["hai-phong"], reason="Nhắc lại",
            decide_by=None, attribution=ATTRIBUTION, idempotency_key=secrets.token_hex(8),
        )  # fmt: skip
    here.pull(there)
    page = browser_of("clerk").get("/de-nghi/").content.decode()
    assert page.count("lần nhắc") + page.count("Nhắc lại") >= 100
    assert page.count("<tr>") == 101
    assert "Và 3 đề nghị nữa" in page
    with here.node.store.reading() as reader:
        once = every_proposal(reader, here.node.today())
        assert every_proposal(reader, here.node.today()) is once
    with here.node.store.writing() as writer:
        log = writer.log("quang-ninh/proposal")
        writer.add_cosignature("quang-ninh/proposal", log.size, "bac-ninh/witness", "— bac-ninh/witness x\n")
    with here.node.store.reading() as reader:
        assert every_proposal(reader, here.node.today()) is not once, "a witness's line may put an answer in time"
