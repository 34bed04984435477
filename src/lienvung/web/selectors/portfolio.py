"""Everything that is followed, with its status today: read once per state of the books.

The figures depend on the records shown, the heads of the logs and the day, and on nothing else. So what was
computed is kept until one of them changes, and two pages of one moment cannot show different figures. A head comes
before its values, and a witness's line after it, so the heads alone do not tell the state: the store counts how often
records were projected and lines kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from lienvung.core.programme.records import ILLUSTRATIVE, REAL, Commitment, FollowUp, Programme
from lienvung.core.programme.rollup import Overview, overview
from lienvung.core.programme.status import Status
from lienvung.node.exchange.cursor import logs_receiving
from lienvung.node.stores.port import Reader
from lienvung.office.selectors.proposals import books_state
from lienvung.report.facts import Facts, gather
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
    _by_programme: dict[str, Overview] = field(default_factory=dict, compare=False, repr=False)

    @property
    def follow_up(self) -> FollowUp:
        """Return everything known, of every programme."""
        return self.facts.follow_up

    def overview_of(self, programme: Programme) -> Overview:
        """Return the figures of one programme, which count only what every side of it holds."""
        if programme.key not in self._by_programme:
            self._by_programme[programme.key] = overview(
                self.follow_up, nature=programme.nature, today=self.today, programme=programme.key
            )
        return self._by_programme[programme.key]

    def of_programme(self, programme: Programme) -> list[Tracked]:
        """Return what a programme's figures count, with the status it has there."""
        statuses = self.overview_of(programme).statuses
        return [Tracked(self.tracked[key].commitment, status) for key, status in statuses.items()]

    def of_nature(self, nature: str) -> list[Tracked]:
        """Return what is real or what is illustrative, in the order of the register."""
        return [one for one in self.tracked.values() if one.commitment.nature == nature]


_kept: dict[tuple[object, ...], Portfolio] = {}
_lock = Lock()


def read_portfolio(reader: Reader, houses: Houses, today: date) -> Portfolio:
    """Return what is followed, as this snapshot of the store has it."""
    state = (houses, *books_state(reader, today), logs_receiving(reader))
    with _lock:
        if state not in _kept:
            _kept.clear()
            _kept[state] = _compute(gather(reader, today, houses.known), today)
        return _kept[state]


def _compute(facts: Facts, today: date) -> Portfolio:
    overviews = {nature: overview(facts.follow_up, nature=nature, today=today) for nature in NATURES}
    statuses = {key: status for each in overviews.values() for key, status in each.statuses.items()}
    tracked = {one.key: Tracked(one, statuses[one.key]) for one in facts.follow_up.commitments if one.key in statuses}
    return Portfolio(today, facts, overviews, tracked)
