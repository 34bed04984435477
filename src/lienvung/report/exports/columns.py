"""The columns of a register's file: the key, the steward, and each field that its reader may see."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.record import Record
from lienvung.core.text import fold
from lienvung.report.exports.guarding import guard_text
from lienvung.report.exports.spelling import LONGEST_CELL, Day, Figure, Shower, plain_value, spell_value

KEY, STEWARD = "key", "steward"
TITLES: Final = "(tên, để đọc)"
"""Ends the heading of a column that says what linked records are called; a file that comes in again says it by keys."""
_OWN_WORDS: Final = {KEY: "Khóa bản ghi", STEWARD: "Chủ quản"}


TitleOf = Callable[[str, str], str]
"""What the record of a register with a key is called."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file of a register holds of each record, in order."""

    definition: Definition
    fields: tuple[Field, ...]
    title_of: TitleOf

    @property
    def names(self) -> tuple[str, ...]:
        """Headings for machines: names that never change."""
        return (KEY, STEWARD, *(each.name for each in self.fields))

    @property
    def words(self) -> tuple[str, ...]:
        """Headings for people: labels with units, with the name behind those that are alike; a link has two."""
        labels = [*_OWN_WORDS.values(), *map(_heading, self.fields)]
        folded = list(map(fold, labels))
        words = [
            label if folded.count(fold(label)) == 1 else f"{label} [{name}]"
            for label, name in zip(labels, self.names, strict=True)
        ]
        own, rest = words[: len(_OWN_WORDS)], zip(words[len(_OWN_WORDS) :], self.fields, strict=True)
        doubled = ((said, f"{said} {TITLES}") if field.datatype == "link" else (said,) for said, field in rest)
        return (*own, *chain.from_iterable(doubled))

    def spelled(self, record: Record) -> list[str]:
        """Return the cells of a record exactly, for csv."""
        values = (spell_value(each, record.values.get(each.name)) for each in self.fields)
        return [record.key, record.steward, *values]

    def plain(self, record: Record) -> dict[str, Any]:
        """Return a record as a JSON object; what has no value is not there."""
        values = {each.name: plain_value(each, record.values.get(each.name)) for each in self.fields}
        present = {name: value for name, value in values.items() if value is not None}
        return {KEY: record.key, STEWARD: record.steward, **present}

    def showers(self) -> tuple[Shower, ...]:
        """Return what spells each field for people."""
        return tuple(map(Shower, self.fields))

    def shown(self, record: Record, showers: tuple[Shower, ...]) -> Iterator[str | Figure | Day]:
        """Yield the cells of a record for people."""
        yield from (record.key, record.steward)
        for field, shower in zip(self.fields, showers, strict=True):
            value = record.values.get(field.name)
            yield shower(value)
            if field.datatype == "link":
                yield self._titles(field, value)

    def _titles(self, field: Field, value: Any) -> str:
        keys = value if isinstance(value, list) else [] if value is None else [value]
        return guard_text("; ".join(self.title_of(field.to, key) for key in keys))[:LONGEST_CELL]


def _heading(field: Field) -> str:
    """Return the label of a field, with the unit of its figures where the label does not say it."""
    label, unit = field.label["vi"], field.unit
    is_said = not unit or re.search(rf"(?<!\w){re.escape(unit)}(?!\w)", label)
    return label if is_said else f"{label} ({unit})"


def by_key(_register: str, key: str) -> str:
    """Call a record by its key."""
    return key


def columns_of(definition: Definition, hidden: Collection[str] = (), title_of: TitleOf = by_key) -> Columns:
    """Return the columns of a register's file without the fields that are hidden from its reader."""
    return Columns(definition, tuple(each for each in definition.fields.values() if each.name not in hidden), title_of)
