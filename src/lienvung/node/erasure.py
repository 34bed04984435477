"""Carry erasures out to the last byte, and tell the nodes whose they were (docs/formats/erasure-receipt.md)."""

from typing import Final

from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.core.register.origin import parse_origin
from lienvung.node.append import Change, append
from lienvung.node.contact import contacts
from lienvung.node.node import Node
from lienvung.node.stores.port import SCRUB_DUE, Reader, Store
from lienvung.node.stores.rows import ErasureRow, Query

RECEIPT: Final = "erasure-receipt"
MOST_TRANSFERS: Final = 100_000


def scrub_if_due(store: Store) -> bool:
    """Destroy what erasures left behind in the store's files; return whether something was, just now."""
    with store.reading() as reader:
        due = reader.setting(SCRUB_DUE)
    if due is None or not store.scrub():
        return False
    with store.writing() as writer:
        # Another erasure may have come meanwhile: that one is still owed.
        if writer.setting(SCRUB_DUE) == due:
            writer.set_setting(SCRUB_DUE, None)
    return True


def acknowledge_erasures(node: Node) -> int:
    """Tell partners that their erasures were carried out to the last byte here; return how many were told now."""
    with node.store.reading() as reader:
        known = contacts(reader)
        if reader.setting(SCRUB_DUE) is not None:
            return 0
        owed = [row for row in reader.erasures() if parse_origin(row.origin).node in known]
        owed = [row for row in owed if reader.appended(_told(row)) is None]
    for row in owed:
        shared = {"origin": row.origin, "index": row.index, "about": row.key, "to": [parse_origin(row.origin).node]}
        key = new_key(node.name, format_token(node.random(TOKEN_BYTES)))
        append(node, [Change("put", RECEIPT, key, {"shared": shared})], idempotency_key=_told(row))
    return len(owed)


def acknowledgements(reader: Reader, erasure: ErasureRow) -> dict[str, str]:
    """Return who confirmed that an erasure was carried out, and when (node name -> the entry's time)."""
    if reader.definition(RECEIPT) is None:
        return {}
    named = Query(where={"origin": erasure.origin, "about": erasure.key}, sort=("time",), limit=1000)
    found = [record for record in reader.find(RECEIPT, named).records if record.values["index"] == erasure.index]
    return {record.steward: record.time for record in found}


def not_acknowledged(reader: Reader, erasure: ErasureRow) -> set[str]:
    """Return the nodes to which values of this log were given and which have not confirmed the erasure yet."""
    rows = reader.transfers(limit=MOST_TRANSFERS)
    given = {row.partner for row in rows if row.direction == "out" and row.origin == erasure.origin and row.at}
    return given - acknowledgements(reader, erasure).keys()


def _told(row: ErasureRow) -> str:
    return f"erasure/{row.origin}/{row.index}"
