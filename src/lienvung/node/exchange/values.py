"""Fetch the values that this node is entitled to and lacks, and keep each batch together with its projection.

Records are never ahead of their values. The next batch is under way while one is checked and projected. Before
each request leaves, its transaction is in the ledger.
"""

from bisect import bisect_left
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from typing import Final

from lienvung.core.agreement.force import Agreement
from lienvung.core.register.entry import Entry, format_time
from lienvung.node.collector import collector_paused
from lienvung.node.erased_files import destroy_erased_files
from lienvung.node.exchange.cursor import (
    Cursor,
    Entitled,
    after_asking,
    backfill,
    entitled_to,
    moved,
    read_cursor,
    write_cursor,
)
from lienvung.node.exchange.parts_check import check_answer
from lienvung.node.exchange.parts_request import MAX_RANGES, PartsRequest, format_parts_request, join_ranges
from lienvung.node.exchange.source import MAX_ENTRIES, Source
from lienvung.node.node import Node
from lienvung.node.project import apply, apply_stretch
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import LogState, PartRow, TransferRow
from lienvung.node.stretch import Stretch

BATCH: Final = MAX_ENTRIES


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


def fetch_values(
    node: Node, source: Source, log: LogState, grants: Sequence[str], standing: Sequence[Agreement], ahead: Executor
) -> Tally:
    """Ask for what is missing of one log, keep it, project it, move the cursor.

    `grants` are as the partner names them, `standing` the agreements in force.
    """
    with node.store.reading() as reader:
        entitled = entitled_to(node, log, grants, standing)
        cursor = read_cursor(reader, log.origin)
        first_value = source.first_value(log.origin)
        now = node.now()
        waits = cursor.waits(entitled, now)
        missing = [index for index in backfill(reader, log, cursor, entitled, now) if index >= first_value]
    fetch = _Fetch(node, source, log, entitled, ahead, cursor)
    batches = [missing[first : first + BATCH] for first in range(0, len(missing), BATCH)]
    fresh = [range(first, min(first + BATCH, log.size)) for first in range(cursor.size, log.size, BATCH)]
    with collector_paused():
        fetch.run([*batches, *fresh])
    # A source that begins in the middle cannot backfill: the change of grants is left for one that can.
    unasked = bool(first_value) or waits
    settled = cursor.grants if unasked else entitled.digest
    done = moved(log.size, settled, fetch.tally.again | set(cursor.again if unasked else ()))
    done = replace(done, tries=cursor.tries, due=cursor.due) if unasked else after_asking(cursor, done, now)
    if done != fetch.cursor:
        with node.store.writing() as writer:
            write_cursor(writer, log.origin, done)
    return fetch.tally


@dataclass(frozen=True, slots=True)
class _Asked:
    """A batch whose first request is under way; `answer` is None where there is nothing to ask."""

    indices: Sequence[int]
    entries: dict[int, Entry]
    request: PartsRequest | None = None
    answer: Future[bytes] | None = None


@dataclass
class _Fetch:
    """Batches of one log on their way from the partner into the store."""

    node: Node
    source: Source
    log: LogState
    entitled: Entitled
    ahead: Executor
    cursor: Cursor
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        own = self.node.catalogue.get(self.log.register)
        self.known = {own.hash: own} if own else {}

    def run(self, batches: Sequence[Sequence[int]]) -> None:
        """Fetch and keep all batches; the cursor follows those of new entries."""
        asked = self._begin(batches[0]) if batches else None
        for following in [*batches[1:], None]:
            if asked is None:
                return
            upcoming = self._begin(following) if following else None
            self._take(asked)
            asked = upcoming

    def _begin(self, indices: Sequence[int]) -> _Asked:
        """Send a batch's request and do not wait for its answer."""
        entries = self._entries(indices) if self.entitled.names else {}
        return self._send(indices, entries, list(entries))

    def _send(self, indices: Sequence[int], entries: dict[int, Entry], asked: Sequence[int]) -> _Asked:
        if not asked:
            return _Asked(indices, entries)
        transaction = self.source.transaction(self.log.origin)
        ranges = join_ranges(asked[: self.source.at_once()])[:MAX_RANGES]
        request = PartsRequest(self.log.origin, self.entitled.names, ranges, transaction)
        self._write_ledger(request)
        return _Asked(indices, entries, request, self.ahead.submit(self.source.parts, format_parts_request(request)))

    def _take(self, asked: _Asked) -> None:
        """Keep each answer by itself, asking for the rest meanwhile: an answer is bounded, a batch is not."""
        indices, entries, waiting = asked.indices, asked.entries, list(asked.entries)
        while asked.request is not None and asked.answer is not None:
            answer = asked.answer.result()
            answered, rows = check_answer(self.source.partner, asked.request, entries, self.known, answer)
            waiting = waiting[answered:]
            asked = self._send(indices, entries, waiting)
            cut = bisect_left(indices, waiting[0]) if waiting else len(indices)
            self._keep(indices[:cut], entries, rows)
            indices = indices[cut:]
        if indices:
            self._keep(indices, entries, [])

    def _keep(self, indices: Sequence[int], entries: dict[int, Entry], rows: list[PartRow]) -> None:
        """Keep and project what came; entries of which nothing was asked are read from the store."""
        origin, catalogue = self.log.origin, self.node.catalogue
        for row in rows:
            self.tally.count(row)
        with self.node.store.writing() as writer:
            # In one transaction: what is in the tables is always what the cursor says (extent.projected_size).
            self._move(writer, indices[-1] + 1)
            parts = writer.add_parts(origin, rows)
            if len(parts) == len(indices):
                apply_stretch(writer, origin, catalogue, Stretch({index: entries[index] for index in indices}, parts))
            else:
                for first, stop in join_ranges(indices):
                    apply(writer, origin, catalogue, first, stop)
            if any(entry.op == "erase" for entry in entries.values()):
                destroy_erased_files(writer)

    def _move(self, writer: Writer, reached: int) -> None:
        if reached > self.cursor.size:
            again = self.tally.again | set(self.cursor.again)
            before = self.cursor
            self.cursor = replace(moved(reached, before.grants, again), tries=before.tries, due=before.due)
            write_cursor(writer, self.log.origin, self.cursor)

    def _entries(self, indices: Sequence[int]) -> dict[int, Entry]:
        """Return the entries that commit to one of the names we may ask for."""
        entries: dict[int, Entry] = {}
        with self.node.store.reading() as reader:
            for first, stop in join_ranges(indices):
                for index, leaf in enumerate(reader.entries(self.log.origin, first, stop), first):
                    entry = entry_of(leaf)
                    if not entry.parts.keys().isdisjoint(self.entitled.names):
                        entries[index] = entry
            for digest in {entry.definition for entry in entries.values()} - self.known.keys():
                definition = reader.definition_by_hash(self.log.register, digest)
                if definition is not None:
                    self.known[digest] = definition
        return entries

    def _write_ledger(self, request: PartsRequest) -> None:
        row = TransferRow(
            id=request.transaction,
            direction="in",
            partner=self.log.node,
            origin=self.log.origin,
            at=format_time(self.node.now()),
            agreements=self.entitled.refs,
            names=request.names,
            entries=request.entries,
        )
        with self.node.store.writing() as writer:
            writer.add_transfer(row)
