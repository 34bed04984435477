"""Agreements on pages: written, previewed, proposed, answered, replaced and revoked, each by two people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.faces import TODAY, begin_programme
from tests.node.exchange.two_places import grant

from lienvung.node.agreements import accept_agreement, agreements, propose_agreement
from lienvung.office.models import AgreementDraft, Decision

DAY = TODAY.date()
HEAD = {
    "title": "Chia sẻ hạn chế",
    "parties": ["quang-ninh"],
    "basis": "Kết luận 01-KL/TU/LT",
    "ends": "2027-12-31",
    "officer-TOTAL_FORMS": "1",
    "officer-INITIAL_FORMS": "0",
    "officer-0-node": "hai-phong",
    "officer-0-name": "Phạm Thu Trang",
    "officer-0-office": "Văn phòng",
    "grant-TOTAL_FORMS": "1",
    "grant-INITIAL_FORMS": "0",
}
GRANT = {
    "grantor": "hai-phong",
    "recipient": "quang-ninh",
    "register": "limitation",
    "parts": ["shared"],
    "purpose": "Theo dõi chung",
    "since": "2026-01-01",
}


def form(**changes: object) -> dict[str, object]:
    """Return the form of a draft with one grant, as a person fills it in."""
    return {**HEAD, **{f"grant-0-{name}": value for name, value in {**GRANT, **changes}.items()}, "action": "preview"}


def write(browser, data: dict[str, object], address: str = "") -> str:
    """Keep a draft and return the address of its preview."""
    answer = browser.post(address or reverse("partners:new-draft"), data)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def decide(browser, location: str) -> None:
    """Carry out what waits on a page."""
    browser.post(location, {"action": "approve"})


def states(place) -> list[str]:
    """Return how the agreements of a place stand."""
    with place.node.store.reading() as reader:
        return [state.reason for state in agreements(reader, place.name, DAY)]


def proposed(here, there, *grants):
    """Let the other side propose and fetch it."""
    terms = there.terms(here, *grants)
    propose_agreement(there.node, terms, attribution={}, idempotency_key="theirs")
    here.pull(there)


def page_of(place) -> str:
    """Return the address of the one agreement."""
    with place.node.store.reading() as reader:
        (state,) = agreements(reader, place.name, DAY)
    return reverse("partners:agreement", args=[state.hash])


@pytest.fixture
def people(partner, browser_of):
    """A clerk who writes and an approver who decides, at the hour that the nodes have."""
    for place in partner:
        place.clock.at = TODAY
    return browser_of("clerk"), browser_of("approver")


def test_terms_are_written_previewed_proposed_and_in_force(partner, people):
    """From an empty form to an agreement that both sides hold in force; each of our acts took two people."""
    here, there = partner
    clerk, approver = people
    here.write(3)
    preview = write(clerk, form())
    html = clerk.get(preview).content.decode()
    assert "Quảng Ninh sẽ thấy 3 bản ghi" in html
    assert "Tiến độ giải phóng mặt bằng còn chậm" in html
    assert states(here) == []
    waiting = clerk.post(preview, {"action": "submit"}).headers["Location"]
    assert "Quảng Ninh sẽ thấy 3 bản ghi" in approver.get(waiting).content.decode()
    decide(clerk, waiting)
    assert states(here) == []
    decide(approver, waiting)
    assert states(here) == ["waiting"]
    there.pull(here)
    with there.node.store.reading() as reader:
        (theirs,) = agreements(reader, there.name, DAY)
    accept_agreement(there.node, theirs.hash, attribution={}, idempotency_key="yes")
    here.pull(there)
    html = clerk.get(page_of(here)).content.decode()
    assert "đang có hiệu lực" in html
    assert "Người clerk → Người approver" in html


def test_a_preview_counts_only_what_the_grant_lets_through(partner, people):
    """Rows outside the programme are not counted, by the function that serves partners."""
    here, _there = partner
    programme = begin_programme(here.node)
    here.write(2, programmes=[programme])
    here.write(1, programmes=["ha-noi-bbbbbbbbbbbbbbbb"])
    html = people[0].get(write(people[0], form(rows=f"programme:{programme}"))).content.decode()
    assert "Quảng Ninh sẽ thấy 2 bản ghi" in html
    assert "chỉ của chương trình “Hợp tác minh họa”" in html


def test_an_incomplete_draft_is_kept_and_says_what_is_missing(partner, people):
    """Nobody loses what they typed; nothing incomplete goes before a second person."""
    preview = write(people[0], form(parts=[], purpose=""))
    html = people[0].get(preview).content.decode()
    assert "Chưa trình được" in html
    people[0].post(preview, {"action": "submit"})
    assert not Decision.objects.exists()
    assert AgreementDraft.objects.get().document["title"] == "Chia sẻ hạn chế"


def test_more_rows_keep_what_was_typed(partner, people):
    """The button adds empty grants and saves nothing."""
    html = people[0].post(reverse("partners:new-draft"), {**form(), "action": "row"}).content.decode()
    assert 'name="grant-3-register"' in html
    assert "Kết luận 01-KL/TU/LT" in html
    assert not AgreementDraft.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"register": "organisation", "rows": "field:tourist-vessel.x"}, "lựa chọn"),
        ({"since": "hôm qua"}, "Từ ngày"),
        ({"grantor": "bac-ninh"}, "Bên cho đọc"),
    ],
)
def test_a_wrong_value_is_told_at_its_field(partner, people, changes, said):
    """The form comes back with everything in it."""
    answer = people[0].post(reverse("partners:new-draft"), form(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize(("decision", "state"), [("accept", "in-force"), ("refuse", "refused")])
def test_a_proposal_is_answered_by_two_people(partner, people, decision, state):
    """What they propose is shown with what would leave; the answer is in our log after the second person's yes."""
    here, there = partner
    clerk, approver = people
    here.write(2)
    proposed(here, there, grant("hai-phong", "quang-ninh"))
    page = page_of(here)
    assert "Quảng Ninh sẽ thấy 2 bản ghi" in clerk.get(page).content.decode()
    waiting = clerk.post(page, {"action": decision, "reason": "vì"}).headers["Location"]
    assert states(here) == ["waiting"]
    decide(approver, waiting)
    assert states(here) == [state]


