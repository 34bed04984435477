"""Checkpoints: the text that a log signs (C2SP tlog-checkpoint v1.0.0).

    <origin>
    <size, decimal, no leading zero>
    <base64(root)>

Extension lines are refused: we never write them, and one form is easier to trust than two.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from lienvung.core.tlog.errors import CheckpointMalformed
from lienvung.core.tlog.merkle import EMPTY_ROOT
from lienvung.core.tlog.note import NoteVerifier, decode_base64, open_note

_SIZE = re.compile("0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed tree head: whose log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """Write the text of a checkpoint, its final newline included."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint. Raise CheckpointMalformed, naming the rule."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1]:
        raise CheckpointMalformed("lines")
    if len(lines) > 4:
        raise CheckpointMalformed("extension-lines")
    origin, size, root = lines[0], lines[1], decode_base64(lines[2])
    if not origin:
        raise CheckpointMalformed("origin")
    if not _SIZE.fullmatch(size):
        raise CheckpointMalformed("size")
    if root is None or len(root) != 32:
        raise CheckpointMalformed("root")
    if size == "0" and root != EMPTY_ROOT:
        raise CheckpointMalformed("root-of-empty-tree")
    return Checkpoint(origin, int(size), root)


def open_checkpoint(data: bytes, log: NoteVerifier, origin: str) -> Checkpoint:
    """Open a signed checkpoint of this origin, which the log's own key must have signed."""
    return open_checkpoint_by(data, [log], origin)


def open_checkpoint_by(data: bytes, log: Sequence[NoteVerifier], origin: str) -> Checkpoint:
    """Open a signed checkpoint of this origin, which one of the log's own keys must have signed."""
    checkpoint = parse_checkpoint(open_note(data, log).text)
    if checkpoint.origin != origin:
        raise CheckpointMalformed("other-origin")
    return checkpoint
