"""A backup of one kind of store, restored into the other and back."""

from contextlib import closing

import pytest
from one_node import CATALOGUE, KEYS, PERSON, Clock, act, commitment, make_node, put, send

from lienvung.core.tlog.checkpoint import parse_checkpoint
from lienvung.core.tlog.note import Verifier, open_note, public_bytes
from lienvung.node.append import append
from lienvung.node.backup.collect import collect
from lienvung.node.backup.create import create_backup
from lienvung.node.backup.restore import restore_store
from lienvung.node.errors import RestoredUnchecked
from lienvung.node.guard import GUARD, INSTALLATION
from lienvung.node.home import Home
from lienvung.node.home_settings import Settings
from lienvung.node.rebuild import canonical_dump
from lienvung.node.stores.sqlite import open_sqlite

REGISTERS = {**CATALOGUE, "person": PERSON}
SECRET = "một câu dài chỉ hai người biết"
CLOCK = Clock()


def open_head(origin, note, document):
    return parse_checkpoint(open_note(note, [Verifier(origin, public_bytes(KEYS.log))]).text)


def everything(store):
    """Everything that a store holds, but where it lies and whether it was compared with partners."""
    with store.reading() as reader:
        records = [each for each in collect(reader) if each.facts.get("name") not in (INSTALLATION, GUARD)]
        return records, canonical_dump(reader)


def test_backup_goes_to_the_server_and_back(tmp_path, postgres_server):
    """A file's backup restored on a server, and the server's in a file: all is equal, and no one signs."""
    (tmp_path / "settings.toml").write_text('name = "hai-phong"\n')
    home = Home(tmp_path, Settings("hai-phong", "Hải Phòng", "http://127.0.0.1:1", "127.0.0.1:1"))

    def carry(source, target, folder):
        made = create_backup(make_node(source, now=CLOCK), home, tmp_path / folder, SECRET, open_head)
        restore_store(target, [made.path], SECRET, name="hai-phong", catalogue=REGISTERS, now=CLOCK)
        return target

    with (
        closing(open_sqlite(tmp_path / "first.sqlite")) as first,
        closing(postgres_server.open()) as server,
        closing(open_sqlite(tmp_path / "second.sqlite")) as second,
    ):
        node = make_node(first, now=CLOCK)
        send(node, *[commitment(f"Việc {number}") for number in range(600)])
        person = put("person", role="Cán bộ", phone="0900000000")
        send(node, person)
        send(node, act("erase", "person", person.key, parts=["personal"], ground="Theo yêu cầu"))
        before = everything(first)
        assert everything(carry(first, server, "one")) == before
        with pytest.raises(RestoredUnchecked):
            append(make_node(server, now=CLOCK), [commitment("chưa được")], idempotency_key="x")
        assert everything(carry(server, second, "two")) == before
