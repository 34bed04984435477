"""What may be read without signing in: the parts that definitions say are public, and nothing beside them.

The public list and the internal one come from one source: the same store, the same records, behind a thicker veil. A
register without a public part is not there, and of the others neither source nor attribution, which names people.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from lienvung.core.register.definition import Definition, MapStyle, ValidTime
from lienvung.core.register.definition_rules import RESERVED_PARTS
from lienvung.core.register.origin import parse_origin
from lienvung.core.register.record import Record, Version
from lienvung.node.errors import EntryNotHeld
from lienvung.node.stores.port import COUNT_CAP, LogState, Page, Query, Reader
from lienvung.node.stores.search_text import fold_words, searched_fields
from lienvung.office.eyes import Veiled, fields_within
from lienvung.office.node_access import get_node

# What a definition says beyond its fields may speak of any of them, so of a cut definition it is left out.
_OF_ALL_FIELDS = ("conditions", "unique", "list", "map", "charts", "questions", "valid-time")


@contextmanager
def reading_public() -> Iterator[Reader]:
    """Open the store of this node for reading, as far as a stranger may see."""
    with get_node().store.reading() as reader:
        yield PublicReader(reader)  # what is not given here is not there


def hidden_parts(definition: Definition) -> frozenset[str]:
    """Return the parts that are not public, the reserved ones among them."""
    return frozenset(name for name, rule in definition.parts.items() if not rule.public) | frozenset(RESERVED_PARTS)


def is_public(definition: Definition) -> bool:
    """Return whether a stranger may read anything of this register."""
    return any(rule.public for rule in definition.parts.values())


def public_face(definition: Definition) -> Definition:
    """Return the definition as a stranger may know it: without the fields and parts that are not public."""
    hidden = hidden_parts(definition)
    gone = fields_within(definition, hidden)
    if not gone:
        return definition
    document = {name: each for name, each in definition.document.items() if name not in _OF_ALL_FIELDS}
    document["fields"] = [each for each in document.get("fields", ()) if each["name"] not in gone]
    document["parts"] = {name: each for name, each in document["parts"].items() if name not in hidden}
    return replace(
        definition,
        parts={name: each for name, each in definition.parts.items() if name not in hidden},
        fields={name: each for name, each in definition.fields.items() if name not in gone},
        columns=_without(definition.columns, gone),
        sort=_without(definition.sort, gone),
        facets=_without(definition.facets, gone),
        conditions=(),
        schemas=(),
        orders=(),
        uniques=(),
        charts=(),
        questions=(),
        valid_time=_valid_time_without(definition, gone),
        map=_map_without(definition, gone),
        document=document,
    )


def _without(names: Sequence[str], gone: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name.removeprefix("-") not in gone)


def _valid_time_without(definition: Definition, gone: frozenset[str]) -> ValidTime | None:
    valid = definition.valid_time
    return None if valid is None or gone & {valid.since, valid.until} else valid


def _map_without(definition: Definition, gone: frozenset[str]) -> MapStyle | None:
    style = definition.map
    if style is None or style.geometry in gone:
        return None
    style = replace(style, label="") if style.label in gone else style
    return replace(style, colour_by="", colours={}) if style.colour_by in gone else style


class PublicReader(Veiled):
    """A reader before which only public parts of public registers are there."""

    AS_THEY_ARE = frozenset({"projections", "peers"})
    """Beside what is judged below: when partners were seen, and what they are called."""

    def _hides(self, definition: Definition) -> frozenset[str]:
        return hidden_parts(definition)

    def definition(self, register: str) -> Definition | None:
        """Return the public face of a public register's definition."""
        found = self._reader.definition(register) or get_node().catalogue.get(register)
        return public_face(found) if found and is_public(found) else None

    def definitions(self) -> dict[str, Definition]:
        """Return the public face of each public register, by register."""
        names = {log.register for log in self._reader.logs()} | {*get_node().catalogue}
        found = {name: self.definition(name) for name in sorted(names)}
        return {name: each for name, each in found.items() if each}

    def logs(self) -> list[LogState]:
        """Return the logs of public registers."""
        return [log for log in self._reader.logs() if self.definition(log.register)]

    def log(self, origin: str) -> LogState | None:
        """Return a log of a public register."""
        return self._reader.log(origin) if self._is_shown(origin) else None

    def entries(self, origin: str, first: int, stop: int) -> Iterator[bytes]:
        """Return leaves of a public register's log: they hold digests and no values."""
        if not self._is_shown(origin):
            raise EntryNotHeld(origin, first)
        return self._reader.entries(origin, first, stop)

    def record(self, register: str, key: str, as_of: str | None = None) -> Record | None:
        """Return the public parts of a record."""
        return super().record(register, key, as_of) if self.definition(register) else None

    def find(self, register: str, query: Query) -> Page:
        """Return a page of the public parts of records; no word of another part is searched."""
        return super().find(register, query) if self._may_ask(register, query) else Page((), 0, None)

    def matches(self, register: str, query: Query, cap: int | None = COUNT_CAP) -> int:
        """Count what a query finds of public parts."""
        return super().matches(register, query, cap) if self._may_ask(register, query) else 0

    def facet(
        self, register: str, field: str, query: Query, cap: int | None = COUNT_CAP
    ) -> list[tuple[str | int, int]]:
        """Return the values of a field of public parts."""
        return super().facet(register, field, query, cap) if self._may_ask(register, query) else []

    def total(self, register: str, field: str, query: Query) -> int | str:
        """Return the sum of a field of public parts."""
        return super().total(register, field, query) if self._may_ask(register, query) else 0

    def count(self, register: str, where: Mapping[str, object] | None = None, cap: int | None = None) -> int:
        """Count the records of a public register."""
        return super().count(register, where, cap) if self.definition(register) else 0

    def history(self, register: str, key: str) -> list[Version]:
        """Return the public parts of every entry of a key."""
        return super().history(register, key) if self.definition(register) else []

    def _is_shown(self, origin: str) -> bool:
        return self.definition(parse_origin(origin).register) is not None

    def _may_ask(self, register: str, query: Query) -> bool:
        words = fold_words(query.text)
        return self.definition(register) is not None and not (words and self._searches_hidden_words(register))

    def _searches_hidden_words(self, register: str) -> bool:
        whole = self._reader.definition(register)
        hidden = self._personal(register).fields
        return whole is not None and any(field.name in hidden for field in searched_fields(whole))

    def _veil_record(self, record: Record) -> Record:
        return replace(super()._veil_record(record), source={}, attribution={})

    def __getattr__(self, name: str) -> Any:
        if name not in PublicReader.AS_THEY_ARE:
            raise AttributeError(name)
        return getattr(self._reader, name)
