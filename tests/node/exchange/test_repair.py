"""What a disk spoiled is fetched again from a partner, and the store ends as it was, byte for byte."""

import os

import apsw
import pytest
from two_places import Place, grant

from lienvung.node.backup.collect import collect
from lienvung.node.backup.records import format_record
from lienvung.node.home import load_home
from lienvung.node.repair_home import repair_home
from lienvung.node.stores.sqlite import open_sqlite

ALL = ("attribution", "internal", "shared", "source")
LOG = "(SELECT id FROM log WHERE origin = 'hai-phong/limitation')"
THEIRS = "(SELECT id FROM log WHERE origin = 'quang-ninh/limitation')"


@pytest.fixture
def shared(hai_phong: Place, quang_ninh: Place) -> Place:
    """Each side shares its limitations with the other and holds the other's."""
    hai_phong.agree(
        quang_ninh,
        grant("hai-phong", "quang-ninh", parts=ALL),
        grant("quang-ninh", "hai-phong", parts=ALL),
    )
    hai_phong.write(300)
    quang_ninh.write(280)
    quang_ninh.pull(hai_phong)
    hai_phong.pull(quang_ninh)
    hai_phong.node.store.close()
    return hai_phong


def spoil(place: Place, table: str, column: str, where: str, at: int = 40) -> None:
    db = apsw.Connection(str(place.folder / "node.sqlite"))
    rowid, value = db.execute(f"SELECT rowid, {column} FROM {table} WHERE {where} ORDER BY 1 LIMIT 1").fetchone()
    changed = bytearray(value)
    changed[at] ^= 4
    db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (bytes(changed), rowid))
    db.close()


def content(place: Place) -> list[bytes]:
    """Logs, heads, values and files, as a backup would have them."""
    store = open_sqlite(place.folder / "node.sqlite")
    with store.reading() as reader:
        kept = ("log", "bundles", "leaves", "parts", "heads", "blob", "receipt", "evidence")
        found = [format_record(record) for record in collect(reader) if record.kind in kept]
    store.close()
    return found


def repair(place: Place, partner: Place):
    home = load_home(place.folder)
    return repair_home(home, [partner.name], now=place.clock, random=os.urandom)


@pytest.mark.parametrize(
    ("table", "column", "where"),
    [
        ("bundle", "frame", f"address >> 40 = {LOG}"),
        ("tail", "leaf", f"address >> 40 = {LOG}"),
        ("tile", "hashes", f"address >> 48 = {LOG}"),
        ("part", "parts", f"address >> 40 = {LOG} AND address & 1048575 = 280"),
        ("log", "head", "origin = 'hai-phong/limitation'"),
        ("log", "frontier", "origin = 'hai-phong/limitation'"),
        ("bundle", "frame", f"address >> 40 = {THEIRS}"),
        ("part", "parts", f"address >> 40 = {THEIRS} AND address & 1048575 = 7"),
        ("log", "head", "origin = 'quang-ninh/limitation'"),
    ],
)
def test_what_was_spoiled_comes_back(shared: Place, quang_ninh: Place, table: str, column: str, where: str) -> None:
    """Whichever table was spoiled, ours or of a copy, the repaired store holds the very bytes of before."""
    before = content(shared)
    spoil(shared, table, column, where, at=10 if column == "frontier" else 40)
    report = repair(shared, quang_ninh)
    assert report.before != ()
    assert report.after.findings == []
    assert content(shared) == before
    assert report.kept[0].exists()


def test_spoiled_page_is_repaired(shared: Place, quang_ninh: Place) -> None:
    """A page that SQLite can no longer read is no end: what is on it comes from the partner."""
    before = content(shared)
    path = shared.folder / "node.sqlite"
    db = apsw.Connection(str(path))
    root = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'bundle'").fetchone()[0]
    db.pragma("journal_mode", "DELETE")
    db.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * 4096 : (root - 1) * 4096 + 200] = b"\xff" * 200
    path.write_bytes(bytes(data))
    report = repair(shared, quang_ninh)
    assert report.after.findings == []
    assert content(shared) == before
