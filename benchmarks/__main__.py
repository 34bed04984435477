"""`make bench`: the speeds to reach, ours and the peer's, measured in one run and printed as one table.

The peer is PostgreSQL's own logical replication of the same rows. Rates go by the clock; beside them stands the
processor time a record of all who take part: on a machine with other work that is the firmer one. Every first sync
runs in a process of its own, and the partner answers from another, over loopback HTTP.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.first_sync import FirstSync, connect, first_sync
from benchmarks.floor import copy_tables
from benchmarks.measure import Took, median, peak_memory, timed
from benchmarks.nodes import REGISTERS, append_records, make_nodes, pull_all
from benchmarks.partner import Partner, serving
from benchmarks.registers import BARE, INDEXED, new_record
from benchmarks.replication import Carried, Replicated, replicate, rows_of
from benchmarks.server import Server, running_server, schema_size
from lienvung.node.node import Node
from lienvung.node.stores.port import Query

GROUPS = ("peer", "log", "bare", "indexed", "unchecked", "floor", "one", "reads")
STORES = ("sqlite", "postgres")
CONFIRMATION = 10_000
SINGLE = 30
READS = 200

Row = tuple[str, str, str, str, str]
"""What, what is to be reached, ours, the peer's, and processor time or what else there is to say."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--store", choices=STORES, action="append", help="one of them alone; both otherwise")
    parser.add_argument("--only", choices=GROUPS, action="append", help="some rows alone; all otherwise")
    given = parser.parse_args()
    table = Table("What", "Reach", "Ours", "Peer", "Processor, and more", title=f"{given.records:,} records")
    with tempfile.TemporaryDirectory(prefix="lienvung-bench-") as folder, ExitStack() as running:
        bench = Bench(Path(folder), given.records, given.store or STORES, given.only or GROUPS, running)
        for row in bench.rows():
            print(" | ".join(row), flush=True)
            table.add_row(*row)
    Console(width=160).print(table)


