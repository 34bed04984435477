"""Shapes that are wrong, in a table: each is refused at its cell in words, whatever kind of file brought it."""

import json

import pytest

from lienvung.core.register.definition import Field
from lienvung.core.text.fold import fold
from lienvung.office.imports.cells import cell_reader
from lienvung.office.imports.mistakes import CellWrong
from lienvung.office.imports.shapes import projection_of, read_shape, shape_reader
from lienvung.spatial.projection import TM3, VN2000, VN2000_UTM, WGS84, transformer
from lienvung.wording.mistakes import explain_mistake


def square(west, south, size):
    """Return a ring."""
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def shape(kind, coordinates):
    """Return a GeoJSON geometry."""
    return {"type": kind, "coordinates": coordinates}


CASES = {
    "crossing": (shape("Polygon", [[[107, 20], [107.2, 20.2], [107.2, 20], [107, 20.2], [107, 20]]]), "tu cat"),
    "hole-outside": (shape("Polygon", [square(107, 20, 0.2), square(108, 20, 0.1)]), "lo nam ngoai vung"),
    "flat": (shape("Polygon", [[[107, 20]] * 4]), "trung nhau"),
    "swapped": (shape("Point", [20.965, 106.75]), "vi do truoc kinh do"),
    "metres": (shape("Point", [590_000, 2_320_000]), "khong phai do"),
    "height": (shape("Point", [106.75, 20.965, 12.5]), "khong co do cao"),
    "empty": (shape("Polygon", []), "can mot hinh geojson"),
    "empty-ring": (shape("Polygon", [[]]), "can mot hinh geojson"),
    "open-ring": (shape("Polygon", [square(107, 20, 1)[:-1]]), "diem bat dau"),
    "two-points": (shape("Polygon", [[[107, 20], [108, 20], [107, 20]]]), "vong khep kin can bon"),
    "huge": (shape("LineString", [[107 + i / 1e5, 20] for i in range(8_001)]), "qua 8.000 diem"),
    "beyond-180": (shape("LineString", [[179, 10], [-179, 10]]), "kinh tuyen 180"),
    "pole": (shape("Point", [106.7, 91]), "kinh do roi vi do"),
    "collection": (shape("GeometryCollection", []), "can mot hinh geojson"),
    "words": (shape("Point", ["mot", "hai"]), "khong doc duoc"),
    "truth": (shape("Point", [True, False]), "khong doc duoc"),
    "nothing": ({"type": "Point"}, "khong doc duoc"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_shape_is_refused_in_words(case):
    """The cell is wrong, and the sentence says what is wrong with the shape and what to do."""
    geometry, said = CASES[case]
    with pytest.raises(CellWrong) as refused:
        read_shape(geometry)
    reason = explain_mistake(refused.value.code, refused.value.facts, str)
    assert said in fold(reason.why)
    assert reason.do


@pytest.mark.parametrize("code", [VN2000, *VN2000_UTM, *TM3.values()])
def test_every_zone_of_vn2000_is_brought_to_its_place(code):
    """A point given in any zone, named as GeoJSON files name theirs, lies where it lay; swapped it is refused."""
    meridian = next((float(each) for each, zone in TM3.items() if zone == code), 106.0)
    east, north = transformer(WGS84, code).transform(meridian, 16.0)
    named = projection_of(f"urn:ogc:def:crs:EPSG::{code[5:]}", "xa.geojson")
    stored = read_shape(shape("Point", [east, north]), named)
    assert [float(each) for each in stored["coordinates"]] == pytest.approx([meridian, 16.0], abs=1e-6)
    with pytest.raises(CellWrong, match="axes-swapped"):
        read_shape(shape("Point", [north, east]), named)


def test_text_of_a_cell_is_judged_like_a_file():
    """GeoJSON, WKT and a pair typed into a cell meet the same rules."""
    read = shape_reader(WGS84)
    for cell in (json.dumps(CASES["crossing"][0]), "POLYGON ((107 20, 107.2 20.2, 107.2 20, 107 20.2, 107 20))"):
        with pytest.raises(CellWrong, match="shape-crosses"):
            read(cell)
    for cell in ("POINT EMPTY", "POLYGON EMPTY", "POINT (1", "20.9 106.7 3 4"):
        with pytest.raises(CellWrong):
            read(cell)
    with pytest.raises(CellWrong, match="axes-swapped"):
        read("106.75, 20.965")


def test_two_numbers_in_the_wrong_order_are_told_in_the_right_one():
    """A cell has the latitude first: what the sentence asks for is read, and is not what stood there."""
    read = shape_reader(WGS84)
    with pytest.raises(CellWrong) as refused:
        read("106.75, 20.965")
    reason = explain_mistake(refused.value.code, refused.value.facts, str)
    asked = reason.do.removeprefix("Đổi chỗ hai số: ").removesuffix(".")
    assert asked == "20.965, 106.75"
    assert read(asked)["type"] == "Point"


@pytest.mark.parametrize("words", ["30/2", "hai tám"])
def test_a_day_of_every_year_is_asked_for_as_one(words):
    """Who writes no day of the year is shown a day and a month, not a year or a quarter."""
    field = Field("festival", {"vi": "Ngày hội"}, "year-less")
    with pytest.raises(CellWrong) as refused:
        cell_reader(field)(words)
    assert "18/10" in explain_mistake(refused.value.code, refused.value.facts, str).do
