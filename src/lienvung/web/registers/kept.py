"""Counts and sums that take going through many records, kept until a record of the register is shown or taken away."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings

from lienvung.node.stores.port import Query
from lienvung.office.eyes import sees_personal
from lienvung.web.snapshot import Snapshot

MOST_KEPT = 2048
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()

Found = TypeVar("Found")


def count_of(seen: Snapshot, register: str, query: Query) -> int:
    """Return how many records a query finds, up to COUNT_CAP."""
    return _keep(seen, query, (register, "count"), lambda: seen.reader.matches(register, query))


def all_of(seen: Snapshot, register: str, query: Query) -> int:
    """Return how many records a query finds, however many they are."""
    return _keep(seen, query, (register, "all"), lambda: seen.reader.matches(register, query, None))


def total_of(seen: Snapshot, register: str, field: str, query: Query) -> int | str:
    """Return the sum of a field over the records that a query finds."""
    return _keep(seen, query, (register, "total", field), lambda: seen.reader.total(register, field, query))


def facet_of(seen: Snapshot, register: str, field: str, query: Query) -> list[tuple[str | int, int]]:
    """Return the values of a field among the records that a query finds, each with its capped count."""
    return _keep(seen, query, (register, "facet", field), lambda: seen.reader.facet(register, field, query))


def all_values_of(seen: Snapshot, register: str, field: str, query: Query) -> list[tuple[str | int, int]]:
    """Return the values of a field among the records that a query finds, each with its whole count."""
    return _keep(seen, query, (register, "values", field), lambda: seen.reader.facet(register, field, query, None))


def years_of(seen: Snapshot, register: str, field: str, query: Query) -> range:
    """Return the years from the earliest to the latest date of a field; the query says within which days."""
    return _keep(seen, query, (register, "years", field), lambda: _find_years(seen, register, field, query))


def _find_years(seen: Snapshot, register: str, field: str, query: Query) -> range:
    pages = [seen.reader.find(register, _first_of(query, sort)) for sort in (field, f"-{field}")]
    ends = [str(record.values.get(field, ""))[:4] for page in pages for record in page.records]
    years = sorted(int(year) for year in ends if year.isdecimal())
    return range(years[0], years[-1] + 1) if years else range(0)


def _first_of(query: Query, *sort: str) -> Query:
    return replace(query, sort=sort or ("-time",), limit=1, after=None)


def _keep(seen: Snapshot, query: Query, what: tuple[str, ...], compute: Callable[[], Found]) -> Found:
    """Return what was computed of this state of a register, for eyes that see as much."""
    state = (settings.LIENVUNG_HOME, seen.reader.projections(what[0]), sees_personal())
    key = (*state, repr(_first_of(query)), *what)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: Found = _kept[key]
            return found
    found = compute()
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found
