"""Write a backup of a node while it works: atomically, and read again before anything older is given up."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import IO, Final

import apsw
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lienvung.core.register.entry import format_time
from lienvung.node.backup.check import BackupCheck, Checked, OpenHead
from lienvung.node.backup.collect import ROOM, collect, settled_reading
from lienvung.node.backup.errors import BackupMalformed, BackupOfAnother, BackupUnsound
from lienvung.node.backup.records import BackupRecord, read_records, write_records
from lienvung.node.backup.sealed_file import Header, SealedReader, Secret, begin_sealed, make_header
from lienvung.node.backup.sealed_file import read_header as read_header_of
from lienvung.node.home import Home
from lienvung.node.node import Node
from lienvung.node.sealing import NONCE_BYTES
from lienvung.node.stores.port import Reader

SUFFIX: Final = ".lvb"


@dataclass(frozen=True, slots=True)
class Created:
    """A backup that was written and read again: where, what is in it, and the SHA-256 of the file."""

    path: Path
    checked: Checked
    sha256: str
    removed: tuple[Path, ...] = ()


def create_backup(
    node: Node, home: Home, folder: Path, secret: Secret, open_head: OpenHead, *, keep: int | None = None
) -> Created:
    """Write a backup of everything into a folder, verify it, and give up all but the newest `keep` (BackupError).

    Writers wait for a moment at the beginning and no longer; readers do not wait.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / backup_name(node.name, node.now())
    with settled_reading(node) as reader:
        write_backup(node, path, secret, lambda: _everything(node, reader, home, folder))
    checked = verify_backup([path], secret, open_head, node=node.name)
    if not checked.sound:
        raise BackupUnsound(str(path), str(checked.findings[0]))
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Created(path, checked, digest, rotate(folder, node.name, keep))


def write_backup(node: Node, path: Path, secret: Secret, records: Callable[[], Iterator[BackupRecord]]) -> None:
    """Write records into a sealed file that bears its name only when it is whole and on disk."""
    header, key = make_header(
        node.name,
        format_time(node.now()),
        secret,
        nonce=node.random(NONCE_BYTES),
        salt=node.random(NONCE_BYTES),
        ephemeral=X25519PrivateKey.generate(),
    )
    with writing_whole(path) as file:
        sealed = begin_sealed(file, header, key)
        write_records(sealed, records())
        sealed.finish()


def verify_backup(paths: list[Path], secret: Secret, open_head: OpenHead, *, node: str | None = None) -> Checked:
    """Check a backup, or a chain of them, without putting it anywhere (BackupError)."""
    check = BackupCheck(open_head)
    for path in paths:
        for _ in check.check(str(path), read_backup(path, secret, node=node)):
            pass
    return check.checked


def read_backup(path: Path, secret: Secret, *, node: str | None = None) -> Iterator[BackupRecord]:
    """Yield the records of a sealed file (BackupError); of this `node` only, where one is named."""
    with path.open("rb") as file:
        sealed = SealedReader(file, str(path), secret)
        if node not in (None, sealed.header.node):
            raise BackupOfAnother(str(path), str(node), sealed.header.node)
        yield from read_records(sealed)


def read_header(path: Path) -> Header:
    """Return what a backup says openly of itself (BackupMalformed)."""
    with path.open("rb") as file:
        return read_header_of(file, str(path))


def backups_in(folder: Path, node: str) -> list[tuple[Path, Header]]:
    """Return the backups of a node in a folder, newest first; what only looks like one is left out."""
    found = []
    for path in folder.glob(f"{node}-[0-9]*{SUFFIX}"):
        try:
            header = read_header(path)
        except BackupMalformed:
            continue
        if header.node == node:
            found.append((path, header))
    return sorted(found, key=lambda each: (each[1].made, each[0].name), reverse=True)


def rotate(folder: Path, node: str, keep: int | None) -> tuple[Path, ...]:
    """Remove all but the newest `keep` backups of a node, and return which."""
    old = [path for path, _ in backups_in(folder, node)[max(keep, 1) :]] if keep is not None else []
    for path in old:
        path.unlink()
    return tuple(old)


def backup_name(node: str, at: datetime) -> str:
    """Return the name of a backup file made at this time."""
    return f"{node}-{at:%Y%m%dT%H%M%S}Z{SUFFIX}"


def begin(node: Node, since: Mapping[str, int] | None = None, until: Mapping[str, int] | None = None) -> BackupRecord:
    """Return the first record of a backup, or of a segment that goes on from some sizes until others."""
    facts = {"node": node.name, "made": format_time(node.now())}
    sizes = {name: dict(given) for name, given in (("since", since), ("until", until)) if given}
    return BackupRecord("begin", {**facts, **sizes})


@contextmanager
def writing_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a new private file that takes its name, and is on disk, when the block ends without an exception."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
        fsync_folder(path.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _everything(node: Node, reader: Reader, home: Home, folder: Path) -> Iterator[BackupRecord]:
    yield begin(node)
    yield from collect(reader)
    for name, path in _files(home):
        yield from _pieces(name, path)
    if home.office_database.is_file():
        with _office_copy(home.office_database, folder) as copy:
            yield from _pieces(home.office_database.name, copy)


def _files(home: Home) -> Iterator[tuple[str, Path]]:
    yield "settings.toml", home.path / "settings.toml"
    for path in sorted(home.registers.glob("*.yaml")):
        yield f"registers/{path.name}", path


def _pieces(name: str, path: Path) -> Iterator[BackupRecord]:
    with path.open("rb") as file:
        at = 0
        while (piece := file.read(ROOM)) or not at:
            yield BackupRecord("file", {"name": name, "at": at}, piece)
            at += len(piece)
            if not piece:
                return


@contextmanager
def _office_copy(database: Path, folder: Path) -> Iterator[Path]:
    """Copy the office database as of one moment, by SQLite's own means, for as long as the block lasts."""
    copy = folder / f".{database.name}.copying"
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        source, target = apsw.Connection(str(database)), apsw.Connection(str(copy))
        try:
            with target.backup("main", source, "main") as copying:
                copying.step()
        finally:
            source.close()
            target.close()
        yield copy
    finally:
        copy.unlink(missing_ok=True)
