"""Who may have a blob: whoever may have a part that names it."""

from lienvung.core.register.origin import parse_origin
from lienvung.node.exchange.leaving import Leaving, decide
from lienvung.node.node import Node
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Reader


def may_have_blob(reader: Reader, node: Node, caller: str, sha256: str) -> bool:
    """Tell whether one of our entries names the blob in a part that may leave to the caller."""
    today = node.today()
    decisions: dict[str, Leaving] = {}
    for ref in reader.blob_refs(sha256):
        owner, register = parse_origin(ref.origin)
        if owner != node.name:
            continue
        if register not in decisions:
            decisions[register] = decide(reader, node, caller, register, today)
        entry = entry_of(reader.entry(ref.origin, ref.index))
        if ref.part in decisions[register].parts_of(reader, ref.origin, ref.index, entry):
            return True
    return False
