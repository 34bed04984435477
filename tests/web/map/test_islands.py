"""Attempts to get a map, file, answer or record without Hoàng Sa and Trường Sa, or with them as somebody else's."""

import csv
import json
import re
from io import StringIO

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.book import put
from tests.web.registers.desk import errors_of

from lienvung.core.register.geometry import from_geojson
from lienvung.node.append import append
from lienvung.node.stores.every import every_record
from lienvung.node.units import load_units
from lienvung.spatial.basemap import archipelago_shapes
from lienvung.spatial.sovereignty import ARCHIPELAGOS, SEA

NAMES = [*(each.label["vi"] for each in ARCHIPELAGOS), SEA.label["vi"]]
MAINLAND = "khung=102,8,109.5,23.5"
COUNTRY = "khung=101.9,6.3,117.4,23.7"
FOREIGN = "hai-phong-" + "s" * 16
LAND = shapely.box(108.0, 15.9, 108.3, 16.2)


@pytest.fixture
def coast(mapped):
    """A node with the units of Đà Nẵng and Khánh Hòa, before and after the reform."""
    load_units(mapped, ("48", "49", "56", "58"))
    return mapped


@pytest.fixture
def clerk(coast, jobs_at_once, browser_of):
    """A clerk's browser at that node."""
    return browser_of("clerk")


def key_of(node, code):
    """Return the key of today's unit with a code."""
    with node.store.reading() as reader:
        found = [each for each in every_record(reader, "administrative-unit") if each.values.get("code") == code]
    return max(found, key=lambda each: str(each.values.get("valid-from", ""))).key


def boundary(unit, shape, **more):
    """Return what somebody types into the form of an outline."""
    typed = {"name": "Ranh giới mẫu", "unit": unit, "place": shape.wkt, "standing": "official-digital", **more}
    typed |= {"maker": "Cơ quan mẫu", "nature": "illustrative"}
    return {f"v-{name}": value for name, value in typed.items()}


def whole(name):
    """Return the land of a coast with an archipelago."""
    return shapely.multipolygons([LAND, *archipelago_shapes()[name]])


WRONG = {
    "quang-nam-lay-hoang-sa": ("49", lambda: shapely.box(108, 15, 113, 17), "trái với chủ quyền"),
    "khanh-hoa-lay-hoang-sa": ("56", lambda: whole("hoang-sa"), "trái với chủ quyền"),
    "da-nang-lay-truong-sa": ("48", lambda: whole("truong-sa"), "trái với chủ quyền"),
    "da-nang-thieu": ("48", lambda: LAND, "thiếu đảo của nó: Quần đảo Hoàng Sa"),
    "khanh-hoa-thieu": ("56", lambda: LAND, "thiếu đảo của nó: Quần đảo Trường Sa"),
    "dac-khu-thieu-dao": ("20333", lambda: archipelago_shapes()["hoang-sa"][0], "thiếu đảo của nó"),
}


def test_no_form_takes_an_outline_that_moves_the_islands(clerk, coast):
    """An outline with another's islands, or without its own, is refused at its field, with the reason."""
    for code, shape, said in WRONG.values():
        page = clerk.post("/so/unit-boundary/moi/", boundary(key_of(coast, code), shape())).content.decode()
        assert any(said in each for each in errors_of(page)), code


def test_no_table_brings_an_outline_that_moves_the_islands(clerk, coast):
    """The same by an import: each row is wrong, with the reason, and nothing of it can be written."""
    features = []
    for code, shape, _ in WRONG.values():
        typed = {name.removeprefix("v-"): value for name, value in boundary(key_of(coast, code), shape()).items()}
        del typed["place"]
        geometry = json.loads(shapely.to_geojson(shape()))
        features.append(
            {"type": "Feature", "properties": {**typed, "name": code + str(len(features))}, "geometry": geometry}
        )
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    sent = {"file": SimpleUploadedFile("ranh.geojson", data), "not_secret": "on"}
    page = clerk.post("/so/unit-boundary/nhap/", sent, follow=True).content.decode()
    assert page.count("gán Hoàng Sa hoặc Trường Sa cho nơi khác: Quần đảo") == 3
    assert page.count("thiếu đảo của nó: Quần đảo") == 3
    assert "Ghi vào sổ 0 hàng" in page


def test_the_outline_with_its_islands_is_taken(clerk, coast):
    """Đà Nẵng with all of Hoàng Sa goes to an approver: the guard refuses no right outline."""
    answer = clerk.post("/so/unit-boundary/moi/", boundary(key_of(coast, "48"), whole("hoang-sa")))
    assert answer.status_code == 302


