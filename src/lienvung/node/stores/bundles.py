"""Entry bundles as zstd frames, and the few that were opened last."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock, local

import zstandard

from lienvung.core.tlog.tile import format_entry_bundle, parse_entry_bundle

LEVEL = 3
LARGEST_BUNDLE = 256 * 65_537

_codecs = local()  # a zstd context serves one thread at a time


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """Frame and compress the entries of one bundle."""
    if not hasattr(_codecs, "packer"):
        _codecs.packer = zstandard.ZstdCompressor(level=LEVEL)
    frame: bytes = _codecs.packer.compress(format_entry_bundle(entries))
    return frame


def unpack_bundle(frame: bytes) -> bytes:
    """Decompress one bundle to the bytes that C2SP serves."""
    if not hasattr(_codecs, "opener"):
        _codecs.opener = zstandard.ZstdDecompressor()
    bundle: bytes = _codecs.opener.decompress(frame, max_output_size=LARGEST_BUNDLE)
    return bundle


class BundleCache:
    """The entries of recently read bundles, all below a committed size: those never change."""

    def __init__(self, capacity: int = 64) -> None:
        self._capacity = capacity
        self._lock = Lock()
        self._bundles: OrderedDict[int, list[bytes]] = OrderedDict()

    def entries(self, address: int, read: Callable[[], bytes]) -> list[bytes]:
        """Return the entries of a bundle; `read` gives its frame where it is not here yet."""
        with self._lock:
            if address in self._bundles:
                self._bundles.move_to_end(address)
                return self._bundles[address]
        entries = parse_entry_bundle(unpack_bundle(read()))
        with self._lock:
            self._bundles[address] = entries
            while len(self._bundles) > self._capacity:
                self._bundles.popitem(last=False)
        return entries
