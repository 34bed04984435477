"""Geometries: GeoJSON in, the same GeoJSON out, and nothing that is not one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.register.canonical import canonical
from lienvung.core.register.errors import GeometryInvalid
from lienvung.core.register.geometry import (
    DEPTHS,
    MOST_POSITIONS,
    bounds_of,
    check_geometry,
    format_coordinate,
    from_geojson,
    to_geojson,
)

RING = [["106", "20"], ["107", "20"], ["107", "21"], ["106", "20"]]
longitudes = st.floats(-180, 180).map(lambda each: round(each, 7))
latitudes = st.floats(-90, 90).map(lambda each: round(each, 7))
positions = st.tuples(longitudes, latitudes).map(list)
rings = st.lists(positions, min_size=3, max_size=6).map(lambda ring: [*ring, ring[0]])
geometries = st.one_of(
    st.builds(lambda it: {"type": "Point", "coordinates": it}, positions),
    st.builds(lambda it: {"type": "MultiPoint", "coordinates": it}, st.lists(positions, min_size=1, max_size=5)),
    st.builds(lambda it: {"type": "LineString", "coordinates": it}, st.lists(positions, min_size=2, max_size=5)),
    st.builds(lambda it: {"type": "Polygon", "coordinates": it}, st.lists(rings, min_size=1, max_size=3)),
    st.builds(
        lambda it: {"type": "MultiPolygon", "coordinates": it},
        st.lists(st.lists(rings, min_size=1, max_size=2), min_size=1, max_size=2),
    ),
)


@given(geometries)
def test_what_goes_out_comes_in_again_unchanged(geometry):
    """GeoJSON of seven decimals is given out as the same numbers, and stored again as the same bytes."""
    stored = from_geojson(geometry)
    assert to_geojson(stored) == geometry
    assert canonical(from_geojson(to_geojson(stored))) == canonical(stored)


@given(geometries)
def test_bounds_hold_every_position(geometry):
    """West, south, east and north are the outermost coordinates, wherever they stand."""
    flat = list(_positions(geometry["coordinates"]))
    west, south, east, north = bounds_of(from_geojson(geometry))
    assert (west, east) == (min(x for x, _ in flat), max(x for x, _ in flat))
    assert (south, north) == (min(y for _, y in flat), max(y for _, y in flat))


def _positions(value):
    if isinstance(value[0], float):
        yield value
    else:
        for child in value:
            yield from _positions(child)


@pytest.mark.parametrize(
    ("degrees", "spelled"),
    [(106.0, "106"), (106.1, "106.1"), (-0.0, "0"), (1e-8, "0"), (-1e-7, "-0.0000001"), (20.12345678, "20.1234568"),
     (5, "5")],
)  # fmt: skip
def test_a_coordinate_has_one_spelling(degrees, spelled):
    """At most seven decimals, no zeros at the end, no minus before nothing."""
    assert format_coordinate(degrees) == spelled


def of(kind, coordinates, **more):
    return {"type": kind, "coordinates": coordinates, **more}


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("G1-geometry", None),
        ("G1-geometry", []),
        ("G1-geometry", of("Point", ["1", "2"], bbox=[])),
        ("G1-geometry", of("GeometryCollection", [])),
        ("G1-geometry", of([], ["1", "2"])),
        ("G1-geometry", of("LineString", [])),
        ("G1-geometry", of("LineString", "1 2")),
        ("G1-geometry", of("Polygon", [[]])),
        ("G1-geometry", of("MultiPolygon", [["1", "2"]])),
        ("G2-position", of("Point", ["106"])),
        ("G2-position", of("Point", ["106", "20", "0"])),
        ("G2-position", of("Point", [106, 20])),
        ("G2-position", of("Point", ["20.8", "106.7"])),
        ("G2-position", of("Point", ["180.0000001", "0"])),
        ("G2-position", of("Point", ["106.10", "20"])),
        ("G2-position", of("Point", ["106.12345678", "20"])),
        ("G2-position", of("Point", ["-0", "20"])),
        ("G2-position", of("Point", ["1e2", "20"])),
        ("G2-position", of("Point", ["١٠٦", "20"])),
        ("G2-position", of("Point", "ab")),
        ("G2-position", of("Polygon", [["106", "20"]])),
        ("G3-length", of("LineString", [["106", "20"]])),
        ("G3-length", of("Polygon", [[RING[0], RING[1], RING[0]]])),
        ("G4-ring", of("Polygon", [[*RING[:3], ["106", "20.1"]]])),
        ("G4-ring", of("MultiPolygon", [[RING], [RING, [*RING[:3], ["0", "0"]]]])),
        ("G5-size", of("MultiPoint", [["106", "20"]] * (MOST_POSITIONS + 1))),
    ],
)  # fmt: skip
def test_what_is_no_geometry_is_refused_by_name(rule, value):
    """The refusal says which rule: other types, swapped axes, heights, open rings, lines without length, too much."""
    with pytest.raises(GeometryInvalid) as refusal:
        check_geometry(value)
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    "value",
    [
        of("Point", [float("nan"), 20]), of("Point", [float("inf"), 20]), of("Point", [10**400, 20]),
        of("Point", [106, 20, 5]), of("Point", [True, 20]), of("Point", ["106", "20"]), of("Point", [[106, 20]]),
        of("Polygon", [106, 20]), of("Circle", []), {"type": "Point"}, "Point", [], {"type": ["Point"]},
    ],
)  # fmt: skip
def test_numbers_that_are_no_place_are_refused(value):
    """Whatever a file calls GeoJSON either becomes a geometry or is refused; nothing breaks on it."""
    with pytest.raises(GeometryInvalid):
        from_geojson(value)


def test_a_height_of_nought_is_left_out():
    """Programs that write a height of 0 everywhere lose nothing by it."""
    assert from_geojson(of("Point", [106.5, 20, 0.0])) == of("Point", ["106.5", "20"])


def test_every_kind_has_its_depth():
    """The six kinds of RFC 7946 that are one shape are known."""
    assert len(DEPTHS) == 6
