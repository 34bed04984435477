"""The heads that figures were computed at, so that two sides can see whether they looked at the same."""

from dataclasses import dataclass

from lienvung.core.programme.freeze import Heads
from lienvung.report.facts import COUNTED_REGISTERS


@dataclass(frozen=True, slots=True)
class HeadLine:
    """One log's head, as figures name it."""

    origin: str
    size: int
    root: str


def head_lines(heads: Heads) -> tuple[HeadLine, ...]:
    """Return the heads of the logs that figures are computed from, by origin."""
    counted = {origin: head for origin, head in heads.items() if origin.partition("/")[2] in COUNTED_REGISTERS}
    return tuple(HeadLine(origin, size, root) for origin, (size, root) in sorted(counted.items()))
