"""Parts and blobs."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from operator import attrgetter

import orjson

from lienvung.node.stores.part_rows import format_parts, group_parts, merge_parts, parse_parts, spelled_hashes
from lienvung.node.stores.rows import BlobRef, ErasureRow, PartRow
from lienvung.node.stores.sql.logs import LogReads, LogWrites
from lienvung.node.stores.sql.tables import INDEX_MASK, leaf_address

_by_name = attrgetter("name")


class ValueReads(LogReads):
    """See port.ValueReader."""

    def parts(self, origin: str, first: int, stop: int, names: Sequence[str] | None = None) -> Iterator[PartRow]:
        for index, data in self.packed_parts(origin, first, stop):
            for row in parse_parts(index, data):
                if names is None or row.name in names:
                    yield row

    def packed_parts(self, origin: str, first: int, stop: int) -> Iterator[tuple[int, bytes]]:
        log = self.get_log(origin)
        span = leaf_address(log.id, first), leaf_address(log.id, min(stop, log.state.size))
        query = "SELECT address, parts FROM part WHERE address >= ? AND address < ? ORDER BY address"
        return ((address & INDEX_MASK, data) for address, data in self.db.rows(query, span))

    def part(self, origin: str, index: int, name: str) -> PartRow | None:
        return next(self.parts(origin, index, index + 1, (name,)), None)

    def wanted(self, origin: str, names: Sequence[str], after: int, limit: int) -> list[int]:
        size = self.get_log(origin).state.size
        settled: dict[int, set[str]] = {}
        for row in self.parts(origin, after, size, names):
            if row.state in ("held", "erased"):
                settled.setdefault(row.index, set()).add(row.name)
        found: list[int] = []
        for index, leaf in enumerate(self.entries(origin, after, size), after):
            if len(found) == limit:
                break
            missing = set(names) - settled.get(index, set())
            if missing and not missing.isdisjoint(orjson.loads(leaf)["parts"]):
                found.append(index)
        return found

    def blob(self, sha256: str) -> bytes | None:
        found = self.db.row("SELECT data FROM blob WHERE sha256 = ?", (bytes.fromhex(sha256),))
        return bytes(found[0]) if found else None

    def blobs(self) -> Iterator[str]:
        return (bytes(digest).hex() for (digest,) in self.db.stream("SELECT sha256 FROM blob ORDER BY 1"))

    def has_blob(self, sha256: str) -> bool:
        query = "SELECT 1 FROM blob WHERE sha256 = ?"
        return self.db.row(query, (bytes.fromhex(sha256),)) is not None

    def blob_refs(self, sha256: str) -> list[BlobRef]:
        query = """
            SELECT log.origin, ref.address & ?, ref.part FROM blob_ref AS ref JOIN log ON log.id = ref.address >> 40
            WHERE ref.sha256 = ? ORDER BY 1, 2, 3
        """
        return [BlobRef(*row) for row in self.db.rows(query, (INDEX_MASK, bytes.fromhex(sha256)))]

    def named_blobs(self) -> Iterator[tuple[str, BlobRef]]:
        query = """
            SELECT ref.sha256, log.origin, ref.address & ?, ref.part
            FROM blob_ref AS ref JOIN log ON log.id = ref.address >> 40 ORDER BY 1, 2, 3, 4
        """
        return ((bytes(digest).hex(), BlobRef(*ref)) for digest, *ref in self.db.rows(query, (INDEX_MASK,)))

    def missing_blobs(self, node: str, limit: int) -> list[str]:
        query = """
            SELECT DISTINCT ref.sha256 FROM blob_ref AS ref JOIN log ON log.id = ref.address >> 40
            WHERE log.node = ? AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.sha256 = ref.sha256) ORDER BY 1 LIMIT ?
        """
        erased = {file for row in self.erasures(node) for file in row.files}
        found = self.db.rows(query, (node, limit + len(erased)))
        return [hex for (digest,) in found if (hex := bytes(digest).hex()) not in erased][:limit]

    def erasures(self, node: str | None = None) -> list[ErasureRow]:
        query = """
            SELECT log.origin, erasure.address & ?, erasure.key, erasure.files
            FROM erasure JOIN log ON log.id = erasure.address >> 40
            WHERE ? IN ('', log.node) ORDER BY 1, 2
        """
        found = self.db.rows(query, (INDEX_MASK, node or ""))
        return [ErasureRow(origin, index, key, tuple(files.split())) for origin, index, key, files in found]


class ValueWrites(ValueReads, LogWrites):
    """See port.Writer."""

    def add_parts(self, origin: str, rows: Iterable[PartRow]) -> dict[int, list[PartRow]]:
        now = group_parts(rows)
        if not now:
            return now
        base = leaf_address(self.get_log(origin).id, 0)
        for parts in now.values():
            parts.sort(key=_by_name)
        # The span is read instead of each row: values arrive in order, and mostly where there is nothing yet.
        query = "SELECT address, parts FROM part WHERE address BETWEEN ? AND ?"
        known = self.db.rows(query, (base + min(now), base + max(now)))
        for address, data in known:
            index = address & INDEX_MASK
            if index in now:
                now[index] = merge_parts(parse_parts(index, data), now[index])
        values = ((base + index, format_parts(parts)) for index, parts in now.items())
        self.db.insert("part", ("address", "parts"), values, "replace" if known else "fail")
        return now

    def erase_part(self, origin: str, index: int, name: str) -> None:
        held = self.part(origin, index, name)
        self.add_parts(origin, [PartRow(index, name, "erased")])
        address = leaf_address(self.get_log(origin).id, index)
        for digest in spelled_hashes(held.body) if held else ():
            self._forget_blob(bytes.fromhex(digest), address, name)

    def _forget_blob(self, digest: bytes, address: int, part: str) -> None:
        query = "DELETE FROM blob_ref WHERE sha256 = ? AND address = ? AND part = ?"
        named = "SELECT 1 FROM blob_ref WHERE sha256 = ?"
        if self.db.execute(query, (digest, address, part)) and self.db.row(named, (digest,)) is None:
            self._destroy_blob(digest)

    def _destroy_blob(self, digest: bytes) -> None:
        held = self.db.row("SELECT length(data) FROM blob WHERE sha256 = ?", (digest,))
        if held is not None:
            # Overwritten first: SQLite leaves the bytes of the last row of a page that becomes empty.
            self.db.execute("UPDATE blob SET data = ? WHERE sha256 = ?", (bytes(held[0]), digest))
            self.db.execute("DELETE FROM blob WHERE sha256 = ?", (digest,))

    def put_erasure(self, row: ErasureRow) -> None:
        noted = leaf_address(self.get_log(row.origin).id, row.index), row.key, " ".join(row.files)
        self.db.insert("erasure", ("address", "key", "files"), [noted], "replace")

    def clear_erasure(self, origin: str, index: int) -> None:
        self.db.execute("DELETE FROM erasure WHERE address = ?", (leaf_address(self.get_log(origin).id, index),))

    def drop_blob(self, sha256: str) -> None:
        self._destroy_blob(bytes.fromhex(sha256))

    def add_blob(self, data: bytes) -> str:
        digest = sha256(data)
        query = "INSERT INTO blob (sha256, data) VALUES (?, ?) ON CONFLICT DO NOTHING"
        self.db.execute(query, (digest.digest(), data))
        return digest.hexdigest()

    def add_blob_refs(self, refs: Iterable[tuple[str, BlobRef]]) -> None:
        rows = [
            (bytes.fromhex(digest), leaf_address(self.get_log(ref.origin).id, ref.index), ref.part)
            for digest, ref in refs
        ]
        self.db.insert("blob_ref", ("sha256", "address", "part"), rows, "skip")
