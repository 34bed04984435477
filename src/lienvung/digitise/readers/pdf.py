"""PDF files with text: lines are put together from where the letters stand, so a two-column header reads across."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium

from lienvung.core.text import nfc

# In units of the line's height: a wider gap divides columns.
COLUMN_GAP = 2.0
# A line that ends this near to the right edge of the text goes on in the next one.
FULL_LINE = 3.0


class PasswordRequired(ValueError):
    """The file opens only with a password."""


@dataclass(frozen=True, slots=True)
class _Run:
    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class _Line:
    left: float
    right: float
    height: float
    text: str


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """Return the open file; raises PasswordRequired or ValueError."""
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise PasswordRequired from error
        raise ValueError("damaged") from error


def read(data: bytes) -> list[str]:
    """Return one text a page, empty where the page is a picture."""
    document = open_pdf(data)
    return [nfc(_page_text(page)) for page in document]


def _page_text(page: pdfium.PdfPage) -> str:
    textpage = page.get_textpage()
    runs = []
    for index in range(textpage.count_rects()):
        box = textpage.get_rect(index)
        text = " ".join(textpage.get_text_bounded(*box).split())
        if text:
            runs.append(_Run(*box, text))
    return "\n".join(_paragraphs(list(_lines(runs)))) + ("\n" if runs else "")


def _lines(runs: list[_Run]) -> Iterator[_Line]:
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: -run.top):
        middle = (run.top + run.bottom) / 2
        row = next((row for row in rows[-3:] if row[0].bottom <= middle <= row[0].top), None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    for row in rows:
        row.sort(key=lambda run: run.left)
    if rows and _is_page_number(rows[0]):
        del rows[0]
    yield from map(_join, rows)


def _is_page_number(row: list[_Run]) -> bool:
    return len(row) == 1 and row[0].text.isdecimal()


def _join(row: list[_Run]) -> _Line:
    height = max(run.height for run in row)
    text = row[0].text
    for left, right in pairwise(row):
        gap = right.left - left.right
        text += ("\t" if gap > COLUMN_GAP * height else " ") + right.text
    return _Line(row[0].left, row[-1].right, height, " ".join(text.split(" ")))


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    """Yield paragraphs: a full line goes on in the next, unless that one is indented or either has columns."""
    if not lines:
        return
    edge = max(line.right for line in lines)
    margin = min(line.left for line in lines)
    starts = [0] + [
        index
        for index, (before, line) in enumerate(pairwise(lines), start=1)
        if not _goes_on(before, line, edge, margin)
    ]
    for index, start in enumerate(starts):
        stop = starts[index + 1] if index + 1 < len(starts) else len(lines)
        yield _glue(line.text for line in lines[start:stop])


def _goes_on(before: _Line, line: _Line, edge: float, margin: float) -> bool:
    if "\t" in before.text or "\t" in line.text or before.text.endswith((".", ":")):
        return False
    if before.text.endswith(";") and not line.text[0].islower():
        return False
    return before.right > edge - FULL_LINE * before.height and line.left < margin + before.height


def _glue(texts: Iterator[str]) -> str:
    joined = ""
    for text in texts:
        # A number such as 01-KL/TU/LT may be broken after its hyphen; the blank would not be in the paper.
        joined += text if not joined or (joined[-1] in "-/" and joined[-2:-1].isalnum()) else " " + text
    return joined
