"""What a figure may count: what every side of the programme holds, whatever else a node holds."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.programme.reading import capital_of, paper_of, payment_of, programme_of, work_of
from lienvung.core.programme.records import FollowUp, Programme
from lienvung.core.programme.rollup import overview
from lienvung.core.programme.scope import within
from lienvung.core.programme.sheet import sheet_figures

from .promises import EVIDENCE, HP, QN, TODAY, escalation, limitation, promise, report, review

BN = "bac-ninh"
KEYS = ["c1", "c2", "old"]


def programme(key: str, *sides: str) -> Programme:
    """Build a programme of these sides, kept by the first."""
    return programme_of(key, {"title": key, "sides": list(sides), "nature": "illustrative"}, sides[0])


SHARED = FollowUp(
    programmes=(programme("p1", HP, QN),),
    commitments=(
        promise("c1", owed_by=[BN], predecessors=["old"]),
        promise("c2", owed_by=[HP, QN], programmes=["p1", "p2"], predecessors=["c1"]),
    ),
    reports=(report("r1", side=BN, steward=QN, **EVIDENCE),),
)


def with_foreign_chain(known: FollowUp) -> FollowUp:
    """Return what Quảng Ninh holds besides: its programme with Bắc Ninh and an older promise in it."""
    return replace(
        known,
        programmes=(*known.programmes, programme("p2", QN, BN)),
        commitments=(*known.commitments, promise("old", programmes=["p2"], agreed_on="2015-01-01")),
    )


@st.composite
def foreign(draw: st.DrawFn) -> FollowUp:
    """Draw records that not every side of p1 holds: of another programme, or kept by no side of p1."""
    days = st.dates(date(2015, 1, 1), date(2026, 11, 1)).map(date.isoformat)
    on = st.lists(st.sampled_from(KEYS), max_size=2, unique=True)
    elsewhere = draw(st.sampled_from(["p2", "p3"]))
    stranger = draw(st.sampled_from(["p1", "p2"]))
    paper = paper_of("d1", {"subject": "x", "issued-on": draw(days), "programmes": [stranger], "publisher": "Báo"}, BN)
    return FollowUp(
        programmes=tuple(draw(st.sets(st.sampled_from([programme("p2", QN, BN), programme("p3", BN, HP)])))),
        papers=(paper,),
        reviews=(replace(review("sk", draw(days), programmes=[stranger], documents=["d1"]), steward=BN),),
        commitments=(
            promise("old", programmes=[elsewhere], agreed_on=draw(days), predecessors=draw(on)),
            replace(promise("forged", programmes=["p1"], predecessors=draw(on)), steward=BN),
        ),
        reports=(report("r9", side=draw(st.sampled_from([HP, QN, BN])), steward=BN, commitment=draw(
            st.sampled_from(KEYS)), reported_on=draw(days), **EVIDENCE),),
        limitations=(replace(limitation("l1", draw(on), programmes=[stranger], since=draw(days)), steward=BN),),
        escalations=(replace(escalation("e1", programmes=[stranger]), steward=BN),),
    )  # fmt: skip


def together(known: FollowUp, more: FollowUp) -> FollowUp:
    """Return both, the foreign first."""
    return FollowUp(
        programmes=(*more.programmes, *known.programmes),
        papers=(*more.papers, *known.papers),
        reviews=(*more.reviews, *known.reviews),
        commitments=(*more.commitments, *known.commitments),
        reports=(*more.reports, *known.reports),
        limitations=(*more.limitations, *known.limitations),
        escalations=(*more.escalations, *known.escalations),
    )


def test_a_foreign_programme_moves_no_figure() -> None:
    """What a side holds with a third party changes neither who may speak nor how old and how often raised."""
    alone = overview(SHARED, nature="illustrative", today=TODAY, programme="p1")
    beside = overview(with_foreign_chain(SHARED), nature="illustrative", today=TODAY, programme="p1")
    assert alone.statuses["c1"].sides[0].report == "r1"
    assert alone == beside


@given(foreign(), st.sampled_from([HP, QN]))
def test_nothing_held_besides_changes_the_figures(more: FollowUp, side: str) -> None:
    """Whatever records of other programmes or of other nodes are added, the programme's sheet stays the same."""
    before = sheet_figures(SHARED, programme="p1", side=side, nature="illustrative", today=TODAY)
    after = sheet_figures(together(SHARED, more), programme="p1", side=side, nature="illustrative", today=TODAY)
    assert before == after
    assert within(SHARED, "p1") == within(together(SHARED, more), "p1")


def test_over_all_programmes_each_stands_as_in_its_own() -> None:
    """The figures of all programmes show a commitment as its own programme does, and each once."""
    known = with_foreign_chain(SHARED)
    everything = overview(known, nature="illustrative", today=TODAY)
    own = overview(known, nature="illustrative", today=TODAY, programme="p1")
    assert sorted(everything.statuses) == ["c1", "c2", "old"]
    assert {key: everything.statuses[key] for key in ("c1", "c2")} == own.statuses


def test_what_no_side_keeps_is_shown_and_not_counted() -> None:
    """A commitment written into the programme by a node that is no side has a status and is in no figure of it."""
    known = replace(SHARED, commitments=(*SHARED.commitments, replace(promise("forged"), steward=BN)))
    assert "forged" in overview(known, nature="illustrative", today=TODAY).statuses
    assert "forged" not in overview(known, nature="illustrative", today=TODAY, programme="p1").statuses


def test_the_keeper_of_the_programme_is_heard_after_a_hand_over() -> None:
    """Records that passed to a new steward with the programme's own record still count."""
    kept = replace(programme("p1", QN, BN), steward=HP)
    known = FollowUp(programmes=(kept,), commitments=(promise("c1"),))
    assert set(overview(known, nature="illustrative", today=TODAY, programme="p1").statuses) == {"c1"}


def test_capital_counts_where_every_side_of_the_programme_has_it() -> None:
    """Annex 2 adds up the lines and payments that the sides keep; a stranger's money in our bridge moves no figure."""
    known = FollowUp(
        programmes=(programme("p1", HP, QN),),
        works=(work_of("w", {"name": "cầu", "programmes": ["p1"]}, HP),),
        capital=(capital_of("l1", {"work": "w", "planned": 7}, QN), capital_of("l2", {"work": "w", "planned": 9}, BN)),
        payments=(
            payment_of("m1", {"line": "l1", "disbursed": 2}, HP),
            payment_of("m2", {"line": "l1", "disbursed": 3}, BN),
            payment_of("m3", {"line": "l2", "disbursed": 4}, QN),
        ),
    )
    counted = within(known, "p1")
    assert [line.key for line in counted.capital] == ["l1"]
    assert [payment.key for payment in counted.payments] == ["m1"]
