"""What each side that owes says it has done: the newest statement of each, its evidence, open disputes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lienvung.core.programme.day import day_of
from lienvung.core.programme.records import Commitment, Progress


class ProgressState(StrEnum):
    """Name how far the doing has come (tiến độ)."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


# A partner's newer definition may name further states; what we do not understand is no statement to us.
_KNOWN = frozenset(ProgressState)
_SETTLING = frozenset({ProgressState.DONE, ProgressState.SUSPENDED, ProgressState.CANCELLED})


@dataclass(frozen=True, slots=True)
class SideStatus:
    """Hold where one side stands: its newest statement (record key, "" when silent) and who disputes it."""

    side: str
    progress: ProgressState = ProgressState.NOT_STARTED
    report: str = ""
    reported_on: date | None = None
    done_on: date | None = None
    evidenced: bool = False
    disputes: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Tell whether nothing more is expected of this side: done, suspended or cancelled, with
        evidence and undisputed. Nothing leaves the open cells on somebody's bare word.
        """
        return self.progress in _SETTLING and self.evidenced and not self.disputes


def side_statuses(
    commitment: Commitment, reports: Iterable[Progress], nodes: frozenset[str] = frozenset()
) -> tuple[SideStatus, ...]:
    """Return where each side that owes stands, in the order the commitment names them.

    `nodes` are the sides that sign for themselves; for them nobody else's uncited word counts. Only reports of the
    commitment's own nature are heard: nothing illustrative closes anything real.
    """
    concerned = (one for one in reports if (one.commitment, one.nature) == (commitment.key, commitment.nature))
    own = sorted(concerned, key=_moment)
    return tuple(_side_status(side, own, nodes) for side in commitment.owed_by)


def joint_progress(sides: Sequence[SideStatus]) -> ProgressState:
    """Return how far a joint commitment has come: it is settled only when every side that owes is."""
    states = {side.progress for side in sides}
    if sides and all(side.settled for side in sides):
        if states == {ProgressState.DONE}:
            return ProgressState.DONE
        return ProgressState.SUSPENDED if ProgressState.SUSPENDED in states else ProgressState.CANCELLED
    if states <= {ProgressState.NOT_STARTED}:
        return ProgressState.NOT_STARTED
    return ProgressState.IN_PROGRESS


def _side_status(side: str, reports: Sequence[Progress], nodes: frozenset[str]) -> SideStatus:
    said = [one for one in reports if one.side == side and one.progress in _KNOWN and _may_speak(one, nodes)]
    if not said:
        return SideStatus(side)
    newest = said[-1]
    return SideStatus(
        side=side,
        progress=ProgressState(newest.progress),
        report=newest.key,
        reported_on=day_of(newest.reported_on),
        # A day known only to the month or year counts as its last: lateness is never flattered.
        done_on=day_of(newest.done_on) or day_of(newest.reported_on),
        evidenced=newest.evidenced,
        disputes=_open_disputes(newest, reports, nodes),
    )


def _open_disputes(statement: Progress, reports: Sequence[Progress], nodes: frozenset[str]) -> tuple[str, ...]:
    """Return the keys of disputes of this very statement that their authors have not taken back since."""
    answers = [
        one
        for one in reports
        if one.responds_to == statement.key and one.stance and one.side != statement.side and _may_speak(one, nodes)
    ]
    newest = {one.side: one for one in answers}
    return tuple(one.key for one in newest.values() if one.stance == "dispute")


def _may_speak(report: Progress, nodes: frozenset[str]) -> bool:
    return report.steward == report.side or report.side not in nodes or bool(report.citation)


def _moment(report: Progress) -> tuple[date, str, str]:
    return day_of(report.reported_on) or date.min, report.recorded, report.key
