"""A register's records as a workbook for people: numbers and days as such, everything else as text."""

from collections.abc import Iterable, Iterator

from lienvung.core.register.record import Record
from lienvung.report.exports.columns import Columns
from lienvung.report.exports.open_xml import write_workbook


def workbook_file(columns: Columns, records: Iterable[Record]) -> Iterator[bytes]:
    """Yield an .xlsx in pieces, with as many sheets as the records need.

    A text that begins with = + - @ stays a text, also when somebody saves the file again.
    """
    showers = columns.showers()
    rows = (list(columns.shown(record, showers)) for record in records)
    return write_workbook(columns.definition.title["vi"], columns.words, rows)
