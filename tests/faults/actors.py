"""Small processes that are to be killed and starved: python -m tests.faults.actors ACT FOLDER [WORD].

Each works on real SQLite stores in FOLDER, says on standard output what it was told is done, one line each, and writes
every checkpoint its keys sign to a file at once: what was signed is known even of the dead.
"""

import os
import random
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lienvung.catalogue.load import load_catalogue
from lienvung.core.register.key import format_token, new_key
from lienvung.core.tlog.checkpoint import Checkpoint, parse_checkpoint
from lienvung.core.tlog.note import Verifier, open_note
from lienvung.node.append import Change, append
from lienvung.node.backup.restore import restore_home
from lienvung.node.contact import contact
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.pull import PullReport, pull
from lienvung.node.exchange.request_signature import NonceWindow
from lienvung.node.exchange.serve import Request, Response, answer
from lienvung.node.keys import NodeKeys, public_bytes
from lienvung.node.node import Node
from lienvung.node.own_keys import request_key
from lienvung.node.signing import publish
from lienvung.node.stores.sqlite import open_sqlite
from tests.model.line import Line, LineClient
from tests.model.signing import RememberingKey

ATTRIBUTION: Final = {"entered-by": "Nguyễn Thị Lan", "entered-office": "Văn phòng UBND"}
RECORDS: Final = 6
SIGNED: Final = "signed.log"


class TellingKey(RememberingKey):
    """A key that writes what it signs to a file before it gives the signature."""

    def __init__(self, key: Ed25519PrivateKey, file: Path) -> None:
        super().__init__(key)
        self.file = file

    def sign(self, data: bytes) -> bytes:
        before = len(self.signed.checkpoints)
        signature = super().sign(data)
        for each in self.signed.checkpoints[before:]:
            handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.write(handle, f"{each.origin} {each.size} {each.root.hex()}\n".encode())
            os.close(handle)
        return signature


def keys_of(name: str, told: Path | None = None) -> NodeKeys:
    """Return a node's keys: the same at every call."""
    dice = random.Random(name)
    signing = [Ed25519PrivateKey.from_private_bytes(dice.randbytes(32)) for _ in range(4)]
    keys = NodeKeys(*signing, X25519PrivateKey.from_private_bytes(dice.randbytes(32)))
    return replace(keys, log=TellingKey(keys.log, told)) if told else keys


def open_place(folder: Path, name: str) -> Node:
    """Open a node of a folder, after the newest thing in its store."""
    node = Node(
        name, open_sqlite(folder / f"{name}.sqlite"), keys_of(name, folder / SIGNED), load_catalogue(), now, os.urandom
    )
    publish(node)
    return node


def now() -> datetime:
    """Return the time; the stores were made a day ago."""
    return datetime.now(UTC)


def yesterday() -> datetime:
    return now() - timedelta(days=1)


def batch(node: Node, words: str, count: int = RECORDS) -> list[Change]:
    """Return changes over two registers, so that one confirmation touches two logs."""
    dice = random.Random(words)
    said = {"programmes": ["ha-noi-aaaaaaaaaaaaaaaa"], "nature": "illustrative"}
    return [
        Change(
            "put",
            ("limitation", "escalation")[number % 2],
            new_key(node.name, format_token(dice.randbytes(10))),
            {"shared": {**said, "text": f"{words} {number}"}, "attribution": ATTRIBUTION},
        )
        for number in range(count)
    ]


def act_append(folder: Path, words: str) -> None:
    """Append one batch."""
    node = open_place(folder, "quang-ninh")
    receipt = append(node, batch(node, words), idempotency_key=words)
    print("done", words, receipt.batch, len(receipt.entries), flush=True)
    node.store.close()


def act_append_for_ever(folder: Path, words: str) -> None:
    """Append batches until killed."""
    node = open_place(folder, "quang-ninh")
    for number in range(1_000_000):
        each = f"{words}-{number}"
        receipt = append(node, batch(node, each, 1 + number * 17 % 60), idempotency_key=each)
        print("done", each, receipt.batch, len(receipt.entries), flush=True)


def act_pull(folder: Path, words: str) -> None:
    """Pull everything from the other node, which answers in this same process."""
    here, there = open_place(folder, "hai-phong"), open_place(folder, "quang-ninh")
    report = pull_between(here, there)
    assert not report.troubles, report.troubles
    print("done", words, "pull", report.new, flush=True)
    here.store.close()
    there.store.close()


def act_restore(folder: Path, words: str) -> None:
    """Put the folder's store back to what its standby copy holds."""
    restore_home(
        folder,
        sorted((folder / "standby").glob("*.lvb")),
        (keys_of("quang-ninh").encryption,),
        name="quang-ninh",
        open_head=_open_head,
        open_beside=open_sqlite,
        read_catalogue=lambda registers: load_catalogue(),
        now=now,
        replace=True,
    )
    print("done", words, "restore", 0, flush=True)


def _open_head(origin: str, note: bytes, document: bytes | None) -> Checkpoint:
    key = public_bytes(keys_of(origin.partition("/")[0]).log)
    return parse_checkpoint(open_note(note, [Verifier(origin, key)]).text)


def pull_between(taker: Node, giver: Node) -> PullReport:
    """Let one node pull from another of the same process, over a line without faults."""
    nonces = NonceWindow(lambda: int(giver.now().timestamp()))

    def serve(asker: str, request: Request) -> Response:
        return answer(giver, request, nonces)

    source = HttpSource(
        LineClient(Line(taker.name, giver.name, serve)),  # type: ignore[arg-type]  # the calls of a PartnerClient
        caller=taker.name,
        key=request_key(taker),
        now=taker.now,
        random=taker.random,
    )
    with taker.store.reading() as reader:
        known = contact(reader, giver.name)
    return pull(taker, known, source)


ACTS: Final[Mapping[str, Callable[[Path, str], None]]] = {
    "append": act_append,
    "append-for-ever": act_append_for_ever,
    "pull": act_pull,
    "restore": act_restore,
}


if __name__ == "__main__":
    ACTS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "lô")
