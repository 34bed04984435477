"""The port through which a node reads a partner: by HTTP, or from a bundle on a USB stick.

A source carries bytes and is trusted for nothing: whoever reads from it verifies (DESIGN §1.3).
Every method raises LinkError when the partner cannot be asked and AnswerError when the answer is
not in the format; what the bytes *say* is not a source's business.
"""

from typing import Final, Protocol

MAX_ANSWER: Final = 64 * 1024 * 1024
MAX_BUNDLES: Final = 100
MAX_ENTRIES: Final = 20_480
"""Values of so many entries are asked for, and kept in one transaction. In a large register each transaction rewrites
much of the indices by key, so a few large ones write less; with parts of 350 bytes they are one answer all the same."""


class Source(Protocol):
    """What one partner offers. Paths are those of docs/formats/log.md."""

    partner: str
    live: bool
    """Whether the partner itself answers now, and can say that its heads are the newest."""

    def heads(self) -> bytes:
        """Return the heads document (docs/formats/heads.md)."""

    def node_json(self) -> bytes:
        """Return the partner's node document (docs/formats/node-json.md)."""

    def tile(self, register: str, level: int, n: int, width: int) -> bytes:
        """Return `width` hashes (32 bytes each) of a hash tile."""

    def entry_bundle(self, register: str, n: int, width: int) -> bytes:
        """Return the framing of `width` entries of one entry bundle, not compressed."""

    def pack(self, register: str, first: int, count: int) -> list[bytes]:
        """Return full entry bundles `first` … `first + count - 1`, each one zstd frame; at most 100, at least one."""

    def cosigned(self, register: str, index: int) -> bytes | None:
        """Return the first witnesses' lines over an entry (docs/formats/proposal.md), or None where there are none."""

    def transaction(self, origin: str) -> str:
        """Return the id under which both sides record the next request for parts of this log."""

    def first_value(self, origin: str) -> int:
        """Return the index from which this source can give values of a log; 0 for all of them."""

    def at_once(self) -> int:
        """Return of how many entries to ask for parts in one request."""

    def parts(self, request: bytes) -> bytes:
        """Answer a parts request (docs/formats/parts-framing.md)."""

    def blob(self, sha256: str) -> bytes | None:
        """Return a blob, or None when the partner does not give it."""
