"""What only one record may have: which records clash, and that many claims are kept apart as quickly as few."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.errors import DefinitionInvalid
from lienvung.core.register.evolution import check_evolution
from lienvung.core.register.unique import Claim, Claims, Unique

from .vectors import read_vector

CASES = read_vector("unique")["cases"]
FIRST = date(2026, 1, 1)


@pytest.mark.parametrize("case", CASES, ids=[str(number) for number in range(len(CASES))])
def test_the_vectors_say_which_records_clash(case):
    """Each pair clashes or not as the page says, whichever of the two is asked."""
    rule = Unique(tuple(case["rule"]["fields"]), tuple(case["rule"].get("over", ())))
    one, other = rule.claim_of(case["one"]), rule.claim_of(case["other"])
    for first, second in ((one, other), (other, one)):
        assert (first is not None and second is not None and first.meets(second)) == case["clash"]


spans = st.tuples(st.integers(0, 60), st.integers(0, 9), st.sampled_from("ab"))


@given(st.lists(spans, max_size=40))
def test_claims_are_kept_apart_as_comparing_each_with_each_would(drawn):
    """A claim is taken exactly where none that was taken meets it; else one that it meets is named."""
    claims, taken = Claims(), {}
    for number, (first, length, place) in enumerate(drawn):
        begin = FIRST + timedelta(first)
        claim = Claim((place,), begin, begin + timedelta(length))
        meeting = {name for name, other in taken.items() if claim.meets(other)}
        answer = claims.take(claim, str(number))
        assert answer in meeting if meeting else answer == ""
        if not meeting:
            taken[str(number)] = claim


def version(number: int, *, unique: object = (), more: bool = False) -> Definition:
    """Return a version of a register of three fields, or of four."""
    names = ["name", "since", "until", *(["code"] if more else [])]
    kinds = {"name": "string", "code": "string"}
    fields = [{"name": name, "label": {"vi": name}, "datatype": kinds.get(name, "date")} for name in names]
    head = {"register": "ferry", "version": number, "title": {"vi": "Phà"}, "title-field": "name"}
    return parse_definition({**head, "parts": {"shared": {}}, "fields": fields, "unique": unique})


PERMITS = {"fields": ["name"], "over": ["since", "until"]}


def test_a_rule_comes_only_with_a_field_of_its_own():
    """Old records may clash under a rule over old fields, never under one that asks for a field they have not."""
    old = version(1)
    with pytest.raises(DefinitionInvalid) as refusal:
        check_evolution(old, version(2, unique=[PERMITS]))
    assert (refusal.value.field, refusal.value.found) == ("unique", "name, since, until")
    check_evolution(old, version(2, unique=[{"fields": ["name", "code"]}], more=True))
    check_evolution(version(1, unique=[PERMITS]), version(2, unique=[PERMITS], more=True))
    check_evolution(version(1, unique=[PERMITS]), version(2))


def test_a_definition_without_rules_keeps_its_hash():
    """What is not said is not hashed, so that no node has to learn of the word."""
    assert version(1).hash == version(1, unique=[]).hash != version(1, unique=[PERMITS]).hash
    assert "unique" not in version(1).document
