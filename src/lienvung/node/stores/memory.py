"""The store without a disk: dictionaries, copied for each transaction. For tests and short-lived copies.

A writing block works on a shallow copy of everything and puts it in place when it ends, so a snapshot is a reference
and a rollback is forgetting. Nothing inside is ever changed in place.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, astuple, dataclass, field, fields, replace
from functools import partial
from hashlib import sha256
from operator import attrgetter
from secrets import token_hex
from threading import Lock
from typing import Any

import orjson

from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import LOG_OPS
from lienvung.core.register.origin import parse_origin
from lienvung.core.register.record import Record, Version
from lienvung.core.tlog.merkle import Frontier, HashReader, leaf_hashes, root_of
from lienvung.core.tlog.tile import TILE_WIDTH, format_entry_bundle, hashes_from_tiles, tile_width
from lienvung.node.errors import (
    AppendRepeated,
    EntriesNotContiguous,
    EntryNotHeld,
    HeadConflict,
    HeadMismatch,
    LogNotHeld,
)
from lienvung.node.stores.assembly import build_record, build_version, entry_of
from lienvung.node.stores.bundles import pack_bundle
from lienvung.node.stores.memory_find import count_values, find_rows, leave_aside, sum_values
from lienvung.node.stores.part_rows import format_parts, group_parts, merge_parts, spelled_hashes
from lienvung.node.stores.past import Past, check_moment
from lienvung.node.stores.port import COUNT_CAP, Page, Reader, Writer
from lienvung.node.stores.rows import (
    BlobRef,
    ChangeRow,
    CosignatureRow,
    EntryRow,
    ErasureRow,
    EvidenceRow,
    Link,
    LogState,
    PartRow,
    PeerState,
    Query,
    Receipt,
    RecordRow,
    RefusedRow,
    Shape,
    TransferRow,
    plain_text,
)

Place = tuple[str, int]


@dataclass(frozen=True)
class _State:
    """Everything at one moment."""

    logs: dict[str, LogState] = field(default_factory=dict)
    leaves: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    signed: dict[Place, bytes] = field(default_factory=dict)
    cosigned: dict[tuple[str, int, str], CosignatureRow] = field(default_factory=dict)
    parts: dict[Place, tuple[PartRow, ...]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    settings: dict[str, bytes] = field(default_factory=dict)
    transfers: dict[tuple[str, str], TransferRow] = field(default_factory=dict)
    evidence: dict[tuple[object, ...], EvidenceRow] = field(default_factory=dict)
    peers: dict[str, PeerState] = field(default_factory=dict)
    entries: dict[Place, EntryRow] = field(default_factory=dict)
    definitions: dict[str, tuple[Definition, bool]] = field(default_factory=dict)
    records: dict[tuple[str, str], RecordRow] = field(default_factory=dict)
    blob_refs: dict[tuple[str, BlobRef], None] = field(default_factory=dict)
    refused: dict[Place, RefusedRow] = field(default_factory=dict)
    erasures: dict[Place, ErasureRow] = field(default_factory=dict)

    def copy(self) -> "_State":
        return _State(**{each.name: dict(getattr(self, each.name)) for each in fields(self)})


_PROJECTIONS = "projections"


class MemoryStore:
    """A node store in this process. See `port.Store` for what it promises; durable it is not."""

    def __init__(self) -> None:
        self._state = _State()
        self._lock = Lock()
        self.instance = f"memory:{token_hex(8)}"

    def reading(self) -> AbstractContextManager[Reader]:
        """Open a consistent snapshot."""
        return self._reading()

    def writing(self) -> AbstractContextManager[Writer]:
        """Open the one exclusive transaction."""
        return self._writing()

    def scrub(self) -> bool:
        return True

    def close(self) -> None:
        """Let go of nothing: there is no file."""

    @contextmanager
    def _reading(self) -> Iterator[Reader]:
        yield MemoryReader(self._state)

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        with self._lock:
            state = self._state.copy()
            yield MemoryWriter(state)
            self._state = state


class MemoryReader:
    """See port.Reader."""

    def __init__(self, state: _State) -> None:
        self.state = state

    # logs

    def logs(self) -> list[LogState]:
        return sorted(self.state.logs.values(), key=attrgetter("origin"))

    def log(self, origin: str) -> LogState | None:
        return self.state.logs.get(origin)

    def entry(self, origin: str, index: int) -> bytes:
        if not 0 <= index < self._log(origin).size:
            raise EntryNotHeld(origin, index)
        return self.state.leaves[origin][index]

    def last_leaf(self, origin: str) -> bytes | None:
        return self.state.leaves[origin][-1] if self._log(origin).pending.size else None

    def entries(self, origin: str, first: int, stop: int) -> Iterator[bytes]:
        return iter(self._shown(origin)[first:stop])

    def entry_bundle(self, origin: str, n: int) -> bytes:
        return format_entry_bundle(self._shown(origin)[n * TILE_WIDTH : (n + 1) * TILE_WIDTH])

    def packed_bundles(self, origin: str, first: int, count: int) -> list[bytes]:
        stop = min(first + count, self._log(origin).size // TILE_WIDTH)
        shown = self._shown(origin)
        return [pack_bundle(shown[n * TILE_WIDTH : (n + 1) * TILE_WIDTH]) for n in range(first, stop)]

    def hash_tile(self, origin: str, level: int, n: int) -> bytes:
        width = tile_width(self._log(origin).size, level, n)
        hashes = leaf_hashes(self._shown(origin))
        span = TILE_WIDTH**level
        first = n * TILE_WIDTH
        return b"".join(root_of(hashes[i * span : (i + 1) * span]) for i in range(first, first + width))

    def hashes(self, origin: str) -> HashReader:
        return hashes_from_tiles(lambda level, n: self.hash_tile(origin, level, n))

    def signed_head(self, origin: str, size: int) -> bytes | None:
        self._log(origin)
        return self.state.signed.get((origin, size))

    def signed_heads(self, origin: str) -> Iterator[tuple[int, bytes]]:
        return iter(sorted((size, root) for (each, size), root in self.state.signed.items() if each == origin))

    def cosignatures(self, origin: str, size: int) -> list[CosignatureRow]:
        found = [row for (o, s, _), row in self.state.cosigned.items() if (o, s) == (origin, size)]
        return sorted(found, key=attrgetter("witness"))

    def cosignatures_from(self, origin: str, size: int, limit: int) -> list[tuple[int, CosignatureRow]]:
        found = [(s, row) for (o, s, _), row in self.state.cosigned.items() if o == origin and s >= size]
        return sorted(found, key=lambda each: (each[0], each[1].witness))[:limit]

    # values

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

    # records

    def definitions(self) -> dict[str, Definition]:
        return {digest: definition for digest, (definition, _) in sorted(self.state.definitions.items())}

    def definition_by_hash(self, register: str, digest: str) -> Definition | None:
        found, _ = self.state.definitions.get(digest, (None, False))
        return found if found and found.register == register else None

    def defines(self, origin: str, limit: int) -> list[int]:
        found = [index for (log, index), row in self.state.entries.items() if log == origin and row.op == "define"]
        return sorted(found)[:limit]

    def projections(self) -> int:
        return int(self.state.settings.get(_PROJECTIONS, b"0"))

    def definition(self, register: str) -> Definition | None:
        known = [(d, own) for d, own in self.state.definitions.values() if d.register == register]
        newest = sorted(known, key=lambda each: (not each[1], -each[0].version, each[0].hash))
        return newest[0][0] if newest else None

    def record(self, register: str, key: str, as_of: str | None = None) -> Record | None:
        definition = self.definition(register)
        if as_of is not None and definition is not None:
            row = Past(self, definition, check_moment(as_of)).row(key, self.history(register, key))
        else:
            row = self.state.records.get((register, key))
        return self._record(register, row) if row else None

    def history(self, register: str, key: str) -> list[Version]:
        places = sorted(
            place
            for place, row in self.state.entries.items()
            if row.key == key and row.op not in LOG_OPS and parse_origin(place[0]).register == register
        )
        return [build_version(o, i, entry_of(self.entry(o, i)), self.state.parts.get((o, i), ())) for o, i in places]

    def hand_overs(self, register: str) -> list[Version]:
        places = sorted(
            place
            for place, row in self.state.entries.items()
            if row.op == "hand-over" and parse_origin(place[0]).register == register
        )
        return [build_version(o, i, entry_of(self.entry(o, i)), self.state.parts.get((o, i), ())) for o, i in places]

    def find(self, register: str, query: Query) -> Page:
        rows = self._found(register, query)
        start = next((place for place, row in enumerate(rows, 1) if row.key == query.after), 0)
        if query.after is not None and not start and (register, query.after) not in self.state.records:
            start = len(rows)  # nothing comes after what is not there
        shown = rows[start : start + query.limit]
        following = shown[-1].key if len(rows) > start + query.limit else None
        return Page(tuple(self._record(register, row) for row in shown), min(len(rows), COUNT_CAP), following)

    def facet(self, register: str, field: str, query: Query) -> list[tuple[str | int, int]]:
        definition = self.definition(register)
        if definition is None:
            return []
        return count_values(definition, self._found(register, leave_aside(query, field)), field)

    def total(self, register: str, field: str, query: Query) -> int | str:
        definition = self.definition(register)
        return sum_values(definition, self._found(register, query), field) if definition else 0

    def count(self, register: str, where: Mapping[str, object] | None = None, cap: int | None = None) -> int:
        found = len(self._found(register, Query(where=where or {})))
        return found if cap is None else min(found, cap)

    def table(self, register: str) -> Iterator[Mapping[str, object]]:
        return (asdict(row) for (r, _), row in sorted(self.state.records.items()) if r == register)

    def links_to(self, key: str, limit: int | None = None, within: tuple[str, str] | None = None) -> list[Link]:
        found = []
        for (register, source), row in self.state.records.items():
            definition = self.definition(register)
            for each in definition.fields.values() if definition and row.state == "live" else ():
                value = row.values.get(each.name)
                if each.datatype == "link" and key in (value if isinstance(value, list) else [value]):
                    found.append(Link(register, source, each.name))
        found = [link for link in found if within in (None, (link.register, link.field))]
        return sorted(found, key=attrgetter("register", "key", "field"))[:limit]

    def merged_into(self, register: str, key: str) -> list[str]:
        rows = ((source, row) for (r, source), row in self.state.records.items() if r == register)
        return sorted(source for source, row in rows if row.state == "merged" and row.into == key)

    def changes(
        self, since: str, until: str | None = None, registers: Sequence[str] | None = None, limit: int = 10_000
    ) -> list[ChangeRow]:
        found = [
            ChangeRow(row.time, parse_origin(origin).register, row.key, row.op, origin, index, row.batch)
            for (origin, index), row in self.state.entries.items()
            if since <= row.time and (until is None or row.time < until)
        ]
        chosen = [row for row in found if registers is None or row.register in registers]
        return sorted(chosen, key=attrgetter("time", "origin", "index"), reverse=True)[:limit]

    def refused(self, origin: str | None = None) -> list[RefusedRow]:
        return [row for place, row in sorted(self.state.refused.items()) if origin in (None, place[0])]

    # duty

    def appended(self, idempotency_key: str) -> Receipt | None:
        return self.state.receipts.get(idempotency_key)

    def receipts(self) -> Iterator[tuple[str, Receipt]]:
        return iter(sorted(self.state.receipts.items()))

    def settings(self) -> Iterator[tuple[str, bytes]]:
        return iter(sorted((name, value) for name, value in self.state.settings.items() if name != _PROJECTIONS))

    def lists(self) -> Iterator[tuple[object, ...]]:
        return iter(())  # everything is looked up in the records themselves

    def damage(self) -> Iterator[tuple[str, str]]:
        return iter(())

    def setting(self, name: str) -> bytes | None:
        return self.state.settings.get(name)

    def transfers(self, partner: str | None = None, limit: int = 1000) -> list[TransferRow]:
        found = [row for row in self.state.transfers.values() if partner in (None, row.partner)]
        return found[::-1][:limit]

    def evidence(self) -> list[EvidenceRow]:
        return list(self.state.evidence.values())[::-1]

    def peer(self, name: str) -> PeerState | None:
        return self.state.peers.get(name)

    def peers(self) -> list[PeerState]:
        return [peer for _, peer in sorted(self.state.peers.items())]

    def _log(self, origin: str) -> LogState:
        if origin not in self.state.logs:
            raise LogNotHeld(origin)
        return self.state.logs[origin]

    def _shown(self, origin: str) -> tuple[bytes, ...]:
        return self.state.leaves[origin][: self._log(origin).size]

    def _record(self, register: str, row: RecordRow) -> Record:
        place = row.put_origin or row.origin, row.put_index
        definition = self.definition_by_hash(register, row.definition)
        names = definition.part_names if definition else ()
        return build_record(register, row, self.state.parts.get(place, ()), names, partial(self.entry, *place))

    def _found(self, register: str, query: Query) -> list[RecordRow]:
        definition = self.definition(register)
        return find_rows(definition, self._rows(definition, query.as_of), query) if definition else []

    def _rows(self, definition: Definition, as_of: str | None) -> list[RecordRow]:
        register = definition.register
        if as_of is None:
            return [row for (r, _), row in self.state.records.items() if r == register]
        past = Past(self, definition, check_moment(as_of))
        origins = {log.origin for log in self.logs() if log.register == register}
        keys = {row.key for (origin, _), row in self.state.entries.items() if origin in origins}
        return [row for key in keys if (row := past.row(key, self.history(register, key)))]


class MemoryWriter(MemoryReader):
    """See port.Writer."""

    def create_log(self, origin: str) -> None:
        if origin not in self.state.logs:
            node, register = parse_origin(origin)
            self.state.logs[origin] = LogState(origin, node, register, 0, Frontier(), None, Frontier())
            self.state.leaves[origin] = ()

    def add_entries(
        self,
        origin: str,
        first: int,
        leaves: Sequence[bytes],
        hashes: Sequence[bytes] | None = None,
        packed: Mapping[int, bytes] | None = None,
    ) -> Frontier:
        log = self._log(origin)
        if first != log.pending.size:
            raise EntriesNotContiguous(origin, log.pending.size, first)
        frontier = log.pending.extend(leaf_hashes(leaves) if hashes is None else hashes)
        self.state.leaves[origin] = (*self.state.leaves[origin], *leaves)
        self.state.logs[origin] = replace(log, pending=frontier)
        return frontier

    def drop_pending(self, origin: str) -> None:
        log = self._log(origin)
        for index in range(log.size, log.pending.size):
            self.state.parts.pop((origin, index), None)
        self.state.leaves[origin] = self._shown(origin)
        self.state.logs[origin] = replace(log, pending=log.frontier)

    def commit_head(self, origin: str, size: int, head: bytes) -> None:
        log = self._log(origin)
        if size != log.pending.size:
            raise HeadMismatch(origin, log.pending.size, size)
        self.state.logs[origin] = replace(log, size=size, frontier=log.pending, head=head)

    def record_signed_head(self, origin: str, size: int, root: bytes) -> None:
        newest = max((s for o, s in self.state.signed if o == origin), default=0)
        if size < newest or self.state.signed.get((origin, size), root) != root:
            raise HeadConflict(origin, size)
        self.state.signed[origin, size] = root

    def add_cosignature(self, origin: str, size: int, witness: str, line: str) -> None:
        self.state.cosigned[origin, size, witness] = CosignatureRow(witness, line)
        self._count_projection()

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

    def add_definition(self, definition: Definition, *, own: bool = False) -> None:
        before = self.state.definitions.get(definition.hash)
        self.state.definitions[definition.hash] = definition, own or bool(before and before[1])

    def add_entry_rows(self, origin: str, rows: Iterable[EntryRow]) -> None:
        self.state.entries.update({(origin, row.index): row for row in rows})

    def standing(self, register: str, keys: Sequence[str]) -> dict[str, RecordRow]:
        found = {key: self.state.records.get((register, key)) for key in keys}
        return {key: replace(row, values={}) for key, row in found.items() if row}

    def shape(self, register: str) -> Shape | None:
        return None

    def add_records(self, definition: Definition, records: Iterable[RecordRow]) -> None:
        self.put_records(definition, records)

    def put_records(self, definition: Definition, rows: Iterable[RecordRow]) -> None:
        self.state.records.update({(definition.register, row.key): row for row in rows})
        self._count_projection()

    def remove_records(self, register: str, keys: Iterable[str]) -> None:
        for key in keys:
            self.state.records.pop((register, key), None)
        self._count_projection()

    def add_blob_refs(self, refs: Iterable[tuple[str, BlobRef]]) -> None:
        self.state.blob_refs.update(dict.fromkeys(refs))

    def put_erasure(self, row: ErasureRow) -> None:
        self.state.erasures[row.origin, row.index] = row

    def clear_erasure(self, origin: str, index: int) -> None:
        self.state.erasures.pop((origin, index), None)

    def drop_blob(self, sha256: str) -> None:
        self.state.blobs.pop(sha256, None)

    def put_refused(self, row: RefusedRow) -> None:
        self.state.refused[row.origin, row.index] = replace(row, detail=plain_text(row.detail))

    def clear_refused(self, origin: str, index: int) -> None:
        self.state.refused.pop((origin, index), None)

    def drop_projections(self, others: Collection[str] = ()) -> None:
        state = self.state
        for table in (state.entries, state.records, state.blob_refs, state.refused, state.erasures):
            table.clear()
        for digest in [digest for digest, (each, _) in state.definitions.items() if each.register not in others]:
            del state.definitions[digest]
        self._count_projection()

    def index_projections(self) -> None:
        """Make nothing: everything is looked through."""

    def _count_projection(self) -> None:
        self.state.settings[_PROJECTIONS] = b"%d" % (self.projections() + 1)

    def remember_append(self, idempotency_key: str, receipt: Receipt) -> None:
        if idempotency_key in self.state.receipts:
            raise AppendRepeated(idempotency_key)
        self.state.receipts[idempotency_key] = receipt

    def set_setting(self, name: str, value: bytes | None) -> None:
        if value is None:
            self.state.settings.pop(name, None)
        else:
            self.state.settings[name] = value

    def add_transfer(self, row: TransferRow) -> None:
        self.state.transfers.setdefault((row.id, row.direction), replace(row, detail=plain_text(row.detail)))

    def add_evidence(self, at: str, node: str, origin: str, kind: str, notes: Sequence[bytes], detail: str = "") -> int:
        proof: tuple[Any, ...] = (node, origin, kind, tuple(notes))
        number = len(self.state.evidence) + 1
        row = EvidenceRow(number, at, node, origin, kind, tuple(notes), plain_text(detail))
        return self.state.evidence.setdefault(proof, row).id

    def set_peer(self, peer: PeerState) -> None:
        self.state.peers[peer.name] = peer
