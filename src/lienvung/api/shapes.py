"""What the JSON read API answers: the description's models, and store values as the mappings these check."""

from typing import Any

from ninja import Schema
from pydantic import Field

from lienvung.api.feed import Changes
from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record, Version
from lienvung.node.stores.port import COUNT_CAP, ChangeRow, LogState, Page

Answer = dict[str, Any]
# The models' own class has an attribute of this name, so the field carries it as its alias.
_REGISTER = Field(alias="register")


class RegisterShape(Schema):
    """A register: its definition in normal form, the hash of that, and how many live records are held, up to 1000."""

    register_: str = _REGISTER
    definition_hash: str
    definition: Answer
    records: int
    records_capped: bool


class RecordShape(Schema):
    """A record as this node holds it. `parts` says which parts are held, withheld, erased, unavailable, invalid
    or hidden."""

    register_: str = _REGISTER
    key: str
    steward: str
    origin: str
    index: int
    op: str
    state: str
    time: str
    batch: str
    definition: str
    values: Answer
    source: Answer
    attribution: Answer
    parts: dict[str, str]
    digests: dict[str, str]
    into: str | None


class SourceShape(Schema):
    """A log that an answer was read from: whose it is, and how large when it was verified. `seen` is when a partner's
    log was last heard of; our own is never old."""

    origin: str
    steward: str
    title: str
    size: int
    root: str
    verified: bool
    seen: str | None


class RecordWithSourcesShape(RecordShape):
    """A record, and the logs of its register."""

    sources: list[SourceShape]


class RecordsShape(Schema):
    """One page of records; `next` is the cursor of the next page. `total` is counted up to 1000."""

    records: list[RecordShape]
    total: int
    total_capped: bool
    next: str | None
    sources: list[SourceShape]


class VersionShape(Schema):
    """One entry of a key: where it stands in which log, what it did, and the values held of it, by part."""

    origin: str
    index: int
    op: str
    time: str
    batch: str
    definition: str
    digests: dict[str, str]
    parts: dict[str, str]
    values: dict[str, Answer]


class ChangeShape(Schema):
    """One entry of any log."""

    time: str
    register_: str = _REGISTER
    key: str
    op: str
    origin: str
    index: int
    batch: str


class ChangesShape(Schema):
    """Entries after a cursor; `next` is the cursor after them, `more` whether there were more already."""

    changes: list[ChangeShape]
    next: str
    more: bool


class HeadShape(Schema):
    """The newest head that this node holds of a log: size, root (hex) and the signed note itself."""

    origin: str
    size: int
    root: str
    checkpoint: str


class ProblemShape(Schema):
    """Why a request was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


def show_register(definition: Definition, records: int) -> Answer:
    """Return a definition with a capped count of records."""
    return {
        "register": definition.register,
        "definition_hash": definition.hash,
        "definition": dict(definition.document),
        **_capped("records", records),
    }


def show_record(record: Record) -> Answer:
    """Return a record with all its facts."""
    # Digests may still lie in the log; the answer is written when its snapshot has ended.
    return {**{name: getattr(record, name) for name in Record.__slots__}, "digests": dict(record.digests)}


def show_page(page: Page, sources: list[Answer]) -> Answer:
    """Return a page of records and where they come from."""
    shown = [show_record(each) for each in page.records]
    return {"records": shown, **_capped("total", page.total), "next": page.next, "sources": sources}


def show_version(version: Version) -> Answer:
    """Return one entry of a key."""
    entry = version.entry
    return {
        "origin": version.origin,
        "index": version.index,
        "op": entry.op,
        "time": entry.time,
        "batch": entry.batch,
        "definition": entry.definition,
        "digests": dict(entry.parts),
        "parts": dict(version.states),
        "values": {name: dict(values) for name, values in version.values.items()},
    }


def show_change(row: ChangeRow) -> Answer:
    """Return one entry of any log."""
    return {name: getattr(row, name) for name in ChangeRow.__slots__}


def show_changes(changes: Changes) -> Answer:
    """Return entries and the cursor after them."""
    return {"changes": [show_change(row) for row in changes.rows], "next": changes.after, "more": changes.more}


def show_head(log: LogState) -> Answer:
    """Return the head of a log that has one."""
    note = (log.head or b"").decode()
    return {"origin": log.origin, "size": log.size, "root": log.frontier.root().hex(), "checkpoint": note}


def _capped(name: str, count: int) -> Answer:
    return {name: min(count, COUNT_CAP - 1), f"{name}_capped": count >= COUNT_CAP}
