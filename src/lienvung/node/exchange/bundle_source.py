"""Read a partner from a bundle: the same port as over HTTP, and trusted as little (docs/formats/bundle.md)."""

import struct
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

import orjson
import zstandard
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lienvung.core.tlog.tile import format_tile_path
from lienvung.node.exchange.errors import BundleForAnother, BundleKeyUnknown, BundleMalformed
from lienvung.node.exchange.heads import format_heads, parse_heads
from lienvung.node.exchange.manifest import HEADS, MANIFEST, MEMBER, NODE_JSON, ledger_id, parse_manifest
from lienvung.node.exchange.parts_framing import (
    FramingBroken,
    FramingTruncated,
    PartRecord,
    format_blocks,
    parse_blocks,
    within_room,
)
from lienvung.node.exchange.parts_request import PartsRequest, parse_parts_request
from lienvung.node.exchange.seal import open_seal
from lienvung.node.exchange.source import MAX_ANSWER, MAX_ENTRIES

MAX_MEMBERS: Final = 200_000
MAX_RATIO: Final = 20
MAX_VALUES: Final = 256 * 1024 * 1024
_LENGTH = struct.Struct(">I")

Records = dict[tuple[int, str], PartRecord]


class BundleSource:
    """A partner's answers, written down. Members are read one by one, each bounded before it is unpacked."""

    live = False

    def __init__(self, path: Path, recipient: str, keys: Sequence[X25519PrivateKey]) -> None:
        self._zip = _open_zip(path)
        self.manifest = parse_manifest(self._read(MANIFEST))
        self.partner = self.manifest.sender
        self.sealed = self.manifest.recipient != recipient
        """Whether it is for somebody else: then a carrier sees logs and no values."""
        opening = [key for key in keys if key.public_key().public_bytes_raw() == self.manifest.key]
        if not self.sealed and not opening:
            raise BundleKeyUnknown(self.manifest.key.hex())
        self._key = opening[0] if opening else None
        self._values: tuple[str, Records] = ("", {})
        self._old: frozenset[str] = frozenset()
        firsts = [name.split("/") for name in self._zip.NameToInfo if name.startswith("values/")]
        self._firsts = {register: sorted(int(n) for _, r, n in firsts if r == register) for _, register, _ in firsts}

    def heads(self) -> bytes:
        """Return the heads document, without what was left out."""
        document = self._read(HEADS)
        if not self._old:
            return document
        node, heads = parse_heads(document)
        return format_heads(node, [head for head in heads if head.register not in self._old])

    def leave_out(self, registers: Collection[str]) -> None:
        """Say no more of logs of which newer heads are here."""
        self._old = frozenset(registers)

    def members(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield the members whose name begins so, with what follows in the name."""
        for name in self._zip.namelist():
            if name.startswith(prefix):
                yield name.removeprefix(prefix), self._read(name)

    def blobs(self) -> Iterator[str]:
        """Yield the SHA-256 of every blob that the bundle carries."""
        for name in self._zip.namelist():
            if name.startswith("blobs/") and name.endswith("/0"):
                yield name.split("/")[1]

    def node_json(self) -> bytes:
        """Return the sender's node document."""
        return self._read(NODE_JSON)

    def tile(self, register: str, level: int, n: int, width: int) -> bytes:
        """Return a hash tile."""
        return self._read(f"logs/{register}/{format_tile_path(level, n, width)}")

    def entry_bundle(self, register: str, n: int, width: int) -> bytes:
        """Return an entry bundle's framing."""
        return self._read(f"logs/{register}/{format_tile_path('entries', n, width)}")

    def pack(self, register: str, first: int, count: int) -> list[bytes]:
        """Return full entry bundles as zstd frames."""
        compress = zstandard.ZstdCompressor(level=3).compress
        return [compress(self.entry_bundle(register, n, 256)) for n in range(first, first + count)]

    def cosigned(self, register: str, index: int) -> bytes | None:
        """Return None: a bundle tells what its heads carry."""
        return None

    def transaction(self, origin: str) -> str:
        """Return the bundle's own id for this log, which the sender's ledger has too."""
        return ledger_id(self.manifest.transaction, origin.partition("/")[2])

    def first_value(self, origin: str) -> int:
        """Return the size from which the bundle gives this log."""
        return self.manifest.since.get(origin.partition("/")[2], 0)

    def at_once(self) -> int:
        """Return the most: nothing is slow on a stick."""
        return MAX_ENTRIES

    def parts(self, request: bytes) -> bytes:
        """Answer a parts request from the sealed values; what is not in the bundle is unavailable."""
        document = orjson.loads(request)
        document["transaction"] = self.manifest.transaction
        asked = parse_parts_request(orjson.dumps(document, option=orjson.OPT_SORT_KEYS))
        register = asked.origin.partition("/")[2]
        return b"".join(format_blocks(within_room(self._answer(register, asked))))

    def _answer(self, register: str, asked: PartsRequest) -> Iterator[PartRecord]:
        for first, stop in asked.ranges:
            for index in range(first, stop):
                for ordinal, name in enumerate(asked.names):
                    record = self.record(register, index, name)
                    if record is not None:
                        yield PartRecord(index, ordinal, record.state, record.salt, record.body)

    def record(self, register: str, index: int, name: str) -> PartRecord | None:
        """Return what the bundle says of one part of one entry, or None where it says nothing."""
        firsts = self._firsts.get(register, [])
        place = bisect_right(firsts, index)
        return self._records(register, firsts[place - 1]).get((index, name)) if place else None

    def blob(self, sha256: str) -> bytes | None:
        """Return a blob, or None when the bundle does not carry it."""
        pieces: list[bytes] = []
        while (member := f"blobs/{sha256}/{len(pieces)}") in self._zip.NameToInfo:
            pieces.append(self._open(member))
        return b"".join(pieces) if pieces else None

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def _records(self, register: str, first: int) -> Records:
        """Return the records of one values member by index and part name; the last one opened is kept."""
        member = f"values/{register}/{first}"
        if self._values[0] != member:
            self._values = member, _parse_values(self._open(member))
        return self._values[1]

    def _open(self, member: str) -> bytes:
        if self._key is None:
            raise BundleForAnother(self.manifest.recipient)
        return open_seal(member, self._read(member), self.manifest.ephemeral, self._key)

    def _read(self, member: str) -> bytes:
        return read_member(self._zip, member)


def read_member(archive: zipfile.ZipFile, member: str) -> bytes:
    """Return a member's bytes, at most 64 MiB (BundleMalformed)."""
    try:
        with archive.open(member) as file:
            data = file.read(MAX_ANSWER + 1)
    except KeyError:
        raise BundleMalformed(f"missing member {member}") from None
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, zlib.error):
        raise BundleMalformed(f"unreadable member {member}") from None
    if len(data) > MAX_ANSWER:
        raise BundleMalformed(f"member {member} longer than 64 MiB")
    return data


