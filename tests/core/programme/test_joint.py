"""Deadlines that the sides have moved together."""

from dataclasses import replace
from datetime import date

from lienvung.core.programme.deadline import Extension, agreed_due, due_date
from lienvung.core.programme.joint import JointChange, with_joint_changes
from lienvung.core.programme.reading import commitment_of, programme_of

PROGRAMME = programme_of("p", {"sides": ["hai-phong", "quang-ninh", "bac-ninh"]}, "quang-ninh")
PROMISE = commitment_of(
    "quang-ninh-x",
    {"programmes": ["p"], "deadline-kind": "dated", "deadline": "2026-12-31", "owed-by": ["hai-phong", "quang-ninh"]},
    "quang-ninh",
)
MOVED = JointChange(
    "quang-ninh-x",
    ("hai-phong", "quang-ninh"),
    frozenset({"hai-phong", "quang-ninh", "bac-ninh"}),
    "2026-11-20T08:00:00Z",
    Extension("2027-06-30", "chờ quy hoạch", "hai-phong", "hai-phong, quang-ninh"),
)


def due(*changes: JointChange, programmes=(PROGRAMME,), promise=PROMISE):
    (one,) = with_joint_changes([promise], programmes, changes)
    return due_date(one.deadline)


def test_a_deadline_moved_together_is_in_force_and_the_agreed_day_stays():
    """It counts as an approved extension."""
    (one,) = with_joint_changes([PROMISE], [PROGRAMME], [MOVED])
    assert (due_date(one.deadline), agreed_due(one.deadline)) == (date(2027, 6, 30), date(2026, 12, 31))


def test_the_later_decision_holds():
    """Of two changes the one settled last is in force, in whichever order they came here."""
    later = replace(MOVED, settled_at="2026-11-21T08:00:00Z", extension=Extension("2027-03-31", approved_by="cả hai"))
    assert due(MOVED, later) == due(later, MOVED) == date(2027, 3, 31)


def test_nobody_moves_a_deadline_alone():
    """A side that owes, or the steward, was not asked: nothing moves."""
    assert due(replace(MOVED, sides=("hai-phong",))) == date(2026, 12, 31)
    assert due(replace(MOVED, sides=("hai-phong", "bac-ninh"))) == date(2026, 12, 31)


def test_what_one_side_cannot_see_moves_no_figure():
    """The figures of a programme stay equal: a change kept from one of its sides does not count for anybody."""
    assert due(replace(MOVED, readers=frozenset({"hai-phong", "quang-ninh"}))) == date(2026, 12, 31)
    assert due(MOVED, programmes=()) == date(2026, 12, 31)


def test_a_change_to_no_day_moves_nothing():
    """What cannot be read as a day is passed over, and an undated promise stays undated."""
    assert due(replace(MOVED, extension=Extension("sớm", approved_by="cả hai"))) == date(2026, 12, 31)
    undated = commitment_of("quang-ninh-x", {"programmes": ["p"], "deadline-kind": "none"}, "quang-ninh")
    assert with_joint_changes([undated], [PROGRAMME], [MOVED]) == (undated,)
