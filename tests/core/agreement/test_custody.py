"""Whose log a key is in: hand-overs judged together, in whatever order they came (docs/formats/hand-over.md)."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.agreement.custody import Claim, Custody
from lienvung.core.register.handover import HandOver, parse_hand_over

from .vectors import read_vector

K1, K2 = "a-aaaaaaaaaaaaaaaa", "a-bbbbbbbbbbbbbbbb"
A, B, C, D = "a/sample", "b/sample", "c/sample", "d/sample"


def said(old: str, new: str, cut: int, *keys: str, agreement: str | None = None, act: str = "QĐ 1") -> HandOver:
    arguments = {
        "old-log": old,
        "cut-size": cut,
        "cut-root": "ab" * 32,
        "scope": sorted(keys) or "all",
        "new-log": new,
        "act": act,
    }
    return parse_hand_over({**arguments, "agreement": agreement} if agreement else arguments)


def passed(old: str, new: str, cut: int, taken: int, *keys: str, given: int | None = None) -> Claim:
    """A hand-over that was given right at its cut, and taken."""
    return Claim(said(old, new, cut, *keys), cut if given is None else given, taken, matches=True)


def orphaned(new: str, cut: int, taken: int | None = 1, **changed: Any) -> Claim:
    """A claim on what node a left, of which everybody asked has accepted."""
    sides = frozenset({"p", "q"})
    facts = {"given": None, "taken": taken, "matches": True, "sides": sides, "accepted": sides}
    return Claim(said(A, new, cut, agreement="cd" * 32), **{**facts, **changed})


def way(custody: Custody, key: str = K1) -> list[tuple[str, int, int | None]]:
    return [(each.origin, each.first, each.stop) for each in custody.path(key, A).segments]


@pytest.mark.parametrize("case", read_vector("hand-over")["cases"], ids=lambda case: case["what"])
def test_the_hash_names_the_arguments(case: dict[str, Any]) -> None:
    """The hash is that of the vector, and the arguments come back from what was read."""
    hand_over = parse_hand_over(case["arguments"])
    assert (hand_over.hash, hand_over.arguments) == (case["hash"], case["arguments"])


def test_without_hand_over_a_key_stays_where_it_was_made() -> None:
    """The log of the node that the key names holds it from its start."""
    assert way(Custody([passed(B, C, 5, 3)])) == [(A, 0, None)]


def test_a_hand_over_that_is_given_and_taken_moves_its_keys() -> None:
    """Below the cut the old log counts, after the taking the new one; keys outside the scope stay."""
    custody = Custody([passed(A, B, 10, 4, K1)])
    assert way(custody) == [(A, 0, 10), (B, 5, None)]
    assert way(custody, K2) == [(A, 0, None)]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"given": None}, "waiting-given"),
        ({"taken": None}, "waiting-taken"),
        ({"matches": None}, "cut-unknown"),
        ({"matches": False}, "cut-differs"),
        ({"taken": None, "refused": frozenset({"b"})}, "declined"),
    ],
)
def test_half_a_hand_over_moves_nothing(changed: dict[str, Any], why: str) -> None:
    """What only one side says, or what contradicts our copy, leaves the key with its steward, and says why."""
    facts = {"given": 10, "taken": 4, "matches": True, **changed}
    claim = Claim(said(A, B, 10), **facts)
    custody = Custody([claim])
    assert way(custody) == [(A, 0, None)]
    assert custody.state(claim) == why


def test_who_gave_writes_no_more_though_nobody_has_taken_yet() -> None:
    """The giver is bound by its own word; what the taker declines it takes back, and only then writes again."""
    waiting = Claim(said(A, B, 10), given=10, matches=True)
    assert not Custody([waiting]).may_write(K1, A, A)
    declined = Claim(said(A, B, 10), given=10, matches=True, refused=frozenset({"b"}))
    assert not Custody([declined]).may_write(K1, A, A)
    back = Claim(said(A, B, 10), given=10, matches=True, refused=frozenset({"a", "b"}))
    assert Custody([back]).may_write(K1, A, A)


def test_what_was_taken_back_is_never_taken() -> None:
    """Who declined cannot take after all what the giver wrote on, or gave to somebody else."""
    late = Claim(said(A, B, 10), 10, 4, True, refused=frozenset({"a", "b"}))
    assert way(Custody([late])) == [(A, 0, None)]
    assert Custody([late]).state(late) == "declined"
    assert way(Custody([late, passed(A, C, 12, 3)])) == [(A, 0, 12), (C, 4, None)]
    alone = Claim(said(A, B, 10), 10, 4, True, refused=frozenset({"a"}))
    assert way(Custody([alone])) == [(A, 0, 10), (B, 5, None)], "the giver's word alone takes nothing back"


def test_who_took_cannot_decline_any_more() -> None:
    """A refusal after the taking changes nothing while nobody else claims the keys."""
    claim = Claim(said(A, B, 10), 10, 4, True, refused=frozenset({"b"}))
    assert way(Custody([claim])) == [(A, 0, 10), (B, 5, None)]


def test_a_key_goes_on_from_log_to_log_and_back() -> None:
    """A chain of hand-overs is followed, also when it leads home."""
    chain = [passed(A, B, 10, 4), passed(B, C, 9, 2), passed(C, A, 7, 20)]
    custody = Custody(chain)
    assert way(custody) == [(A, 0, 10), (B, 5, 9), (C, 3, 7), (A, 21, None)]
    path = custody.path(K1, A)
    assert [path.holds(A, index) for index in (9, 10, 20, 21)] == [True, False, False, True]
    assert sorted([(C, 5), (A, 21), (B, 6), (A, 3)], key=lambda at: path.place(*at)) == [
        (A, 3),
        (B, 6),
        (C, 5),
        (A, 21),
    ]


def test_a_log_is_split_by_keys() -> None:
    """Some keys go to one, the rest to another: what was given first is not given again by `all`."""
    custody = Custody([passed(A, B, 10, 4, K1), passed(A, C, 11, 3)])
    assert way(custody, K1) == [(A, 0, 10), (B, 5, None)]
    assert way(custody, K2) == [(A, 0, 11), (C, 4, None)]


def test_what_was_given_away_is_not_given_again() -> None:
    """The first giving counts, taken or not; the second stands above its cut and waits until that is taken back."""
    second = passed(A, C, 12, 3)
    taken = passed(A, B, 10, 4)
    assert way(Custody([second, taken])) == [(A, 0, 10), (B, 5, None)]
    assert Custody([second, taken]).state(second) == "void"
    waiting = Claim(said(A, B, 10), given=10, matches=True)
    assert way(Custody([second, waiting])) == [(A, 0, None)]
    declined = Claim(said(A, B, 10), given=10, matches=True, refused=frozenset({"a", "b"}))
    assert way(Custody([second, declined])) == [(A, 0, 12), (C, 4, None)]


def test_keys_that_a_log_never_had_do_not_move() -> None:
    """A hand-over by somebody who has not got the key is no hand-over of it, nor is one from before it came."""
    assert way(Custody([passed(B, C, 5, 3, K1)])) == [(A, 0, None)]
    assert way(Custody([passed(B, C, 2, 3), passed(A, B, 10, 4)])) == [(A, 0, 10), (B, 5, None)]


def test_a_steward_that_is_gone_is_succeeded_by_the_word_of_all_others() -> None:
    """Cut and acceptances stand in for the giver; one missing or one refusal, and nothing moves."""
    assert way(Custody([orphaned(B, 8)])) == [(A, 0, 8), (B, 2, None)]
    for changed, why in [
        ({"accepted": frozenset({"p"})}, "waiting-accepted"),
        ({"refused": frozenset({"q"})}, "refused"),
        ({"refused": frozenset({"a"})}, "refused"),
        ({"sides": None}, "agreement-unknown"),
        ({"taken": None}, "waiting-taken"),
    ]:
        claim = orphaned(B, 8, **changed)
        assert way(Custody([claim])) == [(A, 0, None)], why
        assert Custody([claim]).state(claim) == why


def test_overlapping_claims_hold_for_nobody_until_one_is_left() -> None:
    """Two claims on what one log left: neither moves a key; when all but one decline, that one does."""
    one, two = orphaned(B, 8), orphaned(C, 8)
    custody = Custody([one, two])
    assert way(custody) == [(A, 0, None)]
    assert {each.new_log for each in custody.path(K1, A).disputed} == {B, C}
    assert (custody.state(one), custody.state(two)) == ("overlap", "overlap")
    gives_way = orphaned(C, 8, refused=frozenset({"c"}))
    resolved = Custody([one, gives_way])
    assert way(resolved) == [(A, 0, 8), (B, 2, None)]
    assert (resolved.state(one), resolved.state(gives_way)) == ("holds", "overlap")


def test_a_claim_on_what_is_left_takes_what_was_not_given_before() -> None:
    """What the old steward gave below the cut is the taker's; a giving above the cut is disputed."""
    given_before = passed(A, B, 5, 4, K1)
    assert way(Custody([given_before, orphaned(C, 8)])) == [(A, 0, 5), (B, 5, None)]
    assert way(Custody([given_before, orphaned(C, 8)]), K2) == [(A, 0, 8), (C, 2, None)]
    late = passed(A, B, 9, 4, K1)
    assert way(Custody([late, orphaned(C, 8)])) == [(A, 0, None)]


