"""Commitments as lines of lists: the same words for the same status on every page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienvung.core.programme.deadline import DeadlineKind
from lienvung.core.programme.status import Cell, Status
from lienvung.web import words
from lienvung.web.addresses import face_address
from lienvung.web.dates import show_date, show_day
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.portfolio import Tracked
from lienvung.web.selectors.values import Shower, say


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment on one line."""

    key: str
    url: str
    text: str
    cell: str
    note: str
    deadline: str
    due: date | None
    field: str
    sides: str
    raised: int
    nature: str
    steward: House


def show_line(shower: Shower, one: Tracked) -> Line:
    """Return the line of a commitment."""
    commitment, status = one.commitment, one.status
    return Line(
        key=commitment.key,
        url=face_address("commitment", commitment.key),
        text=commitment.text,
        cell=status.cell,
        note=lateness(status),
        deadline=deadline_words(one),
        due=status.due,
        field=field_words(shower, commitment.field),
        sides=shower.houses.shorts(commitment.owed_by),
        raised=status.raised if status.open else 0,
        nature=commitment.nature,
        steward=shower.houses[commitment.steward],
    )


def show_lines(shower: Shower, many: Iterable[Tracked]) -> list[Line]:
    """Return the lines of some commitments in their order."""
    return [show_line(shower, one) for one in many]


def field_words(shower: Shower, field: str) -> str:
    """Return the label of a field of cooperation."""
    labels = shower.catalogue["commitment"].fields["field"].values
    return say(labels[field]) if field in labels else field


def lateness(status: Status) -> str:
    """Return the days late, the days left within a month, or for how long it has been open without a day."""
    if status.days_late:
        return ngettext("%(n)d ngày", "%(n)d ngày", status.days_late) % {"n": status.days_late}
    if status.days_left is not None and status.days_left <= 30:
        left = ngettext("còn %(n)d ngày", "còn %(n)d ngày", status.days_left) % {"n": status.days_left}
        return left if status.days_left else _("hôm nay")
    if status.cell in (Cell.NO_DEADLINE, Cell.UNCLEAR) and status.age_days is not None and status.age_days >= 365:
        years = status.age_days // 365
        return ngettext("đã %(n)d năm", "đã %(n)d năm", years) % {"n": years}
    return ""


def deadline_words(one: Tracked) -> str:
    """Return the deadline now in force, and the one first agreed when it was extended."""
    deadline, status = one.commitment.deadline, one.status
    if deadline.kind is not DeadlineKind.DATED:
        return words.cell_word("recurring" if deadline.kind is DeadlineKind.RECURRING else "no-deadline")
    agreed = show_date(deadline.value)
    if not status.extended or not status.due:
        return agreed
    return _("%(day)s (gia hạn từ %(agreed)s)") % {"day": show_day(status.due), "agreed": agreed}
