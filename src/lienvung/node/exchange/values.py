"""Fetch the values that this node is entitled to and lacks; they have a cursor of their own (DESIGN §4.5).

For each log the cursor says up to which entry values were asked for, under which grants, and which answers
may still change (`again`: not at hand over there, or bad). New entries are asked for from the cursor on; when
the grants change, everything not held is asked for once more, so a widened grant backfills. Whatever is
learnt is kept together with its projection, so records are never ahead of their values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lienvung.core.agreement.terms import SYSTEM
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.entry import Entry, format_time
from lienvung.core.register.errors import RegisterError
from lienvung.core.register.part import check_part, parse_part_body
from lienvung.node.agreements import grants_between
from lienvung.node.exchange.errors import AnswerMalformed, AnswerTruncated
from lienvung.node.exchange.parts_framing import FramingBroken, FramingTruncated, PartRecord, State, parse_blocks
from lienvung.node.exchange.parts_request import MAX_RANGES, PartsRequest, format_parts_request, join_ranges
from lienvung.node.exchange.source import Source
from lienvung.node.node import Node
from lienvung.node.project import apply
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState, PartRow, PartState, TransferRow

BATCH: Final = 25_600
MAX_AGAIN: Final = 4_096

# An erasure is what the verified log says, not what the sender says: the projection destroys what an erase entry
# names. Until then the part is merely not to be had.
_STATES: Final[Mapping[State, PartState]] = {
    State.HELD: "held",
    State.ERASED: "unavailable",
    State.WITHHELD: "withheld",
    State.UNAVAILABLE: "unavailable",
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far values were asked for: below `size`, under `grants`; `again` are indices to ask about once more."""

    size: int = 0
    grants: str = ""
    again: tuple[int, ...] = ()


@dataclass(slots=True)
class Tally:
    """What became of the parts of one log in one pull; `bad` names entries as (index, part)."""

    held: int = 0
    withheld: int = 0
    unavailable: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)
    again: set[int] = field(default_factory=set)

    def count(self, row: PartRow) -> None:
        """Count one part; what may be had later is remembered."""
        if row.state == "held":
            self.held += 1
        elif row.state == "withheld":
            self.withheld += 1
        else:
            self.again.add(row.index)
            if row.state == "invalid":
                self.bad.append((row.index, row.name))
            else:
                self.unavailable += 1


def fetch_values(node: Node, source: Source, log: LogState) -> Tally:
    """Ask for what is missing of one log, keep it, project it, and move the cursor."""
    tally = Tally()
    with node.store.reading() as reader:
        entitled = _entitled(reader, node, log)
        cursor = read_cursor(reader, log.origin)
        first_value = source.first_value(log.origin)
        backfill = [index for index in _backfill(reader, log, cursor, entitled) if index >= first_value]
    for first in range(0, len(backfill), BATCH):
        _fetch_batch(node, source, log, entitled, backfill[first : first + BATCH], tally)
    for first in range(cursor.size, log.size, BATCH):
        stop = min(first + BATCH, log.size)
        _fetch_batch(node, source, log, entitled, range(first, stop), tally)
        _move(node, log, Cursor(stop, cursor.grants, _again(cursor, tally)))
    # A source that begins in the middle cannot backfill: the change of grants is left for one that can.
    grants = cursor.grants if first_value else entitled.digest
    done = Cursor(log.size, grants, _again(Cursor() if not first_value else cursor, tally))
    if done != cursor:
        _move(node, log, done)
    return tally


@dataclass(frozen=True, slots=True)
class _Entitled:
    """The part names that we may ask for, and a text that changes with the grants."""

    names: tuple[str, ...]
    digest: str
    refs: tuple[str, ...]


def _entitled(reader: Reader, node: Node, log: LogState) -> _Entitled:
    if log.register in SYSTEM:
        return _Entitled(("shared",), "addressed", ())
    grants = grants_between(reader, node.name, log.node, node.name, log.register, node.now().date())
    refs = tuple(each.ref for each in grants)
    # Whatever is granted, what its records mean is in the shared part of the log's definitions.
    names = {name for each in grants for name in each.grant.parts} | ({"shared"} if grants else set())
    return _Entitled(tuple(sorted(names)), ",".join(sorted(refs)), refs)


def _backfill(reader: Reader, log: LogState, cursor: Cursor, entitled: _Entitled) -> Sequence[int]:
    """Return the entries below the cursor to ask about again."""
    if not entitled.names or not cursor.size:
        return ()
    if entitled.digest != cursor.grants:
        return [index for index in reader.wanted(log.origin, entitled.names, 0, cursor.size) if index < cursor.size]
    return [index for index in cursor.again if _is_open(reader, log.origin, index, entitled.names)]


def _is_open(reader: Reader, origin: str, index: int, names: tuple[str, ...]) -> bool:
    return any(row.state in ("unavailable", "invalid") for row in reader.parts(origin, index, index + 1, names))


def _again(before: Cursor, tally: Tally) -> tuple[int, ...]:
    return tuple(sorted(tally.again | set(before.again))[:MAX_AGAIN])


