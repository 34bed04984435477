"""I8: three nodes, ten thousand entries, and a line that was cut: equal within a minute after it is whole."""

import time
from contextlib import ExitStack
from itertools import permutations
from pathlib import Path

import pytest

from lienvung.node.append import append
from lienvung.node.fsck import fsck
from lienvung.node.home import load_home
from lienvung.node.known_keys import read_known_keys
from tests.faults.actors import batch
from tests.faults.history import check_prefix
from tests.faults.homes import Served, make_homes, open_home, seconds_until_equal
from tests.faults.means import need_namespaces
from tests.faults.namespaces import Network

NAMES = ("hai-phong", "quang-ninh", "bac-ninh")
ENTRIES = 10_000


@pytest.mark.faults
@pytest.mark.row(9)
@pytest.mark.timeout(400)
def test_three_nodes_are_equal_within_a_minute(tmp_path: Path, record_property) -> None:
    """Cut off from each other they write ten thousand entries; with the lines back all copies are soon equal."""
    need_namespaces()
    with ExitStack() as stack:
        network = stack.enter_context(Network(*NAMES))
        homes = make_homes(tmp_path, {name: f"http://{at}:8101" for name, at in network.addresses.items()})
        for name in NAMES:
            stack.enter_context(Served(homes[name], network.inside(name)))
            network.filter(name, "tcp dport 8101 drop")
        time.sleep(12)
        for name in NAMES:
            _write(homes[name], ENTRIES // len(NAMES) + 1)
        for name in NAMES:
            network.clear(name)
        took = seconds_until_equal(homes, 60)
        record_property("converged", f"{took:.0f} s: {len(NAMES)} nodes, {ENTRIES} entries")
        _judge(homes)


def _write(home: Path, count: int) -> None:
    node = open_home(home)
    append(node, batch(node, "vạn", count), idempotency_key="vạn")
    node.store.close()


def _judge(homes: dict[str, Path]) -> None:
    stores = {name: open_home(home).store for name, home in homes.items()}
    for giver, taker in permutations(homes, 2):
        check_prefix(stores[taker], stores[giver], giver)
    for name, store in stores.items():
        with store.reading() as reader:
            keys = read_known_keys(load_home(homes[name]), reader).log
        report = fsck(store, keys)
        assert report.sound, report.findings
        store.close()
