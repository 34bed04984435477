"""Say which log may write a key, from which entry to which: hand-overs judged together (docs/formats/hand-over.md).

A pure function of what the logs held say. Nothing is decided by a clock or by the order in which things came.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lienvung.core.register.handover import HandOver
from lienvung.core.register.origin import parse_origin

NOBODY: Final = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Claim:
    """A hand-over with everything that the logs held say about it.

    `given` and `taken` are indices in the old and the new log, None where it does not stand there. `matches` says
    whether our copy of the old log has the cut's root, None while it is shorter. `sides` are the nodes whose
    acceptance a hand-over without giver needs, None while its agreement is not known to have been concluded.
    """

    hand_over: HandOver
    given: int | None = None
    taken: int | None = None
    matches: bool | None = None
    sides: frozenset[str] | None = None
    accepted: frozenset[str] = NOBODY
    refused: frozenset[str] = NOBODY

    @property
    def is_declined(self) -> bool:
        """Whether the new steward does not want it."""
        return self.hand_over.new_node in self.refused

    @property
    def is_taken_back(self) -> bool:
        """Whether its giver confirmed that the new steward does not want it: then nothing makes it hold any more."""
        return self.hand_over.agreement is None and self.is_declined and self.hand_over.old_node in self.refused

    @property
    def trouble(self) -> str:
        """Why it cannot hold for any key: cut-unknown, cut-differs, waiting, refused, agreement-unknown; or empty."""
        if not self.matches:
            return "cut-unknown" if self.matches is None else "cut-differs"
        if self.hand_over.agreement is not None:
            return self._trouble_without_giver()
        if self.is_taken_back:
            return "declined"
        if self.given is None:
            return "waiting-given"
        if self.taken is None:
            return "declined" if self.is_declined else "waiting-taken"
        return ""

    @property
    def waits_for(self) -> frozenset[str]:
        """The nodes that have not yet said what is wanted of them."""
        takes = frozenset({self.hand_over.new_node}) if self.taken is None else NOBODY
        if self.hand_over.agreement is not None:
            return ((self.sides or NOBODY) - self.accepted) | takes
        return takes | {self.hand_over.old_node} if self.given is None else takes

    def _trouble_without_giver(self) -> str:
        if self.sides is None:
            return "agreement-unknown"
        # The claimant's own refusal is its decline, which counts only where claims overlap.
        if self.refused - {self.hand_over.new_node}:
            return "refused"
        if self.taken is None:
            return "waiting-taken"
        return "waiting-accepted" if self.sides - self.accepted else ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one log in which a key's entries count: first ≤ index < stop; `by` is what gave it to this log."""

    origin: str
    first: int
    stop: int | None = None
    by: HandOver | None = None

    @property
    def node(self) -> str:
        """The steward of this stretch."""
        return parse_origin(self.origin).node

    def holds(self, origin: str, index: int) -> bool:
        """Tell whether an entry lies in it."""
        return origin == self.origin and self.first <= index and (self.stop is None or index < self.stop)


@dataclass(frozen=True, slots=True)
class Path:
    """How a key went from log to log; `disputed` are the hand-overs of which none holds until resolved."""

    segments: tuple[Segment, ...]
    disputed: tuple[HandOver, ...] = ()

    @property
    def last(self) -> Segment:
        """Where the key is now."""
        return self.segments[-1]

    def place(self, origin: str, index: int) -> tuple[int, int]:
        """Return where an entry stands in the order of custody; entries of strange logs come last."""
        ranks = [rank for rank, each in enumerate(self.segments) if each.origin == origin and each.first <= index]
        return (ranks[-1] if ranks else len(self.segments), index)

    def holds(self, origin: str, index: int) -> bool:
        """Tell whether an entry of this log, at this index, was its steward's to write."""
        return any(segment.holds(origin, index) for segment in self.segments)

    def has_left(self, origin: str, index: int) -> bool:
        """Tell whether the log had the key and an entry at this index comes after it was given away."""
        return any(
            segment.origin == origin and segment.stop is not None and index >= segment.stop for segment in self.segments
        )


