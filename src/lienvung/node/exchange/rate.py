"""At most so many in so many seconds, by name (log-formats: a witness takes 10 checkpoints a minute of one origin)."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

MOST = 10
SECONDS = 60.0


@dataclass
class RateWindow:
    """Counts what was admitted within the last seconds; `clock` is monotonic. Safe between threads.

    Names are those that were verified before they are counted, so there are as many as there are logs.
    """

    clock: Callable[[], float]
    most: int = MOST
    seconds: float = SECONDS
    _admitted: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, name: str) -> bool:
        """Count one more, unless there were as many as may be."""
        now = self.clock()
        with self._lock:
            times = self._admitted.setdefault(name, deque())
            while times and now - times[0] >= self.seconds:
                times.popleft()
            if len(times) >= self.most:
                return False
            times.append(now)
            return True
