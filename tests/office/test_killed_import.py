"""kill -9 at every step of a table's way into a register, with real processes and files."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.office.killed_import import ROWS

ROOT = Path(__file__).parents[2]


def run(folder: Path, *step: str) -> subprocess.CompletedProcess[str]:
    """Run one step in a process of its own."""
    command = [sys.executable, "-m", "tests.office.killed_import", str(folder), *step]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=110)


def done(folder: Path, *step: str) -> str:
    """Run a step that ends well and return what it says."""
    told = run(folder, *step)
    assert told.returncode == 0, told.stderr[-2000:]
    return told.stdout.split("\n")[0]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("moment", ["reading", "planning"])
def test_a_table_whose_reading_was_killed_is_read_once(tmp_path, moment):
    """After the restart every row stands there once, compared, and nothing is in the register."""
    home = tmp_path / "hai-phong"
    done(home, "prepare")
    assert run(home, f"die-{moment}").returncode == -signal.SIGKILL
    assert done(home, "restart") == f"planned {ROWS} {ROWS} 0 0"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
@pytest.mark.parametrize("moment", ["appending", "stored"])
def test_a_table_whose_writing_was_killed_is_written_once(tmp_path, moment, store, request):
    """Killed within the append, or between it and the office's note: all rows are written, once, and no more wait."""
    home = tmp_path / "hai-phong"
    place = [request.getfixturevalue("mortal_server").dsn] if store == "postgres" else []
    done(home, "prepare", *place)
    done(home, "restart")
    done(home, "submit")
    assert run(home, f"die-{moment}").returncode == -signal.SIGKILL
    assert done(home, "restart") == f"written {ROWS} 0 {ROWS + 1} {ROWS}"
