"""The figures of the leader's sheet: five numbers, what we owe, what they owe, what is raised again
and again, and what waits for a decision. One programme, one side's eyes, one day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lienvung.core.programme.day import day_of
from lienvung.core.programme.escalation import EscalationState, assess_escalation
from lienvung.core.programme.records import FollowUp
from lienvung.core.programme.rollup import Overview, overview
from lienvung.core.programme.scope import within
from lienvung.core.programme.status import Cell, Status

OLD_DAYS = 365


class FigureName(StrEnum):
    """Name the five numbers."""

    FOLLOWED = "followed"
    DONE = "done"
    IN_TERM = "in-term"
    OVERDUE = "overdue"
    RAISED_AGAIN = "raised-again"


class DecisionKind(StrEnum):
    """Name why something lies before the leader."""

    ESCALATION = "escalation"
    DISPUTE = "dispute"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one number and the commitments it counts."""

    name: FigureName
    keys: tuple[str, ...]

    @property
    def value(self) -> int:
        """Return the number."""
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold one thing to decide: why, the record concerned, and the days it has waited (None: not known)."""

    kind: DecisionKind
    register: str
    key: str
    days: int | None


@dataclass(frozen=True, slots=True)
class SheetFigures:
    """Hold the leader's sheet of one side; lists are keys, most pressing first."""

    programme: str
    side: str
    nature: str
    today: date
    overview: Overview
    figures: tuple[Figure, ...]
    we_owe: tuple[str, ...]
    they_owe: tuple[str, ...]
    raised_again: tuple[str, ...]
    to_decide: tuple[Decision, ...]

    @property
    def counted(self) -> dict[str, int]:
        """Return every figure that both sides must share, by name: what a freeze code is made over.

        What "we" owe depends on who asks, so it enters as what each side owes.
        """
        counts = {str(figure.name): figure.value for figure in self.figures}
        counts |= {f"cell/{cell}": self.overview.total[cell] for cell in Cell}
        counts |= {f"waiting/{_spell(side)}": len(keys) for side, keys in self.overview.waiting_for.items()}
        counts |= {"to-decide": len(self.to_decide)}
        return {f"{self.nature}/{name}": count for name, count in counts.items()}


def _spell(side: str) -> str:
    """Spell a side in ASCII: a node's name as it is, any other signatory ("Đông Triều") as punycode (RFC 3492)."""
    return side if side.isascii() else f"xn--{side.encode('punycode').decode('ascii')}"


def sheet_figures(follow_up: FollowUp, *, programme: str, side: str, nature: str, today: date) -> SheetFigures:
    """Compute the leader's sheet of `side` for one programme and one nature of data."""
    seen = overview(follow_up, nature=nature, today=today, programme=programme)
    ours = seen.waiting_for.get(side, ())
    theirs = (key for other, keys in seen.waiting_for.items() if other != side for key in keys)
    return SheetFigures(
        programme=programme,
        side=side,
        nature=nature,
        today=today,
        overview=seen,
        figures=_five(seen),
        we_owe=ours,
        they_owe=tuple(dict.fromkeys(theirs)),
        raised_again=seen.raised_again,
        to_decide=tuple(_decisions(within(follow_up, programme), seen)),
    )


def _five(seen: Overview) -> tuple[Figure, ...]:
    done = (Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.DONE_UNDATED)
    return (
        Figure(FigureName.FOLLOWED, _in_cells(seen.statuses, [cell for cell in Cell if cell is not Cell.RESTATED])),
        Figure(FigureName.DONE, _in_cells(seen.statuses, done)),
        Figure(FigureName.IN_TERM, _in_cells(seen.statuses, [Cell.OPEN_IN_TERM])),
        Figure(FigureName.OVERDUE, seen.overdue),
        Figure(FigureName.RAISED_AGAIN, seen.raised_again),
    )


def _in_cells(statuses: Mapping[str, Status], cells: Iterable[Cell]) -> tuple[str, ...]:
    wanted = frozenset(cells)
    return tuple(key for key, status in statuses.items() if status.cell in wanted)


def _decisions(scope: FollowUp, seen: Overview) -> Iterator[Decision]:
    """Yield what only a leader can settle: matters unanswered, disputes, old promises without a day."""
    matters = [assess_escalation(one, seen.today) for one in scope.escalations if one.nature == seen.nature]
    for matter in sorted(matters, key=lambda one: -(one.days or 0)):
        if matter.state is not EscalationState.ANSWERED:
            yield Decision(DecisionKind.ESCALATION, "escalation", matter.key, matter.days)
    for key in seen.disputed:
        yield Decision(DecisionKind.DISPUTE, "commitment", key, _days_disputed(scope, seen.statuses[key], seen.today))
    undated = [one for one in seen.statuses.values() if one.open and one.due is None and _age(one) >= OLD_DAYS]
    for status in sorted(undated, key=lambda one: (-_age(one), one.key)):
        yield Decision(DecisionKind.UNDATED, "commitment", status.key, status.age_days)


def _days_disputed(scope: FollowUp, status: Status, today: date) -> int | None:
    said = [day_of(one.reported_on) for one in scope.reports if one.key in status.disputes]
    days = [(today - day).days for day in said if day]
    return max(0, *days) if days else None


def _age(status: Status) -> int:
    return status.age_days or 0
