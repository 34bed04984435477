"""What each side says: newest statement, evidence, disputes, and whose word counts."""

import pytest

from lienvung.core.programme.sides import ProgressState, joint_progress, side_statuses

from .promises import EVIDENCE, HP, QN, promise, report

JOINT = promise(owed_by=[HP, QN])
NODES = frozenset({HP, QN})


def test_the_newest_statement_of_a_side_counts() -> None:
    """Reports are ordered by their day, and those of one day by when they were recorded."""
    reports = [
        report("r3", "done", recorded="2026-06-01T10:00:00Z", **EVIDENCE),
        report("r2", "in-progress", recorded="2026-06-01T08:00:00Z"),
        report("r1", "not-started", reported_on="2026-05-01", recorded="2026-06-02T08:00:00Z"),
    ]
    (side,) = side_statuses(promise(), reports)
    assert (side.report, side.progress) == ("r3", ProgressState.DONE)


def test_a_joint_commitment_is_done_when_every_side_is() -> None:
    """One side's finished half leaves the whole in progress; both halves finish it."""
    ours = report("r1", side=HP, **EVIDENCE)
    theirs = report("r2", side=QN, **EVIDENCE)
    assert joint_progress(side_statuses(JOINT, [ours])) is ProgressState.IN_PROGRESS
    assert joint_progress(side_statuses(JOINT, [ours, theirs])) is ProgressState.DONE


@pytest.mark.parametrize("progress", ["done", "suspended", "cancelled"])
def test_nothing_settles_without_evidence(progress: str) -> None:
    """A bare word leaves the commitment open, also the word "tạm dừng" or "hủy"."""
    assert joint_progress(side_statuses(promise(), [report(progress=progress)])) is ProgressState.IN_PROGRESS


def test_one_side_alone_cannot_cancel_what_both_owe() -> None:
    """A cancellation by one side leaves the joint commitment open."""
    statuses = side_statuses(JOINT, [report("r1", "cancelled", **EVIDENCE)])
    assert joint_progress(statuses) is ProgressState.IN_PROGRESS


def test_done_here_and_cancelled_there_is_not_done() -> None:
    """Nothing is left to do, but nobody may count it as kept."""
    statuses = side_statuses(JOINT, [report("r1", **EVIDENCE), report("r2", "cancelled", side=QN, **EVIDENCE)])
    assert joint_progress(statuses) is ProgressState.CANCELLED


def test_a_dispute_reopens_until_its_author_confirms() -> None:
    """A dispute keeps the side unsettled and is shown; a later confirmation by the same side lifts it."""
    done = report("r1", **EVIDENCE)
    dispute = report("d1", "", side=QN, responds_to="r1", stance="dispute", reported_on="2026-06-05")
    confirm = report("d2", "", side=QN, responds_to="r1", stance="confirm", reported_on="2026-06-09")
    (disputed,) = side_statuses(promise(), [done, dispute])
    assert disputed.disputes == ("d1",)
    assert not disputed.settled
    (confirmed,) = side_statuses(promise(), [done, dispute, confirm])
    assert confirmed.settled


def test_a_newer_statement_answers_the_dispute_of_the_older() -> None:
    """A dispute is about one statement; a side that reports anew with evidence is judged by the new one."""
    dispute = report("d1", "", side=QN, responds_to="r1", stance="dispute", reported_on="2026-06-05")
    anew = report("r2", reported_on="2026-06-20", **EVIDENCE)
    (side,) = side_statuses(promise(), [report("r1", **EVIDENCE), dispute, anew])
    assert side.settled


def test_nobody_disputes_oneself() -> None:
    """A side's remark on its own report is no dispute."""
    own = report("d1", "", responds_to="r1", stance="dispute", reported_on="2026-06-05")
    assert side_statuses(promise(), [report("r1", **EVIDENCE), own])[0].settled


def test_another_node_cannot_report_in_a_sides_name() -> None:
    """For a side with its own node an uncited statement from elsewhere is not heard; a cited one is."""
    forged = report("r1", side=HP, steward=QN, **EVIDENCE)
    cited = report("r1", side=HP, steward=QN, citation=["Báo Nhân Dân, 17/7/2024"], **EVIDENCE)
    assert side_statuses(promise(), [forged], NODES)[0].report == ""
    assert side_statuses(promise(), [cited], NODES)[0].report == "r1"


def test_a_side_without_a_node_is_reported_by_another() -> None:
    """A body that runs no node is heard through whoever records its word."""
    reports = [report("r1", side="hai-duong", steward=QN, **EVIDENCE)]
    assert side_statuses(promise(owed_by=["hai-duong"]), reports, NODES)[0].settled


def test_nothing_illustrative_closes_anything_real() -> None:
    """A report of the other nature is not heard, whichever way round."""
    assert side_statuses(promise(nature="real"), [report(**EVIDENCE)])[0].report == ""
    assert side_statuses(promise(), [report(nature="real", **EVIDENCE)])[0].report == ""


def test_a_state_of_a_newer_definition_is_no_statement() -> None:
    """What a partner's newer definition calls progress and we do not know leaves the last known word standing."""
    reports = [report("r1", "in-progress"), report("r2", "handed-over", reported_on="2026-07-01")]
    assert side_statuses(promise(), reports)[0].report == "r1"
