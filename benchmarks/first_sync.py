"""A first sync in a process of its own, with what it costs everybody who takes part."""

import os
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measure import Took, alone, peak_memory, processor_time, timed
from benchmarks.nodes import CountingClient, open_bench_node, pull_all, pull_log
from benchmarks.partner import Partner
from benchmarks.unchecked import unchecked


@dataclass(frozen=True, slots=True)
class FirstSync:
    """One register fetched: the pulling process's time and memory, the bodies it was answered, others' processors."""

    took: Took
    memory: int
    carried: int
    partner: float = 0.0
    server: float = 0.0


def first_sync(home: Path, partner: Partner, *, server: int = 0, checked: bool = True, log_of: str = "") -> FirstSync:
    """Pull everything new, or the log of one register alone; `server` is the first process of the store's server."""
    others = [pid for pid in (partner.pid, server) if pid]
    before = [processor_time(pid) for pid in others]
    found: FirstSync = alone(_pull, home, partner.address, checked, log_of)
    spent = [processor_time(pid) - worked for pid, worked in zip(others, before, strict=True)]
    return FirstSync(found.took, found.memory, found.carried, *spent)


def connect(address: str) -> CountingClient:
    """Return a client of the measured partner."""
    return CountingClient("hai-phong", address, allow_loopback=True)


def _pull(home: Path, address: str, checked: bool, log_of: str) -> FirstSync:
    node, client = open_bench_node(home), connect(address)
    work = partial(pull_log, node, client, log_of) if log_of else partial(pull_all, node, client)
    with nullcontext() if checked else unchecked():
        took = timed(work)
    return FirstSync(took, peak_memory(os.getpid()), client.carried)
