"""Chains of promises: which older one a newer one raises again, and how often it was raised.

"tiếp tục…", "sớm ban hành…" point to the earlier promise. The newest of a chain counts in sums, the
older ones read "đã nêu lại"; each review or paper that raised it is one occasion ("đã nêu N kỳ").
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lienvung.core.programme.day import day_of
from lienvung.core.programme.records import REAL, Commitment, FollowUp, Limitation


@dataclass(frozen=True, slots=True)
class Occasion:
    """Name what raised a promise: a review, else a paper, else the record that says so; and its date value."""

    register: str
    key: str
    on: str


@dataclass(frozen=True, slots=True)
class Background:
    """Hold what surrounds one commitment: who restates it, since when it is promised, what raised it.

    `published_only` marks a real promise known from publications alone, of which silence says nothing.
    """

    restated_by: tuple[str, ...] = ()
    since: date | None = None
    occasions: tuple[Occasion, ...] = ()
    published_only: bool = False


def ancestors(commitment: Commitment, by_key: Mapping[str, Commitment]) -> tuple[Commitment, ...]:
    """Return every earlier promise this one goes back to, nearest first; a ring ends where it closes."""
    found: dict[str, Commitment] = {}
    queue = list(commitment.predecessors)
    while queue:
        key = queue.pop(0)
        older = by_key.get(key)
        if older is not None and key not in found and key != commitment.key:
            found[key] = older
            queue.extend(older.predecessors)
    return tuple(found.values())


def restatements(commitments: Collection[Commitment]) -> dict[str, tuple[str, ...]]:
    """Return, for each older promise, the newer ones that raise it again, directly or through others.

    Only promises of one nature restate each other: an illustrative paper never closes a real promise.
    In a ring nobody is the newer one, so nobody is restated and nothing drops out of the sums.
    """
    by_key = {one.key: one for one in commitments}
    lines = {one.key: {older.key for older in ancestors(one, by_key)} for one in commitments}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for newer in commitments:
        for older in lines[newer.key]:
            if by_key[older].nature == newer.nature and newer.key not in lines[older]:
                found[older].append(newer.key)
    return {older: tuple(sorted(newer)) for older, newer in found.items()}


def backgrounds(follow_up: FollowUp, scope: Collection[str]) -> dict[str, Background]:
    """Return the background of each commitment in `scope` (keys).

    Pass what counts in one programme (`scope.within`): chains and occasions are read from all that is passed, and
    only a promise among the keys restates another.
    """
    by_key = {one.key: one for one in follow_up.commitments}
    restated = restatements([one for one in follow_up.commitments if one.key in scope])
    reader = _OccasionReader(follow_up)
    papers = {paper.key: paper for paper in follow_up.papers}

    def background(commitment: Commitment) -> Background:
        line = (commitment, *ancestors(commitment, by_key))
        days = [day for one in line if (day := day_of(one.agreed_on))]
        paper = papers.get(commitment.document)
        cited = commitment.citation or (paper and (paper.citation or paper.publisher))
        return Background(
            restated_by=restated.get(commitment.key, ()),
            since=min(days, default=None),
            occasions=reader.occasions(line),
            published_only=commitment.nature == REAL and bool(cited),
        )

    return {key: background(by_key[key]) for key in scope if key in by_key}


class _OccasionReader:
    """Find what raised a line of promises, from the reviews, papers and limitations known."""

    def __init__(self, follow_up: FollowUp) -> None:
        self._review_of = {paper: review.key for review in follow_up.reviews for paper in review.documents}
        self._held_on = {review.key: review.held_on for review in follow_up.reviews}
        self._issued_on = {paper.key: paper.issued_on for paper in follow_up.papers}
        self._limitations: defaultdict[str, list[Limitation]] = defaultdict(list)
        for limitation in follow_up.limitations:
            for commitment in limitation.commitments:
                self._limitations[commitment].append(limitation)

    def occasions(self, line: tuple[Commitment, ...]) -> tuple[Occasion, ...]:
        found = {(one.register, one.key): one for one in self._all(line)}
        return tuple(sorted(found.values(), key=lambda one: (one.on, one.key)))

    def _all(self, line: tuple[Commitment, ...]) -> Iterator[Occasion]:
        for one in line:
            yield self._occasion("commitment", one.key, one.agreed_on, one.review, one.document)
            for limitation in self._limitations[one.key]:
                if limitation.nature == one.nature:
                    yield self._occasion(
                        "limitation", limitation.key, limitation.since, limitation.review, limitation.document
                    )

    def _occasion(self, register: str, key: str, on: str, review: str, paper: str) -> Occasion:
        review = review or self._review_of.get(paper, "")
        if review:
            return Occasion("review", review, self._held_on.get(review, on))
        if paper:
            return Occasion("document", paper, self._issued_on.get(paper, on))
        return Occasion(register, key, on)
