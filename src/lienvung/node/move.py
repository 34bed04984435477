"""Move a node's store to another place, of the same kind or another: logs byte-equal, and only one place that signs.

1. The old place is marked: from then on it signs nothing.
2. Everything is put into the new place in one transaction, its tables made again; the new place is the one that signs.
3. Only then do the settings name the new place (`home.write_settings`), which is the caller's to do.

A move that fails lets the old place sign again, once the new one is seen to be empty. One that was killed leaves
nobody who signs: it is run again, to the same place.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from lienvung.core.register.definition import Definition
from lienvung.node.backup.collect import collect
from lienvung.node.backup.put_back import PutBack
from lienvung.node.errors import SecondInstallation, StoreError
from lienvung.node.guard import INSTALLATION
from lienvung.node.rebuild import dump_lines, project_again
from lienvung.node.stores.port import Reader, Store


@dataclass(eq=False)
class MoveRefused(StoreError):
    """A store is not moved into one that holds something, nor while entries of ours wait to be signed."""

    code: ClassVar[str] = "move-refused"
    rule: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, and whether its tables were the ones that the logs make."""

    logs: int
    entries: int
    blobs: int
    same_tables: bool


def move_store(name: str, source: Store, target: Store, catalogue: Mapping[str, Definition]) -> Moved:
    """Move the store of this node to an empty place. Raise MoveRefused, SecondInstallation or StoreError."""
    _stop_signing(name, source, target)
    try:
        with source.reading() as reader:
            if not _signs(target):
                _fill(reader, target, catalogue)
            with target.reading() as moved:
                return _compare(reader, moved)
    except BaseException:
        _sign_again(source, target)
        raise


def is_marked(source: Store, target: Store) -> bool:
    """Say whether a store is being moved, or was moved, to this place."""
    with source.reading() as reader:
        return reader.setting(INSTALLATION) == _mark(target)


def _stop_signing(name: str, source: Store, target: Store) -> None:
    """Mark the old place, if it is the one that signs; where a killed move left it marked, all is well."""
    mark = _mark(target)
    with source.writing() as writer:
        if any(log.node == name and not log.complete for log in writer.logs()):
            raise MoveRefused("unsigned")
        if writer.setting(INSTALLATION) not in (None, source.instance.encode(), mark):
            raise SecondInstallation(name)
        writer.set_setting(INSTALLATION, mark)


def _sign_again(source: Store, target: Store) -> None:
    """Let the old place sign again; not where the new one cannot be asked whether it holds something."""
    with suppress(StoreError):
        if not _signs(target):
            with source.writing() as writer:
                writer.set_setting(INSTALLATION, source.instance.encode())


def _signs(target: Store) -> bool:
    """Say whether the new place holds what was moved: it does so, and signs, in one moment."""
    with target.reading() as reader:
        return reader.setting(INSTALLATION) == target.instance.encode()


def _mark(target: Store) -> bytes:
    return f"moved:{target.instance}".encode()


def _fill(reader: Reader, target: Store, catalogue: Mapping[str, Definition]) -> None:
    with target.writing() as writer:
        if writer.logs() or writer.peers() or any(writer.settings()):
            raise MoveRefused("not-empty")
        put_back = PutBack(writer)
        put_back.put_all("", collect(reader))
        put_back.show()
        writer.set_setting(INSTALLATION, target.instance.encode())
        project_again(writer, catalogue)


def _compare(reader: Reader, moved: Reader) -> Moved:
    logs = moved.logs()
    same = all(here == there for here, there in zip_longest(dump_lines(reader), dump_lines(moved)))
    return Moved(len(logs), sum(log.size for log in logs), sum(1 for _ in moved.blobs()), same)
