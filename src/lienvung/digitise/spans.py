"""Half-open ranges of characters, asked for quickly: a long paper names thousands of bodies and places."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from itertools import accumulate

Span = tuple[int, int]


class Spans:
    """A fixed set of spans, which may overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))

    def cover(self, start: int, end: int) -> bool:
        """Say whether one of the spans holds all of this range."""
        before = bisect_right(self._starts, start)
        return before > 0 and self._furthest[before - 1] >= end

    def touch(self, start: int, end: int) -> bool:
        """Say whether one of the spans shares a character with this range."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._furthest[before - 1] > start


class Claims:
    """A growing set of spans of which no two overlap: the first to claim a character has it."""

    def __init__(self) -> None:
        self._claimed: list[Span] = []

    def claim(self, start: int, end: int) -> bool:
        """Take the range if all of it is free; say whether it was."""
        place = bisect_left(self._claimed, (start, end))
        left, right = self._claimed[max(0, place - 1) : place], self._claimed[place : place + 1]
        if any(begin < end and start < stop for begin, stop in left + right):
            return False
        insort(self._claimed, (start, end))
        return True
