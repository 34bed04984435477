"""What the JSON read API answers, field by field; its OpenAPI description is made from these."""

from typing import Any

from ninja import Schema
from pydantic import Field

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record, Version
from lienvung.node.stores.port import COUNT_CAP, ChangeRow, LogState, Page


class RegisterShape(Schema):
    """A register: its definition in normal form, the hash of that, and how many live records are held."""

    register_: str = Field(alias="register", serialization_alias="register")
    definition_hash: str
    definition: dict[str, Any]
    records: int
    records_capped: bool

    @classmethod
    def of(cls, definition: Definition, records: int) -> "RegisterShape":
        """Build it from a definition and a capped count."""
        return cls(
            register=definition.register,
            definition_hash=definition.hash,
            definition=dict(definition.document),
            records=min(records, COUNT_CAP - 1),
            records_capped=records >= COUNT_CAP,
        )


class RecordShape(Schema):
    """A record as this node holds it. `parts` says which parts are held, withheld, erased, unavailable or invalid."""

    register_: str = Field(alias="register", serialization_alias="register")
    key: str
    steward: str
    origin: str
    index: int
    op: str
    state: str
    time: str
    batch: str
    definition: str
    values: dict[str, Any]
    source: dict[str, Any]
    attribution: dict[str, Any]
    parts: dict[str, str]
    digests: dict[str, str]
    into: str | None

    @classmethod
    def of(cls, record: Record) -> "RecordShape":
        """Build it from a record."""
        return cls(**{name: getattr(record, name) for name in _RECORD})


_RECORD = tuple(name for name in Record.__slots__)


class RecordsShape(Schema):
    """One page of records; `next` is the cursor of the next page. `total` is counted up to 1000."""

    records: list[RecordShape]
    total: int
    total_capped: bool
    next: str | None

    @classmethod
    def of(cls, page: Page) -> "RecordsShape":
        """Build it from a page of the store."""
        return cls(
            records=[RecordShape.of(record) for record in page.records],
            total=min(page.total, COUNT_CAP - 1),
            total_capped=page.total >= COUNT_CAP,
            next=page.next,
        )


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
    values: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, version: Version) -> "VersionShape":
        """Build it from a version."""
        entry = version.entry
        return cls(
            origin=version.origin,
            index=version.index,
            op=entry.op,
            time=entry.time,
            batch=entry.batch,
            definition=entry.definition,
            digests=dict(entry.parts),
            parts=dict(version.states),
            values={name: dict(values) for name, values in version.values.items()},
        )


class ChangeShape(Schema):
    """One entry of any log."""

    time: str
    register_: str = Field(alias="register", serialization_alias="register")
    key: str
    op: str
    origin: str
    index: int
    batch: str

    @classmethod
    def of(cls, row: ChangeRow) -> "ChangeShape":
        """Build it from a row of the store."""
        return cls(**{name: getattr(row, name) for name in ChangeRow.__slots__})


class HeadShape(Schema):
    """The newest head that this node holds of a log: size, root (hex) and the signed note itself."""

    origin: str
    size: int
    root: str
    checkpoint: str

    @classmethod
    def of(cls, log: LogState) -> "HeadShape":
        """Build it from a log that has a head."""
        return cls(
            origin=log.origin, size=log.size, root=log.frontier.root().hex(), checkpoint=(log.head or b"").decode()
        )


class ProblemShape(Schema):
    """Why a request was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
