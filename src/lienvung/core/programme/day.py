"""The day that a date value stands for in reckoning: its last, so that neither lateness nor age is flattered."""

from datetime import date
from functools import lru_cache

from lienvung.core.text.date import last_day
from lienvung.core.text.errors import DateInvalid


@lru_cache(maxsize=1 << 14)
def day_of(value: str) -> date | None:
    """Return the last day of a date value; None for "", for a day of an unknown year and for what is no date.

    A newer definition of a partner may say more than ours: what we cannot read is no day, and no reason to stop.
    A programme names few days many times, hence the cache.
    """
    try:
        return last_day(value) if value else None
    except DateInvalid:
        return None
