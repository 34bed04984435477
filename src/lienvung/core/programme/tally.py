"""Counts by cell, and shares that name what they divide by.

The four cells sum to what has a deadline; all cells but "đã nêu lại" sum to what is followed. Real test
figures: domain §5 (2017: 21,914 = 16,051 done + 5,863 open).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from lienvung.core.programme.status import FOUR_CELLS, Cell


class Denominator(StrEnum):
    """Name what a share divides by."""

    DUE = "due"  # done, or not done and past its day: the official 98.62 % of 2017 divides by these
    DATED = "dated"  # the four cells
    FOLLOWED = "followed"  # every cell but "đã nêu lại"


@dataclass(frozen=True, slots=True)
class Share:
    """Hold a part of a whole and the name of the whole."""

    part: int
    whole: int
    denominator: Denominator

    @property
    def basis_points(self) -> int | None:
        """Return hundredths of a per cent, rounded down so that 100 % means all; None of nothing."""
        return self.part * 10_000 // self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold how many commitments each cell has."""

    counts: Mapping[Cell, int]

    def __getitem__(self, cell: Cell) -> int:
        return self.counts.get(cell, 0)

    def __add__(self, other: "Tally") -> "Tally":
        return tally_of({cell: self[cell] + other[cell] for cell in Cell})

    @property
    def followed(self) -> int:
        """Return the number followed: each chain once, so without what was raised again since."""
        return sum(count for cell, count in self.counts.items() if cell is not Cell.RESTATED)

    @property
    def dated(self) -> int:
        """Return the sum of the four cells."""
        return sum(self[cell] for cell in FOUR_CELLS)

    @property
    def done(self) -> int:
        """Return the number done: on time, late, or without a deadline."""
        return self[Cell.DONE_ON_TIME] + self[Cell.DONE_LATE] + self[Cell.DONE_UNDATED]

    @property
    def open(self) -> int:
        """Return the number under way in the four cells: in term and overdue."""
        return self[Cell.OPEN_IN_TERM] + self[Cell.OPEN_OVERDUE]

    @property
    def due(self) -> int:
        """Return the number that should be done by now: done with a deadline, or overdue."""
        return self.dated - self[Cell.OPEN_IN_TERM]

    @property
    def done_of_due(self) -> Share:
        """Return what was done of what was due."""
        return Share(self[Cell.DONE_ON_TIME] + self[Cell.DONE_LATE], self.due, Denominator.DUE)

    @property
    def on_time_of_due(self) -> Share:
        """Return what was done on time of what was due."""
        return Share(self[Cell.DONE_ON_TIME], self.due, Denominator.DUE)

    @property
    def overdue_of_dated(self) -> Share:
        """Return what is overdue of what has a deadline."""
        return Share(self[Cell.OPEN_OVERDUE], self.dated, Denominator.DATED)

    @property
    def done_of_followed(self) -> Share:
        """Return what was done of everything followed."""
        return Share(self.done, self.followed, Denominator.FOLLOWED)


def tally_of(counts: Mapping[Cell, int]) -> Tally:
    """Build a tally from counts by cell; absent cells and zeros read alike."""
    return Tally(MappingProxyType({cell: counts[cell] for cell in Cell if counts.get(cell)}))


def tally(cells: Iterable[Cell]) -> Tally:
    """Count cells."""
    return tally_of(Counter(cells))
