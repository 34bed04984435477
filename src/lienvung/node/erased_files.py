"""Destroy the files that valid erase entries name, on every node that holds them (docs/formats/entry.md, op erase).

A file that somebody else's record names too stays until that steward erases it as well: nobody destroys what is
another's. The references stay: a record goes on saying which paper it came from.
"""

from collections import defaultdict
from collections.abc import Iterable

from lienvung.core.register.origin import parse_origin
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import SCRUB_DUE, Reader, Writer
from lienvung.node.stores.rows import ErasureRow


def destroy_erased_files(writer: Writer) -> None:
    """Drop the bytes of every file that all who name it have erased."""
    for sha256, erasures in _by_file(writer.erasures()).items():
        if writer.has_blob(sha256) and _all_erased(writer, sha256, erasures):
            writer.drop_blob(sha256)
            writer.set_setting(SCRUB_DUE, sha256.encode())


def erased_files(reader: Reader) -> dict[str, list[ErasureRow]]:
    """Return hex SHA-256 -> the erase entries that name it, held or not."""
    return dict(_by_file(reader.erasures()))


def _by_file(erasures: Iterable[ErasureRow]) -> defaultdict[str, list[ErasureRow]]:
    found: defaultdict[str, list[ErasureRow]] = defaultdict(list)
    for row in erasures:
        for sha256 in row.files:
            found[sha256].append(row)
    return found


def _all_erased(reader: Reader, sha256: str, erasures: Iterable[ErasureRow]) -> bool:
    nodes = {parse_origin(row.origin).node for row in erasures}
    keys = {row.key for row in erasures}
    for ref in reader.blob_refs(sha256):
        # A record that was handed over is named in the old steward's log and erased in the new one's.
        if parse_origin(ref.origin).node not in nodes and entry_of(reader.entry(ref.origin, ref.index)).key not in keys:
            return False
    return True
