"""Proposals: what became of what was asked."""

from datetime import date

import pytest

from lienvung.core.agreement.acceptance import Acceptance
from lienvung.core.agreement.errors import ProposalInvalid
from lienvung.core.agreement.proposal import (
    Outcome,
    apply_proposal,
    format_proposed,
    moved_since,
    outcome,
    parse_proposed,
    proposal_of,
)

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


def test_an_answer_counts_by_viet_nams_day():
    """Half past midnight in Viet Nam is already tomorrow, though not in UTC."""
    night = [Acceptance(node, OF, "accept", "2026-12-31T17:30:00Z") for node in SIDES]
    assert outcome(OF, SIDES, night, DECIDE_BY, date(2027, 1, 1)).state == "lapsed"
    evening = [Acceptance(node, OF, "accept", "2026-12-31T16:59:59Z") for node in SIDES]
    assert outcome(OF, SIDES, evening, DECIDE_BY, date(2027, 1, 1)).state == "accepted"


ASKED = {
    "about-register": "commitment",
    "about": "quang-ninh-aaaaaaaaaaaaaaaa",
    "base": "cd" * 32,
    "values": '{"deadline":"2027-06-30"}',
    "sides": ["quang-ninh"],
    "reason": "Theo kết luận ngày 20/11",
    "to": ["quang-ninh"],
}


def test_a_proposal_is_read_as_it_was_written():
    """What changes, who decides, by when."""
    read = proposal_of({**ASKED, "clear": ["product"], "decide-by": "2026-12-31"}, "hai-phong", OF)
    assert (read.values, read.clear, read.sides, read.decide_by) == (
        {"deadline": "2027-06-30"}, ("product",), ("quang-ninh",), DECIDE_BY,
    )  # fmt: skip
    assert read.fields == ("deadline", "product")
    assert not read.is_joint


@pytest.mark.parametrize(
    ("spoiled", "rule"),
    [
        ({"values": None}, "X4-values"),
        ({"clear": ["deadline"]}, "X4-values"),
        ({"values": None, "clear": ["product", "product"]}, "X4-values"),
        ({"clear": "product"}, "X8-names"),
        ({"clear": ["Không Phải Tên"]}, "X8-names"),
        ({"about-register": "Commitment"}, "X8-names"),
        ({"about": "../x"}, "X8-names"),
        ({"base": "cd"}, "X8-names"),
        ({"decide-by": "2026-12"}, "X8-names"),
        ({"decide-by": "2026-02-30"}, "X8-names"),
        ({"sides": []}, "X9-sides"),
        ({"sides": ["quang-ninh", "quang-ninh"]}, "X9-sides"),
        ({"sides": ["bac-ninh"]}, "X9-sides"),
        ({"sides": ["hai-phong", "quang-ninh"]}, "X10-day"),
    ],
)
def test_a_proposal_that_breaks_a_rule_is_refused_by_name(spoiled, rule):
    """Each rule of docs/formats/proposal.md refuses what breaks it, and nothing is guessed."""
    fields = {name: value for name, value in {**ASKED, **spoiled}.items() if value is not None}
    with pytest.raises(ProposalInvalid, match=rule):
        proposal_of(fields, "hai-phong", OF)


def test_only_the_proposed_fields_change():
    """Other fields keep what the steward wrote since; a cleared one is gone."""
    read = proposal_of({**ASKED, "clear": ["product"]}, "hai-phong", OF)
    shared = {"text": "mới", "deadline": "2026-12-31", "product": "Đề án"}
    assert apply_proposal(read, shared) == {"text": "mới", "deadline": "2027-06-30"}


def test_a_field_that_moved_since_makes_it_outdated():
    """What the steward changed elsewhere does no harm; the proposed fields must stand as they were read."""
    read = proposal_of(ASKED, "hai-phong", OF)
    before = {"text": "cũ", "deadline": "2026-12-31"}
    assert moved_since(read, before, {"text": "mới", "deadline": "2026-12-31"}) == ()
    assert moved_since(read, before, {"text": "cũ", "deadline": "2027-01-31"}) == ("deadline",)
    assert moved_since(read, before, {"text": "cũ"}) == ("deadline",)
