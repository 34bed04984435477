"""A bundle on its way: written there, spoiled by whoever finds it, taken in here."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from two_places import Place

from lienvung.node.exchange.bundle import Since, export_bundle
from lienvung.node.exchange.bundle_import import Imported, import_bundle


def carry(there: Place, here: Place, path: Path, since: Since = "last-receipt") -> Path:
    """Write a bundle there for here."""
    export_bundle(there.node, there.contact(here), path, since=since)
    return path


def take(here: Place, path: Path) -> Imported:
    """Take a bundle in here."""
    return import_bundle(here.node, path)


def rewrite(path: Path, member: str, edit: Callable[[bytes], bytes]) -> Path:
    """Copy a bundle with the members whose name contains a text edited."""
    copy = path.with_suffix(".edited")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if member in name else old.read(name))
    return copy


def flip(data: bytes) -> bytes:
    return data[:20] + bytes([data[20] ^ 1]) + data[21:]


def everything(place: Place) -> list[tuple[str, int, bytes]]:
    """Return every log that a place holds: its origin, its size and its root."""
    with place.node.store.reading() as reader:
        return [(log.origin, log.pending.size, log.frontier.root()) for log in reader.logs()]


def count(place: Place) -> int:
    with place.node.store.reading() as reader:
        return reader.count("limitation") if reader.definition("limitation") else 0
