"""How far a log is in the tables: our own wholly, a partner's as far as its values were asked for (DESIGN §4.5)."""

from lienvung.core.register.canonical import parse_canonical
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState


def cursor_setting(origin: str) -> str:
    """Return the setting in which the cursor of a log's values is kept (exchange.cursor)."""
    return f"values/{origin}"


def projected_size(reader: Reader, log: LogState) -> int:
    """Return below which index the entries of a log are projected.

    A head is committed before its values come; whoever projects afresh meanwhile must not run ahead of them.
    """
    if reader.peer(log.node) is None:
        return log.size
    data = reader.setting(cursor_setting(log.origin))
    return min(int(parse_canonical(data)["size"]), log.size) if data else 0
