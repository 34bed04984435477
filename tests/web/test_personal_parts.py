"""Who reads the values of personal parts: clerk and approver, and nobody else, by whatever door."""

import hashlib

import pytest
from django.test import Client

from lienvung.node.append import Change, append
from lienvung.node.introduction import introduce_node
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import BlobRef, Query
from lienvung.office.eyes import Veiled, look_as, veil, visible_values
from lienvung.office.roles import Role
from lienvung.office.services.drafts import draft_edit, draft_propose

KEY, PUBLIC_KEY = "hai-phong-" + "p" * 16, "hai-phong-" + "q" * 16
NAME, OTHER_NAME, PHONE = "Trịnh Khắc Uyên", "Mai Khắc Uy", "0912 345 678"
FILE = b"a letter that only a personal part names"
SHA = hashlib.sha256(FILE).hexdigest()
MAY_READ = {"clerk", "approver"}
# Every address that shows the record or a list it stands in.
ADDRESSES = (
    f"/so/organisation/{KEY}/",
    "/so/organisation/",
    "/so/organisation.csv",
    f"/so/organisation/{KEY}/giay-chung-nhan/",
    "/thay-doi/",
    f"/api/v1/registers/organisation/records/{KEY}",
    "/api/v1/registers/organisation/records",
    f"/api/v1/registers/organisation/records/{KEY}/history",
)
SHOW_VALUES = {*ADDRESSES} - {"/so/organisation/", f"/so/organisation/{KEY}/giay-chung-nhan/"}


@pytest.fixture
def organisations(node: Node) -> Node:
    """Two organisations with a contact person each; the first person's name was corrected once."""
    introduce_node(node, title="Hải Phòng", address="http://127.0.0.1:8101", attribution={"entered-by": "Mẫu"})
    names = ((KEY, "Sở Du lịch", "Trịnh Khắc Uyen"), (KEY, "Sở Du lịch", NAME), (PUBLIC_KEY, "Sở Y tế", OTHER_NAME))
    for step, (key, title, name) in enumerate(names):
        item = {
            "shared": {"name": title, "side": "hai-phong"},
            "personal": {"contact-name": name, "contact-phone": PHONE},
            "attribution": {"entered-by": "Phạm Thu Trang"},
        }
        append(node, [Change("put", "organisation", key, item)], idempotency_key=f"organisation {step}")
    return node


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.getvalue().decode()


@pytest.mark.parametrize("role", Role)
def test_personal_values_reach_only_who_needs_them(organisations, browser_of, role):
    """On pages, in the table as a file and in the interface for programmes, history included."""
    browser = browser_of(role)
    for address in ADDRESSES:
        said = read(browser, address)
        assert "Sở Du lịch" in said or address.endswith("/history") or address == "/thay-doi/", address
        shown = NAME in said or PHONE in said or "Trịnh Khắc Uyen" in said
        assert shown == (role in MAY_READ and address in SHOW_VALUES), (role, address)


@pytest.mark.parametrize("role", Role)
def test_nobody_finds_by_asking_what_they_may_not_read(organisations, browser_of, role):
    """A filter by a personal field matches nothing, and an order by one is no order."""
    browser, may = browser_of(role), role in MAY_READ
    records = "/api/v1/registers/organisation/records"
    assert (browser.get(records, {"contact-phone": PHONE}).json()["total"] == 2) == may
    assert ("Sở Du lịch" in read(browser, f"/so/organisation/?contact-name={NAME}")) == may
    assert ("Sở Du lịch" in read(browser, f"/so/organisation.csv?contact-name={NAME}")) == may
    up, down = (
        [record["key"] for record in browser.get(records, {"sort": order}).json()["records"]]
        for order in ("contact-name", "-contact-name")
    )
    assert (up == down[::-1]) == may
    assert (up == down) == (not may)


def test_the_trail_keeps_no_personal_value(organisations, browser_of):
    """Who oversees reads that a file was narrowed by a personal field, not by which value: a trail is not erased."""
    clerk = browser_of("clerk")
    assert "Sở Du lịch" in read(clerk, f"/so/organisation.csv?contact-phone={PHONE}&side=hai-phong")
    kept = read(browser_of("auditor"), "/quan-tri/nhat-ky.csv?viec=register-export")
    assert "contact-phone" in kept
    assert PHONE not in kept
    assert "hai-phong" in kept


