"""Shapes that come from outside: axes, projections, crossings, and what is sound."""

import time

import pytest

from lienvung.core.register.errors import GeometryInvalid
from lienvung.spatial.errors import (
    AxesSwapped,
    CoordinatesInMetres,
    ProjectionUnfit,
    ShapeCrosses,
    ShapeFlat,
    ShapeMisnested,
    ShapeWraps,
)
from lienvung.spatial.projection import WGS84, transformer
from lienvung.spatial.shape import check_stored, parse_shape, to_shape

BOW_TIE = [[[107, 20], [107.2, 20.2], [107.2, 20], [107, 20.2], [107, 20]]]


def point(*place):
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": list(place)}


def test_a_sound_shape_is_stored_in_degrees():
    """A point keeps its place, spelled in decimals."""
    assert parse_shape(point(106.75, 20.965)) == {"type": "Point", "coordinates": ["106.75", "20.965"]}


@pytest.mark.parametrize("place", [(20.965, 106.75), (8.6, 104.7), (16.5, 112.0)])
def test_swapped_axes_are_recognised(place):
    """Latitude before longitude is refused with both numbers, wherever in the country or at sea."""
    with pytest.raises(AxesSwapped) as refusal:
        parse_shape(point(*place))
    assert refusal.value.facts() == {"first": f"{place[0]:.10g}", "second": f"{place[1]:.10g}"}


def test_swapped_axes_of_a_stored_value_are_recognised():
    """A value that is already spelled in decimals is judged alike."""
    with pytest.raises(AxesSwapped):
        check_stored({"type": "Point", "coordinates": ["20.965", "106.75"]})


def test_metres_without_a_system_are_refused():
    """Numbers of a projection are never taken for degrees."""
    with pytest.raises(CoordinatesInMetres):
        parse_shape(point(600_000, 2_300_000))


def test_a_shape_of_another_system_is_brought_to_wgs84():
    """A polygon in the zone of Quảng Ninh lands where the transformation says, ring closed."""
    metres = [[[400_000, 2_310_000], [401_000, 2_310_000], [401_000, 2_311_000], [400_000, 2_310_000]]]
    stored = parse_shape({"type": "Polygon", "coordinates": metres}, "EPSG:5899")
    expected = transformer("EPSG:5899", WGS84).transform(400_000, 2_310_000)
    assert [float(each) for each in stored["coordinates"][0][0]] == pytest.approx(expected, abs=1e-7)
    assert stored["coordinates"][0][0] == stored["coordinates"][0][-1]


def test_a_wrong_system_that_lands_swapped_is_refused():
    """North before east, as some programs export, does not come out as a place somewhere else."""
    with pytest.raises(AxesSwapped) as refusal:
        parse_shape(point(2_310_000, 400_000), "EPSG:5899")
    assert refusal.value.first == "2310000"


@pytest.mark.parametrize("place", [(106.7, 20.9), (4_000_000, 9_000_000), (float("inf"), 0.0), (-1e308, 1e308)])
def test_numbers_of_another_system_are_refused(place):
    """Degrees read as metres of a zone, or numbers of no zone, are not put somewhere in the sea."""
    with pytest.raises(ProjectionUnfit):
        parse_shape(point(*place), "EPSG:5899")


def test_a_crossing_border_is_refused_with_its_place():
    """The refusal of a bow tie says where its lines cross."""
    with pytest.raises(ShapeCrosses) as refusal:
        parse_shape({"type": "Polygon", "coordinates": BOW_TIE})
    assert refusal.value.where == "107.10000, 20.10000"


