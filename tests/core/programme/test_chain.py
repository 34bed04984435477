"""Chains of promises: what restates what, and how often it was raised."""

from datetime import date

from lienvung.core.programme.chain import Background, Occasion, backgrounds, restatements
from lienvung.core.programme.reading import paper_of
from lienvung.core.programme.records import Commitment, FollowUp, Paper

from .promises import limitation, promise, review


def paper(key: str, issued_on: str, **values: object) -> Paper:
    """Build a paper of p1."""
    base: dict[str, object] = {"subject": key, "issued-on": issued_on, "programmes": ["p1"], "nature": "illustrative"}
    return paper_of(key, base | values, "hai-phong")


def bay_regulation() -> FollowUp:
    """Build the chain of the two bays: promised 2019, found lacking 2021, promised again 2021 and 2025."""
    return FollowUp(
        papers=(paper("kl-01", "2019-05-30"), paper("bc-2021", "2021-08-14"), paper("tb-2025", "2025-10-22")),
        reviews=(review("sk-2021", "2021-08-14", documents=["bc-2021"]),),
        commitments=(
            promise("c2019", document="kl-01", agreed_on="2019-05-30"),
            promise("c2021", document="bc-2021", agreed_on="2021-08-14", predecessors=["c2019"]),
            promise("c2025", document="tb-2025", agreed_on="2025-10-22", predecessors=["c2021"]),
        ),
        limitations=(limitation("l1", ["c2019"], review="sk-2021"),),
    )


def around(follow_up: FollowUp) -> dict[str, Background]:
    """Return the background of every commitment."""
    return backgrounds(follow_up, [one.key for one in follow_up.commitments])


def test_each_review_or_paper_counts_once() -> None:
    """A limitation and a promise of the same review are one occasion; a review stands before its paper."""
    assert around(bay_regulation())["c2025"].occasions == (
        Occasion("document", "kl-01", "2019-05-30"),
        Occasion("review", "sk-2021", "2021-08-14"),
        Occasion("document", "tb-2025", "2025-10-22"),
    )


def test_only_the_newest_of_a_chain_is_not_restated() -> None:
    """Every older promise names all the newer ones; the newest names none."""
    restated = {key: one.restated_by for key, one in around(bay_regulation()).items()}
    assert restated == {"c2019": ("c2021", "c2025"), "c2021": ("c2025",), "c2025": ()}


def test_the_age_of_a_chain_is_that_of_its_first_promise() -> None:
    """A promise raised again is as old as when it was first made."""
    assert around(bay_regulation())["c2025"].since == date(2019, 5, 30)


def test_a_ring_drops_nothing() -> None:
    """Two promises that name each other as predecessor both stay in the sums."""
    ring = [promise("a", predecessors=["b"]), promise("b", predecessors=["a"]), promise("c", predecessors=["c"])]
    assert restatements(ring) == {}


def test_an_illustrative_paper_never_closes_a_real_promise() -> None:
    """Real and illustrative promises do not restate each other."""
    pair: list[Commitment] = [promise("real", nature="real"), promise("ours", predecessors=["real"])]
    assert restatements(pair) == {}


def test_outside_the_scope_nobody_restates() -> None:
    """Inside one programme a promise stays counted though another programme raised it again."""
    assert backgrounds(bay_regulation(), ["c2019"])["c2019"].restated_by == ()


def test_known_from_publications() -> None:
    """A real promise is known from publications when it or its paper is cited; an illustrative one never."""
    follow_up = FollowUp(
        papers=(paper("bao", "2021-08-15", publisher="Báo Thanh tra"),),
        commitments=(
            promise("cited", nature="real", citation=["Báo Thanh tra, 15/08/2021"]),
            promise("by-paper", nature="real", document="bao"),
            promise("own", nature="real"),
            promise("ours", document="bao"),
        ),
    )
    known = {key: one.published_only for key, one in around(follow_up).items()}
    assert known == {"cited": True, "by-paper": True, "own": False, "ours": False}
