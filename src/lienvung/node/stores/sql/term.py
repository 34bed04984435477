"""What a query asks of a record, with the ways in which it can be looked up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Stretch(NamedTuple):
    """A condition under which records follow each other in an order, and the values that it binds."""

    sql: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a query asks of a record.

    `test` holds of a row, and leads to no index; `reads` are the columns that it looks at, () where it looks elsewhere
    too. `source` selects the numbers (`_id`) of the records of which it holds from an index beside the table; where
    there is none, `lookup` says the same as `test` so that an index of the table leads there, if there is one.
    Of a choice, `chosen` are the values of which the one column that it reads has one in these records, and in no
    others. `along` says for a column by which records may be ordered in which stretches of that order they lie, those
    without a value last.
    """

    test: str
    values: tuple[Any, ...]
    lookup: str = ""
    source: str = ""
    source_values: tuple[Any, ...] = ()
    chosen: tuple[Any, ...] = ()
    reads: tuple[str, ...] = ()
    along: Mapping[str, tuple[Stretch, ...]] = field(default_factory=dict)

    @property
    def equals(self) -> str:
        """The column that has one value in all of the records of which it holds, or nothing."""
        return self.reads[0] if len(self.chosen) == 1 else ""

    @property
    def leads(self) -> bool:
        """Whether an index leads to the records of which it holds."""
        return bool(self.source or self.lookup)


NEVER = Term("FALSE", (), source="SELECT 0 AS _found WHERE FALSE")
"""What holds of no record."""
