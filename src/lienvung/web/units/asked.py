"""What an address asks of units: a day, the day of the other end, and what was known when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest

from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.node.units import read_gazetteer
from lienvung.web.registers.asked import end_of_day
from lienvung.web.snapshot import Snapshot

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Asked:
    """`on` is the day that is asked about, `today` what "now" means, `known` the day whose knowledge counts."""

    on: date
    today: date
    known: date | None

    @property
    def is_today(self) -> bool:
        """Tell whether the day asked about is today."""
        return self.on == self.today

    @property
    def moment(self) -> str | None:
        """Return the last moment of the day whose knowledge counts, as entries spell it; None for now."""
        return end_of_day(self.known) if self.known else None


def asked_of(request: HttpRequest, today: date) -> Asked:
    """Read the days of an address; what is no day reads as not asked."""
    known = asked_day(request, "luc")
    return Asked(asked_day(request, "ngay") or today, today, known if known and known < today else None)


def asked_day(request: HttpRequest, name: str) -> date | None:
    """Return a day of the address or of a form, None where none was said."""
    return read_day((request.POST if request.method == "POST" else request.GET).get(name, ""))


def read_day(text: str) -> date | None:
    """Return a day spelled 2025-07-01 or 1/7/2025."""
    text = text.strip()
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        return day if EARLIEST <= day <= LATEST else None
    return None


def gazetteer_of(seen: Snapshot, asked: Asked) -> Gazetteer:
    """Return the units as they are known now, or as they were known at the end of a day."""
    return read_gazetteer(seen.reader, as_of=asked.moment)
