"""What of a register other programmes may see: shared and public parts, internal ones where asked, never personal ones.

Names in the tables are those of the definition with `_` for `-`. A date has two columns more, its first and its last
day. What is not named by a field has a name that no field can have: `key`, `steward` and `time` are taken (rule D9),
no field begins with `_` or has two of them in a row.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import DECIMALS, TIMES, WHOLE_NUMBERS
from lienvung.core.register.record import Record
from lienvung.node.stores.port import RecordReader
from lienvung.node.stores.spans import placed_fields, span_of
from lienvung.node.stores.sql.register_table import column_name

TEXT, INTEGER, REAL, BOOLEAN, DATE = "TEXT", "INTEGER", "REAL", "BOOLEAN", "DATE"
OWN: Final = ("key", "steward", "time")


@dataclass(frozen=True, slots=True)
class Layer:
    """One register as a table: its fields in the order of the definition, the one that is drawn apart."""

    definition: Definition
    fields: tuple[Field, ...]
    drawn: Field | None

    @property
    def name(self) -> str:
        """The table's name."""
        return column_name(self.definition.register)

    @property
    def geometry(self) -> str:
        """The name of the column that is drawn, "" where there is none."""
        return column_name(self.drawn.name) if self.drawn else ""

    @property
    def columns(self) -> dict[str, str]:
        """Name and type of every column but the geometry."""
        told = dict.fromkeys(OWN, TEXT)
        for field in self.fields:
            column = column_name(field.name)
            told[column] = _type(field)
            if field.datatype in TIMES and not field.many:
                told |= {f"{column}__first": DATE, f"{column}__last": DATE}
        return told

    def row(self, record: Record) -> list[Any]:
        """Return a record's values in the order of the columns."""
        row: list[Any] = [record.key, record.steward, record.time]
        for field in self.fields:
            value = record.values.get(field.name)
            row.append(_cell(field, value))
            if field.datatype in TIMES and not field.many:
                row += _days(field, value)
        return row


def layers(reader: RecordReader, *, internal: bool) -> Iterator[Layer]:
    """Yield the registers that people use, by name; `internal` shows the parts that are for the house too."""
    known = reader.definitions().values()
    for register in sorted({each.register for each in known}):
        definition = reader.definition(register)
        if definition is not None and not definition.system:
            yield _layer(definition, internal=internal)


def _layer(definition: Definition, *, internal: bool) -> Layer:
    shown = {name for name, rule in definition.parts.items() if name == "shared" or rule.public or internal}
    fields = [field for field in definition.fields.values() if field.part in shown - definition.personal_parts]
    drawn = next((field for field in placed_fields(definition) if field in fields and not field.many), None)
    return Layer(definition, tuple(field for field in fields if field is not drawn), drawn)


def _type(field: Field) -> str:
    if field.many:
        return TEXT
    kinds = {**dict.fromkeys(WHOLE_NUMBERS, INTEGER), **dict.fromkeys(DECIMALS, REAL), "boolean": BOOLEAN}
    return kinds.get(field.datatype, TEXT)


def _cell(field: Field, value: Any) -> Any:
    if isinstance(value, list | dict):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    if field.datatype in DECIMALS and isinstance(value, str):
        return float(value)
    return int(value) if isinstance(value, bool) else value


def _days(field: Field, value: Any) -> Iterable[str | None]:
    return (day if day and day[0].isdigit() else None for day in span_of(field, value))


def labels(definition: Definition) -> Mapping[str, str]:
    """Return what a register is called and what it is for, in the first language."""
    return {"title": definition.title["vi"], "purpose": definition.purpose.get("vi", "")}
