"""Write the sealed archive of a node, the script that verifies it and words that say how, into an empty folder."""

import io
import os
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO, ClassVar, Final, cast

from lienvung.core.errors import LienVungError
from lienvung.core.register.entry import format_time
from lienvung.node.export.collect import Member, members
from lienvung.node.export.sealing import begin_export
from lienvung.node.node import Node

SCRIPT: Final = "verify_lienvung_export.py"
README: Final = "DOC-TRUOC.txt"
SUFFIX: Final = ".lienvung-export"
MODE: Final = 0o600


@dataclass(eq=False)
class ExportExists(LienVungError):
    """An export is never written over another."""

    code: ClassVar[str] = "export-exists"
    path: str


@dataclass(eq=False)
class PassphraseShort(LienVungError):
    """A passphrase that a machine guesses in a day seals nothing."""

    code: ClassVar[str] = "passphrase-short"
    least: int


LEAST: Final = 16


def write_export(node: Node, folder: Path, secret: bytes | str) -> Path:
    """Export everything for a successor's 32-byte encryption key or under a passphrase; return the archive's path.

    Raises ExportExists, PassphraseShort, StoreError. The archive gets its name when it is whole.
    """
    if isinstance(secret, str) and len(secret) < LEAST:
        raise PassphraseShort(LEAST)
    archive = folder / f"{node.name}{SUFFIX}"
    if archive.exists():
        raise ExportExists(str(archive))
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_suffix(".unfinished")
    made = format_time(node.now())
    with node.store.reading() as reader, _private(unfinished) as file:
        sealer = begin_export(file, node.name, made, secret, node.random)
        _write_tar(cast("IO[bytes]", sealer), members(reader, node.name, made))
        sealer.finish()
        file.flush()
        os.fsync(file.fileno())
    for name in (SCRIPT, README):
        (folder / name).write_bytes(files(__package__).joinpath(name).read_bytes())
    unfinished.rename(archive)
    return archive


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE), "wb")


def _write_tar(out: IO[bytes], found: Iterable[Member]) -> None:
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for name, data in found:
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), MODE
            tar.addfile(member, io.BytesIO(data))
