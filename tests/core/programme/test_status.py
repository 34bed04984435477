"""The status of one commitment: which cell, by which rule, how late, whose turn."""

from datetime import date

import pytest

from lienvung.core.programme.chain import Background
from lienvung.core.programme.records import Commitment, Progress
from lienvung.core.programme.status import Cell, Status, Term, assess

from .promises import EVIDENCE, HP, QN, TODAY, promise, report

PLAIN = Background()
PUBLISHED = Background(published_only=True)


def status(commitment: Commitment, *reports: Progress, around: Background = PLAIN, day: date = TODAY) -> Status:
    """Assess with no side bound to a node."""
    return assess(commitment, reports, around, day)


@pytest.mark.parametrize(
    ("deadline", "done_on", "cell", "days_late"),
    [
        ("2026-06-30", "2026-06-30", Cell.DONE_ON_TIME, 0),
        ("2026-06-30", "2026-07-01", Cell.DONE_LATE, 1),
        ("2024-05", "2024-07-17", Cell.DONE_LATE, 47),
        ("2024", "2024-07-17", Cell.DONE_ON_TIME, 0),
    ],
)
def test_done_cells(deadline: str, done_on: str, cell: Cell, days_late: int) -> None:
    """Done on the last day is on time; the day after is late by one."""
    found = status(promise(deadline=deadline), report(done_on=done_on, **EVIDENCE))
    assert (found.cell, found.days_late) == (cell, days_late)


def test_a_joint_commitment_is_as_late_as_its_last_side() -> None:
    """Done on time here and late there is done late."""
    found = status(
        promise(owed_by=[HP, QN]),
        report("r1", done_on="2026-06-01", **EVIDENCE),
        report("r2", side=QN, done_on="2026-08-01", **EVIDENCE),
    )
    assert (found.cell, found.done_on) == (Cell.DONE_LATE, date(2026, 8, 1))


@pytest.mark.parametrize(
    ("deadline", "cell", "term", "days_left", "days_late"),
    [
        ("2026-11-22", Cell.OPEN_IN_TERM, Term.DUE_SOON, 0, 0),
        ("2026-12-22", Cell.OPEN_IN_TERM, Term.DUE_SOON, 30, 0),
        ("2026-12-23", Cell.OPEN_IN_TERM, Term.IN_TERM, 31, 0),
        ("2026-11-21", Cell.OPEN_OVERDUE, Term.OVERDUE, None, 1),
    ],
)
def test_open_cells(deadline: str, cell: Cell, term: Term, days_left: int | None, days_late: int) -> None:
    """The last day is in term; thirty days ahead is soon; the day after is overdue by one."""
    found = status(promise(deadline=deadline))
    assert (found.cell, found.term, found.days_left, found.days_late) == (cell, term, days_left, days_late)


def test_without_any_report_an_own_commitment_runs_against_its_deadline() -> None:
    """Silence of a side that should report is not "chưa rõ": it is overdue."""
    found = status(promise(nature="real"))
    assert (found.cell, found.reason) == (Cell.OPEN_OVERDUE, "no-report")


@pytest.mark.parametrize(("kind", "cell"), [("none", Cell.NO_DEADLINE), ("recurring", Cell.RECURRING)])
def test_classes_of_their_own_carry_age(kind: str, cell: Cell) -> None:
    """The classes "chưa có thời hạn" and "thường xuyên" stand outside the four cells and say how old they are."""
    found = status(promise(deadline_kind=kind, deadline=""), around=Background(since=date(2019, 5, 30)))
    assert (found.cell, found.age_days, found.term) == (cell, 2733, Term.UNDETERMINED)


def test_done_without_a_deadline_is_neither_on_time_nor_late() -> None:
    """What never had a day is done, and claims nothing about time."""
    found = status(promise(deadline_kind="none", deadline=""), report(**EVIDENCE))
    assert (found.cell, found.open) == (Cell.DONE_UNDATED, False)


@pytest.mark.parametrize(("progress", "cell"), [("suspended", Cell.SUSPENDED), ("cancelled", Cell.CANCELLED)])
def test_suspended_and_cancelled_leave_the_four_cells(progress: str, cell: Cell) -> None:
    """With evidence and undisputed they have cells of their own and nobody is late."""
    found = status(promise(), report(progress=progress, **EVIDENCE))
    assert (found.cell, found.days_late, found.waiting_for) == (cell, 0, ())


def test_a_restated_promise_is_only_that() -> None:
    """An older promise of a chain reads "đã nêu lại", whatever else is true of it."""
    found = status(promise(), report(**EVIDENCE), around=Background(restated_by=("c2",)))
    assert (found.cell, found.restated_by) == (Cell.RESTATED, ("c2",))


def test_known_from_publications_and_nothing_published_is_unclear() -> None:
    """Of a cited promise without a report the honest word is "chưa rõ", with or without a deadline."""
    assert status(promise(nature="real"), around=PUBLISHED).reason == "nothing-published"
    assert status(promise(nature="real", deadline_kind="none", deadline=""), around=PUBLISHED).cell is Cell.UNCLEAR


def test_a_press_report_from_before_the_deadline_does_not_make_it_overdue() -> None:
    """The words "đang thực hiện" printed before the day say nothing of today; after it, they say overdue."""
    early = report("r1", "in-progress", reported_on="2026-05-01", nature="real")
    late = report("r2", "in-progress", reported_on="2026-07-01", nature="real")
    found = status(promise(nature="real"), early, around=PUBLISHED)
    assert (found.cell, found.reason) == (Cell.UNCLEAR, "nothing-published-since-due")
    assert status(promise(nature="real"), early, late, around=PUBLISHED).cell is Cell.OPEN_OVERDUE


def test_a_dispute_keeps_it_open_and_shown() -> None:
    """Done, with evidence, but disputed: open, overdue, and waiting for the side that claimed it."""
    dispute = report("d1", "", side=QN, responds_to="r1", stance="dispute")
    found = status(promise(), report("r1", **EVIDENCE), dispute)
    assert (found.cell, found.reason, found.disputes) == (Cell.OPEN_OVERDUE, "disputed", ("d1",))
    assert found.waiting_for == (HP,)


def test_it_waits_only_for_the_side_that_is_not_done() -> None:
    """Of a joint commitment the finished side owes nothing more."""
    found = status(promise(owed_by=[HP, QN]), report("r1", **EVIDENCE))
    assert (found.waiting_for, found.reason) == ((QN,), "other-side-open")


def test_done_without_evidence_is_open_and_says_why() -> None:
    """The word "hoàn thành" without a paper does not close."""
    assert status(promise(), report()).reason == "no-evidence"


def test_an_extension_is_judged_by_the_new_day_and_shows_the_old() -> None:
    """Extended to the end of the year it is in term; the day agreed stays beside it."""
    longer = [{"until": "2026-12-31", "reason": "mặt bằng", "approved-by": "Ban Thường vụ"}]
    found = status(promise(extensions=longer))
    assert (found.cell, found.extended, found.agreed_due) == (Cell.OPEN_IN_TERM, True, date(2026, 6, 30))
