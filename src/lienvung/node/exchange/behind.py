"""A partner whose head goes back behind one seen before: refused at once, told to people after a grace (fault 14).

A cache that lags or a server that starts again shows an older head for minutes and heals by itself. Who still shows
it after that replays the past, or has lost a part of the log.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.entry import format_time
from lienvung.node.node import Node
from lienvung.node.stores.port import DutyReader

LOOKS: Final = 3
GRACE: Final = timedelta(minutes=10)
LONGEST: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Behind:
    """How often in a row a log was seen behind, since when, last when; `healed` is when it was whole again, or "".

    `alarms` counts earlier times at which it was more than a lag.
    """

    looks: int
    since: str
    last: str
    healed: str = ""
    alarms: int = 0

    @property
    def alarm(self) -> bool:
        """Tell whether this is, or was, more than a lag: three looks over ten minutes, or two over a day."""
        lasted = datetime.fromisoformat(self.last) - datetime.fromisoformat(self.since)
        return lasted >= LONGEST or (self.looks >= LOOKS and lasted >= GRACE)


def behind(reader: DutyReader, origin: str) -> Behind | None:
    """Return how a log is or was behind the last time, None if it never was."""
    kept = reader.setting(_setting(origin))
    return Behind(**parse_canonical(kept)) if kept else None


def note_behind(node: Node, origin: str) -> None:
    """Count a look at which a log was behind."""
    at = format_time(node.now())
    with node.store.writing() as writer:
        before = behind(writer, origin)
        if before is None:
            now = Behind(1, at, at)
        elif before.healed:
            now = Behind(1, at, at, alarms=before.alarms + before.alarm)
        else:
            now = replace(before, looks=before.looks + 1, last=at)
        writer.set_setting(_setting(origin), canonical(asdict(now)))


def note_whole(node: Node, origins: Sequence[str]) -> None:
    """Note that logs are no longer behind."""
    with node.store.reading() as reader:
        seen = {origin: behind(reader, origin) for origin in origins}
    was = {origin: before for origin, before in seen.items() if before and not before.healed}
    if was:
        with node.store.writing() as writer:
            for origin, before in was.items():
                healed = replace(before, healed=format_time(node.now()))
                writer.set_setting(_setting(origin), canonical(asdict(healed)))


def _setting(origin: str) -> str:
    return f"behind/{origin}"
