"""Write the register tables as one GeoPackage: a SQLite file that GDAL, QGIS, spreadsheets and SQL read.

The file appears whole or not at all: it is made beside its place, of one snapshot, brought to the disk, and renamed.
"""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any, Final

import apsw
import orjson

from lienvung.core.register.definition import Definition
from lienvung.core.register.geometry import from_geojson
from lienvung.core.register.record import Record
from lienvung.node.stores.every import every_record
from lienvung.node.stores.port import Reader, Store
from lienvung.node.stores.spans import UNITS, bounds_of_record
from lienvung.node.tables.geometry_blob import WGS84, format_geometry
from lienvung.node.tables.visible import Layer, labels, layers

CHUNK = 5_000
Draws = Callable[[Definition, Mapping[str, Any]], bool]
"""Whether a record of a definition may stand on a map with these values."""

ARCHIPELAGOS: Final = "quan_dao"
NAMES: Final = {"hoang-sa": "Quần đảo Hoàng Sa (Việt Nam)", "truong-sa": "Quần đảo Trường Sa (Việt Nam)"}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: tables and their rows, of how many logs."""

    tables: int
    rows: int
    logs: int


def write_tables(store: Store, to: Path, time: str, *, draws: Draws, internal: bool = False) -> Written:
    """Write the tables of all registers that people use, as they are at this moment, over the file if there is one.

    A record that `draws` denies is written without its shape.
    """
    partial = to.with_name(f".{to.name}.partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with store.reading() as reader:
            written = _write(reader, partial, time, draws, internal=internal)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(to)
    finally:
        partial.unlink(missing_ok=True)
    return written


def _write(reader: Reader, path: Path, time: str, draws: Draws, *, internal: bool) -> Written:
    db = apsw.Connection(str(path))
    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):
            db.execute(f"PRAGMA {pragma}").fetchall()
        with db:
            written = _fill(db, reader, time, draws, internal=internal)
    finally:
        db.close()
    return written


def _fill(db: apsw.Connection, reader: Reader, time: str, draws: Draws, *, internal: bool) -> Written:
    db.execute(files(__package__).joinpath("geopackage.sql").read_text(encoding="utf-8"))
    heads = [(log.origin, log.size, log.frontier.root().hex()) for log in reader.logs()]
    db.executemany('INSERT INTO "_heads" (origin, size, root) VALUES (?, ?, ?)', heads)
    _describe(db, "_heads", "", "Các sổ lúc ghi: nhật ký, số lần ghi, gốc cây băm", time)
    _write_archipelagos(db, time)
    rows = [_write_layer(db, reader, layer, time, draws) for layer in layers(reader, internal=internal)]
    return Written(len(rows), sum(rows), len(heads))


def _write_archipelagos(db: apsw.Connection, time: str) -> None:
    """Put both archipelagos beside the registers, so that a map that is made of the file has them."""
    islands: dict[str, list[Any]] = {}
    document = orjson.loads(files("lienvung.catalogue").joinpath("basemap/archipelagos.geojson").read_bytes())
    for feature in document["features"]:
        islands.setdefault(feature["properties"]["part"], []).append(feature["geometry"]["coordinates"])
    db.execute(f'CREATE TABLE "{ARCHIPELAGOS}" ("_id" INTEGER PRIMARY KEY AUTOINCREMENT, "geom" GEOMETRY, "name" TEXT)')
    for part, areas in islands.items():
        shape = format_geometry(from_geojson({"type": "MultiPolygon", "coordinates": areas}))
        db.execute(f'INSERT INTO "{ARCHIPELAGOS}" ("geom", "name") VALUES (?, ?)', (shape, NAMES[part]))
    _describe(db, ARCHIPELAGOS, "geom", "Quần đảo Hoàng Sa, quần đảo Trường Sa (GSHHG 2.3.7, LGPL-3)", time)


def _write_layer(db: apsw.Connection, reader: Reader, layer: Layer, time: str, draws: Draws) -> int:
    drawn = f', "{layer.geometry}" GEOMETRY' if layer.drawn else ""
    shape = "".join(f', "{name}" {kind}' for name, kind in layer.columns.items())
    db.execute(f'CREATE TABLE "{layer.name}" ("_id" INTEGER PRIMARY KEY AUTOINCREMENT{drawn}{shape})')
    told = labels(layer.definition)
    _describe(db, layer.name, layer.geometry, " — ".join(filter(None, told.values())), time)
    names = [*([layer.geometry] if layer.drawn else []), *layer.columns]
    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    bounds, count = _Bounds(), 0
    records = every_record(reader, layer.definition.register)
    while chunk := list(islice(records, CHUNK)):
        rows = list(_rows(layer, chunk, bounds, draws))
        db.executemany(f'INSERT INTO "{layer.name}" ({listed}) VALUES ({marks})', rows)
        count += len(rows)
    if bounds.known:
        edges = (*(each / UNITS for each in bounds.known), layer.name)
        db.execute("UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?", edges)
    return count


def _rows(layer: Layer, records: list[Record], bounds: "_Bounds", draws: Draws) -> Iterator[list[Any]]:
    for record in records:
        if layer.drawn is None:
            yield layer.row(record)
            continue
        shown = draws(layer.definition, record.values)
        found = bounds_of_record((layer.drawn,), record.values) if shown else None
        bounds.add(found)
        yield [format_geometry(record.values[layer.drawn.name]) if found else None, *layer.row(record)]


class _Bounds:
    """Where everything that was written lies."""

    def __init__(self) -> None:
        self.known: tuple[int, int, int, int] | None = None

    def add(self, found: tuple[int, int, int, int] | None) -> None:
        """Take one more in."""
        if found is None or self.known is None:
            self.known = found or self.known
            return
        (west, south, east, north), known = found, self.known
        self.known = min(west, known[0]), min(south, known[1]), max(east, known[2]), max(north, known[3])


def _describe(db: apsw.Connection, table: str, geometry: str, description: str, time: str) -> None:
    kind, reference = ("features", WGS84) if geometry else ("attributes", None)
    row = (table, kind, table, description, time.replace("Z", ".000Z"), reference)
    db.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        row,
    )
    if geometry:
        db.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, 'GEOMETRY', ?, 0, 0)", (table, geometry, WGS84))
