"""kill -9 under writes: row 3."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults import ground
from tests.faults.actors import SIGNED, open_place
from tests.faults.history import Done, check_acknowledged, check_signed_once, check_sound, heard
from tests.faults.test_system_calls import ROOT

RESTART_SECONDS = 5


def live_and_die(folder: Path, name: str, seconds: float) -> list[Done]:
    """Let a writer live so long after its first acknowledgement, kill it, and return what it had said."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.actors", "append-for-ever", str(folder), name],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    began = time.monotonic()
    said = writer.stdout.readline()
    assert said, "the writer died by itself"
    assert time.monotonic() - began <= RESTART_SECONDS
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    said += writer.stdout.read()
    writer.wait(10)
    return heard(said)


@pytest.mark.row(3)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("lives", [20, pytest.param(200, marks=pytest.mark.faults)])
def test_a_writer_killed_again_and_again(tmp_path: Path, lives: int) -> None:
    """Every batch that any life acknowledged is there, once and whole; each life begins by itself within 5 s."""
    folder = ground.copy(ground.lay(tmp_path / "ground", entries=4), tmp_path / "lives")
    dice, done = random.Random(20261122), []
    for life in range(lives):
        done += live_and_die(folder, f"đời-{life}", dice.uniform(0, 0.25))
    store = open_place(folder, "quang-ninh").store
    check_acknowledged(store, done)
    check_sound(store)
    store.close()
    check_signed_once(folder / SIGNED)
    assert len(done) >= lives