def test_nobody_takes_back_before_it_was_given() -> None:
    """A taking that stands before the log gave the key away is not of this journey, and no circle arises."""
    custody = Custody([passed(A, B, 10, 4), passed(B, A, 9, 2)])
    assert way(custody) == [(A, 0, 10), (B, 5, None)]


LOGS = (A, B, C, D)


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    found: dict[str, Claim] = {}
    for number in range(draw(st.integers(0, 7))):
        old, new = draw(st.permutations(LOGS))[:2]
        cut = draw(st.integers(0, 12))
        keys = draw(st.sampled_from([(), (K1,), (K2,), (K1, K2)]))
        gone = draw(st.booleans())
        hand_over = said(old, new, cut, *keys, agreement="cd" * 32 if gone else None, act=f"QĐ {number}")
        given = None if gone else draw(st.none() | st.integers(cut, 15))
        sides = draw(st.none() | st.just(frozenset({"p"}))) if gone else None
        accepted = draw(st.sampled_from([frozenset[str](), frozenset({"p"})]))
        declined = frozenset({hand_over.new_node})
        refused = draw(st.sampled_from([frozenset[str](), declined, declined | {hand_over.old_node}]))
        taken = draw(st.none() | st.integers(0, 15))
        found[hand_over.hash] = Claim(
            hand_over, given, taken, draw(st.sampled_from([True, True, None])), sides, accepted, refused
        )
    return list(found.values())


@given(claims(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_decides_nothing(held: list[Claim], random: Any) -> None:
    """Whatever hand-overs there are, every order of them leads each key the same way."""
    shuffled = list(held)
    random.shuffle(shuffled)
    for key in (K1, K2):
        assert way(Custody(held), key) == way(Custody(shuffled), key)


@given(claims())
def test_at_every_moment_one_log_at_most_may_write_a_key(held: list[Claim]) -> None:
    """The way of a key is one line: each stretch but the last has an end, and one log at most may go on."""
    custody = Custody(held)
    for key in (K1, K2):
        segments = custody.path(key, A).segments
        assert all(each.stop is not None and each.first <= each.stop for each in segments[:-1])
        assert segments[-1].stop is None
        assert sum(custody.may_write(key, A, log) for log in LOGS) <= 1
        for log in LOGS:
            own = [each for each in segments if each.origin == log]
            assert all(before.stop is not None and before.stop < after.first for before, after in pairwise(own))
