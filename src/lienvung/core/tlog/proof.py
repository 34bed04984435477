"""The proof that travels alone: `.tlog-proof` (C2SP tlog-proof, draft as read in July 2026).

c2sp.org/tlog-proof@v1
extra <base64>              optional
index <decimal>
<base64(hash)>              one line per hash of the inclusion proof
<empty line>
<signed checkpoint, verbatim>
"""

import re
from base64 import b64encode
from dataclasses import dataclass

from lienvung.core.tlog.checkpoint import Checkpoint, open_checkpoint
from lienvung.core.tlog.errors import ProofFileMalformed
from lienvung.core.tlog.merkle import check_inclusion, leaf_hash
from lienvung.core.tlog.note import NoteVerifier, decode_base64

_MAGIC = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile("index (0|[1-9][0-9]{0,18})")
_MAX_HASHES = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """An inclusion proof together with the signed checkpoint that it leads to."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""


def format_proof(proof: Proof) -> bytes:
    """Write a .tlog-proof file."""
    lines = [_MAGIC]
    if proof.extra:
        lines.append(f"extra {b64encode(proof.extra).decode()}")
    lines.append(f"index {proof.index}")
    lines.extend(b64encode(node).decode() for node in proof.hashes)
    return ("\n".join(lines) + "\n\n").encode() + proof.checkpoint


def parse_proof(data: bytes) -> Proof:
    """Read a .tlog-proof file. Raise ProofFileMalformed, naming the rule."""
    head, found, checkpoint = data.partition(b"\n\n")
    if not found or not head.isascii():
        raise ProofFileMalformed("shape")
    lines = head.decode("ascii").split("\n")
    if lines.pop(0) != _MAGIC:
        raise ProofFileMalformed("first-line")
    extra = _parse_extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else b""
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None:
        raise ProofFileMalformed("index")
    return Proof(int(index[1]), _parse_hashes(lines), checkpoint, extra)


def _parse_extra(line: str) -> bytes:
    extra = decode_base64(line.removeprefix("extra "))
    if not extra:
        raise ProofFileMalformed("extra")
    return extra


def _parse_hashes(lines: list[str]) -> tuple[bytes, ...]:
    hashes = [decode_base64(line) for line in lines]
    if len(hashes) > _MAX_HASHES:
        raise ProofFileMalformed("too-many-hashes")
    good = tuple(node for node in hashes if node is not None and len(node) == 32)
    if len(good) != len(hashes):
        raise ProofFileMalformed("hash")
    return good


def check_proof(proof: Proof, entry: bytes, log: NoteVerifier, origin: str) -> Checkpoint:
    """Check that the entry is in the log that the checkpoint's signature vouches for."""
    checkpoint = open_checkpoint(proof.checkpoint, log, origin)
    check_inclusion(proof.index, checkpoint.size, leaf_hash(entry), proof.hashes, checkpoint.root)
    return checkpoint
