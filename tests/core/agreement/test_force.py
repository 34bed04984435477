"""Force: an agreement's life from draft to revocation."""

from dataclasses import replace
from datetime import date

import pytest

from lienvung.core.agreement.acceptance import Acceptance, acceptance_of
from lienvung.core.agreement.errors import AcceptanceInvalid
from lienvung.core.agreement.force import Agreement, in_force, replaced_by, standing_grants
from lienvung.core.agreement.joint import answers
from lienvung.core.agreement.terms import Party, parse_terms

from .vectors import read_vector

TERMS = parse_terms(read_vector("agreement")["valid"]["terms"].encode())
HASH = read_vector("agreement")["valid"]["hash"]
JOINT = read_vector("acceptance")
TODAY = date(2026, 11, 22)
TIME = "2026-11-22T08:00:00Z"


def says(node, decision, of=HASH):
    """Return one answer."""
    return Acceptance(node, of, decision, TIME)


def agreement(*acceptances, terms=TERMS):
    """Return the agreement with these answers."""
    return Agreement(terms, HASH, acceptances)


def grantors(case, today=TODAY):
    """Return whose grants stand."""
    return [each.grant.grantor for each in standing_grants([case], today)]


BOTH = (says("hai-phong", "accept"), says("quang-ninh", "accept"))


@pytest.mark.parametrize("case", JOINT["cases"], ids=lambda case: case["comment"])
def test_joint_vector(case):
    """Who accepted, refused, revoked and is still to answer, for each history of answers."""
    given = [Acceptance(each["node"], each["of"], each["decision"], TIME) for each in case["answers"]]
    joint = answers(JOINT["of"], JOINT["sides"], given)
    shown = {name: sorted(getattr(joint, name)) for name in ("accepted", "refused", "revoked")}
    assert {**shown, "waiting": list(joint.waiting)} == case["expect"]


def test_the_life_of_an_agreement():
    """Draft, accepted by one, by both, revoked by one grantor: the other side's grants go on; then by both."""
    assert in_force(agreement(), TODAY).nodes == ("hai-phong", "quang-ninh")

    one = in_force(agreement(BOTH[0]), TODAY)
    assert (bool(one), one.reason, one.nodes) == (False, "waiting", ("quang-ninh",))
    assert grantors(agreement(BOTH[0])) == []

    assert in_force(agreement(*BOTH), TODAY)
    assert grantors(agreement(*BOTH)) == ["hai-phong", "quang-ninh"]

    revoked = agreement(*BOTH, says("hai-phong", "revoke"))
    assert in_force(revoked, TODAY)
    assert grantors(revoked) == ["quang-ninh"]

    over = agreement(*BOTH, says("hai-phong", "revoke"), says("quang-ninh", "revoke"))
    assert in_force(over, TODAY).reason == "revoked"
    assert grantors(over) == []


def test_revoking_is_for_good():
    """Who wants to grant again signs a new agreement."""
    again = agreement(*BOTH, says("hai-phong", "revoke"), says("hai-phong", "accept"))
    assert grantors(again) == ["quang-ninh"]


def test_a_refusal_is_final():
    """One refusal and the agreement is dead, whoever accepts later."""
    refused = agreement(says("quang-ninh", "refuse"), *BOTH)
    assert (in_force(refused, TODAY).reason, in_force(refused, TODAY).nodes) == ("refused", ("quang-ninh",))


def test_the_last_day_is_within():
    """In force on the day it ends, and not on the next."""
    assert in_force(agreement(*BOTH), date(2030, 12, 31))
    assert in_force(agreement(*BOTH), date(2031, 1, 1)).reason == "ended"
    assert in_force(agreement(*BOTH, terms=replace(TERMS, ends=None)), date(2031, 1, 1))


def test_a_grant_runs_from_its_first_to_its_last_day():
    """Both days are within; before and after, nothing stands."""
    whole = agreement(*BOTH)
    assert grantors(whole, date(2026, 11, 21)) == []
    assert grantors(whole, date(2028, 11, 22)) == ["hai-phong", "quang-ninh"]
    assert grantors(whole, date(2028, 11, 23)) == ["quang-ninh"]


def test_an_agreement_takes_only_answers_to_its_own_bytes():
    """Changed terms are other terms: what was said about the old ones does not count."""
    changed = Agreement.of(replace(TERMS, title="Khác"), BOTH)
    assert changed.acceptances == ()
    assert Agreement.of(TERMS, BOTH) == agreement(*BOTH)


LATER = "ef" * 32


