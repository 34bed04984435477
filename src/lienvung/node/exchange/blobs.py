"""Fetch the blobs that held parts name: source files and text layers, by the SHA-256 of their bytes."""

import hashlib
from typing import Any, Final

from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.node.exchange.errors import BlobInvalid
from lienvung.node.exchange.source import Source
from lienvung.node.node import Node

AT_ONCE: Final = 1000


def fetch_blobs(node: Node, source: Source, *, afresh: bool) -> int:
    """Fetch what is missing of this partner's blobs and return how many came.

    What it did not give before is asked for again only `afresh`: when something new has come from it.
    """
    name = f"blobs-refused/{source.partner}"
    with node.store.reading() as reader:
        data = reader.setting(name)
        before: set[Any] = set(parse_canonical(data)) if data and not afresh else set()
        missing = reader.missing_blobs(source.partner, AT_ONCE + len(before))
    asked = [sha256 for sha256 in missing if sha256 not in before]
    refused = [sha256 for sha256 in asked if not _fetch_blob(node, source, sha256)]
    if refused:
        with node.store.writing() as writer:
            writer.set_setting(name, canonical(sorted(before | set(refused))))
    return len(asked) - len(refused)


def _fetch_blob(node: Node, source: Source, sha256: str) -> bool:
    data = source.blob(sha256)
    if data is None:
        return False
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BlobInvalid(source.partner, sha256)
    with node.store.writing() as writer:
        writer.add_blob(data)
    return True
