"""Two nodes on disk that agreed, made once and copied for each test."""

import os
import random
import shutil
from datetime import date
from pathlib import Path

from lienvung.catalogue.load import load_catalogue
from lienvung.core.agreement.terms import Grant, Party, Terms, format_terms, terms_hash
from lienvung.node.agreements import accept_agreement, propose_agreement
from lienvung.node.append import append
from lienvung.node.contact import add_contact, own_document, own_node_json
from lienvung.node.introduction import introduce_node
from lienvung.node.node import Node
from lienvung.node.signing import adopt_installation
from lienvung.node.stores.sqlite import open_sqlite
from tests.faults.actors import ATTRIBUTION, batch, keys_of, pull_between, yesterday

PAIR = ("hai-phong", "quang-ninh")


def lay(folder: Path, entries: int = 300) -> Path:
    """Make both stores in the folder: contacts of each other, an agreement in force, entries that wait to be pulled."""
    folder.mkdir()
    here, there = (_node(folder, name) for name in PAIR)
    for node in (here, there):
        introduce_node(node, title=node.name, address=f"http://{node.name}.example", attribution=ATTRIBUTION)
    for one, other in ((here, there), (there, here)):
        with other.store.reading() as reader:
            document, own = own_node_json(reader), own_document(reader)
        assert document is not None
        assert own is not None
        add_contact(one, document, fingerprint=own.fingerprint, approved_by="Trần Văn Bình")
    _agree(here, there)
    append(there, batch(there, "sẵn có", entries), idempotency_key="sẵn có")
    for node in (here, there):
        node.store.close()
    return folder


def copy(ground: Path, folder: Path) -> Path:
    """Copy both stores for one run, and let the copies be the installations that sign from now on."""
    shutil.copytree(ground, folder)
    for name in PAIR:
        node = _node(folder, name)
        adopt_installation(node)
        node.store.close()
    return folder


def _node(folder: Path, name: str) -> Node:
    dice = random.Random(name + str(os.getpid()))
    return Node(
        name, open_sqlite(folder / f"{name}.sqlite"), keys_of(name), load_catalogue(), yesterday, dice.randbytes
    )


def _agree(here: Node, there: Node) -> None:
    with here.store.reading() as reader:
        mine, theirs = own_document(reader), reader.peer("quang-ninh")
    assert mine is not None
    assert theirs is not None
    with there.store.reading() as reader:
        other = own_document(reader)
    assert other is not None
    grants = tuple(
        Grant(there.name, here.name, register, ("attribution", "shared"), "Theo dõi", date(2026, 1, 1))
        for register in ("escalation", "limitation")
    )
    parties = (Party(here.name, mine.fingerprint), Party(there.name, other.fingerprint))
    terms = Terms("Thỏa thuận thử", parties, "Chương trình hợp tác", (), None, grants)
    propose_agreement(there, terms, attribution=ATTRIBUTION, idempotency_key="đề nghị")
    accept = terms_hash(format_terms(terms))
    _learn(here, there)
    accept_agreement(here, accept, attribution=ATTRIBUTION, idempotency_key="chấp nhận")
    _learn(there, here)


def _learn(taker: Node, giver: Node) -> None:
    assert not pull_between(taker, giver).troubles
