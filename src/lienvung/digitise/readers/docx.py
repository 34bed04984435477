"""Word files: paragraphs and tables in their order; a row of a table is one line, a tab between its cells."""

import io
import re
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from lienvung.core.text import nfc

# Fonts of TCVN3 and VNI show other letters than the bytes say; such a text is not to be guessed at.
_LEGACY_FONT = re.compile(r'w:ascii="(?:\.Vn|VNI-)')


def read(data: bytes) -> list[str]:
    """Return the text as one page: a Word file has pages only once it is printed."""
    try:
        document = Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, SyntaxError) as error:  # lxml raises its own SyntaxError
        raise ValueError("damaged") from error
    if _LEGACY_FONT.search(document.element.xml):
        raise ValueError("legacy-encoding")
    return [nfc("\n".join(_lines(document.iter_inner_content())))]


def _lines(content: Iterator[Paragraph | Table]) -> Iterator[str]:
    for block in content:
        if isinstance(block, Table):
            yield from _rows(block)
        elif block.text.strip():
            yield " ".join(block.text.split())


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        # A merged cell is listed once for each column it covers; its text counts once.
        cells = dict.fromkeys(row.cells)
        yield "\t".join(_cell_text(cell) for cell in cells)


def _cell_text(cell: _Cell) -> str:
    return " ".join(" ".join(line.split()) for line in _lines(cell.iter_inner_content()))
