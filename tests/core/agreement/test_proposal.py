"""Proposals: what became of what was asked."""

from datetime import date

import pytest

from lienvung.core.agreement.acceptance import Acceptance
from lienvung.core.agreement.errors import ProposalInvalid
from lienvung.core.agreement.proposal import Outcome, format_proposed, outcome, parse_proposed

OF = "ab" * 32
SIDES = ("hai-phong", "quang-ninh")
DECIDE_BY = date(2026, 12, 31)


def became(*said, decide_by=DECIDE_BY, today=date(2026, 12, 1)):
    """Return what became of the proposal after (node, decision, day) in this order."""
    given = [Acceptance(node, OF, decision, f"{day}T08:00:00Z") for node, decision, day in said]
    return outcome(OF, SIDES, given, decide_by, today)


def test_the_life_of_a_proposal():
    """Open until every side has answered, then accepted; without an answer in time, lapsed."""
    first = ("hai-phong", "accept", "2026-11-22")
    assert became() == Outcome("open", SIDES)
    assert became(first) == Outcome("open", ("quang-ninh",))
    assert became(first, ("quang-ninh", "accept", "2026-12-31")) == Outcome("accepted")
    assert became(first, today=date(2027, 1, 1)) == Outcome("lapsed", ("quang-ninh",))


def test_a_late_answer_does_not_count():
    """What was first witnessed after the day came too late, to accept and to refuse."""
    first = ("hai-phong", "accept", "2026-11-22")
    for decision in ("accept", "refuse"):
        late = ("quang-ninh", decision, "2027-01-01")
        assert became(first, late, today=date(2027, 1, 2)) == Outcome("lapsed", ("quang-ninh",))


def test_a_refusal_is_final():
    """One refusal decides, and accepting afterwards does not undo it."""
    refused = became(("quang-ninh", "refuse", "2026-11-22"), ("quang-ninh", "accept", "2026-11-23"))
    assert refused == Outcome("refused", ("quang-ninh",))


def test_an_acceptance_is_not_withdrawn():
    """A withdrawal before the day is not allowed and after it changes nothing."""
    both = (("hai-phong", "accept", "2026-11-22"), ("quang-ninh", "accept", "2026-11-22"))
    assert became(*both, ("hai-phong", "revoke", "2026-11-23")) == Outcome("accepted")


def test_without_a_day_a_proposal_stays_open():
    """No `decide-by`: it waits as long as it must."""
    assert became(decide_by=None, today=date(2099, 1, 1)).state == "open"


def test_proposed_values_read_back():
    """The text is canonical JSON of what should be otherwise."""
    values = {"deadline": "2027-06-30", "leads": ["Sở Du lịch"]}
    assert parse_proposed(format_proposed(values), "k") == values


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"a":""}', '{ "a":1}', '{"a":null}', "\ud800"])
def test_a_proposal_that_proposes_nothing_is_refused(text):
    """Not canonical, not an object, or empty: there is nothing to decide."""
    with pytest.raises(ProposalInvalid, match="X4-values"):
        parse_proposed(text, "k")
