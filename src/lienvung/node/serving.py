"""One installation serves a node: a lock on its folder, and a lease in its store for a store that others can reach.

The lock is the operating system's: it ends with the process, however that ends. The lease is for two machines with
one PostgreSQL store, a cloned one above all: whoever holds it renews it, and another is refused until it has run out.
After a crash the same machine takes its own lease again at once.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Final

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.entry import format_time
from lienvung.node.stores.port import Reader, Store

LOCK: Final = "serving.lock"
LEASE: Final = "lease"
LASTS: Final = timedelta(seconds=60)
RENEWED: Final = 20.0
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


@dataclass(eq=False)
class AlreadyServed(LienVungError):
    """Another process serves this folder, or another machine this store."""

    code: ClassVar[str] = "already-served"
    path: str
    until: str = ""


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the folder's lock while the block lasts (AlreadyServed)."""
    handle = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(str(home)) from None
        yield
    finally:
        os.close(handle)


def holder_of(home: Path) -> str:
    """Return who would hold the lease here: this folder, on this machine, since it was started."""
    booted = _BOOT.read_text() if _BOOT.is_file() else os.uname().nodename
    found = home.resolve().stat()
    return sha256(f"{booted}\0{home.resolve()}\0{found.st_dev}\0{found.st_ino}".encode()).hexdigest()


def take_lease(store: Store, holder: str, now: datetime) -> None:
    """Take or renew the lease (AlreadyServed while another holds it)."""
    with store.writing() as writer:
        held = _lease(writer)
        if held is not None and held["holder"] != holder and held["until"] > format_time(now):
            raise AlreadyServed(store.instance, held["until"])
        writer.set_setting(LEASE, canonical({"holder": holder, "until": format_time(now + LASTS)}))


def give_up_lease(store: Store, holder: str) -> None:
    """Let the next one in, unless another holds the lease already."""
    with store.writing() as writer:
        held = _lease(writer)
        if held is not None and held["holder"] == holder:
            writer.set_setting(LEASE, None)


def _lease(reader: Reader) -> dict[str, Any] | None:
    data = reader.setting(LEASE)
    return dict(parse_canonical(data)) if data else None
