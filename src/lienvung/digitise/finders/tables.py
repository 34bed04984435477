"""Task tables: a head row that names the columns, then one task a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lienvung.core.text import fold
from lienvung.digitise.cues import COMMITMENT, LIMITATION, RESULT
from lienvung.digitise.outline import Block, Outline

_COLUMNS = (
    ("lead", r"chu tri|don vi thuc hien|co quan thuc hien|ben thuc hien|phu trach"),
    ("partners", r"phoi hop"),
    ("product", r"san pham|ket qua can dat|dau ra"),
    ("deadline", r"thoi han|thoi gian|tien do hoan thanh|han hoan thanh"),
    (LIMITATION, r"vuong mac|kho khan|ton tai|han che"),
    (RESULT, r"ket qua|tien do"),
    (COMMITMENT, r"noi dung|nhiem vu|cong viec"),
)
_EMPTY_CELL = re.compile(r"(?:khong(?: co)?|chua co|-+|\.*|0)")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row, by what its column says."""

    column: str
    start: int
    end: int
    text: str


Row = tuple[Cell, ...]


def find_table_rows(shape: Outline) -> Iterator[Row]:
    """Yield the rows under a head row that names at least two known columns; other tables are left alone."""
    columns: list[str] = []
    for block in shape.blocks:
        if block.role != "row":
            columns = []
            continue
        cells = _cells(block)
        named = [_column(text) for _, _, text in cells]
        if len([name for name in named if name]) >= 2 and not columns:
            columns = named
        elif columns:
            yield tuple(
                Cell(column, start, end, text)
                for column, (start, end, text) in zip(columns, cells, strict=False)
                if column and len(text) >= _SHORTEST and not _EMPTY_CELL.fullmatch(fold(text))
            )


def _cells(block: Block) -> list[tuple[int, int, str]]:
    cells = []
    offset = block.line.start
    for cell in block.line.text.split("\t"):
        start = offset + len(cell) - len(cell.lstrip())
        text = cell.strip().rstrip(".;")
        cells.append((start, start + len(text), text))
        offset += len(cell) + 1
    return cells


def _column(title: str) -> str:
    words = fold(title)
    return next((name for name, pattern in _COLUMNS if re.search(rf"\b(?:{pattern})\b", words)), "")
