"""Verify the heads a node holds: quickly, from frontiers and tiles, without reading every leaf (fsck does)."""

from collections.abc import Mapping
from dataclasses import dataclass

from lienvung.core.errors import LienVungError
from lienvung.core.tlog.checkpoint import open_checkpoint
from lienvung.core.tlog.cosignature import CosignatureVerifier
from lienvung.core.tlog.errors import NoteUnsigned, RootMismatch, TlogError
from lienvung.core.tlog.merkle import Frontier, frontier_nodes
from lienvung.core.tlog.note import Verifier, open_note
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState


@dataclass(frozen=True, slots=True)
class HeadCheck:
    """How one log stands: its head, the witnesses whose cosignatures verify, and the refusal if there is one."""

    origin: str
    size: int
    root: bytes
    witnesses: tuple[str, ...]
    fault: LienVungError | None = None


def verify_heads(reader: Reader, log_keys: Mapping[str, bytes], witness_keys: Mapping[str, bytes]) -> list[HeadCheck]:
    """Verify every log held. Keys are raw Ed25519 public keys, by node name."""
    return [_verify(reader, log, log_keys.get(log.node), witness_keys) for log in reader.logs() if log.size]


def _verify(reader: Reader, log: LogState, key: bytes | None, witness_keys: Mapping[str, bytes]) -> HeadCheck:
    root = log.frontier.root()
    try:
        _check_head(reader, log, key)
    except LienVungError as error:
        return HeadCheck(log.origin, log.size, root, (), error)
    return HeadCheck(log.origin, log.size, root, _witnesses(reader, log, witness_keys))


def _check_head(reader: Reader, log: LogState, key: bytes | None) -> None:
    if key is None:
        raise NoteUnsigned((log.origin,))
    head = open_checkpoint(log.head or b"", Verifier(log.origin, key), log.origin)
    nodes = frontier_nodes(log.size)
    stored = Frontier(log.size, tuple(reader.hashes(log.origin)(nodes)))
    if (head.size, head.root) != (log.size, log.frontier.root()) or stored.root() != head.root:
        raise RootMismatch(log.size)


def _witnesses(reader: Reader, log: LogState, keys: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the nodes whose cosignature over this head verifies."""
    lines = "".join(row.line for row in reader.cosignatures(log.origin, log.size))
    data = (log.head or b"") + lines.encode()
    return tuple(node for node, key in sorted(keys.items()) if _cosigned(data, node, key))


def _cosigned(data: bytes, node: str, key: bytes) -> bool:
    try:
        open_note(data, [CosignatureVerifier(f"{node}/witness", key)])
    except TlogError:
        return False
    return True