def later(*decisions, parties=TERMS.parties, ends=None):
    """Return terms that narrow TERMS to its second grant, answered so by the two of them."""
    terms = replace(TERMS, parties=parties, grants=TERMS.grants[1:], ends=ends, replaces=(HASH,))
    return Agreement(terms, LATER, tuple(says(node, decision, LATER) for node, decision in decisions))


def refs(*known, today=TODAY):
    """Return the grants that stand among several agreements."""
    return [each.ref for each in standing_grants(known, today)]


ACCEPTED = (("hai-phong", "accept"), ("quang-ninh", "accept"))


def test_terms_stand_until_all_have_accepted_what_replaces_them():
    """Nothing lies between: while one side has not answered, the earlier terms hold, then the later ones alone."""
    earlier = agreement(*BOTH)
    assert refs(earlier, later(ACCEPTED[0])) == [f"{HASH}#0", f"{HASH}#1"]
    assert refs(earlier, later(*ACCEPTED)) == refs(later(*ACCEPTED), earlier) == [f"{LATER}#0"]
    assert in_force(earlier, TODAY, replaced_by([earlier, later(*ACCEPTED)])).reason == "replaced"


def test_a_refused_replacement_changes_nothing():
    """The earlier terms go on."""
    assert refs(agreement(*BOTH), later(ACCEPTED[0], ("quang-ninh", "refuse"))) == [f"{HASH}#0", f"{HASH}#1"]


def test_what_was_replaced_never_comes_back():
    """Neither when the later terms end nor when their grantor revokes."""
    ended = later(*ACCEPTED, ends=date(2026, 11, 21))
    revoked = later(*ACCEPTED, ("quang-ninh", "revoke"))
    assert refs(agreement(*BOTH), ended) == refs(agreement(*BOTH), revoked) == []


def test_only_the_same_parties_replace_their_terms():
    """A third node's agreement with one of them takes nothing away from the other."""
    parties = (TERMS.parties[0], Party("bac-ninh", "33" * 32))
    grants = (replace(TERMS.grants[1], grantor="bac-ninh"),)
    terms = replace(TERMS, parties=parties, grants=grants, replaces=(HASH,))
    strange = Agreement(terms, LATER, (says("hai-phong", "accept", LATER), says("bac-ninh", "accept", LATER)))
    wider = later(*ACCEPTED, ("bac-ninh", "accept"), parties=(*TERMS.parties, Party("bac-ninh", "33" * 32)))
    assert replaced_by([agreement(*BOTH), strange, wider]) == frozenset()


def test_a_hash_that_nobody_holds_replaces_nothing():
    """The earlier terms may not have arrived yet; they are replaced when they do."""
    assert replaced_by([later(*ACCEPTED)]) == frozenset()


def test_a_grant_is_named_for_the_ledger():
    """The name says which agreement and which of its grants."""
    assert [each.ref for each in standing_grants([agreement(*BOTH)], TODAY)] == [f"{HASH}#0", f"{HASH}#1"]


def test_an_acceptance_is_read_from_its_record():
    """Whose answer it is comes from the log, the rest from the record."""
    values = {"of": HASH, "decision": "accept", "to": ["quang-ninh"]}
    assert acceptance_of(values, "hai-phong", TIME) == BOTH[0]


@pytest.mark.parametrize(
    ("values", "at", "rule"),
    [
        ({"of": "x", "decision": "accept"}, TIME, "X1-hash"),
        ({"decision": "accept"}, TIME, "X1-hash"),
        ({"of": HASH, "decision": "maybe"}, TIME, "X2-decision"),
        ({"of": HASH}, TIME, "X2-decision"),
        ({"of": HASH, "decision": "accept"}, "hôm qua", "X3-time"),
    ],
)
def test_an_answer_that_answers_nothing_is_refused(values, at, rule):
    """An answer without a hash, a decision or a time counts for nobody."""
    with pytest.raises(AcceptanceInvalid) as refusal:
        acceptance_of(values, "hai-phong", at)
    assert (refusal.value.rule, refusal.value.node) == (rule, "hai-phong")


def test_a_refused_agreement_still_says_who_had_revoked():
    """Whatever ended an agreement, whose grants were withdrawn before is not forgotten."""
    force = in_force(agreement(*BOTH, says("hai-phong", "revoke"), says("bac-ninh", "refuse")), TODAY)
    assert force.revoked == {"hai-phong"}
    third = replace(TERMS, parties=(*TERMS.parties, Party("bac-ninh", "33" * 32)))
    refused = in_force(agreement(*BOTH, says("hai-phong", "revoke"), says("bac-ninh", "refuse"), terms=third), TODAY)
    assert (refused.reason, refused.revoked) == ("refused", {"hai-phong"})
