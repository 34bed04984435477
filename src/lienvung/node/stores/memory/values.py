"""Values without a disk: parts and files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from hashlib import sha256
from operator import attrgetter

import orjson

from lienvung.core.register.origin import parse_origin
from lienvung.node.stores.memory.logs import LogReads, LogWrites
from lienvung.node.stores.part_rows import format_parts, group_parts, merge_parts, spelled_hashes
from lienvung.node.stores.rows import BlobRef, ErasureRow, PartRow


class ValueReads(LogReads):
    """See port.Reader."""

    def parts(self, origin: str, first: int, stop: int, names: Sequence[str] | None = None) -> Iterator[PartRow]:
        for index in range(first, min(stop, self._log(origin).size)):
            for row in self.state.parts.get((origin, index), ()):
                if names is None or row.name in names:
                    yield row

    def packed_parts(self, origin: str, first: int, stop: int) -> Iterator[tuple[int, bytes]]:
        for index, rows in group_parts(self.parts(origin, first, stop)).items():
            yield index, format_parts(rows)

    def part(self, origin: str, index: int, name: str) -> PartRow | None:
        return next(self.parts(origin, index, index + 1, (name,)), None)

    def wanted(self, origin: str, names: Sequence[str], after: int, limit: int) -> list[int]:
        found: list[int] = []
        for index in range(after, self._log(origin).size):
            rows = self.parts(origin, index, index + 1, names)
            missing = set(names) - {row.name for row in rows if row.state in ("held", "erased")}
            if len(found) < limit and not missing.isdisjoint(orjson.loads(self.entry(origin, index))["parts"]):
                found.append(index)
        return found

    def blob(self, sha256: str) -> bytes | None:
        return self.state.blobs.get(sha256)

    def blobs(self) -> Iterator[str]:
        return iter(sorted(self.state.blobs))

    def has_blob(self, sha256: str) -> bool:
        return sha256 in self.state.blobs

    def blob_refs(self, sha256: str) -> list[BlobRef]:
        found = [ref for digest, ref in self.state.blob_refs if digest == sha256]
        return sorted(found, key=attrgetter("origin", "index", "part"))

    def named_blobs(self) -> Iterator[tuple[str, BlobRef]]:
        return iter(sorted(self.state.blob_refs, key=lambda named: (named[0], astuple(named[1]))))

    def missing_blobs(self, node: str, limit: int) -> list[str]:
        named = {digest for digest, ref in self.state.blob_refs if parse_origin(ref.origin).node == node}
        erased = {file for row in self.erasures(node) for file in row.files}
        return sorted(named - self.state.blobs.keys() - erased)[:limit]

    def erasures(self, node: str | None = None) -> list[ErasureRow]:
        rows = sorted(self.state.erasures.items())
        return [row for (origin, _), row in rows if node in (None, parse_origin(origin).node)]


class ValueWrites(ValueReads, LogWrites):
    """See port.Writer."""

    def add_parts(self, origin: str, rows: Iterable[PartRow]) -> dict[int, list[PartRow]]:
        now: dict[int, list[PartRow]] = {}
        for index, learnt in group_parts(rows).items():
            now[index] = merge_parts(self.state.parts.get((origin, index), ()), learnt)
            self.state.parts[origin, index] = tuple(now[index])
        return now

    def erase_part(self, origin: str, index: int, name: str) -> None:
        held = self.part(origin, index, name)
        self.add_parts(origin, [PartRow(index, name, "erased")])
        for digest in spelled_hashes(held.body) if held else ():
            if (digest, BlobRef(origin, index, name)) in self.state.blob_refs:
                del self.state.blob_refs[digest, BlobRef(origin, index, name)]
                if not self.blob_refs(digest):
                    self.state.blobs.pop(digest, None)

    def add_blob(self, data: bytes) -> str:
        digest = sha256(data).hexdigest()
        self.state.blobs[digest] = data
        return digest

    def add_blob_refs(self, refs: Iterable[tuple[str, BlobRef]]) -> None:
        self.state.blob_refs.update(dict.fromkeys(refs))

    def drop_blob(self, sha256: str) -> None:
        self.state.blobs.pop(sha256, None)
