"""How the node itself is: its files, its database engines, its logs, its work."""

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import apsw
from django.conf import settings

from lienvung import __version__
from lienvung.core.register.entry import parse_entry
from lienvung.node.home import load_home
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState
from lienvung.office.models import Job, Submission
from lienvung.office.node_access import get_node

_FEW = 10


@dataclass(frozen=True, slots=True)
class LogHealth:
    """One of our logs: its newest checkpoint, when its last entry was written, who cosigned that checkpoint."""

    register: str
    size: int
    root: str
    written_at: str
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeHealth:
    """Sizes in bytes, versions, our logs by register, and work that did not end well."""

    store_bytes: int
    office_bytes: int
    free_bytes: int
    version: str
    python: str
    store_engine: str
    office_engine: str
    logs: tuple[LogHealth, ...]
    failed_jobs: tuple[Job, ...]
    unsent: int


def node_health() -> NodeHealth:
    """Look at the node of this process."""
    home, node = load_home(Path(settings.LIENVUNG_HOME)), get_node()
    with node.store.reading() as reader:
        logs = tuple(_log(reader, log) for log in reader.logs() if log.node == node.name and log.size)
    return NodeHealth(
        store_bytes=_bytes_of(home.node_store),
        office_bytes=_bytes_of(home.office_database),
        free_bytes=shutil.disk_usage(home.path).free,
        version=__version__,
        python=platform.python_version(),
        store_engine=apsw.sqlite_lib_version(),
        office_engine=sqlite3.sqlite_version,
        logs=tuple(sorted(logs, key=lambda log: log.register)),
        failed_jobs=tuple(Job.objects.filter(state=Job.State.FAILED)[:_FEW]),
        unsent=Submission.objects.filter(state=Submission.State.SENDING).count(),
    )


def _log(reader: Reader, log: LogState) -> LogHealth:
    newest = parse_entry(reader.entry(log.origin, log.size - 1))
    witnesses = {row.witness.removesuffix("/witness") for row in reader.cosignatures(log.origin, log.size)}
    return LogHealth(log.register, log.size, log.frontier.root().hex(), newest.time, tuple(sorted(witnesses)))


def _bytes_of(database: Path) -> int:
    """Return the size of a database with its journals beside it."""
    return sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*"))