def format_values(names: tuple[str, ...], blocks: bytes) -> bytes:
    """Return a values member before sealing: the part names, then a parts answer."""
    header = orjson.dumps(list(names))
    return _LENGTH.pack(len(header)) + header + blocks


def _parse_values(data: bytes) -> Records:
    try:
        (length,) = _LENGTH.unpack_from(data)
        names = orjson.loads(data[4 : 4 + length])
        return {
            (record.index, names[record.ordinal]): record for record in parse_blocks(data[4 + length :], MAX_VALUES)
        }
    except (struct.error, orjson.JSONDecodeError, TypeError, IndexError, FramingBroken, FramingTruncated):
        raise BundleMalformed("values") from None


def _open_zip(path: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise BundleMalformed("not a zip file") from None
    names, weight = archive.namelist(), sum(info.file_size for info in archive.infolist())
    rules: dict[str, Callable[[], bool]] = {
        "too many members": lambda: len(names) <= MAX_MEMBERS,
        "a member twice": lambda: len(set(names)) == len(names),
        "an unknown member": lambda: all(MEMBER.fullmatch(name) for name in names),
        "an encrypted member": lambda: not any(info.flag_bits & 1 for info in archive.infolist()),
        "the manifest is not first": lambda: names[:1] == [MANIFEST],
        "it unpacks to too much": lambda: weight <= MAX_RATIO * path.stat().st_size + MAX_ANSWER,
    }
    for rule, holds in rules.items():
        if not holds():
            archive.close()
            raise BundleMalformed(rule)
    return archive
