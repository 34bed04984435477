"""Layers that others made: GeoJSON, a zipped Shapefile, a GeoPackage; each feature placed, checked, in stored form.

A layer says its own coordinate system (`crs` member, .prj file, table of systems); one that does not is WGS 84 where
GeoJSON says so, and otherwise refused until somebody says which.
"""

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import shapefile
import shapely

from lienvung.core.register.errors import GeometryInvalid
from lienvung.core.text.fold import nfc
from lienvung.spatial.errors import LayerTooLarge, LayerUnplaced, LayerUnreadable, SpatialError
from lienvung.spatial.projection import WGS84, parse_projection
from lienvung.spatial.shape import parse_shape, to_shape
from lienvung.spatial.sovereignty import check_feature

MOST_FEATURES: Final = 100_000
MOST_BYTES: Final = 256 * 2**20
_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_ENVELOPES: Final = (0, 32, 48, 48, 64)  # bytes of a GeoPackage geometry's envelope by its kind
_GEOPACKAGE_HEAD: Final = 8
_BAD_SHAPEFILE = (shapefile.ShapefileException, struct.error, ValueError, IndexError, KeyError, LookupError, OSError)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its attributes as they stood in the layer, and its geometry in stored form."""

    properties: Mapping[str, Any]
    geometry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """A feature that was refused: its place in the layer, from 1, and why."""

    number: int
    refusal: SpatialError | GeometryInvalid


@dataclass(frozen=True, slots=True)
class Layer:
    """What a file held: sound features and faults, and the coordinate system it was in."""

    features: tuple[Feature, ...]
    faults: tuple[Fault, ...]
    projection: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A layer as it lies in its file, not judged: its coordinate system, and (attributes, GeoJSON geometry) of each."""

    projection: str
    features: Sequence[tuple[Mapping[str, Any], object]]


def read_layer(data: bytes, name: str, projection: str = "") -> Layer:
    """Return the features of a file; `projection` is used where the layer does not say its own.

    Raises: LayerUnreadable, LayerTooLarge, LayerUnplaced, ProjectionUnknown. A feature alone that is wrong is a fault.
    """
    opened = open_layer(data, name, projection)
    features, faults = list[Feature](), list[Fault]()
    for number, (properties, geometry) in enumerate(opened.features, 1):
        try:
            features.append(read_feature(properties, geometry, opened.projection))
        except (SpatialError, GeometryInvalid) as refusal:
            faults.append(Fault(number, refusal))
    return Layer(tuple(features), tuple(faults), opened.projection)


def open_layer(data: bytes, name: str, projection: str = "") -> Opened:
    """Return what a file holds, its coordinate system by its code; `projection` where the layer does not say its own.

    Raises: LayerUnreadable, LayerTooLarge, LayerUnplaced, ProjectionUnknown.
    """
    if len(data) > MOST_BYTES:
        raise LayerTooLarge(name, len(data), MOST_BYTES)
    raw = _reader(data)(data, name)
    if len(raw.features) > MOST_FEATURES:
        raise LayerTooLarge(name, len(raw.features), MOST_FEATURES)
    said = raw.projection or projection
    if not said:
        raise LayerUnplaced(name)
    return Opened(parse_projection(said), raw.features)


def read_feature(properties: Mapping[str, Any], geometry: object, projection: str) -> Feature:
    """Return one feature of an opened layer, judged (SpatialError, GeometryInvalid)."""
    stored = parse_shape(geometry, projection)
    plain = {str(name): nfc(value) if isinstance(value, str) else value for name, value in properties.items()}
    check_feature(to_shape(stored), plain)
    return Feature(plain, stored)


def _reader(data: bytes) -> Callable[[bytes, str], Opened]:
    if data.startswith(b"PK\x03\x04"):
        return _read_shapefile
    return _read_geopackage if data.startswith(b"SQLite format 3\0") else _read_geojson


