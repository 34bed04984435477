"""Read a register page by page to its end."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lienvung.core.register.record import Record
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import Query

PAGE: Final = 1000


def every_record(
    reader: Reader, register: str, where: Mapping[str, Any] | None = None, sort: tuple[str, ...] = ("key",)
) -> Iterator[Record]:
    """Yield all live records that match, in this order; none where nobody has defined the register."""
    after: str | None = None
    while reader.definition(register) is not None:
        page = reader.find(register, Query(where=where or {}, sort=sort, after=after, limit=PAGE))
        yield from page.records
        after = page.next
        if after is None:
            return


def records_in_log_order(reader: Reader, register: str, where: Mapping[str, Any]) -> list[Record]:
    """Return all live records that match, in the order of their logs."""
    return sorted(every_record(reader, register, where), key=lambda record: (record.origin, record.index))
