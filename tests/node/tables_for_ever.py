"""Make the tables of a store again and write them to a GeoPackage, over and over, until somebody kills it.

    python tables_for_ever.py STORE FILE
"""

import sys
from pathlib import Path

from one_node import CATALOGUE

from lienvung.node import ahead
from lienvung.node.rebuild import rebuild
from lienvung.node.stores.sqlite import open_sqlite
from lienvung.node.tables.geopackage import write_tables
from lienvung.spatial.sovereignty import may_be_drawn

ahead.MANY = 100  # also a small log is shaped by a process beside


def main() -> None:
    """Work until killed; one line for each thing done."""
    store, to = open_sqlite(Path(sys.argv[1])), Path(sys.argv[2])
    while True:
        rebuild(store, CATALOGUE)
        print("rebuilt", flush=True)
        write_tables(store, to, "2026-11-22T08:00:00Z", draws=may_be_drawn)
        print("written", flush=True)


if __name__ == "__main__":
    main()
