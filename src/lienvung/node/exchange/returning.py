"""Give a partner back what this node holds of that partner's own logs, after it lost them (docs/formats/backup.md).

    GET  /lienvung/v1/held/heads                     the caller's logs as far as they are held here
    GET  /lienvung/v1/held/logs/<register>/…         their tiles and entry bundles
    POST /lienvung/v1/held/parts                     their parts
    GET  /lienvung/v1/held/blobs/<sha256>            blobs that their held parts name, and nobody else's

Nobody is told anything new: all of it came from the caller, under the caller's signature.
"""

from dataclasses import dataclass

from lienvung.core.register.entry import Entry
from lienvung.core.register.origin import parse_origin
from lienvung.node.exchange.blob_access import live_refs
from lienvung.node.exchange.heads import Head
from lienvung.node.exchange.parts_answer import answer_by
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader


@dataclass(frozen=True, slots=True)
class Returning:
    """The decision about a caller's own log: all of it goes back."""

    readable: bool = True
    refs: tuple[str, ...] = ()

    def parts_of(self, reader: Reader, origin: str, index: int, entry: Entry) -> frozenset[str]:
        """Return the names of all parts."""
        return frozenset(entry.parts)


def held_heads(reader: Reader, caller: str) -> list[Head]:
    """Return the heads of the caller's logs as they are held here; readable as far as entries are held."""
    heads = []
    for log in reader.logs():
        if log.node == caller and log.head is not None:
            lines = "".join(row.line for row in reader.cosignatures(log.origin, log.size))
            heads.append(Head(log.register, log.head.decode() + lines, readable=True))
    return heads


def held_parts(node: Node, caller: str, body: bytes) -> bytes:
    """Answer a request for the parts of one of the caller's own logs; the ledger has its line before they leave."""
    return answer_by(node, caller, body, caller, lambda reader, register: Returning())


def may_have_back(reader: Reader, caller: str, sha256: str) -> bool:
    """Tell whether a held part of the caller's logs names the blob, and no part of anybody else's ever did.

    What others name too came perhaps from them: to have it, it is not enough to know its hash and to write it down.
    """
    if any(parse_origin(ref.origin).node != caller for ref in reader.blob_refs(sha256)):
        return False
    return next(live_refs(reader, sha256), None) is not None
