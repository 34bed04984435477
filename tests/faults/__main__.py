"""`make faults`: run every test that holds a row of the fault table, and print row → verdict."""

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
ROWS: Final = {
    2: "First full sync, broken off and taken up again",
    3: "kill -9 under writes",
    4: "Killed at each system call of an append and a pull",
    5: "EIO and ENOSPC at each system call",
    6: "Power loss: what was not synced is gone",
    7: "Disk full",
    9: "Partition both ways; three nodes, 10,000 entries equal within 60 s (I8)",
    10: "One way, flapping, reset, 30 % lost, 20 kbit/s",
    11: "Stalled partner, endless body, bomb, redirect",
    12: "Duplicate delivery",
    13: "Late and reordered delivery",
    14: "Replay of an older checkpoint",
    15: "Freeze: stale after 24 h, alarm after 72 h",
    16: "Payload not matching its commitment",
    17: "Forged signature, unknown key, mixed signatures",
    18: "Rewritten history",
    19: "Split view",
    20: "Truncated tile or bundle, wrong width, empty, bomb, trailing bytes",
    21: "Bit flip at rest",
    23: "Witness race",
    24: "Key rotated in the middle of a sync",
    26: "Agreement revoked or narrowed in the middle of a sync",
    27: "Agreement forged, signed once, amended unsigned",
    28: "Clock skew",
    31: "Entry by somebody who is not the steward",
    32: "Hand-over while partitioned: exactly once",
    33: "Restore from an older backup",
    34: "Restore when nobody can be reached",
    35: "Two installations with one key",
    36: "Upgrade of the store, and its way back",
    51: "An insider edits the database",
}
ELSEWHERE: Final = {
    "tests/node/exchange/test_killed.py": (2,),
    "tests/node/exchange/test_tampering.py": (16, 20),
    "tests/core/tlog/test_note.py": (17,),
    "tests/node/exchange/test_witness.py": (17, 23),
    "tests/node/exchange/test_contradiction.py": (18, 19, 35),
    "tests/node/exchange/test_gossip.py": (19,),
    "tests/node/exchange/test_freshness.py": (15,),
    "tests/node/exchange/test_rotation.py": (24,),
    "tests/node/exchange/test_recovery.py": (33, 34),
    "tests/node/exchange/test_agreements.py": (26, 27),
    "tests/node/exchange/test_handing_over.py": (32,),
    "tests/node/test_fsck.py": (21, 51),
    "tests/node/test_fsck_samples.py": (21,),
    "tests/node/test_project.py": (31,),
    "tests/node/test_hand_over.py": (32,),
    "tests/node/test_upgrade.py": (36,),
    "tests/core/agreement/test_force.py": (27,),
}
"""Rows that are held by the tests of the part that they concern, which `make test` runs too."""


@dataclass
class Verdicts:
    """A pytest plugin that remembers, by row, what each test said and what it measured."""

    rows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    passed: dict[int, int] = field(default_factory=dict)
    failed: dict[int, list[str]] = field(default_factory=dict)
    skipped: dict[int, set[str]] = field(default_factory=dict)
    measured: dict[int, list[str]] = field(default_factory=dict)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Learn which rows each test holds: by its own mark, or by the file that it is in."""
        for item in items:
            marked = [number for mark in item.iter_markers("row") for number in mark.args]
            self.rows[item.nodeid] = tuple(marked) or ELSEWHERE.get(item.nodeid.partition("::")[0], ())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take up what became of one test."""
        for row in self.rows.get(report.nodeid, ()):
            if report.failed:
                self.failed.setdefault(row, []).append(report.nodeid.rpartition("/")[2])
            elif report.skipped and isinstance(report.longrepr, tuple):
                self.skipped.setdefault(row, set()).add(report.longrepr[2].removeprefix("Skipped: "))
            elif report.when == "call":
                self.passed[row] = self.passed.get(row, 0) + 1
                self.measured.setdefault(row, []).extend(str(value) for _, value in report.user_properties)

    def lines(self) -> Iterable[str]:
        """Yield the table, a row a line, what was measured and why something was not run below it."""
        for row, title in ROWS.items():
            verdict = "BROKEN" if row in self.failed else "holds" if row in self.passed else "not run"
            counted = f" · {self.passed[row]} tests" if row in self.passed else ""
            yield f"{row:>3}  {verdict:<8} {title}{counted}"
            notes = [*self.failed.get(row, ()), *self.measured.get(row, ()), *sorted(self.skipped.get(row, ()))]
            yield from (f"              {note}" for note in notes)


def main(arguments: list[str]) -> int:
    """Run the tests and print the table; 0 when no row is broken."""
    verdicts, began = Verdicts(), time.monotonic()
    there = [file for file in ELSEWHERE if (ROOT / file).exists()]
    chosen = ["-m", "faults or not faults", "-p", "no:cacheprovider", "tests/faults", "tests/model", *there, *arguments]
    # Once to learn which test holds which row, which the workers of the second time could not tell.
    pytest.main(["-qq", "--collect-only", "--no-summary", *chosen], plugins=[verdicts])
    code = pytest.main(["-q", "-n", "2", "--dist", "worksteal", *chosen], plugins=[verdicts])
    print(f"\nrow  verdict  what was done ({(time.monotonic() - began) / 60:.0f} minutes)")
    print("\n".join(verdicts.lines()))
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
