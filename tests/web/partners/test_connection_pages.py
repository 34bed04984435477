"""Kết nối in pages: a trial in words, what was given and why, evidence, stopped logs, changes of a contact."""

import csv
import io
from dataclasses import replace

import pytest
from django.urls import reverse
from tests.faces import TODAY
from tests.node.exchange.two_places import grant

from lienvung.core.agreement.contact import format_node_json, succeed
from lienvung.core.agreement.keys import sign_keys
from lienvung.node.contact import contact, own_node_json, read_contact, take_newer
from lienvung.node.exchange.evidence import Evidence
from lienvung.node.exchange.stopping import is_stopped, keep_evidence
from lienvung.office.models import Decision


def shared(here, there) -> None:
    """Let the other side give us two records under an agreement, and take one of ours."""
    here.agree(there, grant("quang-ninh", "hai-phong"), grant("hai-phong", "quang-ninh"))
    there.write(2)
    here.write(1)
    here.pull(there)
    there.pull(here)


def test_a_trial_says_every_step_in_words(partner, browser_of):
    """All six pass; no code, no number without its unit."""
    for place in partner:
        place.clock.at = TODAY
    html = browser_of("clerk").post(reverse("partners:trial", args=["quang-ninh"])).content.decode()
    assert html.count('class="status done-on-time"') == 6
    assert "Mọi bước đều qua" in html
    assert "mili giây" in html


def test_a_trial_that_fails_says_why_and_what_was_not_tried(partner, browser_of):
    """The first step fails in words; the others say that they were not reached."""
    _here, there = partner
    there.server.shutdown()
    there.server.server_close()
    html = browser_of("clerk").post(reverse("partners:trial", args=["quang-ninh"])).content.decode()
    assert html.count('class="status open-overdue"') == 1
    assert html.count("chưa thử, vì bước trước không qua") == 5
    assert "partner-unreachable" not in html


def test_what_was_given_is_grouped_by_agreement_and_purpose(partner, browser_of):
    """Each way its row, under the title of the agreement and the purpose of the grant."""
    here, there = partner
    shared(here, there)
    html = browser_of("viewer").get(reverse("partners:ledger")).content.decode()
    assert "Thỏa thuận thử" in html
    assert "Theo dõi chương trình hợp tác" in html
    assert "thư từ giữa hai nút" in html
    assert "cho đi" in html
    assert "nhận về" in html


def test_the_ledger_downloads_as_a_table(partner, browser_of):
    """One line a transfer, with its ground and purpose; of one partner when asked."""
    here, there = partner
    shared(here, there)
    viewer = browser_of("viewer")
    file = b"".join(viewer.get(reverse("partners:ledger-csv"), {"ben": "quang-ninh"}).streaming_content).decode()
    rows = list(csv.reader(io.StringIO(file.removeprefix("\ufeff"))))
    with here.node.store.reading() as reader:
        assert len(rows) == 1 + len(reader.transfers("quang-ninh"))
    assert any("Thỏa thuận thử" in row and "Theo dõi chương trình hợp tác" in row for row in rows)
    assert viewer.get(reverse("partners:ledger"), {"ben": "nobody"}).status_code == 404


def stop(here, there) -> str:
    """Stop a log of the partner's as a fork does; return its origin."""
    origin = "quang-ninh/node"
    with here.node.store.reading() as reader:
        accused, head = contact(reader, "quang-ninh"), reader.log(origin).head
    keep_evidence(here.node, accused, Evidence("fork", origin, head, head, b"\0" * 32))
    return origin


def test_evidence_downloads_and_a_stopped_log_takes_two_to_go_on(partner, browser_of):
    """The file is the one that was kept; a reason is needed; the log goes on with the second person's yes."""
    here, there = partner
    origin = stop(here, there)
    clerk, approver = browser_of("clerk"), browser_of("approver")
    with here.node.store.reading() as reader:
        (row,) = reader.evidence()
    html = clerk.get("/ket-noi/").content.decode()
    assert reverse("partners:evidence-file", args=[row.id]) in html
    assert clerk.get(reverse("partners:evidence-file", args=[row.id])).content.decode() == row.detail
    resume = reverse("partners:resume", args=[row.id])
    clerk.post(resume, {"reason": " "})
    assert not Decision.objects.exists()
    waiting = clerk.post(resume, {"reason": "Máy cũ đã tắt hẳn"}).headers["Location"]
    with here.node.store.reading() as reader:
        assert is_stopped(reader, origin)
    approver.post(waiting, {"action": "approve"})
    with here.node.store.reading() as reader:
        assert not is_stopped(reader, origin)
    page = clerk.get(reverse("partners:contact", args=["quang-ninh"])).content.decode()
    assert "Sổ đã dừng rồi nhận tiếp" in page
    assert "Máy cũ đã tắt hẳn" in page


def test_agreements_and_days_left_stand_with_the_partner(partner, browser_of):
    """The page of connections says what is agreed with whom, and that an end comes near."""
    here, there = partner
    here.agree(there, grant("quang-ninh", "hai-phong"))
    html = browser_of("viewer").get("/ket-noi/").content.decode()
    assert "Thỏa thuận thử" in html
    assert "1 thỏa thuận" in html
    assert 'class="link fresh"' in html


@pytest.fixture
def moved(partner):
    """The partner published another address, signed by its root, and our node has seen it."""
    here, there = partner
    with there.node.store.reading() as reader:
        document = read_contact(own_node_json(reader)).document
    keys = replace(document.keys, version=document.keys.version + 1, address="https://moi.example")
    newer = succeed(document, sign_keys(keys, there.node.keys.root))
    assert take_newer(here.node, format_node_json(newer)) == "waiting"
    return here


def test_a_new_address_waits_for_two_people(moved, browser_of):
    """Until then the old address is used; the page shows both."""
    clerk, approver = browser_of("clerk"), browser_of("approver")
    page = reverse("partners:contact", args=["quang-ninh"])
    html = clerk.get(page).content.decode()
    assert "https://moi.example" in html
    waiting = clerk.post(reverse("partners:take-offer", args=["quang-ninh"])).headers["Location"]
    assert "Địa chỉ mới" in approver.get(waiting).content.decode()
    with moved.node.store.reading() as reader:
        assert contact(reader, "quang-ninh").address != "https://moi.example"
    approver.post(waiting, {"action": "approve"})
    with moved.node.store.reading() as reader:
        assert contact(reader, "quang-ninh").address == "https://moi.example"
    assert "Trong lúc chờ" not in clerk.get(page).content.decode()
