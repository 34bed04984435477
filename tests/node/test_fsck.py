"""fsck finds whatever is not as it was signed, and names the table, the log and the index."""

import apsw
import pytest
from one_node import KEYS, commitment, make_node, put, send

from lienvung.core.tlog.note import public_bytes
from lienvung.node.fsck import fsck
from lienvung.node.stores.memory import MemoryStore
from lienvung.node.stores.sqlite import open_sqlite
from lienvung.node.verify import verify_heads

LOG_KEYS = {"hai-phong": public_bytes(KEYS.log)}
ORIGIN = "hai-phong/commitment"


@pytest.fixture
def path(tmp_path):
    """A SQLite store with 600 commitments and a paper."""
    store = open_sqlite(tmp_path / "node.sqlite")
    node = make_node(store)
    send(node, *[commitment(f"việc {number}") for number in range(599)])
    send(node, put("document", subject="Công văn", nature="illustrative"))
    with store.writing() as writer:
        writer.add_blob(b"paper" * 100)
    store.close()
    return tmp_path / "node.sqlite"


def flip(path, query, *values, at=40):
    """Flip one bit of one value in the file."""
    db = apsw.Connection(str(path))
    table, column = query.split(".")
    address, value = db.execute(f"SELECT rowid, {column} FROM {table} {values[0] if values else ''}").fetchone()
    changed = bytearray(value)
    changed[at] ^= 1
    db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (bytes(changed), address))
    db.close()


def check(path, **given):
    store = open_sqlite(path)
    try:
        return fsck(store, LOG_KEYS, make_node(store).catalogue, **given)
    finally:
        store.close()


def test_sound_store_has_no_findings(path):
    """Every honest store is sound, and the report says how much was checked."""
    report = check(path)
    assert (report.sound, report.logs, report.entries, report.blobs) == (True, 2, 602, 1)


def test_sound_memory_store_has_no_findings():
    """The same check passes on another kind of store."""
    node = make_node(MemoryStore())
    send(node, *[commitment(f"việc {number}") for number in range(300)])
    assert fsck(node.store, LOG_KEYS, node.catalogue).findings == []


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("at", [4, 200, -9])
def test_flipped_bit_in_a_bundle_is_named(path, number, at):
    """A bit flipped in a stored bundle is reported in the bundle and log it is in."""
    flip(path, "bundle.frame", f"WHERE address & 255 = {number}", at=at)
    report = check(path)
    assert {(f.table, f.origin) for f in report.findings} == {("bundle", ORIGIN)}
    assert all(number * 256 <= f.index < number * 256 + 256 for f in report.findings)


def test_rewritten_leaf_is_named_by_its_index(path):
    """One leaf rewritten inside a bundle is named by its index."""
    from lienvung.core.tlog.tile import parse_entry_bundle
    from lienvung.node.stores.bundles import pack_bundle, unpack_bundle

    db = apsw.Connection(str(path))
    address, frame = db.execute("SELECT address, frame FROM bundle ORDER BY address DESC LIMIT 1").fetchone()
    entries = parse_entry_bundle(unpack_bundle(frame))
    entries[7] = entries[7].replace(b'"op":"put"', b'"op":"retire"')
    db.execute("UPDATE bundle SET frame = ? WHERE address = ?", (pack_bundle(entries), address))
    db.close()
    assert [(f.table, f.index, f.code) for f in check(path).findings] == [("bundle", 256 + 7, "leaf-damaged")]


@pytest.mark.parametrize(("level", "n"), [(0, 0), (0, 1), (1, 0)])
def test_flipped_bit_in_a_tile_is_named(path, level, n):
    """A bit flipped in a hash tile is reported as that tile, and the leaves below it are not blamed."""
    flip(path, "tile.hashes", f"WHERE (address >> 40 & 255) = {level} AND (address & 1048575) = {n}")
    findings = check(path).findings
    assert [(f.table, f.index, f.code, f.detail) for f in findings] == [("tile", n, "tile-damaged", f"level {level}")]


def test_flipped_bit_in_the_tail_is_found(path):
    """A leaf after the last full bundle has no tile yet: the root tells that the log is not the signed one."""
    flip(path, "tail.leaf", "WHERE address & 1048575 = 550")
    findings = check(path).findings
    assert {f.origin for f in findings} == {ORIGIN}
    assert any(f.code in ("entry-invalid", "root-differs") for f in findings)


@pytest.mark.parametrize("at", [0, 3, 14, 40, -2])
def test_flipped_bit_in_a_part_is_named(path, at):
    """A bit flipped anywhere in an entry's parts is reported at that entry."""
    flip(path, "part.parts", "WHERE address & 1048575 = 300", at=at)
    findings = check(path).findings
    assert {(f.table, f.origin, f.index) for f in findings} == {("part", ORIGIN, 300)}


@pytest.mark.parametrize("at", [3, 30, -3])
def test_flipped_bit_in_a_head_is_named(path, at):
    """A bit flipped in a signed head is reported as that log's head."""
    flip(path, "log.head", f"WHERE origin = '{ORIGIN}'", at=at)
    findings = check(path).findings
    assert [(f.table, f.origin, f.code) for f in findings] == [("log", ORIGIN, "head-damaged")]


def test_flipped_bit_in_a_blob_is_named(path):
    """A bit flipped in a kept file is reported by the hash it should have."""
    flip(path, "blob.data")
    assert [(f.table, f.code) for f in check(path).findings] == [("blob", "blob-damaged")]


def test_damaged_frontier_and_memory_of_signing_are_named(path):
    """What the node remembers of its own tree is checked against the bytes too."""
    flip(path, "log.frontier", f"WHERE origin = '{ORIGIN}'", at=5)
    assert "frontier-damaged" in {f.code for f in check(path).findings}


def test_edited_table_is_found(path):
    """A figure changed in a register table behind the node's back differs from a fresh projection."""
    db = apsw.Connection(str(path))
    db.execute("UPDATE record_commitment SET deadline_kind = 'recurring' WHERE _index = 17")
    db.close()
    findings = check(path).findings
    assert {(f.table, f.code) for f in findings} == {("record", "projection-differs")}
    assert len(findings) == 2
    assert len(check(path).findings) == 2, "the check itself must not repair anything"


def test_wrong_key_is_found(path):
    """A log whose head was signed by another key than the node's is not vouched for."""
    store = open_sqlite(path)
    report = fsck(store, {"hai-phong": bytes(32)})
    store.close()
    assert {f.code for f in report.findings} == {"head-damaged"}
    store = open_sqlite(path)
    assert {f.code for f in fsck(store, {}).findings} == {"key-unknown"}
    store.close()


def test_heads_are_verified_without_reading_every_leaf(path):
    """The quick check passes on a sound store and names the log whose head or key is wrong."""
    store = open_sqlite(path)
    with store.reading() as reader:
        assert [(c.origin, c.size, c.fault) for c in verify_heads(reader, LOG_KEYS, {})] == [
            ("hai-phong/commitment", 600, None),
            ("hai-phong/document", 2, None),
        ]
        assert all(c.fault is not None for c in verify_heads(reader, {"hai-phong": bytes(32)}, {}))
        assert all(c.fault is not None for c in verify_heads(reader, {}, {}))
    store.close()


def test_damaged_pages_are_a_finding(path):
    """A store whose pages are overwritten is reported as damaged instead of crashing the check."""
    data = bytearray(path.read_bytes())
    data[8192:12288] = b"\xff" * 4096
    path.write_bytes(bytes(data))
    assert not check(path).sound
