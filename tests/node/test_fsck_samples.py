"""500 bits flipped, one at a time, in every table and anywhere in the file: each one is found, none ends the check.

A bit in a value is found where it lies. A bit anywhere in the file is found too, or else nothing that the node holds
has changed: a file has room that means nothing.
"""

import random
import shutil

import apsw
import pytest
from one_node import KEYS, act, commitment, make_node, put, send

from lienvung.core.errors import LienVungError
from lienvung.core.tlog.note import public_bytes
from lienvung.node.backup.collect import collect
from lienvung.node.backup.records import format_record
from lienvung.node.fsck import fsck
from lienvung.node.rebuild import canonical_dump
from lienvung.node.stores.port import REBUILD_DUE
from lienvung.node.stores.rows import PeerState, TransferRow
from lienvung.node.stores.sqlite import open_sqlite

LOG_KEYS = {"hai-phong": public_bytes(KEYS.log)}
IN_VALUES, AT_ONCE, IN_FILE = 400, 50, 100
COLUMNS = {
    "log": ("origin", "node", "register", "size", "frontier", "head", "pending_size", "pending_frontier"),
    "bundle": ("address", "frame"),
    "tail": ("address", "leaf"),
    "tile": ("address", "hashes"),
    "part": ("address", "parts"),
    "blob": ("sha256", "data"),
    "signed_head": ("log", "size", "root", "sum"),
    "cosignature": ("log", "size", "witness", "line", "sum"),
    "receipt": ("idempotency_key", "batch", "entries", "sum"),
    "setting": ("name", "value", "sum"),
    "peer": ("name", "state", "sum"),
    "transfer": ("id", "direction", "partner", "origin", "at", "agreements", "names", "entries", "detail", "sum"),
    "evidence": ("at", "node", "origin", "kind", "notes", "detail", "sum"),
    "entry": ("address", "key", "time", "op", "batch"),
    "definition": ("hash", "register", "version", "own", "document"),
    "link": ("target", "register", "key", "field"),
    "blob_ref": ("sha256", "address", "part"),
    "refused": ("address", "code", "detail"),
    "record_commitment": (
        "_key",
        "_log",
        "_index",
        "_state",
        "_time",
        "_batch",
        "text",
        "deadline_kind",
        "_order_text",
    ),
    "member_commitment": ("field", "value", "record"),
}
WITHOUT_ROWID = {
    "signed_head": ("log", "size"),
    "cosignature": ("log", "size", "witness"),
    "receipt": ("idempotency_key",),
    "setting": ("name",),
    "peer": ("name",),
    "definition": ("hash",),
    "link": ("target", "register", "key", "field"),
    "blob_ref": ("sha256", "address", "part"),
    "member_commitment": ("field", "value", "record"),
}
NAMED_OTHERWISE = {"tail": "bundle", "tile": "tile"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A small node with something in every table, closed, so that all of it is in one file."""
    path = tmp_path_factory.mktemp("sound") / "node.sqlite"
    store = open_sqlite(path)
    node = make_node(store)
    programme = put("programme", title="Chương trình", nature="illustrative", sides=["hai-phong"])
    send(node, programme)
    paper = "ab" * 32
    send(node, *[commitment(f"việc {number}", programmes=[programme.key]) for number in range(270)])
    document = put("document", subject="Công văn", nature="illustrative")
    send(node, document)
    retired = commitment("thôi")
    send(node, retired)
    send(node, act("retire", "commitment", retired.key, reason="Nhập nhầm"))
    with store.writing() as writer:
        writer.add_blob(b"paper" * 50)
        writer.add_cosignature("hai-phong/commitment", 271, "quang-ninh/witness", "— quang-ninh/witness AAAA\n")
        writer.add_transfer(
            TransferRow("t1", "out", "quang-ninh", "hai-phong/commitment", "2026", ("x",), ("shared",), 3, paper)
        )
        writer.add_evidence("2026", "quang-ninh", "quang-ninh/commitment", "fork", (b"one", b"two"), "detail")
        writer.set_peer(PeerState("quang-ninh", b"{}", "http://127.0.0.1:1", "Lan", "2026-11-22T08:00:00Z"))
    store.close()
    db = apsw.Connection(str(path))
    db.pragma("journal_mode", "DELETE")
    db.close()
    return path


def flip_value(path, dice, table, column):
    """Flip one bit of one value; return whether there was one to flip."""
    db = apsw.Connection(str(path))
    keys = WITHOUT_ROWID.get(table, ("rowid",))
    rows = db.execute(f"SELECT {', '.join(keys)}, {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
    if table == "setting":
        rows = [row for row in rows if row[0] != "projections"]
    if not rows:
        db.close()
        return False
    *key, value = dice.choice(rows)
    changed = flipped(value, dice)
    where = " AND ".join(f"{name} = ?" for name in keys)
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (changed, *key))
    db.close()
    return True


def flipped(value, dice):
    if isinstance(value, int):
        return value ^ 1 << dice.randrange(48)
    data = bytearray(value.encode() if isinstance(value, str) else value)
    if not data:
        return b"\x01"
    while True:
        at = dice.randrange(len(data))
        bit = 1 << dice.randrange(8)
        data[at] ^= bit
        if not isinstance(value, str):
            return bytes(data)
        try:
            return data.decode()
        except UnicodeDecodeError:
            data[at] ^= bit


def check(path):
    try:
        store = open_sqlite(path)
    except LienVungError as refusal:
        return [refusal]
    try:
        return fsck(store, LOG_KEYS, make_node(store).catalogue).findings
    except LienVungError as refusal:
        return [refusal]
    finally:
        store.close()


def content(path):
    """Everything the store holds, as a backup and the canonical dump would have it."""
    store = open_sqlite(path)
    try:
        with store.reading() as reader:
            records = [format_record(record) for record in collect(reader)]
            return records, canonical_dump(reader), reader.setting(REBUILD_DUE)
    finally:
        store.close()


def test_sound_store_is_sound(sound, tmp_path):
    """Nothing is found where nothing was flipped."""
    shutil.copy(sound, tmp_path / "node.sqlite")
    assert check(tmp_path / "node.sqlite") == []


@pytest.mark.parametrize("part", range(IN_VALUES // AT_ONCE))
def test_every_flipped_bit_in_a_value_is_found_in_its_table(sound, tmp_path, part):
    """Of 400 bits flipped in values of every table and column, every one is found, and the report names its table."""
    dice = random.Random(20261122 + part)
    places = [(table, column) for table, columns in COLUMNS.items() for column in columns][part % 2 :: 2]
    flips, missed, elsewhere = 0, [], []
    while flips < AT_ONCE:
        table, column = places[flips % len(places)]
        path = tmp_path / "node.sqlite"
        shutil.copy(sound, path)
        try:
            if not flip_value(path, dice, table, column):
                places.remove((table, column))
                continue
        except apsw.ConstraintError:
            continue
        flips += 1
        findings = check(path)
        if not findings:
            missed.append((table, column))
        elif table not in {getattr(each, "table", "") for each in findings} and not about(table, findings):
            elsewhere.append((table, column, str(findings[0])))
    assert missed == []
    assert elsewhere == []


def about(table, findings):
    """Whether a finding under another name is about this table: leaves after the last bundle, and the projections."""
    tables = {getattr(each, "table", "") for each in findings}
    if table in ("tail", "log", "bundle", "tile", "part", "signed_head"):
        return tables & {"bundle", "tail", "tile", "log", "part", "signed_head"}
    return "record" in tables or "store" in tables


def test_every_flipped_bit_in_the_file_is_found_or_means_nothing(sound, tmp_path):
    """Of 100 bits flipped anywhere in the file each is found, or what the node holds is all the same."""
    dice = random.Random(20261123)
    shutil.copy(sound, tmp_path / "node.sqlite")
    before = content(tmp_path / "node.sqlite")
    data = sound.read_bytes()
    missed = []
    for _ in range(IN_FILE):
        at, bit = dice.randrange(len(data)), dice.randrange(8)
        changed = bytearray(data)
        changed[at] ^= 1 << bit
        path = tmp_path / "node.sqlite"
        path.write_bytes(bytes(changed))
        for journal in ("-wal", "-shm"):
            (tmp_path / f"node.sqlite{journal}").unlink(missing_ok=True)
        if not check(path) and content(path) != before:
            missed.append((at // 4096, at % 4096, bit))
    assert missed == []