def square(west, south, size):
    """Return a ring."""
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Polygon", [square(107, 20, 0.2), square(108, 20, 0.1)]),
        ("Polygon", [square(107, 20, 1), square(107.1, 20.1, 0.5), square(107.2, 20.2, 0.1)]),
        ("MultiPolygon", [[square(107, 20, 1)], [square(107.2, 20.2, 0.1)]]),
    ],
    ids=["hole-outside", "hole-in-hole", "area-in-area"],
)
def test_holes_and_areas_that_lie_wrongly_are_refused(kind, coordinates):
    """A hole outside its area or in another hole, an area in an area: refused, with the place."""
    with pytest.raises(ShapeMisnested):
        parse_shape({"type": kind, "coordinates": coordinates})


@pytest.mark.parametrize(
    ("kind", "coordinates"), [("LineString", [[107, 20]] * 2), ("Polygon", [[[107, 20]] * 4])], ids=["line", "area"]
)
def test_a_shape_of_one_place_is_refused(kind, coordinates):
    """A line without length and an area without ground are none."""
    with pytest.raises(ShapeFlat):
        parse_shape({"type": kind, "coordinates": coordinates})


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("LineString", [[179, 10], [-179, 10]]),
        ("Polygon", [[[179, 10], [-179, 10], [-179, 11], [179, 11], [179, 10]]]),
        ("Polygon", [[[107, 20], [-107, 20], [-107, 21], [107, 21], [107, 20]]]),
    ],
)
def test_a_border_over_the_180th_meridian_is_refused(kind, coordinates):
    """A leap of half the globe is never drawn across it, whether it means the short way or a lost sign."""
    with pytest.raises(ShapeWraps):
        parse_shape({"type": kind, "coordinates": coordinates})


def test_points_may_lie_anywhere():
    """Several points on both sides of the 180th meridian are no border."""
    assert parse_shape({"type": "MultiPoint", "coordinates": [[179, 10], [-179, 10]]})


@pytest.mark.parametrize("projection", [WGS84, "EPSG:5899"])
def test_heights_are_refused_and_noughts_left_out(projection):
    """A height would be lost, so it is refused, in degrees and in metres alike; one of 0 says nothing."""
    place = [106.75, 20.965] if projection == WGS84 else [400_000, 2_310_000]
    assert len(parse_shape(point(*place, 0), projection)["coordinates"]) == 2
    with pytest.raises(GeometryInvalid, match="G2"):
        parse_shape(point(*place, 12.5), projection)


def test_a_million_places_are_refused_in_time():
    """A border of a million places is refused by its number, not after minutes of looking for crossings."""
    ring = [[107 + i / 2e6, 20.0] for i in range(1_000_000)]
    began = time.process_time()
    with pytest.raises(GeometryInvalid, match="G5"):
        parse_shape({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})
    assert time.process_time() - began < 10


def test_a_line_may_cross_itself():
    """A vessel's route that crosses its own wake is no fault."""
    line = {"type": "LineString", "coordinates": BOW_TIE[0]}
    assert to_shape(parse_shape(line)).length > 0


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "POINT (106 20)",
        {},
        {"type": "Point"},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Point", "coordinates": [float("nan"), 20]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Polygon", "coordinates": [[[106, 20], [107, 20], [107, 21]]]},
        {"type": "LineString", "coordinates": [[106, 20]]},
        {"type": "Polygon", "coordinates": [[[106 + i / 1e5, 20] for i in range(20_000)]]},
        {"type": "MultiPolygon", "coordinates": [[[]]]},
    ],
)
def test_what_is_no_shape_is_refused(wrong):
    """Empty, broken, endless or unheard-of shapes are refused by a rule, never by an accident."""
    with pytest.raises(GeometryInvalid):
        parse_shape(wrong)


@pytest.mark.parametrize("deep", [4, 1000])
def test_very_deep_nesting_is_refused(deep):
    """Brackets in brackets are refused by a rule, in a file and in a stored value: no reader follows them down."""
    nested: object = [106, 20]
    for _ in range(deep):
        nested = [nested]
    for check in (parse_shape, check_stored):
        with pytest.raises(GeometryInvalid, match="G2"):
            check({"type": "Polygon", "coordinates": nested})
