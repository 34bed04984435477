"""Layers that others made: three kinds of file, real ones, and broken ones."""

import io
import json
import sqlite3
import struct
import zipfile

import pytest
import shapefile
import shapely
from pyproj import CRS

from lienvung.spatial.errors import LayerTooLarge, LayerUnplaced, LayerUnreadable, ProjectionUnknown
from lienvung.spatial.layers import read_layer
from lienvung.spatial.projection import WGS84, transformer

PLACE = (106.75, 20.965)
SQUARE = [(106.7, 20.9), (106.8, 20.9), (106.8, 21.0), (106.7, 21.0), (106.7, 20.9)]


def in_zone(places, code="EPSG:5899"):
    """Return places in metres of a zone."""
    move = transformer(WGS84, code)
    return [list(move.transform(*place)) for place in places]


def shapefile_zip(
    projection: str | None = "EPSG:5899", encoding: str = "utf-8", name: str = "Phường Đông Triều"
) -> bytes:
    """Return a zipped shapefile of one square as ArcGIS writes it: clockwise, in metres, attributes beside."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, encoding=encoding) as writer:
        writer.field("TEN", "C", 80)
        writer.field("MA", "C", 5)
        writer.poly([in_zone(SQUARE)[::-1]])
        writer.record(name, "07093")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for ending, part in (("shp", shp), ("shx", shx), ("dbf", dbf)):
            archive.writestr(f"ranh/xa.{ending}", part.getvalue())
        if encoding != "utf-8":
            archive.writestr("ranh/xa.cpg", encoding)
        if projection:
            archive.writestr("ranh/xa.prj", CRS.from_user_input(projection).to_wkt("WKT1_ESRI"))
    return packed.getvalue()


def geopackage(srs: int = 5899, envelope: int = 1, shape: bytes = b"") -> bytes:
    """Return a GeoPackage of one point, or of another shape in WKB, made by hand as the standard says."""
    head = b"GP\0" + bytes([1 | envelope << 1]) + struct.pack("<i", srs)
    east, north = in_zone([PLACE])[0]
    box = struct.pack("<4d", east, east, north, north) if envelope else b""
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization, organization_coordsys_id, definition);"
            "CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m);"
            'CREATE TABLE "xã" (fid INTEGER PRIMARY KEY, geom BLOB, ten TEXT);'
        )
        connection.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, 'EPSG', ?, '')", (srs, srs))
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES ('xã', 'geom', 'POINT', ?, 0, 0)", (srs,))
        connection.execute(
            'INSERT INTO "xã" VALUES (1, ?, ?)', (head + box + (shape or shapely.Point(east, north).wkb), "Bến Rừng")
        )
        connection.commit()
        return connection.serialize()


def geojson(*features, crs=None) -> bytes:
    """Return a GeoJSON file of points."""
    document = {"type": "FeatureCollection", "features": list(features)}
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(document).encode()


def feature(x, y):
    """Return one point."""
    return {"type": "Feature", "properties": {"ten": "Bến Rừng"}, "geometry": {"type": "Point", "coordinates": [x, y]}}


def numbers(stored):
    """Return the coordinates of a stored point."""
    return tuple(float(each) for each in stored["coordinates"])


def test_geojson_is_wgs84_unless_it_says_otherwise():
    """Without a system degrees are taken as they are; with one the places are moved."""
    assert numbers(read_layer(geojson(feature(*PLACE)), "a").features[0].geometry) == PLACE
    moved = read_layer(geojson(feature(*in_zone([PLACE])[0]), crs="urn:ogc:def:crs:EPSG::5899"), "a")
    assert moved.projection == "EPSG:5899"
    assert numbers(moved.features[0].geometry) == pytest.approx(PLACE, abs=1e-6)


def test_a_shapefile_lands_in_its_place():
    """A square in the zone of Quảng Ninh comes out in degrees, its names with their marks."""
    layer = read_layer(shapefile_zip(), "ranh.zip")
    found = layer.features[0]
    assert found.properties == {"TEN": "Phường Đông Triều", "MA": "07093"}
    corners = {tuple(round(float(each), 5) for each in place) for place in found.geometry["coordinates"][0]}
    assert corners == set(SQUARE)


def test_a_shapefile_says_its_letters():
    """Names in another encoding are read by the .cpg file beside them."""
    layer = read_layer(shapefile_zip(encoding="cp1258", name="Xa Luc Nam"), "ranh.zip")
    assert layer.features[0].properties["TEN"] == "Xa Luc Nam"


def test_a_shapefile_without_a_system_asks_for_one():
    """Without .prj nothing is guessed; named by the reader, the same file is read."""
    data = shapefile_zip(projection=None)
    with pytest.raises(LayerUnplaced):
        read_layer(data, "ranh.zip")
    assert read_layer(data, "ranh.zip", "EPSG:5899").features


def test_a_foreign_system_is_refused_by_name():
    """A layer in web Mercator is refused, not put somewhere."""
    with pytest.raises(ProjectionUnknown):
        read_layer(shapefile_zip(projection="EPSG:3857"), "ranh.zip")


@pytest.mark.parametrize("envelope", [0, 1])
def test_a_geopackage_lands_in_its_place(envelope):
    """Its geometry is read behind the standard's head, with and without an envelope, from a table named with marks."""
    layer = read_layer(geopackage(envelope=envelope), "a.gpkg")
    assert numbers(layer.features[0].geometry) == pytest.approx(PLACE, abs=1e-6)
    assert layer.features[0].properties == {"fid": 1, "ten": "Bến Rừng"}


