"""The records of a backup: `u32 length ‖ head ‖ u32 length ‖ body`, in one zstd frame (docs/formats/backup.md)."""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import zstandard

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.node.backup.errors import BackupMalformed

MAX_HEAD: Final = 1024 * 1024
MAX_BODY: Final = 64 * 1024 * 1024
LEVEL: Final = 3
_LENGTH: Final = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class BackupRecord:
    """One record: its kind, its facts, its bytes."""

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""


class Sink(Protocol):
    """Where plaintext goes."""

    def write(self, data: bytes) -> int: ...


class Origin(Protocol):
    """Where plaintext comes from; `name` is what errors call it."""

    name: str

    def read(self, size: int = -1) -> bytes: ...


def write_records(sink: Sink, records: Iterable[BackupRecord]) -> int:
    """Write records and the `end` that counts them; return how many there were."""
    packer = zstandard.ZstdCompressor(level=LEVEL).compressobj()
    count = 0
    for record in records:
        sink.write(packer.compress(format_record(record)))
        count += 1
    sink.write(packer.compress(format_record(BackupRecord("end", {"records": count}))))
    sink.write(packer.flush())
    return count


def read_records(origin: Origin) -> Iterator[BackupRecord]:
    """Yield the records of a backup, without its `end` (BackupMalformed, and what the origin raises)."""
    plain = _Plain(origin)
    count = 0
    while True:
        record = _read_record(plain, origin.name)
        if record.kind == "end":
            break
        count += 1
        yield record
    if record.facts.get("records") != count or plain.take_some() or origin.read(1):
        raise BackupMalformed(origin.name, "end")


def format_record(record: BackupRecord) -> bytes:
    """Return the bytes of one record."""
    head = canonical({**record.facts, "kind": record.kind})
    return _LENGTH.pack(len(head)) + head + _LENGTH.pack(len(record.body)) + record.body


def _read_record(plain: "_Plain", name: str) -> BackupRecord:
    data = plain.take_framed(MAX_HEAD)
    try:
        head = parse_canonical(data)
    except LienVungError:
        raise BackupMalformed(name, "head: canonical JSON") from None
    if not isinstance(head, dict) or not isinstance(head.get("kind"), str):
        raise BackupMalformed(name, "head: kind")
    kind = head.pop("kind")
    return BackupRecord(kind, head, plain.take_framed(MAX_BODY))


class _Plain:
    """The unpacked bytes, taken in the lengths that they announce."""

    def __init__(self, origin: Origin) -> None:
        self.name = origin.name
        self._stream = zstandard.ZstdDecompressor().stream_reader(origin, read_across_frames=False)  # type: ignore[arg-type]  # it only reads

    def take_framed(self, limit: int) -> bytes:
        length = _LENGTH.unpack(self._take(4))[0]
        if length > limit:
            raise BackupMalformed(self.name, "length")
        return self._take(length)

    def take_some(self) -> bytes:
        try:
            return self._stream.read(1)
        except zstandard.ZstdError:
            raise BackupMalformed(self.name, "zstd") from None

    def _take(self, length: int) -> bytes:
        pieces = []
        while length:
            try:
                piece = self._stream.read(length)
            except zstandard.ZstdError:
                raise BackupMalformed(self.name, "zstd") from None
            if not piece:
                raise BackupMalformed(self.name, "breaks off")
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)
