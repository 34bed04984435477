"""PDF files with text: lines are put together from where the words stand, so a two-column header reads across."""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from lienvung.core.text import nfc
from lienvung.digitise.drawn import Row, drawn_rows

# In units of the line's height, accents and descent included: a wider gap divides columns.
COLUMN_GAP = 1.5
# What PDFium tells for a hyphen at the end of a line: the word goes on below, so nothing stands between.
BROKEN = frozenset({0x02, 0xFFFE})
BROWSER_DAY = re.compile(r"\d+/\d+/\d+,")


class PasswordRequired(ValueError):
    """The file opens only with a password."""


@dataclass(frozen=True, slots=True)
class _Word:
    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class _Line:
    left: float
    right: float
    top: float
    height: float
    opening: float
    text: str
    in_columns: bool


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
    return [nfc(_page_text(page, f"{number}/{len(document)}")) for number, page in enumerate(document, start=1)]


def _page_text(page: pdfium.PdfPage, folio: str) -> str:
    rows = drawn_rows(page)
    standing: list[_Word] = []
    cells: dict[Row, list[list[_Word]]] = {}
    for word in _words(page.get_textpage()):
        row = _row_of(word, rows)
        if row is None:
            standing.append(word)
        else:
            cells.setdefault(row, [[] for _ in pairwise(row.lines)])[row.cell_at(word.centre)].append(word)
    lines = [_join(words) for words in _trim(_rows(standing), folio)]
    lines += [_table_line(row, words) for row, words in cells.items()]
    text = "".join(f"{paragraph}\n" for paragraph in _paragraphs(sorted(lines, key=lambda line: -line.top)))
    # Letters beyond 16 bits come in halves.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _words(textpage: pdfium.PdfTextPage) -> Iterator[_Word]:
    """Yield what stands between blanks, printed or understood by PDFium from the letters' advance, where it stands."""
    codes = [raw.FPDFText_GetUnicode(textpage, index) for index in range(textpage.count_chars())]
    start = 0
    for stop, code in enumerate([*codes, ord(" ")]):
        if code in BROKEN:
            yield from _word(textpage, start, codes[start : stop + 1])
            start = stop + 1
        elif chr(code).isspace():
            yield from _word(textpage, start, codes[start:stop])
            start = stop + 1


def _word(textpage: pdfium.PdfTextPage, start: int, codes: list[int]) -> Iterator[_Word]:
    text = "".join("-" if code in BROKEN else chr(code) for code in codes if code)
    if text:
        first, last = _room(textpage, start), _room(textpage, start + len(codes) - 1)
        yield _Word(first.left, first.bottom, max(first.right, last.right), first.top, text)


def _room(textpage: pdfium.PdfTextPage, index: int) -> raw.FS_RECTF:
    """Return the room of a letter: as wide as its advance, as high as its font."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(textpage, index, box)
    return box


def _row_of(word: _Word, rows: tuple[Row, ...]) -> Row | None:
    index = bisect(rows, word.middle, key=lambda row: row.bottom) - 1
    return rows[index] if index >= 0 and rows[index].holds(word.centre, word.middle) else None


def _table_line(row: Row, cells: list[list[_Word]]) -> _Line:
    texts = (_glue(_join(line).text.replace("\t", " ") for line in _rows(words)) for words in cells)
    return _Line(row.lines[0], row.lines[-1], row.top, 0, 0, "\t".join(texts), in_columns=True)


def _rows(words: list[_Word]) -> list[list[_Word]]:
    """Return the words line by line from the top, each line from the left."""
    rows: list[list[_Word]] = []
    for word in sorted(words, key=lambda word: -word.top):
        row = next((row for row in rows[-3:] if row[0].bottom <= word.middle <= row[0].top), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [sorted(row, key=lambda word: word.left) for row in rows]


def _trim(rows: list[list[_Word]], folio: str) -> list[list[_Word]]:
    """Leave out the page number on top, or the line with page/pages that a browser prints below and its hour above."""
    if rows and len(rows[0]) == 1 and rows[0][0].text.isdecimal():
        return rows[1:]
    if rows and rows[-1][-1].text == folio:
        return rows[1 if BROWSER_DAY.fullmatch(rows[0][0].text) else 0 : -1]
    return rows


def _join(row: list[_Word]) -> _Line:
    height = max(word.height for word in row)
    text = row[0].text
    for left, right in pairwise(row):
        text += ("\t" if right.left - left.right > COLUMN_GAP * height else " ") + right.text
    return _Line(row[0].left, row[-1].right, max(word.top for word in row), height, row[0].width, text, "\t" in text)


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    """Yield paragraphs: a line goes on below if the next word had no room, unless that is indented or in columns."""
    if not lines:
        return
    prose = [line for line in lines if not line.in_columns]
    edge = max((line.right for line in prose), default=0.0)
    margin = min((line.left for line in prose), default=0.0)
    starts = [0] + [
        index
        for index, (before, line) in enumerate(pairwise(lines), start=1)
        if not _goes_on(before, line, edge, margin)
    ]
    for index, start in enumerate(starts):
        stop = starts[index + 1] if index + 1 < len(starts) else len(lines)
        yield _glue(line.text for line in lines[start:stop])


def _goes_on(before: _Line, line: _Line, edge: float, margin: float) -> bool:
    if before.in_columns or line.in_columns or before.text.endswith((".", ":")):
        return False
    if before.text.endswith(";") and not line.text[0].islower():
        return False
    return before.right + before.height / 2 + line.opening > edge and line.left < margin + before.height


def _glue(texts: Iterator[str]) -> str:
    joined = ""
    for text in texts:
        # A number such as 01-KL/TU/LT may be broken after its hyphen; the blank would not be in the paper.
        joined += text if not joined or (joined[-1] in "-/" and joined[-2:-1].isalnum()) else " " + text
    return joined