def test_a_bent_line_costs_only_itself():
    """A circular string, which GeoJSON has no word for, is a fault of its feature and no accident."""
    bent = struct.pack("<BII6d", 1, 8, 3, *(each for place in in_zone(SQUARE[:3]) for each in place))
    layer = read_layer(geopackage(shape=bent), "a")
    assert [(fault.number, fault.refusal.code) for fault in layer.faults] == [(1, "geometry-invalid")]


def test_a_wrong_feature_costs_only_itself():
    """Swapped axes in one feature are a fault with its number; the others are read."""
    layer = read_layer(geojson(feature(*PLACE), feature(*PLACE[::-1]), {**feature(0, 0), "geometry": None}), "a")
    assert len(layer.features) == 1
    assert [(fault.number, fault.refusal.code) for fault in layer.faults] == [
        (2, "axes-swapped"),
        (3, "geometry-invalid"),
    ]


def zipped(**parts: bytes) -> bytes:
    """Return a zip of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, data in parts.items():
            archive.writestr(f"a.{ending}", data)
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"type": "FeatureCollection"}',
        b'{"type": "FeatureCollection", "features": [1]}',
        b'{"type": "FeatureCollection", "features": [{"properties": ["a"], "geometry": null}]}',
        b'{"type": "FeatureCollection", "features": [], "crs": {"properties": "EPSG:5899"}}',
        b"[" * 100_000,
        b"PK\x03\x04 not a zip",
        zipped(shp=b"\0" * 200, dbf=b"\0" * 50, prj=b"EPSG:5899"),
        zipped(prj=b"EPSG:5899"),
        b"SQLite format 3\0" + b"\0" * 100,
        shapefile_zip()[:-40],
        geopackage()[:5000],
    ],
)
def test_a_broken_file_is_refused(data):
    """Whatever the bytes, the answer is a refusal of the file."""
    with pytest.raises((LayerUnreadable, LayerUnplaced)):
        read_layer(data, "hong")


def test_a_bomb_is_refused_before_it_is_unpacked():
    """A zip that would unpack to more than is read is refused by its table of contents."""
    with pytest.raises(LayerTooLarge):
        read_layer(zipped(shp=b"\0" * (300 * 2**20), dbf=b""), "bom.zip")
