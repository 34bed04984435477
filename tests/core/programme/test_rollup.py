"""Roll-up: the figures of one overview and the lists behind them."""

from dataclasses import replace

from lienvung.core.programme.records import FollowUp
from lienvung.core.programme.rollup import overview
from lienvung.core.programme.scope import within
from lienvung.core.programme.status import Cell
from lienvung.core.programme.tally import tally

from .promises import EVIDENCE, HP, QN, TODAY, limitation, promise, report, review

KNOWN = FollowUp(
    reviews=(review("sk-2021", "2021-08-14"), review("sk-2025", "2025-10-22")),
    commitments=(
        promise("late", deadline="2026-01-31"),
        promise("later", deadline="2026-10-31", owed_by=[QN]),
        promise("soon", deadline="2026-12-01", field="tourism"),
        promise("both", deadline="2027-12-31", owed_by=[HP, QN]),
        promise("done"),
        promise("undated", deadline_kind="none", deadline="", review="sk-2025", field="tourism"),
        promise("steady", deadline_kind="recurring", deadline=""),
        promise("old", review="sk-2021", agreed_on="2021-08-14"),
        promise("new", review="sk-2025", agreed_on="2025-10-22", predecessors=["old"], programmes=["p1", "p2"]),
        promise("truth", nature="real"),
    ),
    reports=(report("r1", commitment="done", **EVIDENCE),),
    limitations=(limitation("l1", ["undated"], review="sk-2021"),),
)


def test_fields_sum_to_the_total() -> None:
    """Every commitment of one nature has one field, so the fields add up cell by cell."""
    seen = overview(KNOWN, nature="illustrative", today=TODAY)
    assert sum(seen.by_field.values(), start=tally([])) == seen.total
    assert seen.by_field["tourism"] == tally([Cell.OPEN_IN_TERM, Cell.NO_DEADLINE])


def test_what_both_owe_stands_under_both_sides() -> None:
    """A joint commitment appears under each side that owes, and once in the total."""
    seen = overview(KNOWN, nature="illustrative", today=TODAY)
    assert seen.by_side[QN] == tally([Cell.OPEN_OVERDUE, Cell.OPEN_IN_TERM])
    assert seen.total.followed == 8


def test_lists_begin_with_what_presses_most() -> None:
    """Overdue first by days late, then by the nearest day."""
    seen = overview(KNOWN, nature="illustrative", today=TODAY)
    assert seen.overdue == ("late", "new", "later")
    assert seen.due_soon == ("soon",)
    assert seen.waiting_for == {HP: ("late", "new", "soon", "both", "undated"), QN: ("later", "both")}


def test_raised_again_and_still_open() -> None:
    """Two reviews raised each of these; one through a chain, one through a limitation."""
    assert set(overview(KNOWN, nature="illustrative", today=TODAY).raised_again) == {"new", "undated"}


def test_real_and_illustrative_are_never_summed() -> None:
    """Each nature has its own overview; no figure of one holds a record of the other."""
    real = overview(KNOWN, nature="real", today=TODAY)
    ours = overview(KNOWN, nature="illustrative", today=TODAY)
    assert set(real.statuses) == {"truth"}
    assert not set(real.statuses) & set(ours.statuses)


def test_one_programme_counts_its_own_chain() -> None:
    """In p2 the newer promise counts without the older one's history: a side of p2 alone does not hold p1."""
    in_p1 = overview(KNOWN, nature="illustrative", today=TODAY, programme="p1")
    in_p2 = overview(KNOWN, nature="illustrative", today=TODAY, programme="p2")
    assert set(in_p2.statuses) == {"new"}
    assert (in_p1.statuses["new"].raised, in_p2.statuses["new"].raised) == (2, 1)


def test_each_figure_opens_its_list() -> None:
    """The keys of a cell are as many as the figure says."""
    seen = overview(KNOWN, nature="illustrative", today=TODAY)
    assert all(len(seen.in_cell(cell)) == seen.total[cell] for cell in Cell)
    assert seen.in_cell(Cell.RESTATED) == seen.restated == ("old",)


def test_within_takes_the_reports_along() -> None:
    """What belongs to one programme includes the reports on its commitments, and nothing of others."""
    narrowed = within(KNOWN, "p1")
    assert [one.key for one in narrowed.reports] == ["r1"]
    assert within(replace(KNOWN, limitations=()), "p2").reports == ()
