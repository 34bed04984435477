"""What this node cosigned last of each origin: the state on which a witness's one promise rests."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lienvung.core.register.canonical import Value, canonical, parse_canonical
from lienvung.core.tlog.checkpoint import Checkpoint
from lienvung.core.tlog.cosignature import cosign
from lienvung.core.tlog.note import parse_note
from lienvung.node.clock import check_clock
from lienvung.node.contact import witness_name
from lienvung.node.guard import check_may_sign
from lienvung.node.node import Node
from lienvung.node.own_keys import witness_key
from lienvung.node.stores.port import DutyReader, Writer


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The newest checkpoint of an origin that this node cosigned, and its own line under it."""

    size: int
    root: bytes
    note: bytes
    line: str


def witnessed(reader: DutyReader, origin: str) -> Witnessed | None:
    """Return what this node cosigned last of an origin."""
    data = reader.setting(_setting(_digest(origin)))
    return _parse_witnessed(data) if data else None


def witnessed_by_digest(reader: DutyReader, digest: str) -> Witnessed | None:
    """Return the same by the hex SHA-256 of the origin, as the monitoring path names it."""
    data = reader.setting(_setting(digest))
    return _parse_witnessed(data) if data else None


def all_witnessed(reader: DutyReader) -> Iterator[tuple[str, Witnessed]]:
    """Yield what this node cosigned last of every origin."""
    for name, data in reader.settings():
        if name.startswith(_setting("")):
            state = _parse_witnessed(data)
            yield state.note.partition(b"\n")[0].decode(), state


def format_witnessed(state: Witnessed) -> bytes:
    """Return the checkpoint with the log's signature and our line under it."""
    return state.note + state.line.encode()


def advance(writer: Writer, node: Node, checkpoint: Checkpoint, note: bytes) -> str:
    """Cosign a checkpoint that was verified to continue the last one; return our line (AppendRefused).

    The caller holds the exclusive transaction in which it verified.
    """
    # Two copies of one witness would each keep the promise, and together break it.
    check_may_sign(node, writer)
    check_clock(node, writer)
    text, _ = parse_note(note)
    line = cosign(text, witness_name(node.name), witness_key(node, writer), int(node.now().timestamp()))
    state: dict[str, Value] = {
        "line": line,
        "note": note.decode(),
        "root": checkpoint.root.hex(),
        "size": checkpoint.size,
    }
    writer.set_setting(_setting(_digest(checkpoint.origin)), canonical(state))
    return line


def _parse_witnessed(data: bytes) -> Witnessed:
    state: dict[str, Any] = parse_canonical(data)
    return Witnessed(state["size"], bytes.fromhex(state["root"]), state["note"].encode(), state["line"])


def _digest(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()


def _setting(digest: str) -> str:
    return f"witness/{digest}"