def _read_geojson(data: bytes, name: str) -> Opened:
    try:
        document = json.loads(data.decode("utf-8-sig"))
        features = document["features"] if document["type"] == "FeatureCollection" else [document]
        pairs = [(dict(each.get("properties") or {}), each["geometry"]) for each in features]
        crs = document.get("crs")
        named = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise LayerUnreadable(name, type(error).__name__) from error
    return Opened(str(named) or WGS84, pairs)


def _read_shapefile(data: bytes, name: str) -> Opened:
    parts = _unpacked(data, name)
    encoding = parts[".cpg"].decode("ascii", "replace").strip() if ".cpg" in parts else "utf-8"
    try:
        reader = shapefile.Reader(
            shp=BytesIO(parts[".shp"]), dbf=BytesIO(parts[".dbf"]), encoding=encoding, encodingErrors="strict"
        )
        pairs = [(each.record.as_dict(), each.shape.__geo_interface__) for each in reader.iterShapeRecords()]
    except _BAD_SHAPEFILE as error:
        raise LayerUnreadable(name, type(error).__name__) from error
    return Opened(parts.get(".prj", b"").decode("utf-8", "replace").strip(), pairs)


def _unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """Return the files of the one shapefile in a zip, by their endings."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        found = {
            each.filename[-4:].lower(): each for each in archive.infolist() if each.filename[-4:].lower() in _PARTS
        }
        size = sum(each.file_size for each in found.values())
        if size > MOST_BYTES:
            raise LayerTooLarge(name, size, MOST_BYTES)
        parts = {ending: archive.read(each) for ending, each in found.items()}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise LayerUnreadable(name, type(error).__name__) from error
    for ending in (".shp", ".dbf"):
        if ending not in parts:
            raise LayerUnreadable(name, f"*{ending}")
    return parts


def _read_geopackage(data: bytes, name: str) -> Opened:
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(data)
        return _first_table(connection, name)
    except (sqlite3.Error, shapely.errors.ShapelyError, struct.error, IndexError, TypeError) as error:
        raise LayerUnreadable(name, type(error).__name__) from error
    finally:
        connection.close()


def _first_table(connection: sqlite3.Connection, name: str) -> Opened:
    row = connection.execute(
        "SELECT g.table_name, g.column_name, s.organization || ':' || s.organization_coordsys_id, s.definition"
        " FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s USING (srs_id) ORDER BY g.table_name LIMIT 1"
    ).fetchone()
    if row is None:
        raise LayerUnreadable(name, "gpkg_geometry_columns")
    table, column, code, definition = row
    quoted = '"' + table.replace('"', '""') + '"'
    cursor = connection.execute(f"SELECT * FROM {quoted} LIMIT {MOST_FEATURES + 1}")  # noqa: S608 - quoted
    names = [each[0] for each in cursor.description]
    place = names.index(column)
    pairs = [(_attributes(names, values, place), _geopackage_geometry(values[place])) for values in cursor]
    return Opened(code if code.upper().startswith("EPSG:") else definition, pairs)


def _attributes(names: Sequence[str], values: Sequence[Any], place: int) -> dict[str, Any]:
    """Return what stands beside the geometry; other binary columns say nothing to a register."""
    pairs = enumerate(zip(names, values, strict=True))
    return {name: value for index, (name, value) in pairs if index != place and not isinstance(value, bytes)}


def _geopackage_geometry(blob: bytes | None) -> object:
    """Return the GeoJSON of a GeoPackage geometry: magic, version, flags, system, envelope, then WKB.

    None where there is none, and for bent lines, which GeoJSON does not know.
    """
    if not blob or blob[:2] != b"GP":
        return None
    envelope = _ENVELOPES[blob[3] >> 1 & 7]
    try:
        shape: object = json.loads(shapely.to_geojson(shapely.from_wkb(blob[_GEOPACKAGE_HEAD + envelope :])))
    except NotImplementedError:
        return None
    return shape
