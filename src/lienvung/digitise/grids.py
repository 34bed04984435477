"""From bytes to the cells of a task table: guard, child process, secrecy. All of it, or a refusal and nothing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lienvung.core.text import nfc

from . import child
from .archive import DOCX, XLSX
from .errors import SecrecyStamped, UnsupportedType
from .guard import check_upload
from .reading import read
from .secrecy import find_secrecy_stamp

_OPERATIONS = {XLSX: "grids-xlsx", DOCX: "grids-docx"}


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet or one table: its name or number, and its rows of NFC text."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_grids(data: bytes, name: str) -> tuple[Grid, ...]:
    """Return the sheets of an .xlsx or the tables of a .docx; raises one of digitise.errors and keeps nothing."""
    media_type = check_upload(data, name)
    if media_type not in _OPERATIONS:
        raise UnsupportedType(name, media_type)
    if media_type == DOCX:
        read(data, name)  # what stands around the tables is read as a paper is, its stamp too
    told = json.loads(child.ask(_OPERATIONS[media_type], data, name))
    grids = tuple(Grid(title, tuple(tuple(map(nfc, row)) for row in rows)) for title, rows in told)
    for grid in grids:
        refuse_stamped_cells(grid.rows, name)
    return grids


def refuse_stamped_cells(rows: Iterable[Sequence[str]], name: str) -> None:
    """Refuse a table in which any cell of any row is a secrecy stamp (SecrecyStamped)."""
    for row in rows:
        stamp = find_secrecy_stamp("\t".join(" ".join(cell.split()) for cell in row))
        if stamp:
            raise SecrecyStamped(name, stamp.level)
