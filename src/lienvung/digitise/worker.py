"""The child process: it alone parses untrusted formats, under limits, and answers on its standard output.

Run as `python -m lienvung.digitise.worker OPERATION [ARGUMENT...]` with the file on standard input. The first byte
of the answer is `+` (the result follows) or `-` (JSON: the reason of a refusal). No answer means that a limit was met.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MAX_MEMORY = 2**30
MAX_CPU_SECONDS = 60
MAX_PAGES = 500
MAX_PIXELS = 40_000_000
MAX_CELLS = 500_000
MAX_STREAMED_CELLS = 20_000_000
HEAD_ROWS = 15


class Refused(Exception):
    """The file is refused; the argument becomes the answer."""


def main(arguments: list[str]) -> None:
    """Answer one operation; the limits hold before the first byte of the file is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    operation, *rest = arguments
    if operation in _STREAMS:
        _stream(_STREAMS[operation](sys.stdin.buffer.read(), *rest))
        return
    try:
        answer = b"+" + _OPERATIONS[operation](sys.stdin.buffer.read(), *rest)
    except Refused as refusal:
        answer = b"-" + json.dumps(refusal.args[0]).encode()
    except MemoryError:
        answer = b"-" + json.dumps({"error": "reader-stopped", "reason": "memory"}).encode()
    sys.stdout.buffer.write(answer)


def _stream(lines: Iterator[bytes]) -> None:
    """Answer line by line; `.` ends what is whole."""
    out = sys.stdout.buffer
    try:
        for line in lines:
            out.write(b"+" + line + b"\n")
        out.write(b".\n")
    except Refused as refusal:
        out.write(b"-" + json.dumps(refusal.args[0]).encode() + b"\n")
    except MemoryError:
        out.write(b"-" + json.dumps({"error": "reader-stopped", "reason": "memory"}).encode() + b"\n")


def heads_xlsx(data: bytes) -> bytes:
    """Return [[sheet, hidden, first rows], ...] of a workbook as JSON; a row is [number, cells]."""
    from itertools import islice

    from .readers import workbook

    with _workbook_refusals():
        book = workbook.open_workbook(data)
        sheets = [
            [sheet.name, sheet.hidden, list(islice(workbook.read_rows(book, sheet), HEAD_ROWS))]
            for sheet in book.sheets
        ]
    return json.dumps(sheets, ensure_ascii=False).encode()


def rows_xlsx(data: bytes, sheet: str) -> Iterator[bytes]:
    """Yield the rows of one sheet, counted from 0, as lines of JSON [number, cells]; {"formulas"} comes last."""
    import orjson

    from .readers import workbook

    left = MAX_STREAMED_CELLS
    with _workbook_refusals():
        book = workbook.open_workbook(data)
        for number, cells in workbook.read_rows(book, book.sheets[int(sheet)]):
            left -= len(cells)
            if left < 0:
                raise Refused(_too_many("cells", MAX_STREAMED_CELLS))
            yield orjson.dumps([number, cells])
        yield orjson.dumps({"formulas": book.formulas})


@contextmanager
def _workbook_refusals() -> Iterator[None]:
    from .readers.workbook import MAX_COLUMNS, TooWide

    try:
        yield
    except TooWide as error:
        raise Refused(_too_many("columns", MAX_COLUMNS, error.args[0])) from error
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise Refused({"error": "unreadable-file", "reason": "damaged"}) from error


def _too_many(unit: str, limit: int, found: int = 0) -> dict[str, object]:
    return {"error": "file-too-large", "size": found or limit + 1, "limit": limit, "unit": unit}


def read_docx(data: bytes) -> bytes:
    """Return the pages of a Word file as JSON."""
    from .readers import docx

    return _pages_json(docx.read, data)


def read_html(data: bytes) -> bytes:
    """Return the article of a web page as JSON."""
    from .readers import html

    return _pages_json(html.read, data)


def read_pdf(data: bytes) -> bytes:
    """Return the pages of a PDF as JSON; too many are refused before any is read."""
    from .readers import pdf

    _open_pdf(data)
    return _pages_json(pdf.read, data)


def grids_xlsx(data: bytes) -> bytes:
    """Return [[sheet, rows], ...] of a workbook as JSON."""
    from .readers import grids

    return _grids_json(grids.read_xlsx, data)


def grids_docx(data: bytes) -> bytes:
    """Return [[number, rows], ...] of the tables of a Word file as JSON."""
    from .readers import grids

    return _grids_json(grids.read_docx, data)


def page_sizes(data: bytes) -> bytes:
    """Return [[width, height], ...] of the pages of a PDF, in points, as JSON."""
    return json.dumps([list(page.get_size()) for page in _open_pdf(data)]).encode()


def render_page(data: bytes, page: str, dpi: str) -> bytes:
    """Return one page of a PDF, counted from 0, as PNG."""
    import io

    sheet = _open_pdf(data)[int(page)]
    scale = int(dpi) / 72
    width, height = sheet.get_size()
    if width * height * scale**2 > MAX_PIXELS:
        raise Refused(
            {"error": "file-too-large", "size": int(width * height * scale**2), "limit": MAX_PIXELS, "unit": "pixels"}
        )
    png = io.BytesIO()
    sheet.render(scale=scale).to_pil().save(png, "PNG")
    return png.getvalue()


def _pages_json(read: Callable[[bytes], list[str]], data: bytes) -> bytes:
    try:
        return json.dumps(read(data), ensure_ascii=False).encode()
    except (ValueError, LookupError, AttributeError) as error:
        reason = "legacy-encoding" if "legacy-encoding" in error.args else "damaged"
        raise Refused({"error": "unreadable-file", "reason": reason}) from error


def _grids_json(read: Callable[[bytes, int], list[tuple[str, list[list[str]]]]], data: bytes) -> bytes:
    from .readers.grids import TooManyCells

    try:
        return json.dumps(read(data, MAX_CELLS), ensure_ascii=False).encode()
    except TooManyCells as error:
        raise Refused(_too_many("cells", MAX_CELLS)) from error
    except (ValueError, LookupError, AttributeError) as error:
        raise Refused({"error": "unreadable-file", "reason": "damaged"}) from error


def _open_pdf(data: bytes) -> "PdfDocument":
    from .readers import pdf

    try:
        document = pdf.open_pdf(data)
    except pdf.PasswordRequired as error:
        raise Refused({"error": "encrypted-file"}) from error
    except ValueError as error:
        raise Refused({"error": "unreadable-file", "reason": "damaged"}) from error
    if len(document) > MAX_PAGES:
        raise Refused({"error": "too-many-pages", "pages": len(document), "limit": MAX_PAGES})
    return document


_OPERATIONS: dict[str, Callable[..., bytes]] = {
    "read-docx": read_docx,
    "read-html": read_html,
    "read-pdf": read_pdf,
    "grids-xlsx": grids_xlsx,
    "grids-docx": grids_docx,
    "heads-xlsx": heads_xlsx,
    "page-sizes": page_sizes,
    "render-page": render_page,
}

_STREAMS: dict[str, Callable[..., Iterator[bytes]]] = {"rows-xlsx": rows_xlsx}

if __name__ == "__main__":
    main(sys.argv[1:])
