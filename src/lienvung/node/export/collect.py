"""Everything that a node holds, as files: members of the archive, in the order of docs/formats/sealed-export.md."""

import csv
import io
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

import orjson

from lienvung.core.register.canonical import Value, canonical
from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.core.tlog.tile import format_tile_path
from lienvung.node.contact import own_node_json
from lienvung.node.stores.port import Query, Reader
from lienvung.node.stores.rows import LogState, PartRow

MAGIC: Final = "lienvung/export/v1"
CHUNK: Final = 2_560
STATES: Final = ("live", "retired", "merged", "invalid", "withheld")
WIDTH: Final = 256

Member = tuple[str, bytes]


def members(reader: Reader, node: str, made: str) -> Iterator[Member]:
    """Yield each file of the archive as (name, bytes); one moment of the store."""
    logs = [log for log in reader.logs() if log.size and log.head is not None]
    sizes: dict[str, Value] = {log.origin: log.size for log in logs}
    facts: dict[str, Value] = {"export": MAGIC, "made": made, "node": node, "logs": sizes}
    yield "export.json", canonical(facts)
    yield from _nodes(reader, node)
    for digest, definition in reader.definitions().items():
        yield f"definitions/{digest}.json", canonical(definition.document)
    for log in logs:
        yield from _log(reader, log)
    for log in logs:
        yield from _parts(reader, log)
    for register in sorted({log.register for log in logs}):
        yield from _records(reader, register)
    for digest in reader.blobs():
        yield f"blobs/{digest}", reader.blob(digest) or b""
    yield "refused/0.jsonl", _lines(asdict(row) for row in reader.refused())
    yield from _ledger(reader)
    yield from _evidence(reader)


def _nodes(reader: Reader, node: str) -> Iterator[Member]:
    own = own_node_json(reader)
    if own is not None:
        yield f"nodes/{node}.json", own
    for peer in reader.peers():
        yield f"nodes/{peer.name}.json", peer.document


def _log(reader: Reader, log: LogState) -> Iterator[Member]:
    folder = f"logs/{log.origin}"
    lines = "".join(row.line for row in reader.cosignatures(log.origin, log.size))
    yield f"{folder}/checkpoint", (log.head or b"") + lines.encode()
    for n in range(-(-log.size // WIDTH)):
        width = min(WIDTH, log.size - n * WIDTH)
        yield f"{folder}/{format_tile_path('entries', n, width)}", reader.entry_bundle(log.origin, n)
    level, size = 0, log.size
    while size:
        for n in range(-(-size // WIDTH)):
            width = min(WIDTH, size - n * WIDTH)
            yield f"{folder}/{format_tile_path(level, n, width)}", reader.hash_tile(log.origin, level, n)
        level, size = level + 1, size // WIDTH


def _parts(reader: Reader, log: LogState) -> Iterator[Member]:
    for first in range(0, log.size, CHUNK):
        rows = reader.parts(log.origin, first, min(first + CHUNK, log.size))
        yield f"parts/{log.origin}/{first}.jsonl", _lines(map(_part, rows))


def _part(row: PartRow) -> dict[str, Any]:
    known = {"index": row.index, "part": row.name, "state": row.state}
    return {**known, "body": row.body.decode(), "salt": row.salt.hex()} if row.state == "held" else known


def _records(reader: Reader, register: str) -> Iterator[Member]:
    definition = reader.definition(register)
    after: str | None = None
    number = 0
    while definition is not None:
        page = reader.find(register, Query(sort=("key",), after=after, limit=CHUNK, states=STATES))
        lines = [_record(reader, record) for record in page.records]
        if lines:
            yield f"records/{register}/{number}.jsonl", _lines(lines)
            yield f"records/{register}/{number}.csv", _table(definition, lines)
        after, number = page.next, number + 1
        if after is None:
            return


def _record(reader: Reader, record: Record) -> dict[str, Any]:
    # Salts are fresh in every put, so its digests find it.
    history = reader.history(record.register, record.key)
    put = next(version for version in history if version.entry.parts == record.digests)
    return {
        "definition": record.definition,
        "index": record.index,
        "key": record.key,
        "op": record.op,
        "origin": record.origin,
        "put-index": put.index,
        "put-origin": put.origin,
        "state": record.state,
        "steward": record.steward,
        "values": dict(record.values),
    }


def _table(definition: Definition, records: Iterable[dict[str, Any]]) -> bytes:
    """Return records as a table that spreadsheets open: UTF-8 with its mark, lists and objects as JSON."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["key", "steward", "state", *definition.fields])
    for record in records:
        values = record["values"]
        cells = (_cell(values.get(name)) for name in definition.fields)
        writer.writerow([record["key"], record["steward"], record["state"], *cells])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return orjson.dumps(value).decode()
    # A cell that begins like a formula is text to a spreadsheet only with a mark before it.
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _ledger(reader: Reader) -> Iterator[Member]:
    yield "ledger/0.jsonl", _lines(asdict(row) for row in reader.transfers(limit=2**40))


def _evidence(reader: Reader) -> Iterator[Member]:
    for row in reader.evidence():
        facts = {**asdict(row), "notes": [b64encode(note).decode() for note in row.notes]}
        yield f"evidence/{row.id}.json", orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_SORT_KEYS) + b"\n" for row in rows)
