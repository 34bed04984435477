"""Contacts: whose keys are pinned, and when a document is refused."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.node.contact import (
    ContactIsSelf,
    ContactOutdated,
    ContactRootChanged,
    ContactUnknown,
    FingerprintMismatch,
    add_contact,
    contact,
    contacts,
    own_document,
    read_contact,
)
from lienvung.node.home import create_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.introduction import RootKeyMissing, introduce_node, spoken
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from lienvung.node.stores.rows import Query

Make = Callable[[str], Node]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a node by name."""

    def make(name: str) -> Node:
        settings = Settings(name, name.title(), f"https://{name}.example", "127.0.0.1:8101")
        home = create_home(tmp_path / secrets.token_hex(4), settings, NodeKeys.generate(), secrets.token_bytes)
        return open_node(home, now=lambda: datetime(2026, 11, 22, tzinfo=UTC), random=secrets.token_bytes)

    return make


def introduce(node: Node, address: str = "") -> bytes:
    return introduce_node(
        node, title="Thành phố", address=address or f"https://{node.name}.example", attribution={"entered-by": "Lan"}
    )


def fingerprint(document: bytes) -> str:
    return read_contact(document).fingerprint


def test_an_approved_contact_is_known_by_its_keys(make: Make) -> None:
    """After the fingerprint was compared the contact's keys and address are those of its document."""
    here, there = make("hai-phong"), make("quang-ninh")
    document = introduce(there)
    added = add_contact(here, document, fingerprint=fingerprint(document), approved_by="Bình")
    with here.store.reading() as reader:
        assert contacts(reader) == {"quang-ninh": added}
        assert contact(reader, "quang-ninh").address == "https://quang-ninh.example"
        with pytest.raises(ContactUnknown):
            contact(reader, "bac-ninh")


def test_the_fingerprint_may_be_typed_as_it_was_spoken(make: Make) -> None:
    """Groups of four and capital letters are forgiven."""
    here, document = make("hai-phong"), introduce(make("quang-ninh"))
    add_contact(here, document, fingerprint=spoken(document).upper(), approved_by="Bình")


def test_another_fingerprint_is_refused(make: Make) -> None:
    """One wrong digit and nothing is pinned."""
    here, document = make("hai-phong"), introduce(make("quang-ninh"))
    heard = fingerprint(document)[:-1] + ("0" if fingerprint(document)[-1] != "0" else "1")
    with pytest.raises(FingerprintMismatch):
        add_contact(here, document, fingerprint=heard, approved_by="Bình")
    with here.store.reading() as reader:
        assert contacts(reader) == {}


def test_a_tampered_document_is_refused(make: Make) -> None:
    """A node document that its root key did not sign introduces nobody."""
    here, document = make("hai-phong"), introduce(make("quang-ninh"))
    with pytest.raises(NodeDocumentInvalid):
        add_contact(here, document.replace(b".example", b".exampel"), fingerprint="", approved_by="Bình")


def test_a_node_is_no_contact_of_itself(make: Make) -> None:
    """One's own document is refused."""
    here = make("hai-phong")
    document = introduce(here)
    with pytest.raises(ContactIsSelf):
        add_contact(here, document, fingerprint=fingerprint(document), approved_by="Bình")


def test_a_name_under_another_root_is_refused(make: Make) -> None:
    """A second node with the name of a contact cannot take its place."""
    here, first, second = make("hai-phong"), introduce(make("quang-ninh")), introduce(make("quang-ninh"))
    add_contact(here, first, fingerprint=fingerprint(first), approved_by="Bình")
    with pytest.raises(ContactRootChanged):
        add_contact(here, second, fingerprint=fingerprint(second), approved_by="Bình")


def test_a_newer_document_moves_the_contact_and_an_older_one_does_not(make: Make) -> None:
    """A new address signed by the same root is taken; going back to the old version is refused."""
    here, there = make("hai-phong"), make("quang-ninh")
    old = introduce(there)
    new = introduce(there, "https://moved.example")
    for document in (old, new):
        add_contact(here, document, fingerprint=fingerprint(document), approved_by="Bình")
    with here.store.reading() as reader:
        assert contact(reader, "quang-ninh").address == "https://moved.example"
    with pytest.raises(ContactOutdated):
        add_contact(here, old, fingerprint=fingerprint(old), approved_by="Bình")


def test_an_introduction_stands_in_the_own_log_once(make: Make) -> None:
    """Introducing again is a new version of one record, and node.json is the newest."""
    here = make("hai-phong")
    introduce(here)
    document = introduce(here, "https://moved.example")
    with here.store.reading() as reader:
        (record,) = reader.find("node", Query()).records
        own = own_document(reader)
    assert record.values["node-json"] == document.decode()
    assert own is not None
    assert (own.version, own.address) == (2, "https://moved.example")


def test_without_the_root_key_there_is_no_introduction(make: Make) -> None:
    """A root key kept off line must be brought for it."""
    here = make("hai-phong")
    assert here.keys is not None
    with pytest.raises(RootKeyMissing):
        introduce(replace(here, keys=replace(here.keys, root=None)))
