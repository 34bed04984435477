"""What survives when the process dies in the middle of an append, or the disk is full."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from append_for_ever import KEYS
from one_node import commitment, make_node, send

from lienvung.core.tlog.note import public_bytes
from lienvung.node.errors import StoreError
from lienvung.node.fsck import fsck
from lienvung.node.signing import publish
from lienvung.node.stores.sqlite import open_sqlite

HERE = Path(__file__).parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1] / "src")])}


def killed_writer(path: Path, name: str, seconds: float) -> dict[str, int]:
    """Let a writer append for a while after its first batch, kill it, and return what it said it had done."""
    writer = subprocess.Popen(
        [sys.executable, str(HERE / "append_for_ever.py"), str(path), name],
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
        text=True,
    )
    assert writer.stdout is not None
    said = [writer.stdout.readline()]
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    said += writer.stdout.read().splitlines(keepends=True)
    writer.wait(10)
    whole = [line.split() for line in said if line.endswith("\n")]
    return {batch: int(size) for batch, size in whole}


def test_killed_writer_loses_nothing_it_acknowledged(tmp_path):
    """After kill -9 at random moments every acknowledged batch is there once and whole, and everything verifies."""
    path = tmp_path / "node.sqlite"
    dice = random.Random(20261122)
    acknowledged: dict[str, int] = {}
    for life in range(8):
        acknowledged |= killed_writer(path, f"life-{life}", dice.uniform(0, 0.25))
        node = make_node(open_sqlite(path), keys=KEYS)
        publish(node)
        check_life(node, acknowledged)
        node.store.close()


def check_life(node, acknowledged):
    report = fsck(node.store, {"hai-phong": public_bytes(KEYS.log)}, node.catalogue)
    assert report.findings == []
    with node.store.reading() as reader:
        assert all(log.complete for log in reader.logs())
        held: dict[str, int] = {}
        for row in reader.table("commitment"):
            batch = str(row["text"]).rsplit(" ", 1)[0]
            held[batch] = held.get(batch, 0) + 1
        for batch, size in acknowledged.items():
            assert held[batch] == size
            assert reader.appended(batch) is not None
        # A batch that was stored but not acknowledged is whole all the same.
        for batch in held:
            assert len(reader.appended(batch).entries) == held[batch] + 1


@pytest.fixture
def small_disk():
    """Let no file of this process grow past a size, and undo it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, before)


def test_full_disk_refuses_and_recovers(tmp_path, small_disk):
    """When no more can be written the append says so, reads go on, nothing is half there, and it recovers alone."""
    path = tmp_path / "node.sqlite"
    node = make_node(open_sqlite(path), keys=KEYS)
    send(node, commitment("trước"))
    small_disk(max(file.stat().st_size for file in tmp_path.iterdir()) + 300_000)
    batches = [[commitment(f"{number} {i}") for i in range(50)] for number in range(60)]
    done = append_until_refused(node, batches)
    with node.store.reading() as reader:
        assert reader.count("commitment") == 1 + 50 * done
    small_disk(resource.RLIM_INFINITY)
    send(node, *batches[done], idempotency_key=f"batch {done}")
    with node.store.reading() as reader:
        assert reader.count("commitment") == 1 + 50 * (done + 1)
    assert fsck(node.store, {"hai-phong": public_bytes(KEYS.log)}, node.catalogue).findings == []
    node.store.close()


def append_until_refused(node, batches):
    """Append batches until the store refuses one, and return how many were acknowledged."""
    for done, batch in enumerate(batches):
        try:
            send(node, *batch, idempotency_key=f"batch {done}")
        except StoreError:
            return done
    pytest.fail("the disk never became full")