def _fetch_batch(
    node: Node, source: Source, log: LogState, entitled: _Entitled, indices: Sequence[int], tally: Tally
) -> None:
    """Fetch the values of some entries, keep them, and project the entries, in one transaction."""
    rows = list(_fetch(node, source, log, entitled, indices)) if entitled.names else []
    with node.store.writing() as writer:
        writer.add_parts(log.origin, rows)
        for first, stop in join_ranges(list(indices)):
            apply(writer, log.origin, node.catalogue, first, stop)
    for row in rows:
        tally.count(row)


def _fetch(node: Node, source: Source, log: LogState, entitled: _Entitled, indices: Sequence[int]) -> list[PartRow]:
    """Return what the partner answers about each part, checked against the entry's digest."""
    with node.store.reading() as reader:
        entries = _entries(reader, log.origin, indices, entitled.names)
    rows: list[PartRow] = []
    asked = list(entries)
    while asked:
        ranges = join_ranges(asked)[:MAX_RANGES]
        request = PartsRequest(log.origin, entitled.names, ranges, source.transaction(log.origin))
        _write_ledger(node, log, request, entitled)
        answered, answer = _ask(source, request, entries)
        rows += answer
        asked = asked[answered:]
    return rows


def _entries(reader: Reader, origin: str, indices: Sequence[int], names: tuple[str, ...]) -> dict[int, Entry]:
    """Return the entries that commit to one of the names."""
    entries: dict[int, Entry] = {}
    for first, stop in join_ranges(list(indices)):
        for index, leaf in enumerate(reader.entries(origin, first, stop), first):
            entry = entry_of(leaf)
            if not entry.parts.keys().isdisjoint(names):
                entries[index] = entry
    return entries


def _write_ledger(node: Node, log: LogState, request: PartsRequest, entitled: _Entitled) -> None:
    row = TransferRow(
        id=request.transaction,
        direction="in",
        partner=log.node,
        origin=log.origin,
        at=format_time(node.now()),
        agreements=entitled.refs,
        names=request.names,
        entries=request.entries,
    )
    with node.store.writing() as writer:
        writer.add_transfer(row)


def _ask(source: Source, request: PartsRequest, entries: Mapping[int, Entry]) -> tuple[int, list[PartRow]]:
    """Send one request; return how many entries were answered whole, and their rows."""
    rows: list[PartRow] = []
    answered = whole = 0
    expected = _expected(request, entries)
    for record in _records(source, request):
        index, ordinal, last = next(expected, _NOTHING)
        if record.index != index or record.ordinal != ordinal:
            raise AnswerMalformed(source.partner, "parts", "order of records")
        name = request.names[ordinal]
        rows.append(_checked(record, name, entries[index].parts[name]))
        if last:
            answered, whole = answered + 1, len(rows)
    if not answered:
        raise AnswerMalformed(source.partner, "parts", "at least one entry whole")
    return answered, rows[:whole]


_NOTHING: Final = (-1, -1, False)


def _expected(request: PartsRequest, entries: Mapping[int, Entry]) -> Iterator[tuple[int, int, bool]]:
    """Yield (index, part ordinal, whether it is the entry's last) in the order of the request."""
    for first, stop in request.ranges:
        for index in range(first, stop):
            parts = entries[index].parts
            ordinals = [ordinal for ordinal, name in enumerate(request.names) if name in parts]
            for ordinal in ordinals:
                yield index, ordinal, ordinal == ordinals[-1]


def _records(source: Source, request: PartsRequest) -> Iterator[PartRecord]:
    try:
        yield from parse_blocks(source.parts(format_parts_request(request)))
    except FramingTruncated:
        raise AnswerTruncated(source.partner, "parts") from None
    except FramingBroken as error:
        raise AnswerMalformed(source.partner, "parts", str(error)) from None


def _checked(record: PartRecord, name: str, digest: str) -> PartRow:
    """Return the part if it is what the entry commits to, else the statement that it is bad: it spoils only itself."""
    if record.state is not State.HELD:
        return PartRow(record.index, name, _STATES[record.state])
    try:
        check_part(name, record.salt, record.body, digest)
        parse_part_body(record.body, name)
    except RegisterError:
        return PartRow(record.index, name, "invalid")
    return PartRow(record.index, name, "held", record.salt, record.body)


# ── cursor ──────────────────────────────────────────────────────────────────────────────────────


def _setting(origin: str) -> str:
    return f"values/{origin}"


def read_cursor(reader: Reader, origin: str) -> Cursor:
    """Return how far values of a log were asked for."""
    data = reader.setting(_setting(origin))
    if data is None:
        return Cursor()
    state: dict[str, Any] = parse_canonical(data)
    return Cursor(state["size"], state["grants"], tuple(state["again"]))


def _move(node: Node, log: LogState, cursor: Cursor) -> None:
    data = canonical({"again": list(cursor.again), "grants": cursor.grants, "size": cursor.size})
    with node.store.writing() as writer:
        writer.set_setting(_setting(log.origin), data)
