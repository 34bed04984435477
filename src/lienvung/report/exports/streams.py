"""A register's records as text that flows: csv, JSON Lines, GeoJSON. Nothing of it is ever held whole."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import islice
from typing import Final

import orjson

from lienvung.core.register.definition import Field
from lienvung.core.register.record import Record
from lienvung.report.exports.columns import KEY, Columns
from lienvung.spatial.sovereignty import may_be_drawn

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""Excel reads UTF-8 only behind this mark."""
_AT_ONCE: Final = 500


def csv_file(columns: Columns, records: Iterable[Record], *, marked: bool = True) -> Iterator[bytes]:
    """Yield a csv file in UTF-8 (RFC 4180), behind a byte-order mark unless a machine alone will read it."""
    yield (BYTE_ORDER_MARK if marked else b"") + _csv_lines([columns.names])
    for portion in _portions(records):
        yield _csv_lines(map(columns.spelled, portion))


def json_lines_file(columns: Columns, records: Iterable[Record]) -> Iterator[bytes]:
    """Yield one JSON object a line."""
    for portion in _portions(records):
        yield b"".join(orjson.dumps(columns.plain(record)) + b"\n" for record in portion)


def geojson_file(columns: Columns, records: Iterable[Record]) -> Iterator[bytes]:
    """Yield a FeatureCollection (RFC 7946): the register's shape as geometry, all else as properties.

    A record, perhaps a partner's, whose shape gives our archipelagos away goes out without it.
    """
    shape = shape_field(columns)
    yield b'{"type":"FeatureCollection","features":['
    before = b""
    for portion in _portions(records):
        yield before + b",\n".join(_feature(columns, shape, record) for record in portion)
        before = b",\n"
    yield b"]}\n"


def shape_field(columns: Columns) -> Field | None:
    """Return the field that is drawn on a map: the one of the register's map, else its first geometry."""
    style = columns.definition.map
    shapes = [each for each in columns.fields if each.datatype == "geometry" and not each.many]
    return next((each for each in shapes if style and each.name == style.geometry), next(iter(shapes), None))


def _feature(columns: Columns, shape: Field | None, record: Record) -> bytes:
    properties = columns.plain(record)
    geometry = properties.pop(shape.name, None) if shape else None
    if geometry and not may_be_drawn(columns.definition, record.values):
        geometry = None
    key = properties.pop(KEY)
    return orjson.dumps({"type": "Feature", "id": key, "geometry": geometry, "properties": properties})


def _csv_lines(rows: Iterable[Iterable[str]]) -> bytes:
    lines = StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue().encode()


def _portions(records: Iterable[Record]) -> Iterator[list[Record]]:
    left = iter(records)
    while portion := list(islice(left, _AT_ONCE)):
        yield portion
