"""`make mutants`: change the rules one operator at a time, and count how many changes the tests notice.

mutmut works on a copy of the sources in mutants/. Only the tests of core run against each change: they need neither a
store nor a network, and what may leave and what a log proves must hold by them alone. docs/mutation.md has the figures.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOAL = 85
WATCHED = "core/agreement"
KILLED, SURVIVED = (1, 3, -24), 0
"""Exit codes of a test run: it failed, or it never ended; it passed."""


def counts() -> dict[str, Counter[int | None]]:
    """Return, for each file, how often a change ended with each exit code."""
    found = {}
    for meta in sorted((ROOT / "mutants" / "src" / "lienvung").rglob("*.meta")):
        codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        if codes:
            found[str(meta.relative_to(ROOT / "mutants" / "src" / "lienvung")).removesuffix(".meta")] = Counter(
                codes.values()
            )
    return found


def share(counted: Counter[int | None]) -> float:
    """Return the killed among those that a test touches at all, in per cent."""
    killed = sum(counted[code] for code in KILLED)
    return 100 * killed / max(killed + counted[SURVIVED], 1)


def main(arguments: list[str]) -> int:
    """Run mutmut, print a line a file, and fail while what may leave is below the goal."""
    subprocess.run([sys.executable, "-m", "mutmut", "run", *arguments], cwd=ROOT, check=False)  # noqa: S603  our own
    watched: Counter[int | None] = Counter()
    for file, counted in counts().items():
        killed = sum(counted[code] for code in KILLED)
        print(f"{file:<40} {killed:>4} of {killed + counted[SURVIVED]:>4} noticed  {share(counted):5.1f} %")
        if file.startswith(WATCHED):
            watched += counted
    print(f"what may leave: {share(watched):.1f} % (goal {GOAL} %)")
    return 0 if share(watched) >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
