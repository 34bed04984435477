"""Our own clock must not go back: what we sign next would claim to be older than what we signed before.

Order is given by the index, never by the clock (log-formats §9); but partners judge by the times that entries and
cosignatures state, so a clock that jumped back blocks signing until it passes the last time that was signed.
"""

from typing import Final

from lienvung.core.register.entry import format_time
from lienvung.node.errors import ClockWentBack
from lienvung.node.node import Node
from lienvung.node.stores.port import Writer

SIGNED: Final = "signed-until"


def check_clock(node: Node, writer: Writer) -> None:
    """Raise ClockWentBack if it is earlier than when we signed last, whichever log that was; else it is the last."""
    now, last = format_time(node.now()), writer.setting(SIGNED)
    if last is not None and now < last.decode():
        raise ClockWentBack(now, last.decode())
    if last is None or last.decode() != now:
        writer.set_setting(SIGNED, now.encode())
