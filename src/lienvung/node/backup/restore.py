"""Make a node's folder again from a backup and standby segments; whatever is killed when, no old node is harmed.

1. Every file is checked as `fsck` checks a store; what does not verify is not put back.
2. A new store is made beside the old one, in one transaction, its tables projected, the guard raised: a restored node
   signs nothing before it was compared with its partners.
3. Only then do the new files take the names of the old ones, which are kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Final

import apsw

from lienvung.core.register.definition import Definition
from lienvung.node.backup.check import Checked, OpenHead
from lienvung.node.backup.create import fsync_folder, read_backup, verify_backup
from lienvung.node.backup.errors import BackupMalformed, BackupUnsound, RestoreRefused
from lienvung.node.backup.put_back import PutBack
from lienvung.node.backup.sealed_file import Secret
from lienvung.node.errors import StoreBusy, StoreFull, StoreUnwritable
from lienvung.node.exchange.cursor import EVERYTHING, Cursor, write_cursor
from lienvung.node.guard import raise_guard
from lienvung.node.node import Node
from lienvung.node.rebuild import project_again
from lienvung.node.stores.port import Store, Writer

RESTORING: Final = ".restoring"
"""What a restore that was killed leaves: it may be removed, and is when another one begins."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and under which names the files that were there before are kept."""

    checked: Checked
    kept: tuple[Path, ...]


def restore_store(
    store: Store,
    files: Sequence[Path],
    secret: Secret,
    *,
    name: str,
    catalogue: Mapping[str, Definition],
    now: Callable[[], datetime],
) -> None:
    """Fill an empty store of any kind from a backup and the segments after it, guarded, in one transaction.

    The files were verified before. Raise RestoreRefused where the store is not empty.
    """
    node = Node(name, store, None, catalogue, now, lambda count: b"")
    with store.writing() as writer:
        if writer.logs():
            raise RestoreRefused(str(files[0]))
        put_back = PutBack(writer)
        for file in files:
            put_back.put_all(str(file), read_backup(file, secret, node=name))
        put_back.show()
        _ask_again(writer, name)
        raise_guard(node, writer, "restored")
        project_again(writer, catalogue)


def restore_home(
    home: Path,
    files: Sequence[Path],
    secret: Secret,
    *,
    name: str,
    open_head: OpenHead,
    open_beside: Callable[[Path], Store],
    open_server: Callable[[], Store | None] = lambda: None,
    read_catalogue: Callable[[Path], Mapping[str, Definition]],
    now: Callable[[], datetime],
    replace: bool = False,
) -> Restored:
    """Put a backup, and the segments after it, into a node's folder (BackupError).

    Unless `replace`, a folder that has a store already is refused. Where there are settings already, they and the
    registers stay as they are; keys are never touched. A store on a server, where the settings name one, must be empty.
    """
    target = home / "node.sqlite"
    if target.exists() and not replace:
        raise RestoreRefused(str(files[0]))
    checked = verify_backup(list(files), secret, open_head, node=name)
    if not checked.sound:
        raise BackupUnsound(str(files[0]), str(checked.findings[0]))
    _clear(home)
    fresh = list(_write_files(home, files, secret, name))
    registers = [path for path in fresh if path.parent.name == "registers"]
    take_names(home, registers, now())
    beside = target.with_name(target.name + RESTORING)
    server = open_server()
    store = server or open_beside(beside)
    try:
        restore_store(store, files, secret, name=name, catalogue=read_catalogue(home / "registers"), now=now)
    finally:
        store.close()
    settings = [path for path in fresh if path.name == f"settings.toml{RESTORING}"]
    others = [path for path in fresh if path not in registers and path not in settings]
    # The store first, the settings last: a folder without settings is no node yet.
    made = [beside] if server is None else []
    return Restored(checked, tuple(take_names(home, [*made, *others, *settings], now())))


def _ask_again(writer: Writer, name: str) -> None:
    """Have every value of partners that is not here asked for once more."""
    for log in writer.logs():
        if log.node != name:
            write_cursor(writer, log.origin, Cursor(log.size, EVERYTHING))


def _clear(home: Path) -> None:
    """Remove what a restore that was killed left."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in [*home.glob(f"*{RESTORING}*"), *home.glob(f"registers/*{RESTORING}")]:
        left.unlink()


def _write_files(home: Path, files: Sequence[Path], secret: Secret, name: str) -> Iterator[Path]:
    """Write the home's files of the newest backup that has some, each under a name that means nothing yet."""
    written: dict[Path, None] = {}
    here = (home / "settings.toml").exists()
    for file in files:
        for record in read_backup(file, secret, node=name):
            if record.kind == "file" and not (here and record.facts["name"] != "office.sqlite"):
                path = _beside(home, record.facts["name"], str(file))
                path.parent.mkdir(mode=0o700, exist_ok=True)
                with path.open("wb" if record.facts["at"] == 0 else "ab") as out:
                    path.chmod(0o600)
                    out.write(record.body)
                written[path] = None
    yield from written


def _beside(home: Path, name: str, file: str) -> Path:
    plain = PurePosixPath(name)
    known = name in ("settings.toml", "office.sqlite") or (
        plain.parent == PurePosixPath("registers") and plain.suffix == ".yaml" and not plain.name.startswith(".")
    )
    if not known:
        raise BackupMalformed(file, "file: name")
    return home / f"{name}{RESTORING}"


def take_names(home: Path, fresh: Sequence[Path], at: datetime) -> list[Path]:
    """Give new files the names that they were made for, and keep the files that had them; return those."""
    kept = []
    for made in fresh:
        if made.name == f"node.sqlite{RESTORING}":
            _bring_in(made)
    for path in fresh:
        final = path.with_name(path.name.removesuffix(RESTORING))
        if final.exists():
            if final.suffix == ".sqlite":
                _settle(final)
            old = _unused(final.with_name(f"{final.name}.before-{at:%Y%m%dT%H%M%S}"))
            old.hardlink_to(final)
            kept.append(old)
        path.replace(final)
        fsync_folder(final.parent)
    return kept


def _unused(path: Path) -> Path:
    """Return this name, or one with a number if another restore of the same second took it."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(each for each in chain([path], numbered) if not each.exists())


def _bring_in(made: Path) -> None:
    """Bring everything into the file that gets the name: closing a store keeps silent about a disk that failed."""
    try:
        db = apsw.Connection(str(made))
        try:
            if db.pragma("journal_mode", "DELETE") != "delete":
                raise StoreBusy(str(made))
        finally:
            db.close()
    except apsw.FullError:
        raise StoreFull(str(made)) from None
    except apsw.Error as error:
        raise StoreUnwritable(str(made), str(error)) from error


def _settle(database: Path) -> None:
    """Bring everything of a SQLite file into the file itself; what its journal says belongs to no other file."""
    try:
        db = apsw.Connection(str(database))
        try:
            db.pragma("journal_mode", "DELETE")
        finally:
            db.close()
    except (apsw.BusyError, apsw.LockedError):
        raise StoreBusy(str(database)) from None
    except apsw.Error:
        pass  # too damaged to be opened: its journal goes with it
    # Also one that only could not be removed, of which SQLite says nothing: the file that takes the name would read it.
    _keep_journal(database)


def _keep_journal(database: Path) -> None:
    for suffix in ("-wal", "-shm", "-journal"):
        journal = database.with_name(database.name + suffix)
        if journal.exists():
            journal.rename(database.with_name(f"{database.name}{suffix}.damaged"))
