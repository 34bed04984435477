"""The port to values: parts and files."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from lienvung.node.stores.rows import BlobRef, PartRow


class ValueReader(Protocol):
    """The values beside the log: parts and blobs."""

    def parts(self, origin: str, first: int, stop: int, names: Sequence[str] | None = None) -> Iterator[PartRow]:
        """The known parts of the entries first..stop, by index and name; a part nobody gave us has no row."""
        ...

    def packed_parts(self, origin: str, first: int, stop: int) -> Iterator[tuple[int, bytes]]:
        """The same as `part_rows.format_parts` writes them: an index with all that is known of its entry's parts."""
        ...

    def part(self, origin: str, index: int, name: str) -> PartRow | None:
        """One part, or None where nothing was ever learnt about it."""
        ...

    def wanted(self, origin: str, names: Sequence[str], after: int, limit: int) -> list[int]:
        """Up to `limit` indices from `after` on whose entry commits to a named part neither held nor erased."""
        ...

    def blob(self, sha256: str) -> bytes | None:
        """A blob by the hex SHA-256 of its bytes."""
        ...

    def blobs(self) -> Iterator[str]:
        """The hex SHA-256 under which each held blob is kept, in order."""
        ...

    def has_blob(self, sha256: str) -> bool:
        """Whether a blob is held."""
        ...

    def blob_refs(self, sha256: str) -> list[BlobRef]:
        """Every held part that names this blob: who may see one of them may have the blob."""
        ...

    def named_blobs(self) -> Iterator[tuple[str, BlobRef]]:
        """Every reference to a blob, as (sha256, ref), in order."""
        ...

    def missing_blobs(self, node: str, limit: int) -> list[str]:
        """Up to `limit` blobs that held parts of this node's logs name, not held here and not erased there."""
        ...


class ValueWriter(Protocol):
    """Values as one transaction changes them."""

    def add_parts(self, origin: str, rows: Iterable[PartRow]) -> dict[int, list[PartRow]]:
        """Keep parts that were checked against their digests, or what was learnt about missing ones.

        An erased part stays erased; a held one gives way only to held and erased. Return all that is known now of
        the entries concerned, by index and name.
        """
        ...

    def erase_part(self, origin: str, index: int, name: str) -> None:
        """Destroy the values and the salt of a part; what remains says that it was erased.

        With them go its references to blobs, and each blob to which no other held part refers.
        """
        ...

    def drop_blob(self, sha256: str) -> None:
        """Destroy a blob's bytes; what names it stays."""
        ...

    def add_blob(self, data: bytes) -> str:
        """Keep a blob and return its hex SHA-256."""
        ...

    def add_blob_refs(self, refs: Iterable[tuple[str, BlobRef]]) -> None:
        """Note which parts name which blobs, as (sha256, ref); the same twice is one."""
        ...
