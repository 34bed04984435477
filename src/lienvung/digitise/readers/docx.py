"""Word files: paragraphs and tables in their order; a row of a table is one line, a tab between its cells."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import zip_longest

from docx import Document
from docx.table import Table
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
        else:
            yield from _printed_lines(block.text)


def _printed_lines(text: str) -> Iterator[str]:
    """Yield the lines that soft breaks divide, single blanks between words."""
    yield from (" ".join(line.split()) for line in text.split("\n") if line.strip())


def _rows(table: Table) -> Iterator[str]:
    # A table of one row is layout, as in the two columns of a header: its lines stand side by side.
    is_layout = len(table.rows) == 1
    for row in table.rows:
        # A merged cell is listed once for each column it covers; its text counts once.
        cells = [list(_lines(cell.iter_inner_content())) for cell in dict.fromkeys(row.cells)]
        if is_layout:
            yield from ("\t".join(line).rstrip("\t") for line in zip_longest(*cells, fillvalue=""))
        else:
            yield "\t".join(" ".join(lines) for lines in cells)
