"""A node in a process: its name, its store, its keys, what registers it knows, its clock and its dice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final

from lienvung.core.register.definition import Definition
from lienvung.core.tlog.policy import Policy
from lienvung.node.high_water import HighWater
from lienvung.node.keys import NodeKeys
from lienvung.node.stores.port import Store

VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Viet Nam keeps one time all year, so that its day needs no table of zones."""


def local_day(moment: datetime) -> date:
    """Return the day it is in Viet Nam, by which grants begin and end (docs/formats/agreement.md)."""
    return moment.astimezone(VIETNAM).date()


@dataclass(frozen=True)
class Node:
    """One installation. `now` gives an aware time; `random(n)` gives n unpredictable bytes.

    `policy` says whose witnessing makes a head count (docs/formats/policy.md); without one nothing is demanded.
    `high_water` remembers outside the store how far it has signed; a node without a folder has none.
    """

    name: str
    store: Store
    keys: NodeKeys | None
    catalogue: Mapping[str, Definition]
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    policy: Policy | None = None
    high_water: HighWater | None = None

    def today(self) -> date:
        """Return the day it is now in Viet Nam."""
        return local_day(self.now())
