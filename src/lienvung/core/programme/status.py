"""The status of a commitment, computed from deadline, progress and evidence; never typed.

Two axes (progress, term) give the four Vietnamese cells: hoàn thành đúng hạn, hoàn thành quá hạn, đang
thực hiện trong hạn, đang thực hiện quá hạn. What the four cannot say honestly has a cell of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lienvung.core.programme.chain import Background, Occasion, backgrounds
from lienvung.core.programme.deadline import DeadlineKind, agreed_due, due_date
from lienvung.core.programme.records import Commitment, FollowUp, Progress
from lienvung.core.programme.sides import ProgressState, SideStatus, joint_progress, side_statuses

SOON_DAYS = 30


class Cell(StrEnum):
    """Name the one place a commitment has in every sum."""

    DONE_ON_TIME = "done-on-time"
    DONE_LATE = "done-late"
    OPEN_IN_TERM = "open-in-term"
    OPEN_OVERDUE = "open-overdue"
    DONE_UNDATED = "done-undated"
    NO_DEADLINE = "no-deadline"
    RECURRING = "recurring"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    UNCLEAR = "unclear"
    RESTATED = "restated"


FOUR_CELLS = (Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.OPEN_IN_TERM, Cell.OPEN_OVERDUE)
OPEN_CELLS = frozenset({Cell.OPEN_IN_TERM, Cell.OPEN_OVERDUE, Cell.NO_DEADLINE, Cell.UNCLEAR, Cell.SUSPENDED})


class Term(StrEnum):
    """Name where a commitment stands against its deadline (hạn)."""

    IN_TERM = "in-term"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Status:
    """Hold how one commitment fares on one day.

    `cell` is its place in the sums and `reason` the rule that put it there. `due` is the last day on time
    now in force, `agreed_due` the one first agreed. `since` is the oldest day of its chain, `age_days`
    counted from it. `waiting_for` are the sides whose turn it is.
    """

    key: str
    cell: Cell
    reason: str
    progress: ProgressState
    term: Term
    due: date | None
    agreed_due: date | None
    done_on: date | None
    days_late: int
    days_left: int | None
    since: date | None
    age_days: int | None
    occasions: tuple[Occasion, ...]
    sides: tuple[SideStatus, ...]
    restated_by: tuple[str, ...]

    @property
    def raised(self) -> int:
        """Return how many reviews and papers raised it ("đã nêu N kỳ")."""
        return len(self.occasions)

    @property
    def disputes(self) -> tuple[str, ...]:
        """Return the keys of the progress reports that dispute a side's statement and still stand."""
        return tuple(key for side in self.sides for key in side.disputes)

    @property
    def disputed(self) -> bool:
        """Tell whether a dispute stands."""
        return bool(self.disputes)

    @property
    def open(self) -> bool:
        """Tell whether it can still be finished: neither done, cancelled, recurring nor restated."""
        return self.cell in OPEN_CELLS

    @property
    def extended(self) -> bool:
        """Tell whether the day in force is not the day first agreed."""
        return self.due != self.agreed_due

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Return the sides that owe and are not settled; nobody once it is closed or suspended.

        Of what is unclear nobody may be said to owe it.
        """
        if not self.open or self.cell is Cell.UNCLEAR:
            return ()
        return tuple(side.side for side in self.sides if not side.settled)


def assess(
    commitment: Commitment,
    reports: Iterable[Progress],
    background: Background,
    today: date,
    nodes: frozenset[str] = frozenset(),
) -> Status:
    """Compute the status of one commitment on one day.

    `reports` may hold reports on others; `background` comes from `chain.backgrounds`; `nodes` are the
    sides that sign for themselves.
    """
    sides = side_statuses(commitment, reports, nodes)
    progress = joint_progress(sides)
    due = due_date(commitment.deadline)
    done_on = _done_on(sides) if progress is ProgressState.DONE else None
    cell, reason = _place(commitment, background, sides, progress, due, done_on, today)
    since = background.since
    return Status(
        key=commitment.key,
        cell=cell,
        reason=reason,
        progress=progress,
        term=_term(due, done_on, today),
        due=due,
        agreed_due=agreed_due(commitment.deadline),
        done_on=done_on,
        days_late=_days_late(cell, due, done_on or today),
        days_left=(due - today).days if cell is Cell.OPEN_IN_TERM and due else None,
        since=since,
        age_days=max(0, (today - since).days) if since else None,
        occasions=background.occasions,
        sides=sides,
        restated_by=background.restated_by,
    )


def assess_all(follow_up: FollowUp, today: date, scope: Collection[str] | None = None) -> dict[str, Status]:
    """Compute the status of every commitment in `scope` (keys; all when None), by key.

    Pass what counts in one programme (`scope.within`): whatever is passed is counted.
    """
    keys = {one.key for one in follow_up.commitments} if scope is None else set(scope)
    around = backgrounds(follow_up, keys)
    reports = _by_commitment(follow_up.reports)
    return {
        one.key: assess(one, reports.get(one.key, ()), around[one.key], today, follow_up.nodes)
        for one in follow_up.commitments
        if one.key in keys
    }


def _place(
    commitment: Commitment,
    background: Background,
    sides: tuple[SideStatus, ...],
    progress: ProgressState,
    due: date | None,
    done_on: date | None,
    today: date,
) -> tuple[Cell, str]:
    """Return the cell and the rule that decided; the order of the rules is the decision."""
    if background.restated_by:
        return Cell.RESTATED, "restated"
    if progress is ProgressState.CANCELLED:
        return Cell.CANCELLED, "cancelled-by-all"
    if progress is ProgressState.SUSPENDED:
        return Cell.SUSPENDED, "suspended-by-all"
    if commitment.deadline.kind is DeadlineKind.RECURRING:
        return Cell.RECURRING, "recurring"
    if progress is ProgressState.DONE:
        return _done_cell(due, done_on), "done-by-all"
    if background.published_only and (silence := _silence(sides, due, today)):
        return Cell.UNCLEAR, silence
    return _open_cell(due, today), _why_open(sides)


def _done_cell(due: date | None, done_on: date | None) -> Cell:
    if due is None:
        return Cell.DONE_UNDATED
    return Cell.DONE_ON_TIME if done_on is not None and done_on <= due else Cell.DONE_LATE


def _open_cell(due: date | None, today: date) -> Cell:
    if due is None:
        return Cell.NO_DEADLINE
    return Cell.OPEN_IN_TERM if today <= due else Cell.OPEN_OVERDUE


def _silence(sides: tuple[SideStatus, ...], due: date | None, today: date) -> str:
    """Return why publications leave the status open to doubt; "" when they speak.

    A press report from before the deadline does not say what happened after it.
    """
    heard = [side.reported_on for side in sides if side.report]
    if not heard:
        return "nothing-published"
    last = max((day for day in heard if day), default=None)
    return "nothing-published-since-due" if due and due < today and (last is None or last <= due) else ""


def _why_open(sides: tuple[SideStatus, ...]) -> str:
    if any(side.disputes for side in sides):
        return "disputed"
    if any(side.progress is ProgressState.DONE and not side.evidenced for side in sides):
        return "no-evidence"
    if any(side.settled for side in sides):
        return "other-side-open"
    return "in-progress" if any(side.report for side in sides) else "no-report"


def _done_on(sides: tuple[SideStatus, ...]) -> date | None:
    return max((side.done_on for side in sides if side.done_on), default=None)


def _term(due: date | None, done_on: date | None, today: date) -> Term:
    if due is None:
        return Term.UNDETERMINED
    day = done_on or today
    if day > due:
        return Term.OVERDUE
    return Term.DUE_SOON if done_on is None and (due - today).days <= SOON_DAYS else Term.IN_TERM


def _days_late(cell: Cell, due: date | None, day: date) -> int:
    return (day - due).days if due and cell in {Cell.DONE_LATE, Cell.OPEN_OVERDUE} else 0


def _by_commitment(reports: Iterable[Progress]) -> Mapping[str, list[Progress]]:
    found: defaultdict[str, list[Progress]] = defaultdict(list)
    for report in reports:
        found[report.commitment].append(report)
    return found
