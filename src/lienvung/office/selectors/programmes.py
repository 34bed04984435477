"""Programmes that a paper or a table can be hung on."""

from lienvung.core.register.record import Record
from lienvung.node.stores.port import Query
from lienvung.office.node_access import get_node


def programmes() -> list[Record]:
    """Return all live programmes this node holds, its own and its partners', by title."""
    with get_node().store.reading() as reader:
        return list(reader.find("programme", Query(sort=("title",), limit=1000)).records)


def commitments_of(programmes: list[str]) -> list[Record]:
    """Return the live commitments of some programmes, for choosing one that a result belongs to."""
    with get_node().store.reading() as reader:
        query = Query(where={"programmes": tuple(programmes)} if programmes else {}, sort=("text",), limit=2000)
        return list(reader.find("commitment", query).records)


def record(register: str, key: str) -> Record | None:
    """Return one record in any state."""
    with get_node().store.reading() as reader:
        return reader.record(register, key)
