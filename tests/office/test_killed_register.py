"""kill -9 while two people put a register in use: it is in use afterwards, and the tables are what the logs say."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(folder: Path, step: str) -> subprocess.CompletedProcess[str]:
    """Run one step in a process of its own."""
    command = [sys.executable, "-m", "tests.office.killed_register", str(folder), step]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("moment", ["deciding", "writing", "written", "done"])
def test_a_register_whose_decision_was_killed_is_in_use_after_the_restart(tmp_path: Path, moment: str) -> None:
    """Whenever it died after it was decided: the node opens, finishes what was decided, and takes a first record."""
    home = tmp_path / "hai-phong"
    prepared = run(home, "prepare")
    assert prepared.returncode == 0, prepared.stderr
    assert run(home, f"die-{moment}").returncode == -signal.SIGKILL
    told = run(home, "restart")
    assert told.stdout.split() == ["done", "live", "True", "pier.yaml"], told.stderr
