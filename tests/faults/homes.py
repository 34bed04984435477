"""Whole homes that agreed, and `lienvung serve` for them: real processes with real addresses."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from types import TracebackType
from typing import Self

from lienvung.core.agreement.terms import Grant, Party, Terms, format_terms, terms_hash
from lienvung.node.agreements import accept_agreement, propose_agreement
from lienvung.node.contact import add_contact, contact, own_document, own_node_json
from lienvung.node.home import create_home, load_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from tests.faults.actors import ATTRIBUTION, pull_between

ROOT = Path(__file__).parents[2]
REGISTERS = ("escalation", "limitation")


def make_homes(folder: Path, addresses: Mapping[str, str]) -> dict[str, Path]:
    """Make a home for each node, all of them contacts, each letting every other read two registers."""
    nodes = {name: _make(folder, name, address) for name, address in addresses.items()}
    for one, other in permutations(nodes.values(), 2):
        with other.store.reading() as reader:
            document, own = own_node_json(reader), own_document(reader)
        assert document is not None
        assert own is not None
        add_contact(one, document, fingerprint=own.fingerprint, approved_by="Trần Văn Bình")
    for giver, taker in permutations(nodes.values(), 2):
        _agree(giver, taker)
    for node in nodes.values():
        node.store.close()
    return {name: folder / name for name in nodes}


def free_addresses(*names: str) -> dict[str, str]:
    """Return for each name an address on this machine at which nobody listens yet."""
    with ExitStack() as stack:
        lines = [stack.enter_context(closing(socket.socket())) for _ in names]
        for line in lines:
            line.bind(("127.0.0.1", 0))
        return {name: f"http://127.0.0.1:{line.getsockname()[1]}" for name, line in zip(names, lines, strict=True)}


def open_home(home: Path) -> Node:
    """Open the node of a home beside its server: the writer is a lock, not a process."""
    return open_node(load_home(home), now=lambda: datetime.now(UTC), random=secrets.token_bytes)


def _make(folder: Path, name: str, address: str) -> Node:
    settings = Settings(name, name, address, address.removeprefix("http://"), allow_loopback=True)
    create_home(folder / name, settings, NodeKeys.generate(), secrets.token_bytes)
    node = open_home(folder / name)
    introduce_node(node, title=name, address=address, attribution=ATTRIBUTION)
    return node


def _agree(giver: Node, taker: Node) -> None:
    with giver.store.reading() as reader:
        own, other = own_document(reader), contact(reader, taker.name)
    assert own is not None
    grants = tuple(
        Grant(giver.name, taker.name, register, ("attribution", "shared"), "Theo dõi", date(2026, 1, 1))
        for register in REGISTERS
    )
    parties = (Party(giver.name, own.fingerprint), Party(taker.name, other.fingerprint))
    terms = Terms(f"{giver.name} – {taker.name}", parties, "Chương trình hợp tác", (), None, grants)
    propose_agreement(giver, terms, attribution=ATTRIBUTION, idempotency_key=terms.title)
    assert not pull_between(taker, giver).troubles
    of = terms_hash(format_terms(terms))
    accept_agreement(taker, of, attribution=ATTRIBUTION, idempotency_key=f"chấp nhận {terms.title}")
    assert not pull_between(giver, taker).troubles


class Served(AbstractContextManager["Served"]):
    """A running `lienvung serve`; `before` is what the command stands behind (a namespace, a wrong clock)."""

    def __init__(self, home: Path, before: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.before = before
        self.environment = environment or {}

    def __enter__(self) -> Self:
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", **self.environment}
        environment.pop("LIENVUNG_HOME", None)
        with (self.home / "serve.log").open("ab") as log:
            command = [*self.before, sys.executable, "-m", "lienvung.cli", "serve", str(self.home)]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def said(self) -> str:
        """What the server wrote."""
        return (self.home / "serve.log").read_text("utf-8", "replace")


def sizes(home: Path, node: str) -> dict[str, int]:
    """Return how many entries of each of a node's logs are shown at a home."""
    opened = open_home(home)
    try:
        with opened.store.reading() as reader:
            return {log.register: log.size for log in reader.logs() if log.node == node and log.register in REGISTERS}
    finally:
        opened.store.close()


def seconds_until_equal(homes: Mapping[str, Path], patience: float) -> float:
    """Wait until every copy has every entry of every steward; return how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        own = {name: sizes(home, name) for name, home in homes.items()}
        if all(sizes(homes[taker], giver) == own[giver] for giver, taker in permutations(homes, 2)):
            return time.monotonic() - began
        time.sleep(0.5)
    held = {name: {giver: sizes(home, giver) for giver in homes} for name, home in homes.items()}
    raise AssertionError(f"not equal after {patience} s: {held}")
