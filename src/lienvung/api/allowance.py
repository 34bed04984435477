"""How much somebody may ask: so many requests in each minute, by name."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

SECONDS = 60


@dataclass
class Allowance:
    """Counts requests of the minute that runs; `clock` is monotonic. Safe between threads.

    What was counted is forgotten with the minute, so however many names ask, no more are held than asked in one.
    """

    clock: Callable[[], float]
    _minute: int = 0
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, name: str, most: int, cost: int = 1) -> bool:
        """Count one more, or what costs as much as several, unless there were as many as may be."""
        with self._lock:
            self._turn()
            if self._counts[name] + cost > most:
                return False
            self._counts[name] += cost
            return True

    def is_spent(self, name: str, most: int) -> bool:
        """Return whether there were as many as may be, without counting."""
        with self._lock:
            self._turn()
            return self._counts[name] >= most

    def seconds_left(self) -> int:
        """Return how long it takes until the minute is over."""
        return SECONDS - int(self.clock()) % SECONDS

    def _turn(self) -> None:
        minute = int(self.clock()) // SECONDS
        if minute != self._minute:
            self._minute = minute
            self._counts.clear()