@dataclass
class Bench:
    """One run: what is measured, at which size, on which stores."""

    folder: Path
    count: int
    stores: tuple[str, ...]
    groups: tuple[str, ...]
    running: ExitStack
    peer: Replicated | None = None
    server: Server | None = None
    nodes: dict[str, Node] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """Yield each row when it was measured."""
        if "peer" in self.groups:
            yield from self._replicated()
        if "postgres" in self.stores:
            self.server = self.running.enter_context(running_server())
        self._make_nodes()
        partner = self.running.enter_context(serving(self.folder / "hai-phong"))
        for definition in REGISTERS:
            if self._wants(definition.register):
                yield from self._register(definition.register, partner)
        yield "serving process, most resident", "400 MB", megabytes(peak_memory(partner.pid)), "", ""
        if "one" in self.groups:
            yield from self._one_by_one(partner)
        if "reads" in self.groups:
            for store in self.stores:
                yield from self._reads(store, partner)

    def _wants(self, register: str) -> bool:
        if register == INDEXED.register:
            return not {"indexed", "one", "reads"}.isdisjoint(self.groups)
        return not {"log", "bare", "unchecked", "floor"}.isdisjoint(self.groups)

    def _make_nodes(self) -> None:
        """Make the partner and who pulls from it: into each store, believing all, and keeping the log alone."""
        places = {"hai-phong": "", "quang-ninh": "", "hung-yen": "", "hai-duong": ""}
        if self.server:
            places["bac-ninh"] = self.server.dsn
        self.nodes = {node.name: node for node in make_nodes(self.folder, places)}

    # ── the peer ────────────────────────────────────────────────────────────────────────────────

    def _replicated(self) -> Iterator[Row]:
        changes = (new_record("hai-phong", BARE.register, number) for number in count())
        rows = rows_of((change.key, change.item) for change in changes)
        self.peer = replicate(rows, self.count, max(self.count // 10, 2_560))
        for what, carried in (("initial copy", self.peer.copy), ("stream", self.peer.stream)):
            each = f"{carried.processor / carried.rows * 1e6:.1f} µs on both servers"
            yield f"logical replication, {what}", "", "", rate(carried.rows, carried.clock), each

    def _copied(self, of: Callable[[Carried], str]) -> str:
        return of(self.peer.copy) if self.peer else ""

    # ── first syncs ─────────────────────────────────────────────────────────────────────────────

    def _register(self, register: str, partner: Partner) -> Iterator[Row]:
        giver = self.nodes["hai-phong"]
        made = timed(partial(append_records, giver, register, self.count, min(CONFIRMATION, self.count)))
        note = f"{made.processor / self.count * 1e6:.1f} µs"
        yield f"{register}: append, {CONFIRMATION:,} a confirmation", "", rate(self.count, made.clock), "", note
        bare = register == BARE.register
        if "log" in self.groups and bare:
            alone = first_sync(self._home("hai-duong"), partner, log_of=register)
            yield self._rate(f"{register}: log verified and kept, no values", "300,000", alone, peer=False)
        if ("bare" if bare else "indexed") in self.groups:
            yield from self._syncs(register, partner, bare)

    def _syncs(self, register: str, partner: Partner, bare: bool) -> Iterator[Row]:
        verified = None
        if "sqlite" in self.stores:
            verified = first_sync(self._home("quang-ninh"), partner)
            yield self._rate(f"{register}: first sync, SQLite", "60,000" if bare else "30,000", verified)
            wire = verified.carried / self.count
            theirs = self._copied(lambda copy: f"{copy.bytes / copy.rows:.0f}")
            ratio = self._copied(lambda copy: f"{wire / copy.bytes * copy.rows:.0%} of the copy")
            yield f"{register}: bytes on the wire, a record", "60 %", f"{wire:.0f}", theirs, ratio
            yield f"{register}: pulling process, most resident", "400 MB", megabytes(verified.memory), "", ""
        if verified and bare and "unchecked" in self.groups:
            yield self._unchecked(register, partner, verified)
        if self.server:
            taken = first_sync(self._home("bac-ninh"), partner, server=self.server.pid)
            yield self._rate(f"{register}: first sync, {self.server.version}", "1.5 × peer" if bare else "", taken)
        if verified and "floor" in self.groups:
            store, copy = self._home("quang-ninh") / "node.sqlite", self.folder / f"{register}.sqlite"
            floor = timed(partial(copy_tables, store, copy, register))
            note = f"{floor.processor / self.count * 1e6:.1f} µs"
            yield f"{register}: SQLite alone, the same tables copied", "", rate(self.count, floor.clock), "", note

    def _unchecked(self, register: str, partner: Partner, verified: FirstSync) -> Row:
        believed = first_sync(self._home("hung-yen"), partner, checked=False).took
        by_clock, by_processor = believed.clock / verified.took.clock, believed.processor / verified.took.processor
        note = f"by processor {by_processor:.2f}; {believed.processor / self.count * 1e6:.1f} µs with all checks out"
        return f"{register}: verified ÷ unverified", "0.75", f"{by_clock:.2f}", "", note

    def _rate(self, what: str, reach: str, sync: FirstSync, *, peer: bool = True) -> Row:
        shares = {"pulling": sync.took.processor, "answering": sync.partner, "the store's server": sync.server}
        note = ", ".join(f"{name} {spent / self.count * 1e6:.1f} µs" for name, spent in shares.items() if spent)
        ours = rate(self.count, sync.took.clock)
        if not peer or not self.peer:
            return what, reach, ours, "", note
        ratio = self.count / sync.took.clock / (self.peer.copy.rows / self.peer.copy.clock)
        theirs = self._copied(lambda copy: rate(copy.rows, copy.clock))
        return what, reach, ours, theirs, f"{ratio:.2f} × peer; {note}"

    def _home(self, name: str) -> Path:
        return self.folder / name

    # ── one record ──────────────────────────────────────────────────────────────────────────────

    def _one_by_one(self, partner: Partner) -> Iterator[Row]:
        giver, register = self.nodes["hai-phong"], INDEXED.register

        def append_one() -> None:
            append_records(giver, register, 1, 1)

        yield milliseconds(f"{register}: append of one, durable and signed", "", repeat(append_one, SINGLE))
        client = connect(partner.address)
        for store in self.stores:
            taker = self._caught_up(store, partner)
            client.requests = 0
            took = repeat(lambda taker=taker: (append_one(), pull_all(taker, client)), SINGLE)
            theirs = f"{self.peer.one * 1000:.1f} ms" if self.peer else ""
            what = f"{register}: one, appended there to committed here, {store}"
            yield milliseconds(what, "2 ms + 3 round trips", took, theirs, f"{client.requests / SINGLE:.0f} requests")

    def _caught_up(self, store: str, partner: Partner) -> Node:
        node = self.nodes[_TAKERS[store]]
        pull_all(node, connect(partner.address))
        return node

    # ── reads ───────────────────────────────────────────────────────────────────────────────────

    def _reads(self, store: str, partner: Partner) -> Iterator[Row]:
        node, register = self._caught_up(store, partner), INDEXED.register
        filtered = Query(where={"nature": "illustrative", "cause": "land"}, limit=50)
        words = Query(text="mat bang doan 777", limit=50)
        with node.store.reading() as reader:
            key = reader.find(register, Query(limit=1)).records[0].key
            reads: dict[tuple[str, str], Callable[[], object]] = {
                ("one by key", "0.1 ms"): lambda: reader.record(register, key),
                ("page of 50, filtered and sorted", "1 ms"): lambda: reader.find(register, filtered),
                ("page of 50, folded text", "5 ms"): lambda: reader.find(register, words),
            }
            for (what, reach), read in reads.items():
                yield milliseconds(f"{register}: {what}, {store}", reach, repeat(read, READS))
        records = self.count * sum(map(self._wants, (each.register for each in REGISTERS)))
        yield f"stored, bytes a record, {store}", "", f"{self._stored(store) / records:.0f}", "", ""

    def _stored(self, store: str) -> int:
        if store == "postgres" and self.server:
            return schema_size(self.server.dsn, _TAKERS[store])
        return (self._home(_TAKERS[store]) / "node.sqlite").stat().st_size


_TAKERS = {"sqlite": "quang-ninh", "postgres": "bac-ninh"}


def repeat(work: Callable[[], object], times: int) -> Took:
    """Return the medians of many runs."""
    return median(timed(work) for _ in range(times))


def rate(records: int, seconds: float) -> str:
    """Return so many a second."""
    return f"{records / seconds:,.0f} a second"


def megabytes(size: int) -> str:
    """Return a size."""
    return f"{size / 1e6:.0f} MB"


def milliseconds(what: str, reach: str, took: Took, peer: str = "", note: str = "") -> Row:
    """Return the row of something that is done once in a while."""
    spent = f"{took.processor * 1000:.2f} ms here" + (f"; {note}" if note else "")
    return f"{what}, median", reach, f"{took.clock * 1000:.2f} ms", peer, spent


if __name__ == "__main__":
    main()
