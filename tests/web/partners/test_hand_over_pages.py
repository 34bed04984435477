"""Hand-overs on pages: given, taken, declined, each by two people, and what a record's page says afterwards."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.node.exchange.two_places import ATTRIBUTION, SAMPLE, Place, grant

from lienvung.node.hand_over import give, hand_overs
from lienvung.office.decisions import KINDS
from lienvung.office.models import Decision

ACT = "Quyết định số 77/QĐ-UBND (minh họa)"
PAGE = "/ban-giao/"

Pair = tuple[Place, Place]
People = tuple[Client, Client]


@pytest.fixture
def agreed(partner: Pair) -> Pair:
    """Two places that read each other's limitations."""
    here, there = partner
    here.agree(there, grant("quang-ninh", "hai-phong"), grant("hai-phong", "quang-ninh"))
    return here, there


@pytest.fixture
def people(partner, browser_of) -> People:
    """A clerk who prepares and an approver who decides."""
    return browser_of("clerk"), browser_of("approver")


def ask(browser: Client, **data: object) -> str:
    """Press a button of the page and return where it leads."""
    answer = browser.post(PAGE, data)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def states(place: Place) -> list[str]:
    with place.node.store.reading() as reader:
        return [each.state for each in hand_overs(reader)]


def given(there: Place) -> None:
    give(there.node, "hai-phong", ACT, registers=("limitation",), attribution=ATTRIBUTION, idempotency_key="give")


def test_a_register_is_given_by_two_people(agreed: Pair, people: People) -> None:
    """The clerk prepares, the approver carries it out; then the record's own page refuses to write and says why."""
    here, _ = agreed
    clerk, approver = people
    here.write(text="một")
    assert "Giao sổ của nút này cho nút khác" in clerk.get(PAGE).content.decode()
    waiting = ask(clerk, action="give", to="quang-ninh", act=ACT, register="limitation")
    html = approver.get(waiting).content.decode()
    for words in ("quang-ninh", "limitation", ACT, "nút này thôi ghi các bản ghi ấy"):
        assert words in html
    clerk.post(waiting, {"action": "approve"})
    assert states(here) == []
    approver.post(waiting, {"action": "approve"})
    assert states(here) == ["waiting-taken"]
    assert "Chờ Thành phố Quảng Ninh nhận" in clerk.get(PAGE).content.decode()
    assert "Bàn giao" in clerk.get("/so/limitation/").content.decode()


def test_what_was_given_to_us_is_taken_and_its_page_says_so(agreed: Pair, people: People) -> None:
    """After the taking the record is ours, with a line that says instead of whom and by which act."""
    here, there = agreed
    clerk, approver = people
    (key,) = there.write(text="một")
    given(there)
    here.pull(there)
    html = clerk.get(PAGE).content.decode()
    assert "Nhận bàn giao" in html
    with here.node.store.reading() as reader:
        (state,) = hand_overs(reader)
    waiting = ask(clerk, action="take", of=state.hand_over.hash)
    approver.post(waiting, {"action": "approve"})
    assert states(here) == ["holds"]
    page = clerk.get(f"/so/limitation/{key}/").content.decode()
    assert f"Thành phố Hải Phòng là chủ quản thay Thành phố Quảng Ninh, theo {ACT}." in page
    here.clock.at += timedelta(hours=8)
    here.change("put", "limitation", key, {**SAMPLE["limitation"], "text": "hai"})
    page = clerk.get(f"/so/limitation/{key}/").content.decode()
    history = page.split("<h2>Lịch sử</h2>")[1]
    assert history.index("hai-phong/limitation") < history.index("quang-ninh/limitation")


def test_what_is_not_wanted_is_declined(agreed: Pair, people: People) -> None:
    """Declining is an act of two people too, and the page then offers nothing more."""
    here, there = agreed
    clerk, approver = people
    there.write(text="một")
    given(there)
    here.pull(there)
    with here.node.store.reading() as reader:
        (state,) = hand_overs(reader)
    waiting = ask(clerk, action="decline", of=state.hand_over.hash, reason="nhầm")
    assert "nhầm" in approver.get(waiting).content.decode()
    approver.post(waiting, {"action": "approve"})
    assert states(here) == ["declined"]
    html = clerk.get(PAGE).content.decode()
    assert "Bên nhận không nhận" in html
    assert 'value="take"' not in html


@pytest.mark.parametrize(
    "data",
    [
        {"action": "give", "to": "quang-ninh", "act": "", "register": "limitation"},
        {"action": "give", "to": "quang-ninh", "act": ACT},
        {"action": "take", "of": "00" * 32},
        {"action": "claim", "from": "quang-ninh", "act": ACT, "agreement": "00" * 32},
        {"action": "khác", "of": "x"},
        {},
    ],
)
def test_what_says_too_little_prepares_nothing(agreed: Pair, people: People, data: dict[str, str]) -> None:
    """A form without its facts, or about a hand-over that is not there, leads back and asks nobody."""
    assert ask(people[0], **data) == reverse("web:hand-overs")
    assert not Decision.objects.exists()


def test_a_viewer_sees_and_presses_nothing(agreed: Pair, browser_of) -> None:
    """Whoever reads the books reads the hand-overs; the forms are for those who arrange."""
    here, there = agreed
    there.write(text="một")
    given(there)
    here.pull(there)
    html = browser_of("viewer").get(PAGE).content.decode()
    assert "limitation" in html or "Hạn chế" in html
    assert "<form" not in html.split("<main")[1]


def test_every_kind_of_hand_over_is_a_decision() -> None:
    """Giving, answering and claiming all take two people."""
    assert {"hand-over-give", "hand-over-answer", "hand-over-claim"} <= set(KINDS)
