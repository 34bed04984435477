"""Three nodes in contact: two that compare, and one that may tell each of them something else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from two_places import Place, grant, meet, open_place

from lienvung.node.exchange.reconcile import Outcome, exchange_with

NAMES = (("hai-phong", "Thành phố Hải Phòng"), ("quang-ninh", "Quảng Ninh"), ("bac-ninh", "Bắc Ninh"))


@contextmanager
def open_three(folder: Path) -> Iterator[tuple[Place, Place, Place]]:
    """Open three places, each a contact of the others."""
    one, two, three = (open_place(folder, name, title) for name, title in NAMES)
    for pair in ((one, two), (one, three), (two, three)):
        meet(*pair)
    try:
        yield one, two, three
    finally:
        for place in (one, two, three):
            place.server.shutdown()
            place.server.server_close()
            place.node.store.close()


def exchange(here: Place, there: Place) -> Outcome:
    """Make one whole round: pull, compare, have our heads witnessed."""
    return exchange_with(here.node, here.contact(there), allow_loopback=True)


def let_read(owner: Place, *readers: Place, register: str = "limitation") -> None:
    """Let others read a register of the owner."""
    for reader in readers:
        reader.agree(owner, grant(owner.name, reader.name, register=register))
