"""Counting by cell, checked against the figures that were really published."""

from lienvung.core.programme.status import Cell
from lienvung.core.programme.tally import Denominator, Share, tally, tally_of

NATIONAL_2017 = {
    Cell.DONE_ON_TIME: 14_068,
    Cell.DONE_LATE: 1_983,
    Cell.OPEN_IN_TERM: 5_640,
    Cell.OPEN_OVERDUE: 223,
}


def test_national_figures_of_2017() -> None:
    """21,914 tasks = 16,051 done (14,068 + 1,983) + 5,863 open (5,640 + 223)."""
    found = tally_of(NATIONAL_2017)
    assert (found.dated, found.done, found.open) == (21_914, 16_051, 5_863)


def test_the_official_share_divides_by_what_was_due() -> None:
    """98.62 % of 2017 is 16,051 of the 16,274 due, not of all 21,914; it is never rounded up."""
    share = tally_of(NATIONAL_2017).done_of_due
    assert (share, share.basis_points) == (Share(16_051, 16_274, Denominator.DUE), 9_862)


def test_quang_nam_2020() -> None:
    """833 = 585 done + 67 in term + 181 overdue."""
    found = tally_of({Cell.DONE_ON_TIME: 585, Cell.OPEN_IN_TERM: 67, Cell.OPEN_OVERDUE: 181})
    assert (found.dated, found.followed) == (833, 833)


def test_a_share_of_nothing_is_no_share() -> None:
    """Nothing due: no percentage, instead of 0 or 100."""
    assert tally([]).done_of_due.basis_points is None


def test_restated_promises_are_not_followed_twice() -> None:
    """A chain counts once: its older promises stay outside every sum."""
    found = tally([Cell.OPEN_OVERDUE, Cell.RESTATED, Cell.RESTATED])
    assert (found.followed, found.dated, found[Cell.RESTATED]) == (1, 1, 2)


def test_tallies_add_up_cell_by_cell() -> None:
    """Two tallies join into the tally of both."""
    one, other = tally([Cell.OPEN_OVERDUE, Cell.RECURRING]), tally([Cell.RECURRING])
    assert one + other == tally([Cell.OPEN_OVERDUE, Cell.RECURRING, Cell.RECURRING])
