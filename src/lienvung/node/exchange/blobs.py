"""Fetch the blobs that held parts name: source files and text layers, by the SHA-256 of their bytes."""

import hashlib
from typing import Final

from lienvung.node.exchange.errors import BlobInvalid
from lienvung.node.exchange.source import Source
from lienvung.node.node import Node

AT_ONCE: Final = 1000


def fetch_blobs(node: Node, source: Source) -> int:
    """Fetch what is missing of this partner's blobs and return how many came; one that it does not give is left."""
    with node.store.reading() as reader:
        missing = reader.missing_blobs(source.partner, AT_ONCE)
    return sum(_fetch_blob(node, source, sha256) for sha256 in missing)


def _fetch_blob(node: Node, source: Source, sha256: str) -> bool:
    data = source.blob(sha256)
    if data is None:
        return False
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BlobInvalid(source.partner, sha256)
    with node.store.writing() as writer:
        writer.add_blob(data)
    return True
