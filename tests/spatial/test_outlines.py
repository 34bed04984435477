"""The outlines of units on any day: all there, in one piece of country, near their official size, honest about it."""

from functools import cache

import pytest
import shapely
from pyproj import Geod

from lienvung.catalogue.unit_seed import seed_rows
from lienvung.spatial.basemap import read_communes
from lienvung.spatial.outlines import APPROX, levels_on, outlines_on
from lienvung.spatial.sovereignty import ARCHIPELAGOS
from tests.core.geography.country import country, day

ELLIPSOID = Geod(ellps="WGS84")
# Square kilometres as published (facts of the acts), and how far an approximate outline may lie from them.
OFFICIAL = [("290", 282.9, 0.05), ("205", 395.95, 0.10), ("311", 269.1, 0.15), ("292", 165.3, 0.20)]


def area(shape: shapely.Geometry) -> float:
    """Return square kilometres on the ground."""
    return abs(ELLIPSOID.geometry_area_perimeter(shape)[0]) / 1e6


@cache
def outlines(on: str, level: str):
    """Return the outlines of the whole country."""
    return outlines_on(country().atlas, day(on), level)


def by_code(on: str, level: str):
    """Return the outlines of the whole country by code."""
    return {each.unit.code: each for each in outlines(on, level).units}


def test_cells_are_one_coverage():
    """The cells of communes lie side by side: none overlaps another, none is broken."""
    cells = list(read_communes().cells.values())
    assert len(cells) > 3_300
    assert shapely.coverage_is_valid(cells)
    assert all(shapely.is_valid(cells))


def test_cells_are_those_of_the_places():
    """Every commune with a known place has its cell, and no other has: the cells were cut from these very points."""
    assert read_communes().cells.keys() == {row["code"] for row in seed_rows("points")}


def test_the_country_has_about_its_published_size():
    """All cells together are within three per cent of 331,000 km²: nothing large is missing or foreign."""
    assert sum(map(area, read_communes().cells.values())) == pytest.approx(331_000, rel=0.03)


@pytest.mark.parametrize(
    ("on", "provinces"), [("2024-11-01", 63), ("2025-06-30", 63), ("2025-07-01", 34), ("2026-10-10", 34)]
)
def test_every_province_of_a_day_is_drawn(on, provinces):
    """63 provinces before the reform, 34 after it, each once."""
    assert len(by_code(on, "province")) == provinces


def test_names_are_those_of_the_day():
    """Quảng Ninh is a province until 31/8/2026 and a city from 1/9/2026; its outline is the same."""
    before, after = by_code("2026-08-31", "province")["22"], by_code("2026-09-01", "province")["22"]
    assert (before.unit.name, after.unit.name) == ("tỉnh Quảng Ninh", "thành phố Quảng Ninh")
    assert before.shape.equals(after.shape)


def test_a_surviving_code_is_not_a_surviving_unit():
    """Code 24 was Bắc Giang; on 1/7/2025 it is Bắc Ninh, and as large as both were."""
    old, new = by_code("2025-06-30", "province"), by_code("2025-07-01", "province")
    assert (old["24"].unit.name, old["27"].unit.name) == ("tỉnh Bắc Giang", "tỉnh Bắc Ninh")
    assert new["24"].unit.name == "tỉnh Bắc Ninh"
    assert area(new["24"].shape) == pytest.approx(area(old["24"].shape) + area(old["27"].shape), rel=1e-6)


def test_districts_end_with_june_2025():
    """Districts are drawn to the last day that there were any, communes from the next; the other is never invented."""
    assert levels_on(day("2025-06-30")) == ("province", "district")
    assert levels_on(day("2025-07-01")) == ("province", "commune")
    assert outlines("2025-06-30", "commune").units == ()
    assert outlines("2025-07-01", "district").units == ()
    assert len(by_code("2025-06-30", "district")) > 680


@pytest.mark.parametrize(("code", "official", "share"), OFFICIAL)
def test_an_outline_is_near_the_published_size(code, official, share):
    """Chí Linh, Đông Triều, Thủy Nguyên and Kinh Môn are as large as published, within what the page may promise."""
    assert area(by_code("2025-06-30", "district")[code].shape) == pytest.approx(official, rel=share)


def test_places_lie_in_their_units():
    """Well-known places lie in the unit that they are in, on the days on which it had that name."""
    places = {
        "Cầu Bến Rừng": (106.745, 20.960, "311"),
        "Côn Sơn": (106.40, 21.15, "290"),
        "Móng Cái": (107.95, 21.53, "194"),
    }
    districts = by_code("2025-06-30", "district")
    for longitude, latitude, code in places.values():
        assert districts[code].shape.buffer(0.02).contains(shapely.Point(longitude, latitude))


def test_every_outline_says_that_it_is_approximate():
    """Nothing made of cells ever calls itself legal."""
    assert {each.standing for each in outlines("2026-10-10", "commune").units} == {APPROX}


def test_borders_part_units_and_no_coast_is_one():
    """The lines between provinces lie on land, away from the sea, and end where the country ends."""
    found = outlines("2026-10-10", "province")
    whole = shapely.union_all([each.shape for each in found.units])
    assert found.borders.length > 50
    assert shapely.Point(107.9, 21.0).distance(found.borders) > 0.1  # islands in the Gulf of Tonkin: no border
    assert found.borders.buffer(0.001).difference(whole.buffer(0.02)).is_empty


def test_the_special_zones_at_sea_are_drawn():
    """Hoàng Sa and Trường Sa are units of their provinces on every day."""
    communes = by_code("2026-10-10", "commune")
    assert communes["20333"].unit.name == "đặc khu Hoàng Sa"
    assert communes["22736"].unit.name == "đặc khu Trường Sa"
    provinces = by_code("2026-10-10", "province")
    assert provinces["48"].shape.contains(communes["20333"].shape.representative_point())
    assert provinces["56"].shape.contains(communes["22736"].shape.representative_point())


@pytest.mark.parametrize("on", ["2019-01-01", "2020-01-01", "2025-06-30", "2025-07-01", "2026-09-20", "2026-11-22"])
def test_each_archipelago_is_its_own_units_on_every_day(on):
    """Hoàng Sa lies in Đà Nẵng, Trường Sa in Khánh Hòa, at every level that is drawn, and in no other outline."""
    owners = {"hoang-sa": "Đà Nẵng", "truong-sa": "Khánh Hòa"}
    for level in levels_on(day(on)):
        for archipelago in ARCHIPELAGOS:
            window = shapely.box(*archipelago.box)
            (owner,) = [each.unit for each in outlines(on, level).units if each.shape.intersects(window)]
            province = (owner, *country().atlas.lineage(owner, day(on)))[-1]
            assert province.name.endswith(owners[archipelago.name])
            assert owner.code in archipelago.codes
