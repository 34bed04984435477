"""One locality's installation in the model: its store survives a kill, its process does not."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from lienvung.catalogue.load import load_catalogue
from lienvung.core.register.definition import parse_definition
from lienvung.core.register.key import format_token
from lienvung.node.exchange.request_signature import NonceWindow
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from lienvung.node.signing import publish
from lienvung.node.stores.memory import MemoryStore
from lienvung.node.stores.port import Store
from tests.model.signing import RememberingKey, Signatures

ATTRIBUTION: Final = {"entered-by": "Nguyễn Thị Lan", "entered-office": "Văn phòng UBND"}
START: Final = datetime(2026, 11, 22, 3, tzinfo=UTC)


def _words(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


HOUSEHOLD: Final = parse_definition(
    {
        "register": "household",
        "version": 1,
        "title": _words("Hộ gia đình"),
        "purpose": _words("Để thử phần riêng tư và lọc hàng"),
        "title-field": "name",
        "parts": {"shared": {}, "personal": {"personal": "basic"}},
        "fields": [
            {"name": "name", "label": _words("Tên"), "datatype": "string", "required": True},
            {"name": "ward", "label": _words("Phường"), "datatype": "string"},
            {"name": "phone", "label": _words("Số"), "datatype": "string", "part": "personal"},
        ],
    }
)
CATALOGUE: Final = {**load_catalogue(), "household": HOUSEHOLD}


class Time:
    """The true time, which only goes on; each look is a millisecond later."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def look(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


@dataclass
class House:
    """One locality's installation: its store survives a kill, its process does not."""

    name: str
    store: MemoryStore
    keys: NodeKeys
    time: Time
    dice: random.Random
    skew: timedelta = timedelta()
    farthest: datetime = START
    restored: bool = False
    node: Node = field(init=False)
    nonces: NonceWindow = field(init=False)

    def __post_init__(self) -> None:
        self.start(self.store)

    def now(self) -> datetime:
        at = self.time.look() + self.skew
        self.farthest = max(self.farthest, at)
        return at

    def start(self, store: Store) -> None:
        """Begin a new process on this store."""
        self.node = Node(self.name, store, self.keys, CATALOGUE, self.now, self.dice.randbytes)
        self.nonces = NonceWindow(lambda: int(self.now().timestamp()))

    def reopen(self) -> None:
        """Start again after the process died, as home.open_node does."""
        self.start(self.store)
        publish(self.node)

    def token(self) -> str:
        return format_token(self.dice.randbytes(10))

    @property
    def log_signatures(self) -> Signatures:
        """What its log key ever signed."""
        assert isinstance(self.keys.log, RememberingKey)
        return self.keys.log.signed

    @property
    def witness_signatures(self) -> Signatures:
        """What its witness key ever signed."""
        assert isinstance(self.keys.witness, RememberingKey)
        return self.keys.witness.signed


def state_of(store: MemoryStore) -> Any:
    """Return everything in a store at this moment: the model looks past the programme's own readers."""
    return store._state


def store_with(state: Any, instance: str) -> MemoryStore:
    """Return a store that holds a moment of another: with its instance it is the same, without it is a copy."""
    store = MemoryStore()
    store._state, store.instance = state, instance
    return store
