"""kill -9 between the node's append and the office's commit, with real processes and files."""

import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from lienvung.node.home import load_home, open_node

ROOT = Path(__file__).parents[2]


def run(folder: Path, step: str) -> subprocess.CompletedProcess[str]:
    """Run one step in a process of its own."""
    command = [sys.executable, "-m", "tests.office.killed_approval", str(folder), step]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def entries(folder: Path) -> Counter[str]:
    """Return how many entries each log holds."""
    node = open_node(load_home(folder), now=lambda: datetime.now(UTC), random=bytes)
    try:
        with node.store.reading() as reader:
            return Counter({log.register: log.size for log in reader.logs()})
    finally:
        node.store.close()


def test_a_killed_approval_is_finished_once_and_said_in_words(tmp_path):
    """The page says that it is being written; after the restart it is, under the same batch, and nothing twice."""
    home = tmp_path / "hai-phong"
    assert run(home, "prepare").returncode == 0
    assert run(home, "die").returncode == -signal.SIGKILL
    after_kill = entries(home)
    assert after_kill["commitment"] == 3  # its definition and two promises
    told = run(home, "restart")
    before, counts, after = told.stdout.partition("=" * 20 + " 1 0")
    assert counts, told.stderr
    assert "nút đang ghi vào sổ" in before
    assert "không ghi hai lần" in before
    assert "đã duyệt, đã ghi vào sổ" in after
    assert entries(home) == after_kill
