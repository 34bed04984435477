"""Open a node for as long as a command lasts."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from lienvung.node.home import load_home, open_node
from lienvung.node.node import Node


@contextmanager
def opened(home: Path) -> Iterator[Node]:
    """Open the node of a folder and close it."""
    node = open_node(load_home(home), now=lambda: datetime.now(UTC), random=secrets.token_bytes)
    try:
        yield node
    finally:
        node.store.close()
