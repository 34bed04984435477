"""What each database does in its own way; everything else about tables is said once, in SQL that both understand.

Values are marked by `?`. Of types there are three: 64-bit integers, text and bytes. Text compares by code point.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, Protocol

from lienvung.node.stores.sql.register_table import RegisterTable
from lienvung.node.stores.sql.term import Term

Repeated = Literal["fail", "skip", "replace"]
"""What happens to a row whose key stands already: the first column of a table is its key."""


class Database(Protocol):
    """One connection inside one transaction."""

    dear: int
    """To test one record for words is as dear as to gather so many from the index of words."""

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Run a query and return all its rows."""
        ...

    def row(self, query: str, values: Sequence[Any] = ()) -> Any:
        """Run a query and return its first row, or None."""
        ...

    def stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """Run a query and give its rows as they are wanted, however many there are."""
        ...

    def execute(self, query: str, values: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it changed."""
        ...

    def insert(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], repeated: Repeated = "fail"
    ) -> None:
        """Insert rows in bulk."""
        ...

    def among(self, column: str, values: Sequence[str] | Sequence[int]) -> tuple[str, Any]:
        """Return the condition that a column is one of many values, with the one value that it binds."""
        ...

    def chosen(self, column: str, values: Sequence[Any], *, cut: bool) -> tuple[str, Sequence[Any]]:
        """Return the condition that a column is one of a few values; `cut` says that it has a `cut` index."""
        ...

    def begun(self, column: str) -> str:
        """Return what a `cut` index holds of a column."""
        ...

    def unindexed(self, column: str) -> str:
        """Return a column so that a term with it leads to no index: which one to take was decided before."""
        ...

    def searched(self, table: RegisterTable, words: Sequence[str], *, together: bool) -> Term:
        """Return the term that a record has every folded word, the last perhaps only begun; or one after another."""
        ...

    def boxed(self, table: RegisterTable, boxes: Sequence[Sequence[int]]) -> Term:
        """Return the term that a record's bounds meet one of these boxes."""
        ...

    def make_table(self, table: RegisterTable) -> None:
        """Make a register's tables, or add what a newer version of its definition adds."""
        ...

    def empty_table(self, table: RegisterTable) -> None:
        """Remove all that a register's tables hold."""
        ...

    def await_many(self) -> None:
        """Get ready for all rows of all tables: indices of lists wait for `index_tables`."""
        ...

    def index_tables(self, tables: Iterable[RegisterTable]) -> None:
        """Make the indices that waited, and tell the planner what the tables hold."""
        ...

    def add_words(self, table: RegisterTable, rows: Iterable[tuple[int, str]]) -> None:
        """Index the folded words of new records."""
        ...

    def remove_words(self, table: RegisterTable, numbers: Sequence[int]) -> None:
        """Take records out of the index of words."""
        ...

    def add_boxes(self, table: RegisterTable, rows: Iterable[tuple[int, Sequence[int]]]) -> None:
        """Index where new records lie: west, south, east, north."""
        ...

    def remove_boxes(self, table: RegisterTable, numbers: Sequence[int]) -> None:
        """Take records out of the index of boxes."""
        ...

    def damage(self) -> Iterator[tuple[str, str]]:
        """See port.Reader.damage."""
        ...
