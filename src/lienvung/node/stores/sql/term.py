"""What a query asks of a record, with the ways in which it can be looked up."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a query asks of a record.

    `test` holds of a row, and leads to no index. `source` selects the numbers (`_id`) of the records of which it holds
    from an index beside the table; where there is none, `lookup` says the same as `test` so that an index of the table
    leads there, if there is one. `some` selects a part of what `source` does, sooner: enough of it says "many".
    `equals` is the column that has one value in all of these records.
    """

    test: str
    values: tuple[Any, ...]
    lookup: str = ""
    source: str = ""
    source_values: tuple[Any, ...] = ()
    equals: str = ""
    some: str = ""
    some_values: tuple[Any, ...] = ()


NEVER = Term("FALSE", (), source="SELECT 0 AS found WHERE FALSE")
"""What holds of no record."""
