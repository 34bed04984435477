"""Who may have a blob: whoever may have a part that names it and that is held."""

from collections.abc import Iterator

from lienvung.core.register.origin import parse_origin
from lienvung.node.exchange.leaving import Leaving, decide
from lienvung.node.node import Node
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import BlobRef


def may_have_blob(reader: Reader, node: Node, caller: str, sha256: str) -> bool:
    """Tell whether one of our entries names the blob in a part that may leave to the caller."""
    today = node.today()
    decisions: dict[str, Leaving] = {}
    for ref in live_refs(reader, sha256):
        owner, register = parse_origin(ref.origin)
        if owner != node.name:
            continue
        if register not in decisions:
            decisions[register] = decide(reader, node, caller, register, today)
        entry = entry_of(reader.entry(ref.origin, ref.index))
        if ref.part in decisions[register].parts_of(reader, ref.origin, ref.index, entry):
            return True
    return False


def live_refs(reader: Reader, sha256: str) -> Iterator[BlobRef]:
    """Yield the parts that are held and name a blob: without one nobody gets it, not even here."""
    for ref in reader.blob_refs(sha256):
        part = reader.part(ref.origin, ref.index, ref.part)
        if part is not None and part.state == "held":
            yield ref
