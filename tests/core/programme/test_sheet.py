"""The leader's sheet: five numbers, two debts, what comes back, what to decide."""

from lienvung.core.programme.records import FollowUp
from lienvung.core.programme.sheet import Decision, DecisionKind, FigureName, SheetFigures, sheet_figures

from .promises import EVIDENCE, HP, QN, TODAY, escalation, limitation, promise, report

KNOWN = FollowUp(
    commitments=(
        promise("ours", deadline="2026-01-31"),
        promise("theirs", owed_by=[QN], deadline="2027-01-31"),
        promise("both", owed_by=[HP, QN], deadline="2026-12-01"),
        promise("claimed"),
        promise("old", deadline_kind="none", deadline="", agreed_on="2019-05-30"),
        promise("young", deadline_kind="none", deadline="", agreed_on="2026-10-01"),
    ),
    reports=(
        report("r1", commitment="claimed", **EVIDENCE),
        report("d1", "", commitment="claimed", side=QN, responds_to="r1", stance="dispute"),
    ),
    limitations=(limitation("l1", ["old"]),),
    escalations=(
        escalation("e1", sent_on="2026-10-23"),
        escalation("e2", sent_on="2026-01-01", answered_on="2026-02-01"),
        escalation("e3", sent_on="2026-10-23", programmes=["p2"]),
    ),
)


def sheet(side: str) -> SheetFigures:
    """Return the sheet of one side of p1."""
    return sheet_figures(KNOWN, programme="p1", side=side, nature="illustrative", today=TODAY)


def test_five_numbers_count_their_keys() -> None:
    """Each of the five numbers is the length of the list it opens."""
    assert {figure.name: figure.value for figure in sheet(HP).figures} == {
        FigureName.FOLLOWED: 6,
        FigureName.DONE: 0,
        FigureName.IN_TERM: 2,
        FigureName.OVERDUE: 2,
        FigureName.RAISED_AGAIN: 1,
    }


def test_our_debts_are_their_claims() -> None:
    """What one side owes is what the other side is owed; a joint commitment is on both lists."""
    assert sheet(HP).we_owe == sheet(QN).they_owe == ("ours", "claimed", "both", "old", "young")
    assert sheet(QN).we_owe == sheet(HP).they_owe == ("both", "theirs")


def test_what_to_decide() -> None:
    """Unanswered matters of this programme, standing disputes, and promises a year old without a day."""
    assert sheet(HP).to_decide == (
        Decision(DecisionKind.ESCALATION, "escalation", "e1", 30),
        Decision(DecisionKind.DISPUTE, "commitment", "claimed", 174),
        Decision(DecisionKind.UNDATED, "commitment", "old", 2733),
    )


def test_both_sides_freeze_the_same_figures() -> None:
    """What is frozen does not depend on whose eyes read the sheet."""
    assert sheet(HP).counted == sheet(QN).counted
    assert sheet(HP).counted["illustrative/waiting/quang-ninh"] == 2


def test_a_signatory_without_a_node_is_frozen_too() -> None:
    """A promise owed by a district, named in Vietnamese letters, counts in the figures under an ASCII name."""
    known = FollowUp(commitments=(promise("theirs", owed_by=["Đông Triều"]),))
    figures = sheet_figures(known, programme="p1", side=HP, nature="illustrative", today=TODAY)
    assert figures.counted["illustrative/waiting/xn--" + "Đông Triều".encode("punycode").decode()] == 1
    assert all(name.isascii() for name in figures.counted)