class Custody:
    """All hand-overs of one register. `path` is asked of every record that may be concerned, and remembers."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.claims: tuple[Claim, ...] = tuple(claims)
        self._from: dict[str, list[Claim]] = {}
        for claim in self.claims:
            self._from.setdefault(claim.hand_over.old_log, []).append(claim)
        self._paths: dict[tuple[str, str], Path] = {}

    def path(self, key: str, home: str) -> Path:
        """Return how a key went on from `home`, the log of the node that it names."""
        if home not in self._from:
            return Path((Segment(home, 0),))
        found = self._paths.get((key, home))
        if found is None:
            found = self._paths[key, home] = self._follow(key, home)
        return found

    def may_write(self, key: str, home: str, origin: str) -> bool:
        """Tell whether this log may write the key from now on: it has it, and has not begun to give it away."""
        return self.path(key, home).last.origin == origin and self.leaving(key, home) is None

    def leaving(self, key: str, home: str) -> HandOver | None:
        """Return the hand-over by which the key's steward has given it and nobody taken it yet."""
        given = self._first_given(key, self.path(key, home).last)
        return given.hand_over if given else None

    def state(self, claim: Claim) -> str:
        """Return how a hand-over stands as a whole: its trouble, else void, overlap or holds.

        For single keys of its scope another hand-over may have come first.
        """
        if claim.trouble:
            return claim.trouble
        rivals = [each for each in self._from[claim.hand_over.old_log] if _are_rivals(each, claim)]
        if any(_comes_before(each, claim) and _covers_all(each, claim) for each in rivals):
            return "void"
        unordered = [e for e in rivals if not _comes_before(e, claim) and not _comes_before(claim, e)]
        if not unordered or (not claim.is_declined and all(each.is_declined for each in unordered)):
            return "holds"
        return "overlap"

    def _follow(self, key: str, home: str) -> Path:
        segments = [Segment(home, 0)]
        left: dict[str, int] = {}
        while True:
            last = segments[-1]
            chosen = self._next(key, last, left)
            if len(chosen) != 1:
                return Path(tuple(segments), tuple(claim.hand_over for claim in chosen))
            hand_over, taken = chosen[0].hand_over, chosen[0].taken
            assert taken is not None, "what is whole was taken"
            segments[-1] = Segment(last.origin, last.first, hand_over.cut_size, last.by)
            left[last.origin] = hand_over.cut_size
            segments.append(Segment(hand_over.new_log, taken + 1, None, hand_over))

    def _next(self, key: str, last: Segment, left: Mapping[str, int]) -> list[Claim]:
        """Return the hand-over by which the key left this segment: none, one, or all of those in dispute."""
        first = self._first_given(key, last)
        given = first if first is not None and not first.trouble else None
        open_claims = [given] if given else []
        for claim in self._leading(key, last):
            after = given is not None and given.given is not None and claim.hand_over.cut_size > given.given
            if claim.hand_over.agreement is not None and not claim.trouble and not after:
                open_claims.append(claim)
        # Nobody takes a key back before it was given away: such a taking is not of this journey.
        open_claims = [each for each in open_claims if (each.taken or 0) >= left.get(each.hand_over.new_log, 0)]
        if len(open_claims) > 1:
            wanted = [each for each in open_claims if not each.is_declined]
            return wanted if len(wanted) == 1 else open_claims
        return open_claims

    def _first_given(self, key: str, last: Segment) -> Claim | None:
        """Return the first giving of the key in this segment that was not taken back."""
        given = [
            claim
            for claim in self._leading(key, last)
            if claim.hand_over.agreement is None
            and claim.given is not None
            and claim.matches is not False
            and not claim.is_taken_back
        ]
        return min(given, key=lambda claim: claim.given or 0, default=None)

    def _leading(self, key: str, last: Segment) -> Iterable[Claim]:
        """Yield the hand-overs that lead the key out of this segment."""
        for claim in self._from.get(last.origin, ()):
            if claim.hand_over.cut_size >= last.first and claim.hand_over.covers(key):
                yield claim


def _are_rivals(one: Claim, other: Claim) -> bool:
    """Tell whether two whole hand-overs of a log claim a key between them."""
    if one.hand_over.hash == other.hand_over.hash or one.trouble:
        return False
    mine, theirs = one.hand_over.keys, other.hand_over.keys
    return mine is None or theirs is None or not mine.isdisjoint(theirs)


def _comes_before(one: Claim, other: Claim) -> bool:
    """Tell whether one was given before the other, or before the other's cut."""
    if one.given is None:
        return False
    return one.given < (other.hand_over.cut_size if other.given is None else other.given)


def _covers_all(one: Claim, other: Claim) -> bool:
    mine, theirs = one.hand_over.keys, other.hand_over.keys
    return mine is None or (theirs is not None and theirs <= mine)
