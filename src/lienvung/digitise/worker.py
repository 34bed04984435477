"""The child process: it alone parses untrusted formats, under limits, and answers on its standard output.

Run as `python -m lienvung.digitise.worker OPERATION [ARGUMENT...]` with the file on standard input. The first byte
of the answer is `+` (the result follows) or `-` (JSON: the reason of a refusal). No answer means that a limit was met.
"""

import json
import resource
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MAX_MEMORY = 2**30
MAX_CPU_SECONDS = 60
MAX_PAGES = 500
MAX_PIXELS = 40_000_000
MAX_CELLS = 500_000


class Refused(Exception):
    """The file is refused; the argument becomes the answer."""


def main(arguments: list[str]) -> None:
    """Answer one operation; the limits hold before the first byte of the file is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    operation, *rest = arguments
    try:
        answer = b"+" + _OPERATIONS[operation](sys.stdin.buffer.read(), *rest)
    except Refused as refusal:
        answer = b"-" + json.dumps(refusal.args[0]).encode()
    except MemoryError:
        answer = b"-" + json.dumps({"error": "reader-stopped", "reason": "memory"}).encode()
    sys.stdout.buffer.write(answer)


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
        raise Refused(
            {"error": "file-too-large", "size": MAX_CELLS + 1, "limit": MAX_CELLS, "unit": "cells"}
        ) from error
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
    "page-sizes": page_sizes,
    "render-page": render_page,
}

if __name__ == "__main__":
    main(sys.argv[1:])
