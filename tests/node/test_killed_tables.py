"""kill -9 while tables are made again or written for other programmes: the old ones stand until the new ones do."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import apsw
import pytest
from one_node import commitment, fresh_key, make_node, put, send

from lienvung.core.tlog.note import public_bytes
from lienvung.node.fsck import fsck
from lienvung.node.node import Node
from lienvung.node.rebuild import canonical_dump, rebuild
from lienvung.node.signing import publish
from lienvung.node.stores.sqlite import open_sqlite
from lienvung.node.tables.geopackage import write_tables
from lienvung.spatial.sovereignty import may_be_drawn

HERE = Path(__file__).parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1] / "src")])}
LIVES, RECORDS = 8, 600


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A store with two registers and something of every kind of entry."""
    path = tmp_path / "node.sqlite"
    node = make_node(open_sqlite(path))
    keys = [fresh_key() for _ in range(RECORDS)]
    send(node, *(commitment(f"Việc {place} ở Hạ Long", key) for place, key in enumerate(keys)))
    send(node, put("person", role="trưởng phòng", phone="09"))
    send(node, *(commitment(f"Việc {place}, sửa", key) for place, key in enumerate(keys[::3])))
    publish(node)
    node.store.close()
    return path


def killed(path: Path, to: Path, seconds: float) -> list[str]:
    """Let the tables be made for a while, kill the process, and return what it said it had done."""
    worker = subprocess.Popen(
        [sys.executable, str(HERE / "tables_for_ever.py"), str(path), str(to)],
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
        text=True,
        start_new_session=True,
    )
    assert worker.stdout is not None
    said = [worker.stdout.readline()]
    time.sleep(seconds)
    worker.send_signal(signal.SIGKILL)
    said += worker.stdout.read().splitlines()
    worker.wait(10)
    assert nobody_left(worker.pid)
    return said


def nobody_left(session: int) -> bool:
    """Tell whether the process that was asked for shapes ends with the one that asked."""
    for _ in range(100):
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def dump(node: Node) -> bytes:
    """Return everything that is projected."""
    with node.store.reading() as reader:
        return canonical_dump(reader)


def test_killed_while_tables_are_made_again(filled: Path, tmp_path: Path) -> None:
    """The node opens without a step by hand, holds the tables it held, and nothing is amiss; so does the file."""
    to, dice = tmp_path / "tables.gpkg", random.Random(20261122)
    node = make_node(open_sqlite(filled))
    before = dump(node)
    write_tables(node.store, to, "2026-11-22T08:00:00Z", draws=may_be_drawn)
    node.store.close()
    for _ in range(LIVES):
        assert killed(filled, to, dice.uniform(0, 0.6))[0] == "rebuilt\n"
        node = make_node(open_sqlite(filled))
        assert dump(node) == before
        assert fsck(node.store, {"hai-phong": public_bytes(node.keys.log)}, node.catalogue).findings == []
        assert rows_of(to) == RECORDS
        node.store.close()
    node = make_node(open_sqlite(filled))
    rebuild(node.store, node.catalogue)
    assert dump(node) == before
    write_tables(node.store, to, "2026-11-22T08:00:00Z", draws=may_be_drawn)
    assert {each.name for each in tmp_path.iterdir() if "gpkg" in each.name} == {to.name}
    node.store.close()


def rows_of(file: Path) -> int:
    """Return how many promises a whole GeoPackage has."""
    db = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    (count,) = db.execute("SELECT count(*) FROM commitment").fetchone() or (0,)
    db.close()
    return int(count)
