"""Deadlines that the sides have moved together (docs/formats/proposal.md, "A joint change").

The agreed day is never overwritten: what was decided together counts as one more approved extension. It counts only
where everybody who counts can see it, so that the figures of a programme stay equal on all its sides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from lienvung.core.programme.day import day_of
from lienvung.core.programme.deadline import DeadlineKind, Extension
from lienvung.core.programme.records import Commitment, Programme


@dataclass(frozen=True, slots=True)
class JointChange:
    """One deadline moved by acceptance of all its `sides` (node names), settled at a time.

    `readers` are the nodes that could read the proposal and every acceptance of it.
    """

    commitment: str
    sides: tuple[str, ...]
    readers: frozenset[str]
    settled_at: str
    extension: Extension


def with_joint_changes(
    commitments: Iterable[Commitment], programmes: Collection[Programme], changes: Iterable[JointChange]
) -> tuple[Commitment, ...]:
    """Return the commitments with what was decided together after the extensions of their records."""
    sides_of = {one.key: frozenset(one.sides) for one in programmes}
    settled: defaultdict[str, list[JointChange]] = defaultdict(list)
    for change in sorted(changes, key=lambda one: (one.settled_at, one.extension.until)):
        settled[change.commitment].append(change)
    return tuple(_with(one, settled[one.key], sides_of) if one.key in settled else one for one in commitments)


def _with(
    commitment: Commitment, changes: Iterable[JointChange], sides_of: dict[str, frozenset[str]]
) -> Commitment:
    if not all(programme in sides_of for programme in commitment.programmes):
        return commitment
    everybody = frozenset[str]().union(*(sides_of[programme] for programme in commitment.programmes))
    moved = tuple(one.extension for one in changes if _counts(one, commitment, everybody))
    deadline = commitment.deadline
    if not moved or deadline.kind is not DeadlineKind.DATED:
        return commitment
    return replace(commitment, deadline=replace(deadline, extensions=(*deadline.extensions, *moved)))


def _counts(change: JointChange, commitment: Commitment, everybody: frozenset[str]) -> bool:
    must = {commitment.steward, *(everybody & set(commitment.owed_by))}
    return must <= set(change.sides) and everybody <= change.readers and day_of(change.extension.until) is not None
