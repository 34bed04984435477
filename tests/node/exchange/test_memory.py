"""How much memory a pull takes: it must not grow with what is pulled (docs/performance.md has a million records)."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
MEASURE = """
import sys
from pathlib import Path
from two_places import grant, meet, open_place
one, other = (open_place(Path(sys.argv[1]), name, name) for name in ("hai-phong", "quang-ninh"))
meet(one, other)
one.agree(other, grant("quang-ninh", "hai-phong"))
def peak():
    return int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))) // 1024
def grown(batches):
    for _ in range(batches):
        other.write(1500)
    before = peak()
    one.pull(other)
    return peak() - before
grown(1)
print(grown(4), peak())
"""


def test_a_pull_takes_no_more_memory_than_its_bounds(tmp_path: Path) -> None:
    """Six thousand records at once, giver and taker in one process: a few megabytes more, far below 400 in all."""
    if not Path("/proc/self/status").exists():
        # Only Linux tells a process's peak in this way, and only there nodes run.
        return
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    grown, peak = map(int, told.stdout.split())
    assert grown <= 100
    assert peak <= 300
