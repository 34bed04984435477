"""Headings: which row they stand in, and that no two are alike."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from lienvung.core.text import fold, nfc

Cell = str | list[Any]
"""A text as somebody typed it, or [kind, value]: n number, d day, b boolean, e error, f formula without a value,
m covered by a merged cell (digitise.readers.workbook), j a JSON value, u letters or depths that cannot be kept."""
Row = tuple[str, list[Cell]]
"""Where it stood ("Sheet1!5", "hàng 5") and its cells."""
Understands = Callable[[Sequence[str]], int]
"""How many of these headings are understood."""

LINE: Final = "hàng "
"""What stands before the number of a line, where a table has no sheets."""
LOOKED_AT: Final = 15
MOST_COLUMNS: Final = 500
_SURELY_NUMBERS: Final = 4


@dataclass(slots=True)
class Table:
    """Headings, the rows below them, and what its reader should know: `notes` are full when the rows were read.

    `notes` may have: formulas (how many cells), other-sheets and hidden-sheets (names), repeated (headings), system
    (of coordinates, as the file names it).
    """

    headings: tuple[str, ...]
    rows: Iterator[Row]
    notes: dict[str, Any] = field(default_factory=dict)


def best_head(rows: Sequence[tuple[int, Sequence[Cell]]], understands: Understands) -> tuple[int, list[str]]:
    """Return the number and the texts of the row that reads most like headings, the first of equals."""
    heads = [(number, [_heading(cell) for cell in cells]) for number, cells in rows]
    filled = [head for head in heads if sum(map(bool, head[1])) > 1] or heads
    return max(filled, key=lambda head: understands(head[1]))


def told(headings: Sequence[str], rows: Iterator[Row], notes: dict[str, Any]) -> Table:
    """Return the table; headings that stand twice get a number, rows that say nothing are left out."""
    counted: dict[str, int] = {}
    names: list[str] = []
    for heading in headings:
        n = counted[fold(heading)] = counted.get(fold(heading), 0) + 1
        numbered = (f"{heading} ({number})" for number in count(n))
        free = (each for each in numbered if each not in headings and each not in names)
        names.append(heading if n == 1 or not heading else next(free))
    repeated = [heading for heading in dict.fromkeys(headings) if heading and counted[fold(heading)] > 1]
    if repeated:
        notes["repeated"] = repeated
    return Table(tuple(names), _saying(rows), notes)


def _heading(cell: Cell) -> str:
    return " ".join(nfc(cell if isinstance(cell, str) else str(cell[1])).removeprefix("'").split())


def _saying(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows that have any value; the numbers of columns, (1) (2) (3), below the headings are none."""
    saying = (row for row in rows if any(cell.strip() if isinstance(cell, str) else cell for cell in row[1]))
    first = next(saying, None)
    if first is not None and not _counts_columns(first[1]):
        yield first
    yield from saying


def _counts_columns(cells: Sequence[Cell]) -> bool:
    """Tell whether a row numbers the columns: (1) (2), or bare figures over so many that they are no data by chance."""
    if any(isinstance(cell, list) and cell[0] != "n" for cell in cells):
        return False
    words = [cell.strip() if isinstance(cell, str) else cell[1] for cell in cells]
    numbers = [str(n) for n in range(1, len(words) + 1)]
    return words == [f"({n})" for n in numbers] or (len(words) >= _SURELY_NUMBERS and words == numbers)
