"""A standby copy that goes on by itself: every minute what is new, sealed, in a folder (docs/formats/backup.md).

Logs can be fetched back from partners, but nobody else holds the parts that were never shared; so they are copied as
they come. The first segment of a chain is whole; a chain is begun anew when it has grown long, and the old one removed.

    <node>-standby-<chain>-<number>.lvb
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lienvung.node.backup.collect import collect, settled_reading
from lienvung.node.backup.create import SUFFIX, begin, read_backup, read_header, write_backup
from lienvung.node.backup.errors import BackupError
from lienvung.node.backup.records import BackupRecord
from lienvung.node.backup.sealed_file import Secret
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader

LONGEST: Final = 500
"""So many segments make a chain; then it begins anew."""
_SEGMENT: Final = re.compile(r"(?P<node>[a-z0-9-]+)-standby-(?P<chain>[0-9]{8}T[0-9]{6}Z)-(?P<number>[0-9]{4})\.lvb")


@dataclass(frozen=True)
class Standby:
    """The standby copy of one node in one folder. What it has already is read from the folder, never remembered."""

    node: Node
    folder: Path
    secret: Secret

    def copy_new(self) -> Path | None:
        """Write a segment with what is new since the last one; return its file, or None where nothing is new."""
        chain = chain_in(self.folder, self.node.name)
        copied = self._copied(chain)
        with self.node.store.reading() as reader:
            if copied is not None and log_sizes(reader) == copied:
                return None
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if copied is None or len(chain) >= LONGEST:
            path = self._write(f"{self.node.now():%Y%m%dT%H%M%S}Z", 0, {})
            # Only now that the new one is whole: an old chain is a standby copy until there is another.
            for each in chain:
                each.unlink(missing_ok=True)
            return path
        found = _SEGMENT.fullmatch(chain[-1].name)
        assert found is not None
        return self._write(found["chain"], int(found["number"]) + 1, copied)

    def begin_anew(self) -> None:
        """Write a whole new chain and drop the old ones: what was erased must not lie on in them."""
        path = self._write(f"{self.node.now():%Y%m%dT%H%M%S}Z", 0, {})
        for each, _ in _segments(self.folder):
            if each != path:
                each.unlink(missing_ok=True)

    def _copied(self, chain: list[Path]) -> dict[str, int] | None:
        """Return how far the chain goes, or None where there is none that could be continued."""
        try:
            first = next(read_backup(chain[-1], self.secret, node=self.node.name)) if chain else None
        except (BackupError, OSError):
            return None  # another key, or a damaged file: begin anew
        return dict(first.facts["until"]) if first is not None and "until" in first.facts else None

    def _write(self, chain: str, number: int, since: Mapping[str, int]) -> Path:
        path = self.folder / f"{self.node.name}-standby-{chain}-{number:04d}{SUFFIX}"
        with settled_reading(self.node) as reader:
            write_backup(self.node, path, self.secret, lambda: self._records(reader, since))
        return path

    def _records(self, reader: Reader, since: Mapping[str, int]) -> Iterator[BackupRecord]:
        yield begin(self.node, since, log_sizes(reader))
        yield from collect(reader, since)


def chain_in(folder: Path, node: str) -> list[Path]:
    """Return the segments of the newest chain in a folder, in order."""
    found = [(each["chain"], int(each["number"]), path) for path, each in _segments(folder) if each["node"] == node]
    newest = max((chain for chain, _, _ in found), default="")
    return [path for chain, _, path in sorted(found) if chain == newest]


def with_standby(file: Path, folder: Path, node: str) -> list[Path]:
    """Return a backup and the segments of the newest chain in the order in which they were made."""
    files = [file, *chain_in(folder, node)]
    return sorted(files, key=lambda path: (read_header(path).made, path.name))


def log_sizes(reader: Reader) -> dict[str, int]:
    """Return how far each log goes."""
    return {log.origin: log.size for log in reader.logs()}


def _segments(folder: Path) -> Iterator[tuple[Path, re.Match[str]]]:
    for path in folder.glob(f"*-standby-*{SUFFIX}"):
        found = _SEGMENT.fullmatch(path.name)
        if found is not None:
            yield path, found
