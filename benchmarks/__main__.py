"""`make bench`: append, first sync, small pulls, and what verification costs, printed as one table."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import apsw
from rich.console import Console
from rich.table import Table

from benchmarks.nodes import REGISTER, open_nodes, pull_from, write
from lienvung.core.register.entry import parse_entry
from lienvung.core.register.part import check_part
from lienvung.core.tlog.merkle import Frontier, leaf_hash
from lienvung.node.node import Node
from lienvung.node.stores.port import Query
from lienvung.node.stores.rows import PartRow

CONFIRMATION = 1_000
SINGLE_APPENDS = 50
READS = 200

Row = tuple[str, str]
T = TypeVar("T")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    count = parser.parse_args().records
    with tempfile.TemporaryDirectory(prefix="lienvung-bench-") as folder:
        giver, taker = open_nodes(Path(folder), "hai-phong", "quang-ninh")
        table = Table("What", "Measured", title=f"{count:,} records, SQLite {apsw.sqlite_lib_version()}")
        console = Console()
        for what, measured in measurements(giver, taker, count, Path(folder)):
            console.print(f"  {what}: {measured}")
            table.add_row(what, measured)
        console.print(table)


def measurements(giver: Node, taker: Node, count: int, folder: Path) -> Iterator[Row]:
    """Yield each row when it was measured."""
    took, _ = timed(lambda: write(giver, count, CONFIRMATION))
    yield f"append, {CONFIRMATION:,} a confirmation", rate(count, took)
    took, (report, carried) = timed(lambda: pull_from(taker, giver))
    yield "first sync, verified, values and tables", f"{rate(count, took)} ({report.values:,} values)"
    yield "answered by the partner, bytes a record", f"{carried / count:.0f}"
    checking = verification_seconds(taker, giver)
    yield "verified ÷ unverified, same pipeline", f"{(took - checking) / took:.2f} ({checking:.2f} s of {took:.2f} s)"
    for few in (1, 1_000):
        write(giver, few, few)
        took, (report, _) = timed(lambda: pull_from(taker, giver))
        yield f"pull of {few:,} on top", f"{took * 1000:.0f} ms ({report.new} new)"
    yield "append of one, durable and signed, median", f"{median_ms(lambda: write(giver, 1, 1), SINGLE_APPENDS):.1f} ms"
    yield from reads(taker)
    yield "the taker's store, bytes a record", f"{(folder / 'quang-ninh' / 'node.sqlite').stat().st_size / count:.0f}"


def reads(node: Node) -> Iterator[Row]:
    """Measure the reads of a page."""
    with node.store.reading() as reader:
        key = reader.find(REGISTER, Query(limit=1)).records[0].key
        yield "read: one record by key, median", f"{median_ms(lambda: reader.record(REGISTER, key), READS):.2f} ms"
        newest = Query(where={"nature": "illustrative"}, limit=50)
        words = Query(text="mat bang doan 777", limit=50)
        for what, query in (("page of 50, filtered and sorted", newest), ("folded text, page of 50", words)):
            yield f"read: {what}, median", f"{median_ms(partial(reader.find, REGISTER, query), READS):.2f} ms"


def verification_seconds(taker: Node, giver: Node) -> float:
    """Return how long the checks of a sync take by themselves: leaf hashes, roots, and the digest of each value."""
    origin = f"{giver.name}/{REGISTER}"
    with taker.store.reading() as reader:
        log = reader.log(origin)
        assert log is not None
        leaves = list(reader.entries(origin, 0, log.size))
        parts = [row for row in reader.parts(origin, 0, log.size) if row.state == "held"]
    digests = [parse_entry(leaf).parts for leaf in leaves]

    def check() -> None:
        assert Frontier(0, ()).extend([leaf_hash(leaf) for leaf in leaves]).root() == log.frontier.root()
        for row in parts:
            check_value(row, digests[row.index][row.name])

    took, _ = timed(check)
    return took


def check_value(row: PartRow, digest: str) -> None:
    """Check one value against the digest in its entry, as a pull does."""
    check_part(row.name, row.salt, row.body, digest)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return how many seconds the work took, and its result."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def median_ms(work: Callable[[], object], times: int) -> float:
    """Return the median of several runs in milliseconds."""
    return statistics.median(timed(work)[0] for _ in range(times)) * 1000


def rate(count: int, seconds: float) -> str:
    """Return a rate and the time it comes from."""
    return f"{count / seconds:,.0f} a second ({seconds:.1f} s)"


if __name__ == "__main__":
    main()
