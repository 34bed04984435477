"""Each benchmark runs to its end with few records: what is measured elsewhere is measured by programs that still run.

No figure is judged here. `make bench` once stopped at a check that had been renamed, and no test saw it.
"""

import subprocess
import sys

import pytest

RUNS = {
    "exchange": ("benchmarks --records 300", "stored, bytes a record, postgres"),
    "reading": ("benchmarks.reading {folder} --records 12000", "page as it was before the last confirmation"),
    "pages": ("benchmarks.pages {folder} --records 300 --only record", "record | "),
    "rebuilding": ("benchmarks.rebuilding {folder} --records 300 --only indexed", "indexed, 300 | "),
    "importing": ("benchmarks.importing --rows 200 --store sqlite", "sqlite | most resident | "),
    "units": ("benchmarks.units", "sum 10,035 figures under today's boundaries: "),
}
"""What is run, and how its last row begins or what it says."""


@pytest.mark.parametrize("name", RUNS)
def test_a_benchmark_runs_to_its_last_row(name, tmp_path, postgres_server):
    """It ends well, and what it measures last is there."""
    command, last = RUNS[name]
    arguments = [sys.executable, "-m", *command.format(folder=tmp_path / "home").split()]
    ended = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert last in " ".join(ended.stdout.split())
