"""Verify the heads a node holds: quickly, from frontiers and tiles, without reading every leaf (fsck does)."""

from collections.abc import Sequence
from dataclasses import dataclass

from lienvung.core.errors import LienVungError
from lienvung.core.tlog.checkpoint import open_checkpoint_by
from lienvung.core.tlog.errors import NoteUnsigned, RootMismatch, TlogError
from lienvung.core.tlog.merkle import Frontier, frontier_nodes
from lienvung.core.tlog.note import NoteVerifier, open_note
from lienvung.node.known_keys import LogKeys, WitnessKeys, as_verifiers
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


def verify_heads(reader: Reader, log_keys: LogKeys, witness_keys: WitnessKeys) -> list[HeadCheck]:
    """Verify every log held. Keys are by node name."""
    return [_verify(reader, log, log_keys.get(log.node), witness_keys) for log in reader.logs() if log.size]


def _verify(reader: Reader, log: LogState, key: bytes | Sequence[bytes] | None, witness_keys: WitnessKeys) -> HeadCheck:
    root = log.frontier.root()
    try:
        _check_head(reader, log, key)
    except LienVungError as error:
        return HeadCheck(log.origin, log.size, root, (), error)
    return HeadCheck(log.origin, log.size, root, _witnesses(reader, log, witness_keys))


def _check_head(reader: Reader, log: LogState, key: bytes | Sequence[bytes] | None) -> None:
    if key is None:
        raise NoteUnsigned((log.origin,))
    head = open_checkpoint_by(log.head or b"", as_verifiers(key, log.origin), log.origin)
    nodes = frontier_nodes(log.size)
    stored = Frontier(log.size, tuple(reader.hashes(log.origin)(nodes)))
    if (head.size, head.root) != (log.size, log.frontier.root()) or stored.root() != head.root:
        raise RootMismatch(log.size)


def _witnesses(reader: Reader, log: LogState, keys: WitnessKeys) -> tuple[str, ...]:
    """Return the nodes whose cosignature over this head verifies."""
    lines = "".join(row.line for row in reader.cosignatures(log.origin, log.size))
    data = (log.head or b"") + lines.encode()
    return tuple(node for node in sorted(keys) if _cosigned(data, keys[node]))


def _cosigned(data: bytes, witness: Sequence[NoteVerifier]) -> bool:
    try:
        open_note(data, witness)
    except TlogError:
        return False
    return True
