"""The Merkle tree of RFC 6962 §2: hashes, the frontier, proofs.

    leaf      SHA-256(0x00 ‖ entry)
    interior  SHA-256(0x01 ‖ left ‖ right)
    empty     SHA-256("")

A tree of n leaves splits at the largest power of two below n. A node that is the root of a complete
subtree is addressed as (level, n): it covers the leaves n·2^level up to (n+1)·2^level.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from lienvung.core.tlog.errors import ProofMalformed, RootMismatch

EMPTY_ROOT = sha256(b"").digest()

HashReader = Callable[[Sequence[tuple[int, int]]], list[bytes]]
"""Return the hashes of complete subtrees (level, n), in the order asked."""

Range = tuple[int, int]


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry as a leaf (RFC 6962 §2.1)."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Hash many entries as leaves."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def interior_hash(left: bytes, right: bytes) -> bytes:
    """Hash two nodes into their parent (RFC 6962 §2.1)."""
    return sha256(b"\x01" + left + right).digest()


def _parents(row: list[bytes]) -> list[bytes]:
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the complete subtrees that make up a tree, largest first (a compact range).

    It is all the state an append-only tree needs: at most log₂ size hashes.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """Return the frontier with one more leaf hash."""
        return self.extend([leaf])

    def extend(self, row: Sequence[bytes], level: int = 0) -> "Frontier":
        """Return the frontier with more hashes: of leaves, or of complete subtrees of 2^level leaves.

        The frontier must be aligned to that level (see `aligned`).
        """
        here, kept, held, start = list(row), list[bytes](), list(self.hashes), self.size >> level
        if start << level != self.size:
            raise ProofMalformed("frontier-not-aligned")
        while here or held:
            if start & 1:
                here.insert(0, held.pop())
            if len(here) & 1:
                kept.append(here.pop())
            here, start = _parents(here), start >> 1
        return Frontier(self.size + (len(row) << level), tuple(reversed(kept)))

    def aligned(self, level: int) -> "Frontier":
        """Return the frontier cut down to the last multiple of 2^level leaves."""
        size = self.size >> level << level
        return Frontier(size, self.hashes[: size.bit_count()])

    def root(self) -> bytes:
        """Return the root hash of the whole tree."""
        return _fold(self.hashes)


def _fold(hashes: Sequence[bytes]) -> bytes:
    """Join complete subtrees, largest first, from the right (RFC 6962 §2.1)."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = interior_hash(left, root)
    return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root of a tree given as leaf hashes."""
    return Frontier().extend(leaves).root()


def frontier_nodes(size: int) -> list[tuple[int, int]]:
    """Return the addresses of the frontier of a tree of this size, largest first."""
    return _complete_subtrees((0, size))


def _complete_subtrees(leaves: Range) -> list[tuple[int, int]]:
    """Cut an aligned range of leaves into the complete subtrees that cover it, largest first."""
    start, stop = leaves
    nodes = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def _split(start: int, stop: int) -> int:
    """Return where RFC 6962 splits the leaves start..stop: the largest power of two below their count."""
    return start + (1 << (stop - start - 1).bit_length() - 1)


def _hash_ranges(ranges: Sequence[Range], hashes: HashReader) -> list[bytes]:
    """Return the hash of each range, reading all the complete subtrees at once."""
    wanted = [_complete_subtrees(leaves) for leaves in ranges]
    read = iter(hashes([node for nodes in wanted for node in nodes]))
    return [_fold([next(read) for _ in nodes]) for nodes in wanted]


def prove_inclusion(index: int, size: int, hashes: HashReader) -> list[bytes]:
    """Prove that the leaf at `index` is in the tree of `size` leaves (RFC 6962 §2.1.1)."""
    if not 0 <= index < size:
        raise ProofMalformed("index-outside-tree")
    start, stop, ranges = 0, size, list[Range]()
    while stop - start > 1:
        middle = _split(start, stop)
        if index < middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    return _hash_ranges(ranges[::-1], hashes)


def prove_consistency(old: int, new: int, hashes: HashReader) -> list[bytes]:
    """Prove that the tree of `old` leaves is a prefix of the tree of `new` leaves (RFC 6962 §2.1.2)."""
    if not 0 < old <= new:
        raise ProofMalformed("sizes-out-of-order")
    start, stop, ranges = 0, new, list[Range]()
    while stop != old:
        middle = _split(start, stop)
        if old <= middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:  # otherwise the verifier holds this hash: it is the old root itself
        ranges.append((start, stop))
    return _hash_ranges(ranges[::-1], hashes)


def _check_lengths(*hashes: bytes) -> None:
    if any(len(node) != sha256().digest_size for node in hashes):
        raise ProofMalformed("hash-length")


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check an inclusion proof (RFC 9162 §2.1.3.2). Raise ProofMalformed or RootMismatch."""
    if not 0 <= index < size:
        raise ProofMalformed("index-outside-tree")
    _check_lengths(leaf, *proof)
    node, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofMalformed("proof-too-long")
        if node & 1 or node == last:
            computed = interior_hash(sibling, computed)
            node, last = _climb_right_edge(node, last)
        else:
            computed = interior_hash(computed, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofMalformed("proof-too-short")
    if computed != root:
        raise RootMismatch(size)


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check a consistency proof (RFC 9162 §2.1.4.2). Raise ProofMalformed or RootMismatch.

    An old size of 0 is refused: what the empty tree proves is a matter of the witness protocol.
    """
    if not 0 < old <= new:
        raise ProofMalformed("sizes-out-of-order")
    _check_lengths(*proof)
    if old == new:
        _check_same_tree(new, old_root, new_root, proof)
        return
    if not proof:
        raise ProofMalformed("proof-too-short")
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    _check_consistency_path(node, last, path, (old, old_root), (new, new_root))


def _check_same_tree(size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    if proof:
        raise ProofMalformed("proof-too-long")
    if old_root != new_root:
        raise RootMismatch(size)


def _check_consistency_path(
    node: int, last: int, path: Sequence[bytes], old: tuple[int, bytes], new: tuple[int, bytes]
) -> None:
    """Climb from the old tree's edge, computing both roots from one path."""
    old_root = new_root = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofMalformed("proof-too-long")
        if node & 1 or node == last:
            old_root, new_root = interior_hash(sibling, old_root), interior_hash(sibling, new_root)
            node, last = _climb_right_edge(node, last)
        else:
            new_root = interior_hash(new_root, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofMalformed("proof-too-short")
    for (size, given), computed in ((old, old_root), (new, new_root)):
        if computed != given:
            raise RootMismatch(size)


def _climb_right_edge(node: int, last: int) -> tuple[int, int]:
    """Skip the levels at which a node on the right edge has no sibling."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last
