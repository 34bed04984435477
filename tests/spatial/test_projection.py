"""VN-2000 and WGS 84: the published parameters, the zones, and what is not read."""

import math

import pytest
from pyproj import CRS, network

from lienvung.spatial.errors import ProjectionUnknown
from lienvung.spatial.projection import KNOWN, TM3, WGS84, parse_projection, transformer

# Decision 05/2007/QĐ-BTNMT: metres, seconds of arc, parts per million (coordinate frame rotation).
SHIFT = (-191.90441429, -39.30318279, -111.45032835)
TURN = tuple(math.radians(seconds / 3600) for seconds in (-0.00928836, 0.01975479, -0.00427372))
SCALE = 1 + 0.252906278e-6
A, F = 6_378_137.0, 1 / 298.257223563  # both systems stand on the ellipsoid of WGS 84
E2 = F * (2 - F)


def to_space(longitude: float, latitude: float) -> tuple[float, float, float]:
    """Return a place on the ellipsoid in metres from the middle of the earth."""
    east, north = math.radians(longitude), math.radians(latitude)
    bow = A / math.sqrt(1 - E2 * math.sin(north) ** 2)
    return (
        bow * math.cos(north) * math.cos(east),
        bow * math.cos(north) * math.sin(east),
        bow * (1 - E2) * math.sin(north),
    )


def to_ground(x: float, y: float, z: float) -> tuple[float, float]:
    """Return the place on the ellipsoid below a point in space (Bowring, iterated)."""
    flat = math.hypot(x, y)
    north = math.atan2(z, flat * (1 - E2))
    for _ in range(8):
        bow = A / math.sqrt(1 - E2 * math.sin(north) ** 2)
        north = math.atan2(z + E2 * bow * math.sin(north), flat)
    return math.degrees(math.atan2(y, x)), math.degrees(north)


@pytest.mark.parametrize("place", [(106.75, 20.965), (107.966, 21.536), (112.0, 16.5), (104.8, 8.6)])
def test_vn2000_follows_the_published_parameters(place):
    """A place in VN-2000 lands where the seven parameters of the decision put it, within a millimetre."""
    x, y, z = to_space(*place)
    (rx, ry, rz), (dx, dy, dz) = TURN, SHIFT
    moved = (
        dx + SCALE * (x + rz * y - ry * z),
        dy + SCALE * (-rz * x + y + rx * z),
        dz + SCALE * (ry * x - rx * y + z),
    )
    expected = to_ground(*moved)
    found = transformer("EPSG:4756", WGS84).transform(*place)
    assert found == pytest.approx(expected, abs=1e-8)
    assert math.dist(found, place) > 0.0005  # the two systems do differ: about 200 m


@pytest.mark.parametrize("code", [code for code in KNOWN if code != WGS84])
def test_there_and_back_is_the_same_place(code):
    """What goes out to any VN-2000 system and comes in again is the same within a centimetre."""
    place = (106.75, 20.965)
    east, north = transformer(WGS84, code).transform(*place)
    assert transformer(code, WGS84).transform(east, north) == pytest.approx(place, abs=1e-7)


def test_a_zone_has_its_middle_at_500_km():
    """On its central meridian a TM-3 zone counts 500,000 m east, whichever the meridian."""
    for meridian, code in TM3.items():
        east, _ = transformer("EPSG:4756", code).transform(float(meridian), 21.0)
        assert east == pytest.approx(500_000, abs=0.001)


def test_nothing_is_asked_of_a_network():
    """The transformation needs no grid, and the library may not fetch one."""
    assert not network.is_network_enabled()


@pytest.mark.parametrize("code", ["EPSG:3405", "EPSG:5899", "EPSG:9210", "EPSG:4756"])
@pytest.mark.parametrize("spelling", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
def test_the_words_of_other_programs_are_understood(code, spelling):
    """A .prj file of QGIS or ArcGIS names the same system as its code."""
    assert parse_projection(CRS.from_user_input(code).to_wkt(spelling)) == code


def test_a_projection_without_a_code_is_known_by_its_meridian():
    """A .prj that somebody wrote by hand, with another name, is the zone that its numbers describe."""
    words = CRS.from_epsg(5899).to_wkt("WKT1_ESRI").replace("VN_2000_TM-3_107-45", "Quang_Ninh_107d45")
    assert parse_projection(words) == "EPSG:5899"


@pytest.mark.parametrize("name", ["EPSG:3857", "EPSG:2048", "Indian 1960", "", "EPSG:" + "9" * 400, "\0"])
def test_an_unknown_system_is_refused(name):
    """What is neither WGS 84 nor VN-2000 is named in the refusal, never guessed."""
    with pytest.raises(ProjectionUnknown):
        parse_projection(name)
