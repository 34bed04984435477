"""The day that a date value stands for in reckoning: its last, so that neither lateness nor age is flattered."""

from datetime import date
from functools import lru_cache

from lienvung.core.text.date import last_day


@lru_cache(maxsize=1 << 14)
def day_of(value: str) -> date | None:
    """Return the last day of a date value; None for "" and for a day of an unknown year.

    A programme names few days many times, hence the cache.
    """
    return last_day(value) if value else None
