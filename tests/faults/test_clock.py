"""Servers whose clocks are wrong, by libfaketime: row 28."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lienvung.node.append import append
from tests.faults.actors import batch
from tests.faults.homes import ROOT, Served, free_addresses, make_homes, open_home, sizes

LIBRARIES = tuple(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
NAMES = ("hai-phong", "quang-ninh")


def shifted(by: str) -> dict[str, str]:
    """Return the environment in which a process lives at another time; waiting is not shifted."""
    if not LIBRARIES:
        pytest.skip("libfaketime is not installed (tools/install_fault_tools.sh)")
    return {"LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME": by, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


@pytest.mark.faults
@pytest.mark.row(28)
@pytest.mark.timeout(120)
@pytest.mark.parametrize("by", ["+4m", "-4m"])
def test_a_process_a_few_minutes_off_pulls_from_a_server(tmp_path: Path, by: str) -> None:
    """Honest data is refused nowhere within five minutes."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", **shifted(by)}
    homes = make_homes(tmp_path, free_addresses(*NAMES))
    node = open_home(homes["quang-ninh"])
    append(node, batch(node, "lệch giờ"), idempotency_key="lệch giờ")
    node.store.close()
    command = [sys.executable, "-m", "lienvung.cli", "pull", str(homes["hai-phong"])]
    with Served(homes["quang-ninh"]):
        for _ in range(10):
            subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
            if sizes(homes["hai-phong"], "quang-ninh") == sizes(homes["quang-ninh"], "quang-ninh"):
                return
    raise AssertionError("what a partner wrote never came")


@pytest.mark.faults
@pytest.mark.row(28)
@pytest.mark.timeout(120)
def test_a_clock_that_goes_back_two_days_signs_nothing(tmp_path: Path) -> None:
    """A process whose clock is before the newest entry refuses to write, in Vietnamese, and harms nothing."""
    environment = shifted("-48h")
    home = make_homes(tmp_path, free_addresses(*NAMES))["quang-ninh"]
    node = open_home(home)
    append(node, batch(node, "hôm nay"), idempotency_key="hôm nay")
    node.store.close()
    file = home / "changes.yaml"
    file.write_text(
        "- register: limitation\n"
        "  values: {text: Hôm kia, programmes: [ha-noi-aaaaaaaaaaaaaaaa], nature: illustrative}\n"
    )
    command = [sys.executable, "-m", "lienvung.cli", "append", str(home), str(file)]
    variables = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    wrong = subprocess.run(
        command, cwd=ROOT, env={**variables, **environment}, capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 1
    assert "Đồng hồ" in wrong.stdout + wrong.stderr or "khóa" in wrong.stdout + wrong.stderr
    right = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert right.returncode == 0, right.stderr
