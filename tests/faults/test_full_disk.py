"""A disk that is full: row 7."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lienvung.node.append import append
from lienvung.node.errors import StoreError, StoreFull
from lienvung.node.exchange.errors import LedgerUnwritable
from lienvung.node.exchange.parts_answer import answer_parts
from lienvung.node.exchange.parts_request import PartsRequest, format_parts_request
from lienvung.node.node import Node
from lienvung.wording.errors import explain
from tests.faults import ground
from tests.faults.actors import SIGNED, batch, open_place
from tests.faults.history import Done, check_acknowledged, check_signed_once, check_sound
from tests.faults.means import need_mounts

SIZE = "8m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight megabytes with both nodes on it."""
    disk = tmp_path / "disk"
    need_mounts(disk)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", disk], check=True)
    try:
        yield ground.copy(ground.lay(tmp_path / "ground", entries=40), disk / "nodes")
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def fill(disk: Path) -> Path:
    """Take all the room that there is."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return ballast
    raise AssertionError("a file system of eight megabytes never became full")


@pytest.mark.row(7)
def test_a_full_disk_refuses_writes_and_goes_on_reading(small_disk: Path) -> None:
    """Writes are refused in Vietnamese, nothing leaves without its ledger line, reads go on; with room all goes on."""
    node = open_place(small_disk, "quang-ninh")
    done = [_said("trước", append(node, batch(node, "trước"), idempotency_key="trước"))]
    ballast = fill(small_disk.parent)
    told = explain(append_until_full(node, done))
    assert "Đĩa đã đầy nên không ghi được." in told.happened
    assert "dữ liệu đang có vẫn nguyên vẹn và đọc được" in told.safe
    asked = PartsRequest("quang-ninh/limitation", ("shared",), ((0, 3),), "a" * 26)
    with pytest.raises((LedgerUnwritable, StoreError)):
        answer_parts(node, "hai-phong", format_parts_request(asked))
    with node.store.reading() as reader:
        assert reader.count("limitation") >= 23
    ballast.unlink()
    done.append(_said("sau", append(node, batch(node, "sau"), idempotency_key="sau")))
    assert answer_parts(node, "hai-phong", format_parts_request(asked))
    check_acknowledged(node.store, done)
    check_sound(node.store)
    check_signed_once(small_disk / SIGNED)
    node.store.close()


def append_until_full(node: Node, done: list[Done]) -> StoreFull:
    """Append until the store refuses, adding what it acknowledged; return the refusal."""
    for number in range(2000):
        words = f"đầy {number}"
        try:
            done.append(_said(words, append(node, batch(node, words), idempotency_key=words)))
        except StoreFull as refusal:
            return refusal
    raise AssertionError("a full disk took two thousand batches")


def _said(words: str, receipt) -> Done:
    return Done(words, receipt.batch, len(receipt.entries))


@pytest.mark.row(7)
def test_a_process_on_a_full_disk_says_so_and_recovers_alone(small_disk: Path) -> None:
    """A process that starts on a full disk acknowledges nothing; the next one, with room, needs no hand."""
    ballast = fill(small_disk.parent)
    assert _append(small_disk, "một").returncode != 0
    ballast.unlink()
    assert _append(small_disk, "một").stdout.startswith("done một ")
    store = open_place(small_disk, "quang-ninh").store
    check_sound(store)
    store.close()


def _append(folder: Path, words: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"}
    command = [sys.executable, "-m", "tests.faults.actors", "append", str(folder), words]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
