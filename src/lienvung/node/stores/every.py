"""Read a register page by page to its end."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from lienvung.core.register.record import Record
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import Query

PAGE: Final = 1000


def every_record(
    reader: Reader, register: str, where: Mapping[str, Any] | None = None, sort: tuple[str, ...] = ("key",)
) -> Iterator[Record]:
    """Yield all live records that match, in this order; none where nobody has defined the register."""
    return every_found(reader, register, Query(where=where or {}, sort=sort))


def every_found(reader: Reader, register: str, query: Query, at_once: int = PAGE) -> Iterator[Record]:
    """Yield all records that a query finds, page after page; none where nobody has defined the register."""
    asked = replace(query, limit=at_once)
    while reader.definition(register) is not None:
        page = reader.find(register, asked)
        yield from page.records
        if page.next is None:
            return
        asked = replace(asked, after=page.next)


def records_in_log_order(reader: Reader, register: str, where: Mapping[str, Any]) -> list[Record]:
    """Return all live records that match, in the order of their logs."""
    return sorted(every_record(reader, register, where), key=lambda record: (record.origin, record.index))
