"""Follow a partner's tree: tie what it sends to the root that it signed.

Three ties, from cheap to telling:

1. *Extend.* The frontier held, extended by the new leaves, gives the signed root. That proves the new
   entries and the consistency with the head held in one go.
2. *Authenticate.* For many entries the roots of the full entry bundles (hash tiles of level 1) are tied to
   the signed root first; each bundle is then checked alone as it arrives, and can be kept before the rest.
3. *Diagnose.* When a tie fails, the partner's own tiles say whether they are broken (they do not lead to the
   signed root) or whether the key signed a tree that does not continue the one held: then they are evidence.
"""

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Final

from lienvung.core.tlog.checkpoint import Checkpoint
from lienvung.core.tlog.errors import TlogError
from lienvung.core.tlog.merkle import (
    Frontier,
    check_consistency,
    frontier_nodes,
    leaf_hashes,
    prove_consistency,
    root_of,
)
from lienvung.core.tlog.tile import hashes_from_tiles, parse_entry_bundle, parse_hash_tile, tile_width
from lienvung.node.exchange.errors import EntriesInvalid, LogForked, LogShrank, TileInvalid
from lienvung.node.exchange.evidence import Evidence
from lienvung.node.exchange.parts_framing import FramingBroken, unpack
from lienvung.node.exchange.source import MAX_BUNDLES, Source

WIDTH: Final = 256
HEIGHT: Final = 8
MAX_ENTRY_BUNDLE: Final = WIDTH * (2 + 65_535)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One verified entry bundle: its number, its entries, their leaf hashes, and its zstd frame if it is full."""

    n: int
    entries: list[bytes]
    hashes: list[bytes]
    frame: bytes | None

    @property
    def weight(self) -> int:
        """Return how many bytes its entries have."""
        return sum(map(len, self.entries))


@dataclass(frozen=True, slots=True)
class Ties:
    """The authenticated roots of full entry bundles from number `first` on, and the leaf hashes after them."""

    first: int
    roots: list[bytes]
    tail: list[bytes]

    def hold(self, bundle: Bundle) -> bool:
        """Tell whether a bundle is the one that the signed root commits to."""
        if bundle.frame is None:
            return bundle.hashes == self.tail
        return root_of(bundle.hashes) == self.roots[bundle.n - self.first]


class Contradiction(Exception):
    """The partner's signed heads contradict each other: a refusal, and what proves it to others."""

    def __init__(self, evidence: Evidence, refusal: LogForked | LogShrank) -> None:
        super().__init__(str(refusal))
        self.evidence = evidence
        self.refusal = refusal


class RemoteTree:
    """A partner's tree at one verified checkpoint. `note` is the checkpoint's signed note."""

    def __init__(self, source: Source, register: str, checkpoint: Checkpoint, note: bytes) -> None:
        self.source = source
        self.register = register
        self.checkpoint = checkpoint
        self.note = note
        self.hashes = hashes_from_tiles(self._tile)

    def authenticate(self, held: Frontier) -> "Ties | None":
        """Return what the entry bundles from the held size on must hash to, tied to the signed root, or None."""
        start, stop = held.size >> HEIGHT, self.checkpoint.size >> HEIGHT
        roots: list[bytes] = []
        for n in range(start // WIDTH, -(-stop // WIDTH)):
            roots += self._row(1, n)[max(0, start - n * WIDTH) :]
        tail = self._row(0, stop) if self.checkpoint.size % WIDTH else []
        extended = held.aligned(HEIGHT).extend(roots, HEIGHT).extend(tail)
        return Ties(start, roots, tail) if extended.root() == self.checkpoint.root else None

    def check_continues(self, size: int, root: bytes, note: bytes) -> None:
        """Ask the partner's tiles whether its tree continues an earlier signed one, given with its note.

        Raises Contradiction if they prove that it does not, TileInvalid if they do not even lead to the signed root.
        """
        seen = self.checkpoint
        if size == 0:
            return
        try:
            prefix = Frontier(size, tuple(self.hashes(frontier_nodes(size)))).root()
            proof = prove_consistency(size, seen.size, self.hashes)
            check_consistency(size, prefix, seen.size, seen.root, proof)
        except TlogError:
            raise self.tile_invalid() from None
        if prefix != root:
            evidence = Evidence("fork", seen.origin, note, self.note, prefix, tuple(proof))
            raise Contradiction(evidence, LogForked(self.source.partner, seen.origin, size, seen.size))

    def tile_invalid(self) -> TileInvalid:
        """Return the refusal of tiles that do not lead to the signed root."""
        return TileInvalid(self.source.partner, self.checkpoint.origin, self.checkpoint.size)

    def _row(self, level: int, n: int) -> list[bytes]:
        return parse_hash_tile(self._tile(level, n))

    def _tile(self, level: int, n: int) -> bytes:
        width = tile_width(self.checkpoint.size, level, n)
        data = self.source.tile(self.register, level, n, width)
        if len(data) != width * 32:
            raise self.tile_invalid()
        return data


def read_bundles(tree: RemoteTree, held: int, ahead: Executor) -> Iterator[Bundle]:
    """Yield the entry bundles from the one that holds index `held` on, hashed but not yet tied to the root.

    One pack is fetched while the one before it is hashed and kept.
    """
    size = tree.checkpoint.size
    stop = size >> HEIGHT
    n = held >> HEIGHT
    fetching = _fetch(tree, n, stop, ahead)
    while fetching is not None:
        frames = fetching.result()
        # A partner may give fewer bundles than asked, so the next request follows from what came.
        fetching = _fetch(tree, n + len(frames), stop, ahead)
        for frame in frames:
            yield _open_frame(tree, n, frame)
            n += 1
    if size % WIDTH:
        yield _open_bundle(tree, stop, tree.source.entry_bundle(tree.register, stop, size % WIDTH), None)


def _fetch(tree: RemoteTree, n: int, stop: int, ahead: Executor) -> Future[list[bytes]] | None:
    if n >= stop:
        return None
    return ahead.submit(tree.source.pack, tree.register, n, min(MAX_BUNDLES, stop - n))


def _open_frame(tree: RemoteTree, n: int, frame: bytes) -> Bundle:
    try:
        return _open_bundle(tree, n, unpack(frame, MAX_ENTRY_BUNDLE), frame)
    except FramingBroken as error:
        raise entry_invalid(tree, n, str(error)) from None


def _open_bundle(tree: RemoteTree, n: int, data: bytes, frame: bytes | None) -> Bundle:
    width = min(WIDTH, tree.checkpoint.size - n * WIDTH)
    try:
        entries = parse_entry_bundle(data, width)
    except TlogError as error:
        raise entry_invalid(tree, n, str(error)) from None
    return Bundle(n, entries, leaf_hashes(entries), frame)


def continues(bundle: Bundle, held: Frontier) -> bool:
    """Tell whether the bundle begins with the entries of it that are held already."""
    return held.aligned(HEIGHT).extend(bundle.hashes[: held.size % WIDTH]) == held


def entry_invalid(tree: RemoteTree, n: int, rule: str) -> EntriesInvalid:
    """Return the refusal of entry bundle `n`."""
    return EntriesInvalid(tree.source.partner, tree.checkpoint.origin, n * WIDTH, rule)
