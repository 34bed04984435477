"""Steps that many tests take with the pages of a register: fill in, send, approve, look."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.test import Client
from lxml import html

from lienvung.core.register.record import Record
from lienvung.node.node import Node
from lienvung.node.stores.port import Query

OPEN = {"v-name": "Bến Bính", "v-stage": "open", "v-opened-on": "30/5/2019"}


def send(browser: Client, address: str, filled: Mapping[str, Any]) -> str:
    """Send a form and return the page to which it led: the submission that waits."""
    answer = browser.post(address, filled)
    assert answer.status_code == 302, errors_of(answer.content.decode())
    return str(answer["Location"])


def approve(browser: Client, submission: str) -> None:
    """Approve a submission as its page shows it."""
    page = browser.get(submission).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen, page
    browser.post(submission, {"action": "approve", "seen": seen[1]})
    assert "Đã ghi vào sổ" in browser.get(submission).content.decode()


def write(clerk: Client, approver: Client, node: Node, **filled: Any) -> str:
    """Write a new pier through form and approval; return its key."""
    before = {record.key for record in piers(node)}
    approve(approver, send(clerk, "/so/pier/moi/", {**OPEN, **filled}))
    return next(record.key for record in piers(node) if record.key not in before)


def piers(node: Node) -> list[Record]:
    """Return every pier that stands."""
    with node.store.reading() as reader:
        return list(reader.find("pier", Query(limit=1000)).records)


def pier(node: Node, key: str) -> Record:
    """Return one pier."""
    with node.store.reading() as reader:
        found = reader.record("pier", key)
    assert found is not None
    return found


def errors_of(page: str) -> list[str]:
    """Return what the summary of a form complains of."""
    summary = re.search(r'class="error-summary".*?</ul>', page, re.S)
    return (
        [unescape(re.sub(r"<[^>]+>", "", line)).strip() for line in re.findall(r"<li>.*?</li>", summary[0])]
        if summary
        else []
    )


def shown_words(browser: Client, address: str) -> dict[str, Any]:
    """Return what a browser would send if the form that it shows were sent back untouched."""
    form = html.fromstring(browser.get(address).content).xpath("//form[contains(@class, 'record-form')]")[0]
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        # What lxml calls "on" is a box whose value is empty: "không chọn".
        sent.setdefault(name, []).append("" if value == "on" else value)
    return {name: values for name, values in sent.items() if name != "lan-gui"}
