"""What somebody's eyes may see of the store: decided here, once, for pages, files, tables and answers alike.

Whoever lacks the duty `personal` looks through a veil: to them the personal parts are not there. No value of one is
read, no record matches or is ordered by one, and a file that only such a part names does not exist. The gate
(`office.access`) says at each request whose eyes they are; where nobody said so, they are a stranger's.
What may be read without signing in is far less: `office.public_eyes`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from lienvung.core.register.definition import Definition
from lienvung.core.register.origin import parse_origin
from lienvung.core.register.record import HELD, Record, Version
from lienvung.node.stores.port import COUNT_CAP, Page, Reader
from lienvung.node.stores.rows import BlobRef, Link, PartRow, Query
from lienvung.node.stores.spans import placed_fields
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty, holds

HIDDEN = "hidden"
"""The state of a part that is held here and that these eyes may not see."""

_sees_personal: ContextVar[bool] = ContextVar("sees_personal", default=False)


def look_as(role: str | None) -> None:
    """Say whose eyes look from here on, in this thread; None: a stranger's."""
    _sees_personal.set(role is not None and holds(role, Duty.PERSONAL))


def sees_personal() -> bool:
    """Return whether whoever looks may read personal parts."""
    return _sees_personal.get()


@contextmanager
def reading() -> Iterator[Reader]:
    """Open the store of this node for reading, as far as whoever looks may see."""
    with get_node().store.reading() as reader:
        yield reader if sees_personal() else veil(reader)


def veil(reader: Reader) -> Reader:
    """Return the store without its personal parts."""
    return Veiled(reader)  # what is not seen through is asked of the reader behind


