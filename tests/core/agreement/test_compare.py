"""Comparing terms: what is new, what falls away, and what widens or narrows."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from lienvung.core.agreement.compare import compare_grants, compare_words
from lienvung.core.agreement.leave import what_may_leave
from lienvung.core.agreement.terms import Filter, Grant, parse_terms

from .test_leave import TODAY, Agreement, requests, says, terms
from .vectors import read_vector

TERMS = parse_terms(read_vector("agreement")["valid"]["terms"].encode())
ONE = TERMS.grants[0]


def kind(before: Grant, after: Grant) -> str:
    """Return how one grant became another."""
    (change,) = compare_grants(replace(TERMS, grants=(before,)), replace(TERMS, grants=(after,)))
    return change.kind


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "same"),
        ({"parts": ("attribution", "internal", "shared", "source")}, "wider"),
        ({"parts": ("shared",)}, "narrower"),
        ({"filter": None}, "wider"),
        ({"filter": Filter("programmes", ("a", *ONE.filter.values))}, "wider"),
        ({"filter": Filter("programmes", ("a",))}, "other"),
        ({"until": None}, "wider"),
        ({"until": date(2027, 1, 1)}, "narrower"),
        ({"since": date(2026, 1, 1)}, "wider"),
        ({"purpose": "khác"}, "other"),
        ({"parts": ("shared",), "until": None}, "other"),
    ],
)
def test_a_grant_is_the_same_wider_narrower_or_other(changes, expected):
    """By parts, rows and days together; a purpose in other words is neither wider nor narrower."""
    assert kind(ONE, replace(ONE, **changes)) == expected


def test_parts_that_come_and_go_are_named():
    """The page says which."""
    (change,) = compare_grants(
        replace(TERMS, grants=(ONE,)), replace(TERMS, grants=(replace(ONE, parts=("internal", "shared")),))
    )
    assert (change.parts_added, change.parts_removed) == (("internal",), ("attribution", "source"))


def test_grants_pair_by_who_gives_whom_what():
    """A grant the other way round is new, not changed; what pairs with nothing falls away."""
    back = replace(ONE, grantor=ONE.recipient, recipient=ONE.grantor)
    changes = compare_grants(TERMS, replace(TERMS, grants=(back, ONE)))
    assert [each.kind for each in changes] == ["new", "same", "gone"]
    assert [each.kind for each in compare_grants(None, TERMS)] == ["new", "new"]


def test_of_several_alike_those_with_the_same_rows_go_together():
    """Two grants on one register with other rows keep their places though their order changed."""
    other = replace(ONE, filter=Filter("programmes", ("z",)))
    before, after = replace(TERMS, grants=(ONE, other)), replace(TERMS, grants=(other, ONE))
    assert [each.kind for each in compare_grants(before, after)] == ["same", "same"]


def test_words_that_differ_are_named():
    """Title, basis, officers, end: only what changed."""
    later = replace(TERMS, title="Khác", ends=None)
    assert list(compare_words(TERMS, later)) == [("title", TERMS.title, "Khác"), ("ends", TERMS.ends, None)]
    assert list(compare_words(TERMS, TERMS)) == []


def test_parties_in_another_order_are_the_same_parties():
    """Only who comes or goes is a change."""
    turned = replace(TERMS, parties=TERMS.parties[::-1])
    assert list(compare_words(TERMS, turned)) == []
    assert [name for name, _, _ in compare_words(TERMS, replace(TERMS, parties=TERMS.parties[:1]))] == ["parties"]


@given(requests(), terms)
def test_nothing_leaves_by_a_narrower_grant_that_did_not_before(request, later):
    """What compares as same or narrower opens nothing, by the very function that decides what leaves."""
    grantor, recipient, register, row, known = request
    before = known[0].terms
    after = replace(later, parties=before.parties, ends=before.ends)
    changes = compare_grants(before, after)
    accepted = tuple(says(party.node, "h", "accept") for party in before.parties)

    def leaving(drawn):
        return set(what_may_leave(grantor, recipient, register, row, [Agreement(drawn, "h", accepted)], TODAY))

    if all(each.kind in ("same", "narrower", "gone") for each in changes):
        assert leaving(after) <= leaving(before)
    if all(each.kind in ("same", "wider", "new") for each in changes):
        assert leaving(before) <= leaving(after)
