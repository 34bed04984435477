"""What an address asks of units: a day, the day of the other end, and what was known when."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.node.units import read_gazetteer
from lienvung.web.registers.asked import end_of_day, read_day
from lienvung.web.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Asked:
    """`on` is the day that is asked about, `today` what "now" means, `known` the day whose knowledge counts.

    `unread` is what was said instead of a day: what is shown is then of today, and says so.
    """

    on: date
    today: date
    known: date | None
    unread: str = ""

    @property
    def is_today(self) -> bool:
        """Tell whether the day asked about is today."""
        return self.on == self.today

    @property
    def moment(self) -> str | None:
        """Return the last moment of the day whose knowledge counts, as entries spell it; None for now."""
        return end_of_day(self.known) if self.known else None


def asked_of(request: HttpRequest, today: date) -> Asked:
    """Read the days of an address; of one that cannot be read it is kept what was said."""
    known, on = asked_day(request, "luc"), asked_day(request, "ngay")
    said = "" if on else _said(request, "ngay").strip()[:40]
    return Asked(on or today, today, known if known and known < today else None, said)


def asked_day(request: HttpRequest, name: str) -> date | None:
    """Return a day of the address or of a form, None where none was said."""
    return read_day(_said(request, name))


def _said(request: HttpRequest, name: str) -> str:
    return (request.POST if request.method == "POST" else request.GET).get(name, "")


def gazetteer_of(seen: Snapshot, asked: Asked) -> Gazetteer:
    """Return the units as they are known now, or as they were known at the end of a day."""
    return read_gazetteer(seen.reader, as_of=asked.moment)
