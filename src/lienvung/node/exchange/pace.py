"""How much to ask of a partner at once: on a slow line less, so that no answer takes so long that it is cut (fault 10).

What came before a cut is kept, so a line that carries one small answer at a time carries everything in the end. The
share is kept for each partner: a new round does not begin with answers that are cut again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from lienvung.node.exchange.errors import AnswerTruncated, PartnerTimedOut, PartnerUnreachable
from lienvung.node.exchange.source import MAX_BUNDLES, MAX_ENTRIES
from lienvung.node.node import Node

LEAST_ENTRIES: Final = 32
SMALLEST: Final = 1024
CUT: Final = 4
QUICK, SLOW = 1 / 8, 1 / 2
_CUTS = (AnswerTruncated, PartnerTimedOut, PartnerUnreachable)


@dataclass
class Pace:
    """One part in `share` of the most is asked for at once; an answer may take `seconds`.

    `keep` is called with each new share.
    """

    seconds: float
    share: int = 1
    keep: Callable[[int], None] = lambda share: None
    clock: Callable[[], float] = time.monotonic

    @property
    def bundles(self) -> int:
        """How many entry bundles to ask for at once."""
        return max(1, MAX_BUNDLES // self.share)

    @property
    def entries(self) -> int:
        """Of how many entries to ask for values at once."""
        return max(LEAST_ENTRIES, MAX_ENTRIES // self.share)

    @contextmanager
    def asking(self, *, most: bool) -> Iterator[None]:
        """Learn from one answer: less after a cut or a slow one; more after a quick one, if the most was asked for."""
        began = self.clock()
        try:
            yield
        except _CUTS:
            self._set(self.share * CUT)
            raise
        took = self.clock() - began
        if took > self.seconds * SLOW:
            self._set(self.share * 2)
        elif most and took < self.seconds * QUICK:
            self._set(self.share // 2)

    def _set(self, share: int) -> None:
        share = min(SMALLEST, max(1, share))
        if share != self.share:
            self.share = share
            self.keep(share)


def pace_with(node: Node, partner: str, seconds: float) -> Pace:
    """Return the pace that was learnt with a partner; what is learnt anew is kept."""
    name = f"pace/{partner}"

    def keep(share: int) -> None:
        with node.store.writing() as writer:
            writer.set_setting(name, str(share).encode() if share > 1 else None)

    with node.store.reading() as reader:
        learnt = reader.setting(name)
    return Pace(seconds, int(learnt) if learnt else 1, keep)
