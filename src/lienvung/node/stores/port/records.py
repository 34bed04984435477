"""The port to the projections: definitions, records, links, changes, refusals."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record, Version
from lienvung.node.stores.rows import ChangeRow, EntryRow, ErasureRow, Link, Query, RecordRow, RefusedRow, Shape

COUNT_CAP = 1001
"""Totals are counted up to here: a page that says "more than 1.000" need not count a million."""

FACET_VALUES = 100
"""So many values of one facet are told apart."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of records; `total` is capped at COUNT_CAP; `next` is None on the last page."""

    records: tuple[Record, ...]
    total: int
    next: str | None


class RecordReader(Protocol):
    """The projections: what people look at."""

    def definitions(self) -> dict[str, Definition]:
        """Every definition the logs have brought, by hash."""
        ...

    def definition_by_hash(self, register: str, digest: str) -> Definition | None:
        """One definition of a register: our catalogue's, or one that a log brought and that was accepted."""
        ...

    def defines(self, origin: str, limit: int) -> list[int]:
        """The indices of up to `limit` first `define` entries of a log."""
        ...

    def definition(self, register: str) -> Definition | None:
        """The definition of a register that its table follows: our catalogue's, else the newest."""
        ...

    def projections(self, register: str = "") -> int:
        """A number that grows whenever records of a register, or where none is named records of any or witnesses'
        lines, are shown or taken away: what was computed from them holds until then."""
        ...

    def record(self, register: str, key: str, as_of: str | None = None) -> Record | None:
        """A record in any state, now or as it was known at a moment; None where no log has it, or had it then."""
        ...

    def history(self, register: str, key: str) -> list[Version]:
        """Every entry of a key, oldest first, the refused ones too."""
        ...

    def hand_overs(self, register: str) -> list[Version]:
        """Every hand-over entry of a register's logs, by origin and index, the refused ones too."""
        ...

    def find(self, register: str, query: Query) -> Page:
        """One page of records (UnknownField, RangeInvalid, BoxInvalid, MomentInvalid)."""
        ...

    def matches(self, register: str, query: Query, cap: int | None = COUNT_CAP) -> int:
        """How many records a query finds, counted up to `cap`; its order and its limit do not matter. Raise what `find`
        does.
        """
        ...

    def facet(
        self, register: str, field: str, query: Query, cap: int | None = COUNT_CAP
    ) -> list[tuple[str | int, int]]:
        """The values of a field among the records that a query finds, each with how many have it, up to `cap`.

        What the query itself asks of this field is left aside, so that another value can be chosen. The commonest come
        first, then by value; at most FACET_VALUES. Raise what `find` does.
        """
        ...

    def total(self, register: str, field: str, query: Query) -> int | str:
        """The sum of a field over all records that a query finds: of integers and money an integer, else a decimal
        string (RangeInvalid where the field is no number, else what `find` raises).
        """
        ...

    def count(self, register: str, where: Mapping[str, object] | None = None, cap: int | None = None) -> int:
        """How many live records match, counted up to `cap`."""
        ...

    def table(self, register: str) -> Iterator[Mapping[str, object]]:
        """The register's table as it lies, one mapping of columns a record, by key; for checks and exports."""
        ...

    def links_to(self, key: str, limit: int | None = None, within: tuple[str, str] | None = None) -> list[Link]:
        """The fields of live records that name this key, by register and key; the first of them where limited.

        `within` is a register and the one field of it that is asked for.
        """
        ...

    def merged_into(self, register: str, key: str) -> list[str]:
        """The keys of the records that were merged into this one itself, in order."""
        ...

    def changes(
        self, since: str, until: str | None = None, registers: Sequence[str] | None = None, limit: int = 10_000
    ) -> list[ChangeRow]:
        """Entries with since ≤ time < until, newest first, the refused ones too."""
        ...

    def erasures(self, node: str | None = None) -> list[ErasureRow]:
        """The valid erase entries of all logs, or of one node's, by origin and index."""
        ...

    def refused(self, origin: str | None = None) -> list[RefusedRow]:
        """Entries that are in a log but not in force."""
        ...


class RecordWriter(Protocol):
    """The projections as one transaction changes them."""

    def put_erasure(self, row: ErasureRow) -> None:
        """Note a valid erase entry; the same twice is one."""
        ...

    def clear_erasure(self, origin: str, index: int) -> None:
        """Forget an erase entry that no longer holds."""
        ...

    def add_definition(self, definition: Definition, *, own: bool = False) -> bool:
        """Keep a definition, make the register's table or add the columns of a newer version to it.

        The table and its lists follow `own` definitions (of our catalogue) before those that only a log brought. Say
        whether records that stand have to be shown again: what they may hold has a place now that it had not.
        """
        ...

    def add_entry_rows(self, origin: str, rows: Iterable[EntryRow]) -> None:
        """Index entries by key and time; the same row twice is one."""
        ...

    def standing(self, register: str, keys: Sequence[str]) -> dict[str, RecordRow]:
        """The records that stand under these keys, without their values."""
        ...

    def shape(self, register: str) -> Shape | None:
        """What makes the columns of a register's table from values, also in another process; None: keep the values."""
        ...

    def add_records(self, definition: Definition, records: Iterable[RecordRow]) -> None:
        """Show records under keys that do not stand yet in the register's table, with their links."""
        ...

    def put_records(self, definition: Definition, rows: Iterable[RecordRow]) -> None:
        """Show records in the register's table, with their links, replacing those of the same keys."""
        ...

    def remove_records(self, register: str, keys: Iterable[str]) -> None:
        """Stop showing records: nothing valid is left of them."""
        ...

    def put_refused(self, row: RefusedRow) -> None:
        """Note why an entry is not in force, replacing what was said of it before."""
        ...

    def clear_refused(self, origin: str, index: int) -> None:
        """Forget a refusal that no longer holds."""
        ...

    def drop_projections(self, others: Collection[str] = ()) -> None:
        """Remove records, links, entry rows, definitions, blob references, erasures, refusals; logs and values stay.

        Definitions of `others`, registers that are not ours, stay as well: which of them came first is in no log.
        """
        ...

    def index_projections(self) -> None:
        """Make the indices of lists that wait since `drop_projections`: of many rows at once they cost far less."""
        ...