def test_the_trail_of_a_draft_keeps_no_personal_value(node, browser_of):
    """What was corrected before it was confirmed is told by its field where it is personal, and else by its value."""
    clerk = browser_of("clerk")
    said = {"name": "Sở Du lịch", "side": "hai-phong", "contact-name": OTHER_NAME}
    draft = draft_propose(user=clerk.person, register="organisation", values=said, origin="form")
    corrected = {"name": "Sở Y tế", "contact-name": NAME}
    draft_edit(user=clerk.person, draft_id=draft.id, revision=draft.revision, values=corrected)
    kept = read(browser_of("auditor"), "/quan-tri/nhat-ky.csv?viec=draft-edit")
    assert "contact-name" in kept
    assert "Sở Y tế" in kept
    assert NAME not in kept
    assert OTHER_NAME not in kept


@pytest.mark.parametrize("role", Role)
def test_a_file_that_only_a_personal_part_names_is_not_there_for_others(organisations, browser_of, role):
    """Who may read the part gets the file; for others no such file exists."""
    with organisations.store.writing() as writer:
        writer.add_blob(FILE)
        writer.add_blob_refs([(SHA, BlobRef("hai-phong/organisation", 2, "personal"))])
    answer = browser_of(role).get(f"/tep/{SHA}")
    assert answer.status_code == (200 if role in MAY_READ else 404)


@pytest.mark.parametrize("role", Role)
def test_a_certificate_shows_a_personal_part_to_the_approver_alone(organisations, browser_of, role):
    """Handing personal values on, on paper, is the approver's duty; others are refused."""
    answer = browser_of(role).get(f"/so/organisation/{KEY}/giay-chung-nhan/?phan=personal")
    assert (answer.status_code, NAME in answer.content.decode()) == (
        (200, True) if role == "approver" else (403, False)
    )


@pytest.mark.parametrize("role", Role)
def test_the_page_says_that_there_is_something_and_who_reads_it(organisations, browser_of, role):
    """The part is named on the record's page, so that nobody takes it for empty."""
    said = read(browser_of(role), f"/so/organisation/{KEY}/")
    assert ("chỉ chuyên viên và người duyệt đọc được" in said) == (role not in MAY_READ)


def test_an_answer_that_flows_after_the_gate_is_judged_by_the_same_eyes(organisations, browser_of):
    """A table that is sent line by line is read by whoever asked, also when somebody else asked before."""
    clerk, viewer = browser_of("clerk"), browser_of("viewer")
    assert PHONE in read(clerk, "/so/organisation.csv")
    assert PHONE not in read(viewer, "/so/organisation.csv")
    assert PHONE in read(clerk, "/so/organisation.csv")


def test_behind_the_veil_there_is_no_value_and_no_salt(organisations):
    """Parts, records, versions, matches and counts: nothing of a personal part comes through."""
    with organisations.store.reading() as reader:
        veiled = veil(reader)
        rows = list(veiled.parts("hai-phong/organisation", 0, 9))
        rows.append(veiled.part("hai-phong/organisation", 2, "personal"))
        personal = [row for row in rows if row.name == "personal" and row.state != "unavailable"]
        assert personal
        assert all((row.state, row.salt, row.body) == ("withheld", b"", b"") for row in personal)
        assert veiled.count("organisation", {"contact-phone": PHONE}) == 0
        assert veiled.count("organisation", {"side": "hai-phong"}) == 2
        assert veiled.record("organisation", KEY).parts["personal"] == "hidden"
        assert PHONE not in str([veiled.history("organisation", KEY), veiled.find("organisation", Query())])


def test_every_way_of_reading_is_judged():
    """A method that the port gains later is not there behind the veil before somebody has judged it."""
    port = {name for name in dir(Reader) if not name.startswith("_")}
    judged = Veiled.AS_THEY_ARE | {name for name in vars(Veiled) if not name.startswith("_")}
    not_for_pages = {"table", "lists", "damage", "blobs", "named_blobs", "receipts", "settings", "packed_parts"}
    assert port - judged == not_for_pages
    with pytest.raises(AttributeError):
        veil(None).table("organisation")  # type: ignore[arg-type]


def test_a_draft_is_seen_by_the_same_rule(node):
    """What waits for approval shows its personal values to the same people."""
    definition, values = node.catalogue["organisation"], {"name": "Sở Du lịch", "contact-phone": PHONE}
    look_as("auditor")
    assert visible_values(definition, values) == {"name": "Sở Du lịch"}
    look_as("approver")
    assert visible_values(definition, values) == values
    look_as(None)
    assert visible_values(definition, values) == {"name": "Sở Du lịch"}
