"""What must hold of any set of promises and reports, searched for counter-examples."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.programme.records import FollowUp
from lienvung.core.programme.rollup import overview
from lienvung.core.programme.status import OPEN_CELLS, Cell
from lienvung.core.programme.tally import tally

from .promises import EVIDENCE, HP, QN, limitation, promise, report

KEYS = ["a", "b", "c", "d"]
DAYS = st.dates(date(2019, 1, 1), date(2028, 12, 31))
NATURES = st.sampled_from(["real", "illustrative"])
PROGRESS = st.sampled_from(["", "not-started", "in-progress", "done", "suspended", "cancelled"])


@st.composite
def promises(draw: st.DrawFn) -> FollowUp:
    """Draw promises with any deadlines, chains (rings too), owners and citations, and any reports on them."""
    commitments = [
        promise(
            key,
            deadline_kind=draw(st.sampled_from(["dated", "none", "recurring"])),
            deadline=draw(DAYS).isoformat(),
            agreed_on=draw(DAYS).isoformat(),
            owed_by=draw(st.lists(st.sampled_from([HP, QN]), min_size=1, max_size=2, unique=True)),
            predecessors=draw(st.lists(st.sampled_from(KEYS), max_size=2)),
            nature=draw(NATURES),
            citation=draw(st.sampled_from([[], ["Báo"]])),
            field=draw(st.sampled_from(["transport", "tourism"])),
        )
        for key in KEYS
    ]
    reports = [
        report(
            f"r{number}",
            draw(PROGRESS),
            commitment=draw(st.sampled_from(KEYS)),
            side=draw(st.sampled_from([HP, QN])),
            reported_on=draw(DAYS).isoformat(),
            stance=draw(st.sampled_from(["", "confirm", "dispute"])),
            nature=draw(NATURES),
            responds_to=draw(st.sampled_from(["", "r0", "r1"])),
            **draw(st.sampled_from([{}, EVIDENCE])),
        )
        for number in range(draw(st.integers(0, 6)))
    ]
    return FollowUp(
        commitments=tuple(commitments),
        reports=tuple(reports),
        limitations=(limitation("l1", draw(st.lists(st.sampled_from(KEYS), max_size=2, unique=True))),),
    )


@given(promises(), NATURES, DAYS)
def test_every_commitment_lands_in_exactly_one_cell(known: FollowUp, nature: str, today: date) -> None:
    """The cells hold each commitment of the nature once, and nothing else."""
    seen = overview(known, nature=nature, today=today)
    placed = sorted(key for cell in Cell for key in seen.in_cell(cell))
    assert placed == sorted(one.key for one in known.commitments if one.nature == nature)


@given(promises(), NATURES, DAYS)
def test_totals_add_up(known: FollowUp, nature: str, today: date) -> None:
    """Fields sum to the total; the four cells and the classes beside them sum to what is followed."""
    seen = overview(known, nature=nature, today=today)
    total = seen.total
    assert sum(seen.by_field.values(), start=tally([])) == total
    assert total.followed + total[Cell.RESTATED] == len(seen.statuses)
    beside = (Cell.DONE_UNDATED, Cell.NO_DEADLINE, Cell.RECURRING, Cell.SUSPENDED, Cell.CANCELLED, Cell.UNCLEAR)
    assert total.dated + sum(total[cell] for cell in beside) == total.followed
    assert total.due + total[Cell.OPEN_IN_TERM] == total.dated


@given(promises(), NATURES, DAYS, st.integers(1, 4000))
def test_time_alone_only_makes_things_later(known: FollowUp, nature: str, today: date, days: int) -> None:
    """With nothing new recorded, a later day never turns overdue to in-term nor lessens days late or age."""
    before = overview(known, nature=nature, today=today).statuses
    after = overview(known, nature=nature, today=today + timedelta(days=days)).statuses
    for key, then in before.items():
        now = after[key]
        if then.cell is Cell.OPEN_IN_TERM:
            assert now.cell in {Cell.OPEN_IN_TERM, Cell.OPEN_OVERDUE, Cell.UNCLEAR}
        else:
            assert now.cell is then.cell
        assert now.days_late >= then.days_late
        assert (now.age_days or 0) >= (then.age_days or 0)


@given(promises(), NATURES, DAYS)
def test_each_chain_counts_once(known: FollowUp, nature: str, today: date) -> None:
    """No two promises that are counted go back one to the other, save in a ring."""
    seen = overview(known, nature=nature, today=today)
    for key, status in seen.statuses.items():
        assert (status.cell is Cell.RESTATED) == bool(status.restated_by)
        assert key not in status.restated_by


@given(promises(), NATURES, DAYS)
def test_what_is_open_waits_for_somebody(known: FollowUp, nature: str, today: date) -> None:
    """An open commitment names a side whose turn it is, unless suspended or unclear; a closed one none."""
    for status in overview(known, nature=nature, today=today).statuses.values():
        waits = status.cell in OPEN_CELLS - {Cell.SUSPENDED, Cell.UNCLEAR}
        assert bool(status.waiting_for) == waits


@given(promises(), NATURES, DAYS)
def test_nothing_closes_without_evidence(known: FollowUp, nature: str, today: date) -> None:
    """Done, suspended or cancelled: behind every side stands an undisputed statement with evidence."""
    closed = {Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.DONE_UNDATED, Cell.SUSPENDED, Cell.CANCELLED}
    for status in overview(known, nature=nature, today=today).statuses.values():
        if status.cell in closed:
            assert all(side.evidenced and not side.disputes for side in status.sides)


@given(promises(), NATURES, DAYS, st.permutations(range(6)))
def test_the_order_of_records_does_not_matter(known: FollowUp, nature: str, today: date, order: list[int]) -> None:
    """Both sides hold the same records in whatever order they came; both see the same statuses."""
    shuffled = FollowUp(
        commitments=tuple(reversed(known.commitments)),
        reports=tuple(known.reports[place] for place in order if place < len(known.reports)),
        limitations=known.limitations,
    )
    ours = overview(known, nature=nature, today=today)
    theirs = overview(shuffled, nature=nature, today=today)
    assert (ours.statuses, ours.total, ours.waiting_for) == (theirs.statuses, theirs.total, theirs.waiting_for)
