"""The forms in which a register goes out, and the file of each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lienvung.core.register.record import Record
from lienvung.report.exports.columns import Columns
from lienvung.report.exports.package import package_file
from lienvung.report.exports.streams import csv_file, geojson_file, json_lines_file
from lienvung.report.exports.workbook import workbook_file

About = Mapping[str, str]
"""When and of what a file was made: `created`, and what was asked for."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of file: its extension, its media type, and what writes it in pieces."""

    extension: str
    media_type: str
    write: Callable[[Columns, Iterable[Record], About], Iterator[bytes]]


XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Final[Mapping[str, Form]] = {
    "csv": Form(".csv", "text/csv; charset=utf-8", lambda columns, records, _: csv_file(columns, records)),
    "xlsx": Form(
        ".xlsx",
        XLSX,
        lambda columns, records, _: workbook_file(columns, records),
    ),
    "geojson": Form(".geojson", "application/geo+json", lambda columns, records, _: geojson_file(columns, records)),
    "jsonl": Form(".jsonl", "application/jsonl", lambda columns, records, _: json_lines_file(columns, records)),
    "datapackage": Form(".zip", "application/zip", package_file),
}
