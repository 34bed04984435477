"""A new node tells its administrator what comes first, until it is done."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.exchange.two_places import Place

from lienvung.node.append import append
from lienvung.node.change import Change
from lienvung.node.node import Node

pytestmark = pytest.mark.django_db
TITLES = ["Mở tài khoản chuyên viên", "Mở tài khoản người duyệt", "Gặp đối tác đầu tiên", "Đưa văn bản đầu tiên vào"]


def steps(browser: Client) -> list[tuple[str, str, bool]]:
    """Return (title, where it leads, whether it is done) of the steps on the first page."""
    page = browser.get("/").content.decode()
    found = re.search(r'first-steps".*?</section>', page, re.S)
    items = re.findall(r"<li(.*?)>(.*?)</li>", found[0], re.S) if found else []
    return [
        (re.search(r"<(?:a|b)[^>]*>(.*?)</", text)[1], (re.findall(r'href="(.*?)"', text) or [""])[0], "done" in state)
        for state, text in items
    ]


def test_a_new_node_leads_its_administrator_to_both_hands(node: Node, browser_of: Callable[..., Client]) -> None:
    """Nobody can take in a paper alone: the form for each of the two accounts is one link away, its role chosen."""
    administrator = browser_of("administrator")
    told = steps(administrator)
    assert [title for title, _, _ in told] == TITLES
    assert not any(done for _, _, done in told)
    assert told[2][1] == "/ket-noi/"
    for (_, url, _), role in zip(told, ("clerk", "approver"), strict=False):
        form = administrator.get(url).content.decode()
        assert re.search(rf'value="{role}"[^>]* checked', form), role


def test_a_step_that_is_done_is_marked(
    node: Node, browser_of: Callable[..., Client], person: Callable[..., object]
) -> None:
    """An account counts while it is open."""
    administrator, clerk = browser_of("administrator"), person("clerk")
    assert [done for _, _, done in steps(administrator)] == [True, False, False, False]
    clerk.is_active = False
    clerk.save()
    assert [done for _, _, done in steps(administrator)] == [False, False, False, False]


def test_steps_are_for_who_gives_out_accounts(node: Node, browser_of: Callable[..., Client]) -> None:
    """Others have their own work on the first page."""
    assert {role: steps(browser_of(role)) for role in ("clerk", "approver", "viewer", "auditor")} == {
        "clerk": [],
        "approver": [],
        "viewer": [],
        "auditor": [],
    }


def test_nothing_is_told_once_all_is_done(
    partner: tuple[Place, Place], browser_of: Callable[..., Client], person: Callable[..., object]
) -> None:
    """A node with both hands, a partner and a paper has no list of first steps."""
    administrator = browser_of("administrator")
    person("clerk"), person("approver")
    assert [done for _, _, done in steps(administrator)] == [True, True, True, False]
    shared = {"number": "1/BB", "subject": "Biên bản mẫu", "issued-on": "2026-01-15", "nature": "real"}
    paper = Change("put", "document", f"hai-phong-{'p' * 16}", {"shared": shared, "source": {"citation": ["tệp mẫu"]}})
    append(partner[0].node, [paper], idempotency_key="paper")
    assert steps(administrator) == []


def test_a_strange_role_in_the_address_chooses_none(node: Node, browser_of: Callable[..., Client]) -> None:
    """The form begins with the least that a role may."""
    form = browser_of("administrator").get("/quan-tri/nguoi-moi/?vai-tro=king").content.decode()
    assert re.search(r'value="viewer"[^>]* checked', form)
