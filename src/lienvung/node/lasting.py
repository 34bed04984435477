"""Which record lasts where some were merged into others; a partner's log may merge them in a circle."""

from collections.abc import Callable, Iterator

from lienvung.core.register.record import Record
from lienvung.node.stores.port import Reader

MOST_MERGES = 100
"""So many merges in a row are followed; no person merged that often."""


def lasting_record(reader: Reader, record: Record, as_of: str | None = None) -> Record:
    """Return the record into which one was merged, over several merges; itself where that leads nowhere.

    With a moment, as far as it was known then.
    """
    lasting = record
    for key in merged_into(record.key, record.into, lambda key: _into(reader, record.register, key, as_of)):
        if key == "":
            return record
        following = reader.record(record.register, key, as_of)
        if following is None:
            return lasting
        lasting = following
    return lasting


def merged_into(key: str, into: str | None, onwards: Callable[[str], str | None]) -> Iterator[str]:
    """Yield the keys into which a key was merged, one after the other; "" last where they lead round, or too far."""
    passed = {key}
    while into:
        if into in passed or len(passed) > MOST_MERGES:
            yield ""
            return
        yield into
        passed.add(into)
        into = onwards(into)


def _into(reader: Reader, register: str, key: str, as_of: str | None) -> str | None:
    record = reader.record(register, key, as_of)
    return record.into if record is not None and record.state == "merged" else None
