"""What somebody asks a node to say in its logs."""

from dataclasses import dataclass

from lienvung.core.register.item import Item


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one record: `item` holds the parts of a put, else the op's arguments in `shared`.

    `made_on` is the index of the newest entry of the record as whoever made the change saw it; None where they did not
    say. A record that has another one by now is not changed.
    """

    op: str
    register: str
    key: str
    item: Item
    made_on: int | None = None