@pytest.fixture
def claimed(mapped):
    """A record that claims Hoàng Sa for others, as a partner's software might have signed it."""
    square = [[112, 16], [113, 16], [113, 17], [112, 17], [112, 16]]
    shape = from_geojson({"type": "Polygon", "coordinates": [square]})
    values = {"name": "Paracel Islands (China)", "nature": "illustrative", "place": shape}
    append(mapped, [put(mapped, "public-work", FOREIGN, values)], idempotency_key="claimed")
    return mapped


def test_a_claim_that_came_all_the_same_is_drawn_nowhere(claimed, browser_of):
    """It is on no map, in no picture and in no table beside; files and open answers have it without its shape."""
    browser = browser_of("viewer")
    for address in ("lop/public-work.geojson", f"?{COUNTRY}", f"ve.svg?{COUNTRY}"):
        assert FOREIGN not in browser.get(f"/ban-do/{address}").content.decode()
    assert FOREIGN not in browser.get("/so/public-work/ban-do.svg").content.decode()
    exported = json.loads(b"".join(browser.get("/so/public-work/xuat/geojson/").streaming_content))["features"]
    (feature,) = [each for each in exported if each["id"] == FOREIGN]
    assert feature["geometry"] is None
    answer = json.loads(browser.get(f"/api/features/collections/public-work/items/{FOREIGN}").content)
    assert answer["geometry"] is None


def test_the_units_of_the_country_hold_them_on_every_day(coast, browser_of):
    """In the map's own data every island is land of Đà Nẵng or Khánh Hòa, however far away it is looked at from."""
    browser = browser_of("viewer")
    for day in ("2019-01-01", "2025-06-30", "2025-07-01", "2026-11-22"):
        for asks in (f"{COUNTRY}&cap=province", f"{MAINLAND}&cap=province", COUNTRY, "cap=commune"):
            found = json.loads(browser.get(f"/ban-do/don-vi.geojson?{asks}&ngay={day}").content)["features"]
            areas = [each for each in found if each["properties"]["kind"] == "area"]
            for archipelago, owner in zip(ARCHIPELAGOS, ("Đà Nẵng", "Khánh Hòa"), strict=True):
                check_holder(areas, archipelago, owner)


def check_holder(areas, archipelago, owner):
    """Fail unless exactly one unit has land among the islands, the right one, and it has all of them."""
    window, islands = shapely.box(*archipelago.box), archipelago_shapes()[archipelago.name]
    shapes = [(each["properties"], shapely.geometry.shape(each["geometry"])) for each in areas]
    ((about, shape),) = [pair for pair in shapes if window.intersects(pair[1])]
    assert f"{about['name']}, {about['of']}".rstrip(", ").endswith(owner)
    assert shapely.dwithin(islands, shape, 0.02).all()


def test_the_units_that_go_out_as_a_table_have_them(coast, browser_of):
    """The list of units as it held on a day has both, each under its own city or province."""
    browser = browser_of("viewer")
    for day in ("2025-06-30", "2026-11-22"):
        answer = browser.get(f"/so/administrative-unit/xuat/csv/?ngay={day}")
        rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        names = {row["key"]: row["name"] for row in rows}
        for archipelago, owner in zip(ARCHIPELAGOS, ("Đà Nẵng", "Khánh Hòa"), strict=True):
            own = [row for row in rows if row["code"] in archipelago.codes and row["level"] != "province"]
            assert own
            assert all(names[row["parent"]].endswith((owner, "Trường Sa")) for row in own)


@pytest.mark.parametrize(
    "asks",
    ["", COUNTRY, MAINLAND, "lop=khong", "khung=105,20,106,21&lop=khong&cap=province", "co=hep", "luc=2026-01-01",
     "ngay=2019-01-01", "khung=-20,30,10,60", "quan-dao=khong&inset=0&labels=0"],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/ban-do/ve.svg", "/so/public-work/ban-do.svg", "/so/unit-boundary/ban-do.svg"])
def test_no_address_takes_them_from_a_picture(mapped, browser_of, address, asks):
    """Whatever frame, day, layer, size or unknown word an address has, the three names are drawn."""
    drawn = browser_of("viewer").get(f"{address}?{asks}").content.decode()
    for name in NAMES:
        assert f">{name}</text>" in drawn
    assert not re.search(r'class="(archipelago|inset)"[^>]*(opacity|display|visibility)', drawn)
