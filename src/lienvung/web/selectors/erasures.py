"""What became of the erasures of a record: who has confirmed, who has not."""

from collections.abc import Iterator
from dataclasses import dataclass

from lienvung.core.register.record import Record
from lienvung.node.erasure import acknowledgements, not_acknowledged
from lienvung.node.stores.port import ErasureRow
from lienvung.web.selectors.values import Shower


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One copy that was erased, and since when its holder says so; "" while it has not said."""

    holder: str
    at: str


def read_erasure(shower: Shower, record: Record) -> tuple[Confirmed, ...]:
    """Return what the holders of copies say of the newest erasure of a record of ours; nothing without one."""
    if record.steward != shower.houses.own.name:
        return ()
    erasures = [row for row in shower.reader.erasures(record.steward) if row.key == record.key]
    return tuple(_confirmed(shower, erasures[-1])) if erasures else ()


def _confirmed(shower: Shower, erasure: ErasureRow) -> Iterator[Confirmed]:
    for name, at in acknowledgements(shower.reader, erasure).items():
        yield Confirmed(shower.houses[name].title, at)
    for name in sorted(not_acknowledged(shower.reader, erasure)):
        yield Confirmed(shower.houses[name].title, "")
