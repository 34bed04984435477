"""What somebody asks a node to say in its logs."""

from dataclasses import dataclass

from lienvung.core.register.item import Item


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one record: `item` holds the parts of a put, else the op's arguments in `shared`."""

    op: str
    register: str
    key: str
    item: Item
