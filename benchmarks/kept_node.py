"""A node that stays in its folder from run to run, and is filled up to as many records as are wanted."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.nodes import now
from benchmarks.server import running_server
from lienvung.core.register.definition import Definition
from lienvung.node.append import Change, append
from lienvung.node.home import create_home, load_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node

NODE = "hai-phong"
CONFIRMATION = 10_000


STORES = "sqlite, postgres (a server for this run), or the line of a server that stays, as its node does"


@contextmanager
def kept_home(folder: Path, store: str) -> Iterator[tuple[Path, str]]:
    """Give the home of a node in a folder, and the line of its server: see STORES."""
    folder.mkdir(parents=True, exist_ok=True)
    if store == "sqlite":
        yield folder / "sqlite", ""
    elif store == "postgres":
        with running_server() as server:
            yield folder / f"postgres-{secrets.token_hex(4)}", server.dsn
    else:
        yield folder / "postgres", store


def open_kept_node(path: Path, store: str, definitions: Iterable[Definition]) -> Node:
    """Open the node of an earlier run, or make it; it knows these registers besides its catalogue."""
    if not path.exists():
        settings = Settings(NODE, NODE, "http://127.0.0.1:1", "127.0.0.1:1", allow_loopback=True, store=store)
        create_home(path, settings, NodeKeys.generate(), secrets.token_bytes)
    node = open_node(load_home(path), now=now, random=secrets.token_bytes)
    return replace(node, catalogue={**node.catalogue, **{each.register: each for each in definitions}})


def held_records(node: Node, register: str) -> int:
    """Return how many records were appended to a register; the first entry of its log defines it."""
    with node.store.reading() as reader:
        log = reader.log(f"{node.name}/{register}")
    return log.size - 1 if log else 0


def fill(node: Node, register: str, count: int, new_record: Callable[[int], Change]) -> None:
    """Append new records, numbered on from those that are held, until there are so many."""
    for first in range(held_records(node, register), count, CONFIRMATION):
        changes = [new_record(number) for number in range(first, min(first + CONFIRMATION, count))]
        append(node, changes, idempotency_key=secrets.token_hex(8))