def visible_values(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values, of a draft say, that whoever looks may see."""
    hidden = frozenset() if sees_personal() else fields_within(definition, definition.personal_parts)
    return {name: value for name, value in values.items() if name not in hidden}


@dataclass(frozen=True, slots=True)
class _Personal:
    """The parts of a register behind the veil, and their fields, by every definition known of it."""

    parts: frozenset[str]
    fields: frozenset[str]


class Veiled:
    """A reader behind a veil. What carries values is given here; a method that is not named anywhere is not there."""

    AS_THEY_ARE = frozenset(
        {
            *("logs", "log", "entry", "last_leaf", "entries", "entry_bundle", "packed_bundles", "hash_tile", "hashes"),
            *("signed_head", "signed_heads", "cosignatures", "cosignatures_from", "wanted", "missing_blobs"),
            *("definitions", "definition_by_hash", "defines", "definition", "projections", "hand_overs", "changes"),
            *("erasures", "refused", "merged_into", "appended", "setting", "transfers", "evidence", "peer", "peers"),
        }
    )
    """What carries no value of a part that a register could hold."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, _Personal] = {}

    def _hides(self, definition: Definition) -> frozenset[str]:
        """Return the parts of a register that are behind this veil."""
        return definition.personal_parts

    def __getattr__(self, name: str) -> Any:
        if name not in self.AS_THEY_ARE:
            raise AttributeError(name)
        return getattr(self._reader, name)

    def record(self, register: str, key: str, as_of: str | None = None) -> Record | None:
        """Return a record without the values of its personal parts."""
        found = self._reader.record(register, key, as_of)
        return self._veil_record(found) if found else None

    def find(self, register: str, query: Query) -> Page:
        """Return a page of records; nothing matches or is ordered by what is not seen."""
        if self._asks_hidden(register, query):
            return Page((), 0, None)
        hidden = self._personal(register).fields
        sort = tuple(name for name in query.sort if name.removeprefix("-") not in hidden) or ("-time",)
        page = self._reader.find(register, replace(query, sort=sort))
        return replace(page, records=tuple(self._veil_record(each) for each in page.records))

    def count(self, register: str, where: Mapping[str, object] | None = None, cap: int | None = None) -> int:
        """Count records; none matches by what is not seen."""
        return 0 if self._personal(register).fields & set(where or ()) else self._reader.count(register, where, cap)

    def matches(self, register: str, query: Query, cap: int | None = COUNT_CAP) -> int:
        """Count what a query finds; nothing matches by what is not seen."""
        return 0 if self._asks_hidden(register, query) else self._reader.matches(register, query, cap)

    def facet(
        self, register: str, field: str, query: Query, cap: int | None = COUNT_CAP
    ) -> list[tuple[str | int, int]]:
        """Return the values of a field that is seen; none matches by what is not seen."""
        hidden = field in self._personal(register).fields or self._asks_hidden(register, query)
        return [] if hidden else self._reader.facet(register, field, query, cap)

    def total(self, register: str, field: str, query: Query) -> int | str:
        """Return the sum of a field that is seen; none matches by what is not seen."""
        hidden = field in self._personal(register).fields or self._asks_hidden(register, query)
        return 0 if hidden else self._reader.total(register, field, query)

    def history(self, register: str, key: str) -> list[Version]:
        """Return every entry of a key without the values of its personal parts."""
        hidden = self._personal(register).parts
        return [_veil_version(each, hidden) for each in self._reader.history(register, key)]

    def links_to(self, key: str, limit: int | None = None, within: tuple[str, str] | None = None) -> list[Link]:
        """Return the links that do not stand in a personal part."""
        found = self._reader.links_to(key, limit, within)
        return [link for link in found if link.field not in self._personal(link.register).fields]

    def part(self, origin: str, index: int, name: str) -> PartRow | None:
        """Return a part; a personal one without salt and values."""
        row = self._reader.part(origin, index, name)
        return self._veil_part(origin, row) if row else None

    def parts(self, origin: str, first: int, stop: int, names: Sequence[str] | None = None) -> Iterator[PartRow]:
        """Yield parts; personal ones without salt and values."""
        return (self._veil_part(origin, row) for row in self._reader.parts(origin, first, stop, names))

    def blob(self, sha256: str) -> bytes | None:
        """Return a file, unless only personal parts name it."""
        return self._reader.blob(sha256) if self._is_open(sha256) else None

    def has_blob(self, sha256: str) -> bool:
        """Return whether a file is held that not only personal parts name."""
        return self._is_open(sha256) and self._reader.has_blob(sha256)

    def blob_refs(self, sha256: str) -> list[BlobRef]:
        """Return the parts that name a file, the personal ones left out."""
        return [ref for ref in self._reader.blob_refs(sha256) if ref.part not in self._personal_of(ref.origin)]

    def _asks_hidden(self, register: str, query: Query) -> bool:
        """Return whether a query looks at what is behind the veil."""
        hidden = self._personal(register).fields
        definition = self._reader.definition(register)
        drawn = {field.name for field in placed_fields(definition)} if query.box and definition else set()
        return bool(hidden & {*query.where, *query.ranges, *drawn})

    def _is_open(self, sha256: str) -> bool:
        return bool(self.blob_refs(sha256)) or not self._reader.blob_refs(sha256)

    def _veil_record(self, record: Record) -> Record:
        personal = self._personal(record.register)
        if not personal.parts:
            return record
        values = {name: value for name, value in record.values.items() if name not in personal.fields}
        return replace(record, values=values, parts=_veil_states(record.parts, personal.parts))

    def _veil_part(self, origin: str, row: PartRow) -> PartRow:
        return replace(row, state="withheld", salt=b"", body=b"") if row.name in self._personal_of(origin) else row

    def _personal_of(self, origin: str) -> frozenset[str]:
        return self._personal(parse_origin(origin).register).parts

    def _personal(self, register: str) -> _Personal:
        if not self._known:
            known = [*get_node().catalogue.values(), *self._reader.definitions().values()]
            self._known = _hidden_parts((each, self._hides(each)) for each in known)
        return self._known.get(register, _NOTHING)


_NOTHING = _Personal(frozenset(), frozenset())


def _hidden_parts(definitions: Iterable[tuple[Definition, frozenset[str]]]) -> dict[str, _Personal]:
    known: dict[str, _Personal] = {}
    for each, parts in definitions:
        before = known.get(each.register, _NOTHING)
        known[each.register] = _Personal(before.parts | parts, before.fields | fields_within(each, parts))
    return known


def fields_within(definition: Definition, parts: frozenset[str]) -> frozenset[str]:
    """Return the names of the fields that stand in these parts."""
    return frozenset(name for name, field in definition.fields.items() if field.part in parts)


def _veil_version(version: Version, hidden: frozenset[str]) -> Version:
    values = {part: each for part, each in version.values.items() if part not in hidden}
    return replace(version, values=values, states=_veil_states(version.states, hidden))


def _veil_states(states: Mapping[str, str], hidden: frozenset[str]) -> dict[str, str]:
    return {name: HIDDEN if name in hidden and state == HELD else state for name, state in states.items()}
