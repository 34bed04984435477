"""What a report is made of, before any file format: headings, paragraphs, tables."""

from dataclasses import dataclass

from lienvung.report.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Heading:
    """Head a part of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Hold sentences; an item begins with a dash, a note is the drafter's to replace."""

    sentences: tuple[Sentence, ...]
    item: bool = False
    note: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a table: title ("" for none), heads, widths in per cent of the page, rows of one sentence a cell."""

    title: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Sentence, ...], ...]


Block = Heading | Paragraph | Table
