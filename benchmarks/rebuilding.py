"""Making the tables again from the log: of a register with two parts, of one with a list and words, of a large one.

    python -m benchmarks.rebuilding FOLDER [--records N] [--store sqlite|postgres|LINE] [--only NAME]

    bare      7 columns, 2 indices
    indexed   the same with 4 indices more, full text and a column of sort keys
    large     that of `benchmarks.large_register`: 11 columns, 12 wide indices, words with their beginnings, boxes,
              a field of many values; 49 registers beside it

Each stands alone in its node. By the clock, and the processor time of this process, without that of the one beside it
and of a server. The folder keeps what was made in SQLite.
"""

import argparse
from functools import partial
from pathlib import Path

from benchmarks.kept_node import STORES, fill, kept_home, open_kept_node
from benchmarks.large_register import open_large_node
from benchmarks.measure import timed
from benchmarks.registers import BARE, INDEXED, new_record
from lienvung.core.register.definition import Definition
from lienvung.node.node import Node
from lienvung.node.rebuild import rebuild

SMALL = {"bare": BARE, "indexed": INDEXED}


def open_small_node(path: Path, store: str, definition: Definition, count: int) -> Node:
    """Open the node of an earlier run, or make it with so many records in this register."""
    node = open_kept_node(path, store, [definition])
    fill(node, definition.register, count, partial(new_record, node.name, definition.register))
    return node


def main() -> None:
    """Make what is missing, and rebuild each node."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rebuilding", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--store", default="sqlite", help=STORES)
    parser.add_argument("--only", choices=("bare", "indexed", "large"))
    given = parser.parse_args()
    print("what | clock | processor here", flush=True)
    for name in [given.only] if given.only else ["bare", "indexed", "large"]:
        with kept_home(given.folder / name, given.store) as (home, dsn):
            if name in SMALL:
                node = open_small_node(home, dsn, SMALL[name], given.records)
            else:
                node = open_large_node(home, dsn, given.records)
            took = timed(lambda node=node: rebuild(node.store, node.catalogue))
            print(f"{name}, {given.records:,} | {took.clock:.1f} s | {took.processor:.1f} s", flush=True)


if __name__ == "__main__":
    main()
