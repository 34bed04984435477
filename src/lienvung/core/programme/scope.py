"""What the figures of a programme may count: the records that every side of it holds, and nothing else.

A side holds what belongs to the programme and is stewarded by one of its sides. What else a node happens to
hold (another programme's chain, another partner's word) may be shown beside a figure but never moves it, so
the figures of a programme are equal on all its sides by construction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from lienvung.core.programme.records import Commitment, FollowUp, Programme


class _Belonging(Protocol):
    @property
    def programmes(self) -> tuple[str, ...]: ...
    @property
    def steward(self) -> str: ...


class _Kept(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def steward(self) -> str: ...


Belonging = TypeVar("Belonging", bound=_Belonging)
Below = TypeVar("Below", bound=_Kept)
Above = TypeVar("Above", bound=_Kept)


def stewards_of(programme: Programme) -> frozenset[str]:
    """Return the nodes whose records count in a programme: its sides, and who keeps its record."""
    return frozenset((*programme.sides, programme.steward))


def within(follow_up: FollowUp, programme: str) -> FollowUp:
    """Return what every side of one programme holds of it, each record with what it belongs to."""
    return Scopes.of(follow_up).within(programme)


@dataclass(frozen=True, slots=True)
class Scopes:
    """Everything known, divided by programme in one pass.

    Of a programme whose own record is not held the sides are not known: there the key alone decides, and nobody
    has a figure to compare it with.
    """

    follow_up: FollowUp
    parts: Mapping[str, FollowUp]

    @classmethod
    def of(cls, follow_up: FollowUp) -> "Scopes":
        """Divide what is known."""
        heard = {one.key: stewards_of(one) for one in follow_up.programmes}
        commitments = _divide(follow_up.commitments, heard)
        papers = _divide(follow_up.papers, heard)
        reviews = _divide(follow_up.reviews, heard)
        limitations = _divide(follow_up.limitations, heard)
        escalations = _divide(follow_up.escalations, heard)
        works = _divide(follow_up.works, heard)
        reports = _divide_below(follow_up.reports, lambda one: one.commitment, commitments, heard)
        assignments = _divide_below(follow_up.assignments, lambda one: one.commitment, commitments, heard)
        capital = _divide_below(follow_up.capital, lambda one: one.work, works, heard)
        payments = _divide_below(follow_up.payments, lambda one: one.line, capital, heard)
        programmes = {one.key: one for one in follow_up.programmes}
        keys = {*programmes, *commitments, *papers, *reviews, *limitations, *escalations, *works}
        parts = {
            key: FollowUp(
                programmes=(programmes[key],) if key in programmes else (),
                papers=tuple(papers[key]),
                reviews=tuple(reviews[key]),
                commitments=tuple(commitments[key]),
                assignments=tuple(assignments[key]),
                reports=tuple(reports[key]),
                limitations=tuple(limitations[key]),
                escalations=tuple(escalations[key]),
                works=tuple(works[key]),
                capital=tuple(capital[key]),
                payments=tuple(payments[key]),
            )
            for key in keys
        }
        return cls(follow_up, parts)

    def within(self, programme: str) -> FollowUp:
        """Return what counts in one programme."""
        return self.parts.get(programme, FollowUp())

    def at_home(self) -> dict[str, tuple[FollowUp, list[Commitment]]]:
        """Return each commitment once, with what counts for it: under the first of its programmes in which it counts.

        A commitment that counts in none (its steward is no side of any) stands under "", beside all that is known.
        """
        counted = {key: {one.key for one in part.commitments} for key, part in self.parts.items()}
        found: dict[str, tuple[FollowUp, list[Commitment]]] = {}
        for one in self.follow_up.commitments:
            home = next((key for key in one.programmes if one.key in counted.get(key, ())), "")
            scope = self.within(home) if home else self.follow_up
            found.setdefault(home, (scope, []))[1].append(one)
        return found


def of_nature(follow_up: FollowUp, nature: str) -> FollowUp:
    """Return what is of one nature, "real" or "illustrative"; assignments have none and follow their commitment."""
    commitments = tuple(one for one in follow_up.commitments if one.nature == nature)
    keys = {one.key for one in commitments}
    return replace(
        follow_up,
        papers=tuple(one for one in follow_up.papers if one.nature == nature),
        reviews=tuple(one for one in follow_up.reviews if one.nature == nature),
        commitments=commitments,
        assignments=tuple(one for one in follow_up.assignments if one.commitment in keys),
        reports=tuple(one for one in follow_up.reports if one.nature == nature),
        limitations=tuple(one for one in follow_up.limitations if one.nature == nature),
        escalations=tuple(one for one in follow_up.escalations if one.nature == nature),
        works=tuple(one for one in follow_up.works if one.nature == nature),
        capital=tuple(one for one in follow_up.capital if one.nature == nature),
        payments=tuple(one for one in follow_up.payments if one.nature == nature),
    )


def _counts(steward: str, programme: str, heard: Mapping[str, frozenset[str]]) -> bool:
    return programme not in heard or steward in heard[programme]


def _divide(records: Iterable[Belonging], heard: Mapping[str, frozenset[str]]) -> defaultdict[str, list[Belonging]]:
    found: defaultdict[str, list[Belonging]] = defaultdict(list)
    for one in records:
        for programme in dict.fromkeys(one.programmes):
            if _counts(one.steward, programme, heard):
                found[programme].append(one)
    return found


def _divide_below(
    records: Iterable[Below],
    above: Callable[[Below], str],
    parents: Mapping[str, Iterable[Above]],
    heard: Mapping[str, frozenset[str]],
) -> defaultdict[str, list[Below]]:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for programme, many in parents.items():
        for parent in many:
            homes[parent.key].append(programme)
    found: defaultdict[str, list[Below]] = defaultdict(list)
    for one in records:
        for programme in homes.get(above(one), ()):
            if _counts(one.steward, programme, heard):
                found[programme].append(one)
    return found
