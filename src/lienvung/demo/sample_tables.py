"""Records written as tables, and shapes as WKT: how the record files of `samples/` stay readable.

    tables:
      - register: berth
        common: {side: quang-ninh}
        columns: [id, name, place]
        rows: [[mh-ben-1, Bến mẫu 1, "POINT (107.05 20.94)"]]

An empty cell says nothing of its field. A shape keeps its coordinates as they are written: longitude first.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_KINDS = {"POINT": "Point", "LINESTRING": "LineString", "POLYGON": "Polygon"}
_POSITION = re.compile(r"(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)")


def records_of(batch: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the records of a batch: those written one by one, then each row of its tables."""
    yield from batch.get("records", ())
    for table in batch.get("tables", ()):
        for row in table["rows"]:
            yield _record(table, row)


def _record(table: Mapping[str, Any], row: list[Any]) -> dict[str, Any]:
    cells = dict(zip(table["columns"], row, strict=True))
    alias = cells.pop("id")
    said = {name: value for name, value in cells.items() if value is not None}
    return {"register": table["register"], "id": alias, "values": {**table.get("common", {}), **said}}


def parse_shape(text: str) -> dict[str, Any]:
    """Return the geometry that a WKT point, line or polygon says, as registers keep it."""
    kind, _, body = text.partition(" ")
    positions = json.loads(_POSITION.sub(r'["\1","\2"]', body.replace("(", "[").replace(")", "]")))
    return {"type": _KINDS[kind], "coordinates": positions[0] if kind == "POINT" else positions}
