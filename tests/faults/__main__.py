"""`make faults`: run every test that holds a row of the fault table, and print row → verdict."""

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from tests.faults.rows import HELD_BY, PLANTED, ROWS, rows_of


@dataclass(eq=False)
class Verdicts:
    """A pytest plugin that remembers, by row, what each test said and what it measured."""

    rows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    passed: dict[int, int] = field(default_factory=dict)
    failed: dict[int, list[str]] = field(default_factory=dict)
    skipped: dict[int, set[str]] = field(default_factory=dict)
    measured: dict[int, list[str]] = field(default_factory=dict)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Learn which rows each test holds: by its own mark, or because it is named for them."""
        for item in items:
            marked = tuple(number for mark in item.iter_markers("row") for number in mark.args)
            self.rows[item.nodeid] = marked or rows_of(item.nodeid.partition("[")[0])

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
            yield f"{row if row != PLANTED else '—':>3}  {verdict:<8} {title}{counted}"
            notes = [*self.failed.get(row, ()), *self.measured.get(row, ()), *sorted(self.skipped.get(row, ()))]
            yield from (f"              {note}" for note in notes)


def main(arguments: list[str]) -> int:
    """Run the tests and print the table; 0 when no row is broken."""
    verdicts, began = Verdicts(), time.monotonic()
    # A name that is no longer there ends the run: pytest refuses it.
    named = sorted({test for tests in HELD_BY.values() for test in tests if not test.startswith("tests/faults")})
    chosen = ["-m", "faults or not faults", "-p", "no:cacheprovider", "tests/faults", "tests/model", *named, *arguments]
    # Once to learn which test holds which row, which the workers of the second time could not tell.
    pytest.main(["-qq", "--collect-only", "--no-summary", *chosen], plugins=[verdicts])
    code = pytest.main(["-q", "-n", "2", "--dist", "worksteal", *chosen], plugins=[verdicts])
    print(f"\nrow  verdict  what was done ({(time.monotonic() - began) / 60:.0f} minutes)")
    print("\n".join(verdicts.lines()))
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
