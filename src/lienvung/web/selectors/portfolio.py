"""Everything that is followed, with its status today: read once per state of the books.

The figures depend on the heads of the logs and on the day, and on nothing else. So what was computed
is kept until one of them changes, and two pages of one moment cannot show different figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

from lienvung.core.programme.records import ILLUSTRATIVE, REAL, Commitment, FollowUp
from lienvung.core.programme.rollup import Overview, overview
from lienvung.core.programme.status import Status
from lienvung.node.stores.port import Reader
from lienvung.report.facts import COUNTED_REGISTERS, Facts, gather
from lienvung.web.selectors.houses import Houses

NATURES = (REAL, ILLUSTRATIVE)


@dataclass(frozen=True, slots=True)
class Tracked:
    """A commitment with its status."""

    commitment: Commitment
    status: Status


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What is followed on one day, real and illustrative apart."""

    today: date
    facts: Facts
    overviews: Mapping[str, Overview]
    tracked: Mapping[str, Tracked]

    @property
    def follow_up(self) -> FollowUp:
        """Return everything known, of every programme."""
        return self.facts.follow_up

    def of_nature(self, nature: str) -> list[Tracked]:
        """Return what is real or what is illustrative, in the order of the register."""
        return [one for one in self.tracked.values() if one.commitment.nature == nature]


_kept: dict[tuple[object, ...], Portfolio] = {}
_lock = Lock()


def read_portfolio(reader: Reader, houses: Houses, today: date) -> Portfolio:
    """Return what is followed, as this snapshot of the store has it."""
    state = (houses, today, tuple((log.origin, log.size, log.head) for log in reader.logs()), _held(reader))
    with _lock:
        if state not in _kept:
            _kept.clear()
            _kept[state] = _compute(gather(reader, houses.known), today)
        return _kept[state]


def _held(reader: Reader) -> tuple[int, ...]:
    """Return what betrays values that arrived without a new head: a widened grant backfills old entries."""
    return tuple(reader.count(register) for register in sorted(COUNTED_REGISTERS) if reader.definition(register))


def _compute(facts: Facts, today: date) -> Portfolio:
    overviews = {nature: overview(facts.follow_up, nature=nature, today=today) for nature in NATURES}
    statuses = {key: status for each in overviews.values() for key, status in each.statuses.items()}
    tracked = {one.key: Tracked(one, statuses[one.key]) for one in facts.follow_up.commitments if one.key in statuses}
    return Portfolio(today, facts, overviews, tracked)