def test_a_revocation_bites_with_the_commit(partner, people):
    """Until the second person agrees everything leaves; from the next request on nothing does."""
    here, there = partner
    clerk, approver = people
    here.agree(there, grant("hai-phong", "quang-ninh"))
    page = page_of(here)
    here.write(1)
    assert there.pull(here).values
    waiting = clerk.post(page, {"action": "revoke", "reason": "Hết mục đích"}).headers["Location"]
    here.write(1)
    assert there.pull(here).values
    decide(approver, waiting)
    here.write(1)
    there.pull(here)
    with there.node.store.reading() as reader:
        assert reader.count("limitation") == 2
    assert "Hết mục đích" in clerk.get(page).content.decode()


def test_refusing_and_revoking_need_a_reason(partner, people):
    """The other side reads why."""
    here, there = partner
    here.agree(there, grant("hai-phong", "quang-ninh"))
    people[0].post(page_of(here), {"action": "revoke", "reason": " "})
    assert not Decision.objects.exists()


def test_a_replacement_begins_with_the_terms_and_shows_what_changes(partner, people):
    """Narrowed: the page says which part falls away; in force on both sides, the earlier terms are over."""
    here, there = partner
    clerk, approver = people
    of = here.agree(there, grant("hai-phong", "quang-ninh"))
    new = f"{reverse('partners:new-draft')}?thay={of}"
    html = clerk.get(new).content.decode()
    assert "Theo dõi chương trình hợp tác" in html
    preview = write(clerk, form(), new)
    html = clerk.get(preview).content.decode()
    assert "So với “Thỏa thuận thử”" in html
    assert "bỏ phần: nguồn gốc, người ghi" in html or "bỏ phần: người ghi, nguồn gốc" in html
    decide(approver, clerk.post(preview, {"action": "submit"}).headers["Location"])
    there.pull(here)
    with there.node.store.reading() as reader:
        theirs = next(state for state in agreements(reader, there.name, DAY) if state.reason == "waiting")
    accept_agreement(there.node, theirs.hash, attribution={}, idempotency_key="yes")
    here.pull(there)
    assert sorted(states(here)) == sorted(states(there)) == ["in-force", "replaced"]
    assert "đã có thỏa thuận khác thay thế" in clerk.get(reverse("partners:agreements")).content.decode()


def test_the_end_is_told_thirty_days_before(partner, people, settings):
    """Not on the thirty-first day before, but on the thirtieth; after the end nothing is in force."""
    here, there = partner
    terms = replace(there.terms(here, grant("hai-phong", "quang-ninh")), ends=date(2027, 3, 31))
    propose_agreement(there.node, terms, attribution={}, idempotency_key="theirs")
    here.pull(there)
    with here.node.store.reading() as reader:
        (state,) = agreements(reader, here.name, DAY)
    accept_agreement(here.node, state.hash, attribution={}, idempotency_key="ours")
    page = reverse("partners:agreement", args=[state.hash])
    for before, warned in ((31, False), (30, True), (0, True)):
        settings.LIENVUNG_NOW = f"{terms.ends - timedelta(days=before)}T03:00:00+00:00"
        assert ("hết hiệu lực sau" in people[0].get(page).content.decode()) is warned, before
    settings.LIENVUNG_NOW = "2027-04-01T03:00:00+00:00"
    assert "đã hết hạn" in people[0].get(page).content.decode()


def test_the_same_terms_are_not_proposed_twice(partner, people):
    """Terms that are here already are refused before a second person is asked."""
    clerk, approver = people
    decide(approver, clerk.post(write(clerk, form()), {"action": "submit"}).headers["Location"])
    clerk.post(write(clerk, form()), {"action": "submit"})
    assert Decision.objects.count() == 1


def test_a_filter_reads_back_as_it_was_written(partner, people):
    """A draft opened again offers the same rows."""
    clerk = people[0]
    rows = "field:organisation.name"
    preview = write(clerk, form(register="organisation", rows=rows, values="Sở A, Sở B"))
    draft = AgreementDraft.objects.get()
    assert draft.document["grants"][0]["filter"] == {"field": "name", "in": ["Sở A", "Sở B"]}
    html = clerk.get(preview.replace("xem/", "")).content.decode()
    assert f'<option value="{rows}" selected>' in html
