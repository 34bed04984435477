"""The trail of acts, as somebody who oversees the node asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from lienvung.office.models import AuditEvent
from lienvung.office.node_access import VIETNAM

PAGE = 100

_FIRST_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class TrailAsked:
    """What is asked of the trail: whose acts, which act, since and until which day (both counted), which words."""

    by: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""
    only_refused: bool = False


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of the trail, newest first, and how many lines there are in all."""

    events: list[AuditEvent]
    total: int
    number: int

    @property
    def has_next(self) -> bool:
        """Whether older lines follow."""
        return self.number * PAGE < self.total


def trail_page(asked: TrailAsked, number: int) -> TrailPage:
    """Return a page, counted from 1."""
    found = _found(asked)
    first = (number - 1) * PAGE
    return TrailPage(list(found[first : first + PAGE]), found.count(), number)


def trail_lines(asked: TrailAsked) -> Iterator[AuditEvent]:
    """Yield every line asked for, newest first."""
    yield from _found(asked).iterator(chunk_size=1000)


def trail_kinds() -> list[str]:
    """Return the acts that somebody did or tried here."""
    return list(AuditEvent.objects.order_by("what").values_list("what", flat=True).distinct())


def _found(asked: TrailAsked) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.select_related("by")
    if asked.by:
        # A failed sign-in has no person, only the name that was typed.
        found = found.filter(Q(by__username=asked.by) | Q(by=None, subject=asked.by))
    if asked.what:
        found = found.filter(what=asked.what)
    if asked.since:
        found = found.filter(at__gte=_begin(asked.since))
    if asked.until and asked.until < date.max:
        found = found.filter(at__lt=_begin(asked.until + timedelta(days=1)))
    if asked.words:
        found = found.filter(subject__icontains=asked.words)
    return found.filter(succeeded=False) if asked.only_refused else found


def _begin(day: date) -> datetime:
    # The first days that a date can hold have no moment in UTC; no trail is older than its clock.
    return datetime.combine(max(day, _FIRST_DAY), time.min, VIETNAM)
