"""How far values of a log were asked for, and what there is still to ask (DESIGN §4.5).

The cursor says below which size values were asked for, under which grants, and which answers may still change
(`again`: not to be had there just then, or bad). New entries are asked for from the cursor on; when the grants
change, everything not held is asked for once more: a widened grant backfills. The grants are those that *both* sides
see: the partner withholds what we may have until it has read our acceptance, and its heads say when it has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from lienvung.core.agreement.force import Agreement
from lienvung.core.agreement.leave import granted
from lienvung.core.agreement.terms import SYSTEM
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.node.extent import cursor_setting
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader, Writer
from lienvung.node.stores.rows import LogState

MAX_AGAIN: Final = 4_096
AT_ONCE: Final = 3
LONGEST: Final = 24 * 3600
EVERYTHING: Final = "?"
"""Grants that were never so: everything not held is asked for at the next pull."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Values were asked for below `size`, under `grants`; `again` are indices to ask about once more.

    They are asked about at once a few times, then more and more seldom, down to once a day: each asking is a line in
    two ledgers. `tries` counts, `due` is when (seconds since 1970).
    """

    size: int = 0
    grants: str = ""
    again: tuple[int, ...] = ()
    tries: int = 0
    due: int = 0

    def waits(self, entitled: "Entitled", now: datetime) -> bool:
        """Tell whether what was not to be had is left alone for now; a change of grants is always looked at."""
        same = self.grants in (entitled.digest, EVERYTHING)
        return same and now.timestamp() < self.due <= now.timestamp() + LONGEST


@dataclass(frozen=True, slots=True)
class Entitled:
    """What we may ask of a log: part names, the grants' refs for the ledger, and a text that changes with them."""

    names: tuple[str, ...]
    refs: tuple[str, ...]
    digest: str


def entitled_to(node: Node, log: LogState, theirs: Sequence[str], standing: Sequence[Agreement]) -> Entitled:
    """Return what this node may ask of a partner's log today, by the agreements in force.

    `theirs` are the grants the partner's heads name.
    """
    if log.register in SYSTEM:
        return Entitled(("shared",), (), "addressed")
    grants = granted(log.node, node.name, log.register, standing, node.today())
    refs = tuple(each.ref for each in grants)
    # Whatever is granted, what its records mean is in the shared part of the log's definitions.
    names = {name for each in grants for name in each.grant.parts} | ({"shared"} if grants else set())
    return Entitled(tuple(sorted(names)), refs, f"{','.join(sorted(refs))}|{','.join(theirs)}")


def backfill(reader: Reader, log: LogState, cursor: Cursor, entitled: Entitled, now: datetime) -> Sequence[int]:
    """Return the entries below the cursor to ask about again."""
    if not entitled.names or not cursor.size or cursor.waits(entitled, now):
        return ()
    if entitled.digest != cursor.grants:
        return [index for index in reader.wanted(log.origin, entitled.names, 0, cursor.size) if index < cursor.size]
    return [index for index in cursor.again if _is_open(reader, log.origin, index, entitled.names)]


def moved(size: int, grants: str, again: Iterable[int]) -> Cursor:
    """Return the cursor after asking; when too much is open to list, all of it is looked up next time."""
    listed = tuple(sorted(set(again)))
    return Cursor(size, grants, listed) if len(listed) <= MAX_AGAIN else Cursor(size, EVERYTHING)


def after_asking(before: Cursor, after: Cursor, now: datetime) -> Cursor:
    """Say when what is still open is asked about once more: at once, thrice, then after a minute, two, four …"""
    if not after.again and after.grants != EVERYTHING:
        return after
    new = before.size < after.size or before.grants not in (after.grants, EVERYTHING)
    tries = 1 if new else before.tries + 1
    wait = 0 if tries <= AT_ONCE else min(LONGEST, 60 * 2 ** min(tries - AT_ONCE - 1, 20))
    return replace(after, tries=tries, due=int(now.timestamp()) + wait if wait else 0)


def read_cursor(reader: Reader, origin: str) -> Cursor:
    """Return how far values of a log were asked for."""
    data = reader.setting(_setting(origin))
    if data is None:
        return Cursor()
    state: dict[str, Any] = parse_canonical(data)
    return Cursor(
        state["size"], state["grants"], tuple(state["again"]), state.get("tries", 0), state.get("due", 0)
    )  # fmt: skip


def logs_receiving(reader: Reader) -> frozenset[str]:
    """Return the origins of partners' logs whose head is here and whose newest values were not yet asked for."""
    partners = {peer.name for peer in reader.peers()}
    logs = (log for log in reader.logs() if log.node in partners)
    return frozenset(log.origin for log in logs if read_cursor(reader, log.origin).size < log.size)


def write_cursor(writer: Writer, origin: str, cursor: Cursor) -> None:
    """Remember how far values of a log were asked for."""
    data = canonical({**asdict(cursor), "again": list(cursor.again)})
    writer.set_setting(cursor_setting(origin), data)


def _is_open(reader: Reader, origin: str, index: int, names: tuple[str, ...]) -> bool:
    return any(row.state in ("unavailable", "invalid") for row in reader.parts(origin, index, index + 1, names))


def _setting(origin: str) -> str:
    return f"values/{origin}"
