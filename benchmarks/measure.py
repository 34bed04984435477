"""The clock, the processor and the memory of a piece of work, also where other processes do it (Linux: /proc)."""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

TICK = os.sysconf("SC_CLK_TCK")


class Took(NamedTuple):
    """Seconds by the clock, and of processor time."""

    clock: float
    processor: float


def timed(work: Callable[[], object]) -> Took:
    """Measure one run in this process."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - clock, time.process_time() - processor)


def median(runs: Iterable[Took]) -> Took:
    """Return the medians of several runs."""
    return Took(*(statistics.median(column) for column in zip(*runs, strict=True)))


def alone(work: Callable[..., Any], *arguments: Any) -> Any:
    """Return what the work returns in a fresh process of its own: nothing that came before weighs on it."""
    fresh = get_context("spawn")
    ours, theirs = fresh.Pipe()
    process = fresh.Process(target=_report, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    finally:
        process.join()


def _report(parent: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    parent.send(work(*arguments))


def processor_time(pid: int) -> float:
    """Return the seconds of processor time of a process, of its children, and of those that have ended."""
    family = [_stat(pid), *(stat for stat in map(_stat, _processes()) if stat[1:2] == [str(pid)])]
    return sum(int(ticks) for stat in family for ticks in stat[11:15]) / TICK


def peak_memory(pid: int) -> int:
    """Return the most bytes that a process had resident."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


def _processes() -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """Return the fields after the name: state, parent, …, user and system ticks, its own and of ended children."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
