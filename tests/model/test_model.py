"""Nodes that agree, write, exchange, break and lie in any order: the invariants hold after every step."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Connected

ROOT = Path(__file__).resolve().parents[2]

QUICK = settings(
    max_examples=120,
    stateful_step_count=25,
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
JUDGED_AT_ALL = (
    "an acknowledged write was looked up",
    "a copy was compared",
    "a value left",
    "a tile left",
    "a value was compared",
    "an older head was told",
    "a second history was evidence",
    "a liar's head was cosigned",
    "a hand-over was judged",
    "an erasure was looked for",
)
LONG = settings(QUICK, max_examples=250, stateful_step_count=50, derandomize=False)


@pytest.mark.timeout(900)
def test_everything_holds_after_every_step() -> None:
    """I1–I8 hold through a hundred and twenty stories of twenty-five acts, the same in every run, and each of them had
    something to judge."""
    told = subprocess.run([sys.executable, "-m", "tests.model"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-8000:]


@pytest.mark.faults
@pytest.mark.row(12, 13, 14, 18, 19, 26, 28, 32, 33, 49)
@pytest.mark.timeout(1800)
def test_everything_holds_in_longer_stories() -> None:
    """I1–I8 hold through stories of fifty acts that nobody told before."""
    run_state_machine_as_test(Connected, settings=LONG)
