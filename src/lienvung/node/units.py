"""Administrative units in a store: load the seed into our own logs, and read all records as one atlas.

The log is the truth: the seed is appended like anything else. Loading again appends only what is missing or differs,
so a load that was broken off goes on, and a newer edition of the seed brings only its changes.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from lienvung.catalogue.unit_seed import CODE, EDGE, EVENT, UNIT, SeedRecord, seed_id, seed_records
from lienvung.core.geography.atlas import Atlas, chart
from lienvung.core.geography.code import code_of
from lienvung.core.geography.errors import UnitsHeldAlready
from lienvung.core.geography.event import edge_of, event_of
from lienvung.core.geography.gazetteer import Gazetteer, gather
from lienvung.core.geography.unit import unit_of
from lienvung.core.register.item import split_fields
from lienvung.core.register.record import Record
from lienvung.node.append import Change, append
from lienvung.node.node import Node
from lienvung.node.stores.every import every_found
from lienvung.node.stores.past import check_moment
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import Query

REGISTERS = (UNIT, EVENT, EDGE, CODE)
"""The registers of which a gazetteer is made."""
BATCH = 5_000
REASON = "Danh mục đơn vị hành chính kèm phần mềm"
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many records a load appended, and how many stood there already as the seed has them."""

    appended: int
    unchanged: int


def load_units(node: Node, provinces: Collection[str] = (), tell: Tell = lambda done, total: None) -> Loaded:
    """Append the seed under this node's name, whole or of some provinces. Raise UnitsHeldAlready.

    A partner's copy of the same units is not repeated under our name: the same unit would then be two records.
    """
    records = list(seed_records(provinces))
    with node.store.reading() as reader:
        _check_nobody_else(node, reader, records)
        changes = [change for change in (_change(node, each) for each in records) if not _stands(reader, change)]
    for first in range(0, len(changes), BATCH):
        batch = changes[first : first + BATCH]
        append(node, batch, idempotency_key=f"units/{seed_id()}/{batch[0].key}/{len(batch)}/{_standing(node)}")
        tell(first + len(batch), len(changes))
    return Loaded(len(changes), len(records) - len(changes))


def _standing(node: Node) -> int:
    """Return how far our log of units has come: what was undone by hand may be loaded again."""
    with node.store.reading() as reader:
        return sum(log.size for log in reader.logs() if log.node == node.name and log.register in REGISTERS)


def _check_nobody_else(node: Node, reader: Reader, records: Sequence[SeedRecord]) -> None:
    first = next(each.token for each in records if each.register == UNIT)
    held = {log.node for log in reader.logs() if log.register == UNIT and log.node != node.name}
    for other in sorted(held):
        if reader.record(UNIT, f"{other}-{first}") is not None:
            raise UnitsHeldAlready(other)


def _change(node: Node, record: SeedRecord) -> Change:
    links = {field: f"{node.name}-{token}" for field, token in record.links.items()}
    item = split_fields(
        node.catalogue[record.register], {**record.values, **links}, source={}, attribution={"reason": REASON}
    )
    return Change("put", record.register, f"{node.name}-{record.token}", item)


def _stands(reader: Reader, change: Change) -> bool:
    record = reader.record(change.register, change.key)
    return record is not None and (record.state != "live" or record.values == change.item["shared"])


# --- reading ---------------------------------------------------------------------------------------------------

_kept: dict[tuple[object, ...], Gazetteer] = {}
_lock = Lock()
_MOST_KEPT = 3


def read_gazetteer(reader: Reader, as_of: str | None = None) -> Gazetteer:
    """Return all units held, as this snapshot of the store has them; made anew when a record of theirs has changed.

    `as_of` is a moment of recorded time (RFC 3339, as entries spell it): what was known then.
    """
    logs = tuple((log.origin, log.size, log.head) for log in reader.logs() if log.register in REGISTERS)
    # Values may come long after their entries, and no log grows by them.
    changes = tuple(map(reader.projections, REGISTERS))
    state = (logs, changes, _newest(reader, as_of) if as_of else None)
    found = _kept.get(state)
    if found is not None:
        return found
    with _lock:
        if state not in _kept:
            for old in list(_kept)[: len(_kept) - _MOST_KEPT + 1]:
                del _kept[old]
            codes = (code_of(record.key, record.values) for record in _live(reader, CODE, as_of))
            _kept[state] = gather(read_atlas(reader, as_of), codes)
        return _kept[state]


def _newest(reader: Reader, as_of: str) -> str:
    """Return when units were last changed by a moment: every moment until the next change knew the same."""
    held = [register for register in REGISTERS if reader.definition(register) is not None]
    just_after = f"{check_moment(as_of)}~"  # the moment itself counts, and times are compared as they are spelled
    changes = reader.changes("", just_after, held, 1) if held else []
    return changes[0].time if changes else ""


def read_atlas(reader: Reader, as_of: str | None = None) -> Atlas:
    """Read every unit, event and edge that is live, or was at a moment."""
    return chart(
        (unit_of(record.key, record.values, record.steward) for record in _live(reader, UNIT, as_of)),
        (event_of(record.key, record.values) for record in _live(reader, EVENT, as_of)),
        (edge_of(record.key, record.values) for record in _live(reader, EDGE, as_of)),
    )


def _live(reader: Reader, register: str, as_of: str | None) -> Iterator[Record]:
    return every_found(reader, register, Query(sort=("key",), as_of=as_of))
