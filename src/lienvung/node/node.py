"""A node in a process: its name, its store, its keys, what registers it knows, its clock and its dice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lienvung.core.register.definition import Definition
from lienvung.node.keys import NodeKeys
from lienvung.node.stores.port import Store


@dataclass(frozen=True)
class Node:
    """One installation. `now` gives an aware time; `random(n)` gives n unpredictable bytes."""

    name: str
    store: Store
    keys: NodeKeys | None
    catalogue: Mapping[str, Definition]
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
