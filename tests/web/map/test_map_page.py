"""Bản đồ: layers, days, units and names, the table beside, the picture; all from the address."""

import gzip
import json
import re

import pytest
from tests.web.book import put
from tests.web.map.conftest import BRIDGE, LINE, PIER

from lienvung.core.register.geometry import from_geojson
from lienvung.node.append import append
from lienvung.node.units import load_units
from lienvung.spatial.sovereignty import ARCHIPELAGOS, SEA

REGION = "106.0,20.5,107.5,21.5"
NAMES = [*(each.label["vi"] for each in ARCHIPELAGOS), SEA.label["vi"]]


@pytest.fixture
def settled(mapped, browser_of):
    """The same with the units of the pilot's provinces."""
    load_units(mapped, ("22", "31", "24", "27", "30"))
    return browser_of("viewer")


def read(browser, address):
    """Return a GeoJSON answer."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return json.loads(answer.content)


def rows(browser, address):
    """Return the titles of the table beside the map, in order."""
    return re.findall(
        r'<tr data-feature="[^"]+".*?<a href="[^"]+">(.*?)</a>', browser.get(address).content.decode(), re.S
    )


def test_a_layer_has_what_a_popup_says(seen):
    """A feature has title, page, steward, colour and that it is illustrative; what has no place is none."""
    found = read(seen, "/ban-do/lop/public-work.geojson")
    assert not found["more"]
    features = {each["properties"]["title"]: each for each in found["features"]}
    assert features.keys() == {"Cầu <mẫu> & một", "Bến mẫu hai"}
    bridge = features["Cầu <mẫu> & một"]
    assert bridge["geometry"] == {"type": "Point", "coordinates": [106.75, 20.965]}
    about = bridge["properties"]
    assert about["name"] == f"public-work/{BRIDGE}"
    assert (found["layer"], found["page"]) == ("Công trình", "/so/public-work/KEY/")
    assert about["steward"]
    assert about["illustrative"]
    assert about["colour"] == "#b7791f"
    assert about["meaning"] == "đang thi công"
    source = found["sources"][about["source"]]
    assert (source["title"], source["age"], source["size"]) == ("Thành phố Hải Phòng", "", 4)
    assert re.fullmatch("[0-9a-f]{64}", source["root"])


def test_a_frame_narrows_layer_and_table_alike(seen):
    """What is outside the frame is in neither."""
    found = read(seen, f"/ban-do/lop/public-work.geojson?khung={REGION}")
    assert [each["properties"]["title"] for each in found["features"]] == ["Cầu <mẫu> & một"]
    assert rows(seen, f"/ban-do/?khung={REGION}") == ["Cầu &lt;mẫu&gt; &amp; một", "Tuyến mẫu"]


def test_layers_are_switched_by_the_address(seen):
    """`lop` names the layers that are on; none is none."""
    assert rows(seen, f"/ban-do/?khung={REGION}&lop=vessel-route&lop=khong") == ["Tuyến mẫu"]
    assert rows(seen, f"/ban-do/?khung={REGION}&lop=khong") == []


def test_the_table_is_sorted_by_the_address(seen):
    """Each head sorts by its column, and back; Vietnamese order."""
    whole = "101.9,6.3,117.4,23.7"
    assert rows(seen, f"/ban-do/?khung={whole}") == ["Bến mẫu hai", "Cầu &lt;mẫu&gt; &amp; một", "Tuyến mẫu"]
    assert rows(seen, f"/ban-do/?khung={whole}&xep=-title") == ["Tuyến mẫu", "Cầu &lt;mẫu&gt; &amp; một", "Bến mẫu hai"]
    page = seen.get(f"/ban-do/?khung={whole}&xep=-title").content.decode()
    assert 'aria-sort="descending"' in page


def test_a_layer_is_cut_and_says_so(seen, monkeypatch):
    """More features than a browser is given are announced, in the layer and under the table."""
    monkeypatch.setattr("lienvung.web.map.drawn.layer_in.__defaults__", (1,))
    assert read(seen, "/ban-do/lop/public-work.geojson")["more"]
    monkeypatch.setattr("lienvung.web.map.shown.ROWS", 1)
    page = seen.get("/ban-do/?khung=101.9,6.3,117.4,23.7").content.decode()
    assert "Còn nữa" in page


@pytest.mark.parametrize(
    "address", ["/ban-do/", f"/ban-do/?khung={REGION}", "/ban-do/?lop=khong&ngay=2020-01-01&cap=province"]
)
def test_the_archipelagos_are_on_every_state_of_the_page(seen, address):
    """No layer, day or frame takes the three names or the inset from the page."""
    page = seen.get(address).content.decode()
    for name in NAMES:
        assert f">{name}</li>" in page
    assert 'src="/ban-do/toan-quoc.svg"' in page


@pytest.mark.parametrize(
    "address", ["ve.svg", f"ve.svg?khung={REGION}", "ve.svg?lop=khong&khung=103.9,10,104.1,10.4", "toan-quoc.svg"]
)
def test_the_archipelagos_are_in_every_picture(seen, address):
    """Every picture that can be exported names both archipelagos and the sea."""
    answer = seen.get(f"/ban-do/{address}")
    drawn = answer.content.decode()
    assert answer["Content-Type"].startswith("image/svg+xml")
    for name in NAMES:
        assert f">{name}</text>" in drawn


def test_the_style_keeps_the_archipelagos_for_ever(seen):
    """The script draws the islands and the names in layers that no switch, zoom or day touches."""
    style = b"".join(seen.get("/static/map/style.js").streaming_content).decode()
    script = b"".join(seen.get("/static/map/map.js").streaming_content).decode()
    always = re.search(r'\{ id: "always".*', style).group()
    assert "zoom" not in always
    assert '"text-allow-overlap": true' in always
    assert 'id: "archipelagos"' in style
    assert not re.search(r"removeLayer|setLayoutProperty|removeSource", script + style)


def test_the_picture_has_the_marks_in_the_frame(seen):
    """The picture is of the same address as the page."""
    drawn = seen.get(f"/ban-do/ve.svg?khung={REGION}&lop=public-work").content.decode()
    assert f'data-feature="public-work/{BRIDGE}"' in drawn
    assert PIER not in drawn
    assert LINE not in drawn
    assert "Cầu &lt;mẫu&gt; &amp; một" in drawn


@pytest.mark.parametrize("layer", ["land", "rivers", "archipelagos"])
def test_the_base_map_comes_small_from_here(seen, layer):
    """Each layer is our own, packed, and together they stay below 300 kB."""
    answer = seen.get(f"/ban-do/nen/{layer}.geojson", HTTP_ACCEPT_ENCODING="gzip")
    assert answer["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.content))["features"]
    assert len(answer.content) < {"land": 230_000, "rivers": 70_000, "archipelagos": 9_000}[layer]


def test_other_layers_are_not_there(seen):
    """Only the base map's own files, and only registers with a map, have an address."""
    for address in ("/ban-do/nen/communes.geojson", "/ban-do/lop/document.geojson", "/ban-do/lop/none.geojson"):
        assert seen.get(address).status_code == 404


HOSTILE = [
    "khung=", "khung=1,2,3", "khung=a,b,c,d", "khung=nan,nan,nan,nan", "khung=inf,0,1,1", "khung=107,21,106,20",
    "khung=-999,-999,999,999", "khung=" + "9" * 5000, "ngay=2025-13-45", "ngay=9999-12-31", "ngay=0001-01-01",
    "ngay=%00", "cap=x", "lop=" + "x" * 3000, "lop=../../x", "xep=--title", "xep=x", "bang=x", "lop=a&" * 300,
]  # fmt: skip


@pytest.mark.parametrize("asked", HOSTILE)
@pytest.mark.parametrize("address", ["", "ve.svg", "don-vi.geojson", "lop/public-work.geojson"])
def test_no_address_breaks_the_map(seen, address, asked):
    """Whatever stands in the address, the answer is a map."""
    assert seen.get(f"/ban-do/{address}?{asked}").status_code == 200


def names(browser, day, level, khung="106.2,20.7,107.2,21.3"):
    """Return what each unit of a level and day is today, by its name of the day."""
    found = read(browser, f"/ban-do/don-vi.geojson?ngay={day}&cap={level}&khung={khung}")
    return {
        each["properties"]["name"]: each["properties"]["now"]
        for each in found["features"]
        if each["properties"].get("kind") == "name"
    }


def test_units_are_those_of_the_day_with_what_they_are_today(settled):
    """Chí Linh is a city of Hải Dương until the reform, communes of Hải Phòng after it; later names change in place."""
    before = names(settled, "2025-06-30", "district")
    assert before["thành phố Chí Linh"].startswith("phường Chí Linh, ")
    assert before["thành phố Chí Linh"].endswith(" (thành phố Hải Phòng)")
    assert names(settled, "2018-12-31", "district")["thị xã Chí Linh"]
    assert "phường Chí Linh" in names(settled, "2025-07-01", "commune")
    assert names(settled, "2026-08-31", "province")["tỉnh Quảng Ninh"] == "thành phố Quảng Ninh"
    assert names(settled, "2026-09-01", "province")["thành phố Quảng Ninh"] == ""
    assert "xã Lục Nam" in names(settled, "2026-09-19", "commune", "106.2,21.1,106.7,21.5")
    assert "phường Lục Nam" in names(settled, "2026-09-20", "commune", "106.2,21.1,106.7,21.5")


def test_the_level_fits_frame_and_day(settled):
    """Wide frames show provinces, near ones the smallest units of the day; a level that was not there is not shown."""
    level = lambda asks: read(settled, f"/ban-do/don-vi.geojson?{asks}")["level"]  # noqa: E731 - one expression, used here alone
    assert level("khung=102,8,110,23") == "province"
    assert level("khung=106.4,20.6,107,21") == "commune"
    assert level("khung=106.4,20.6,107,21&ngay=2025-06-30") == "district"
    assert level("cap=commune&ngay=2025-06-30") == "district"
    assert level("cap=province&khung=106.4,20.6,107,21") == "province"


def test_the_days_of_change_are_offered(settled):
    """The list of days has the acts of 2019 to 2026, each by its date, and none that is not known to the day."""
    page = settled.get("/ban-do/").content.decode()
    days = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', page)
    assert days == sorted(days, reverse=True)
    assert "2026-10-10" not in days  # the date of a list, on which nothing changed
    assert {"2019-03-01", "2024-11-01", "2025-01-01", "2025-07-01", "2026-09-01", "2026-09-20"} <= set(days)


def test_the_table_of_units_has_both_names(settled):
    """Beside the map: the name of the day, what it was part of, and what it is today."""
    page = settled.get("/ban-do/?bang=don-vi&ngay=2025-06-30&khung=106.2,20.7,107.2,21.3").content.decode()
    row = re.search(r"<tr>(?:(?!</tr>).)*thành phố Chí Linh.*?</tr>", page, re.S).group()
    assert "tỉnh Hải Dương" in row
    assert "phường Chí Linh, " in row
    assert "(thành phố Hải Phòng)" in row
    assert "xấp xỉ" in row


def test_an_official_outline_replaces_the_approximate_one(settled, mapped):
    """A record of unit-boundary is drawn instead, says whose it is, and holds only in its time; one that takes in an
    archipelago which is another unit's is never drawn."""
    unit = next(
        each for each in read(settled, f"/ban-do/don-vi.geojson?khung={REGION}&cap=commune")["features"]
        if each["properties"].get("name") == "phường Đông Triều"
    )["properties"]["url"].split("/")[-2]  # fmt: skip
    square = [[106.4, 21.0], [106.6, 21.0], [106.6, 21.15], [106.4, 21.15], [106.4, 21.0]]
    shape = from_geojson({"type": "Polygon", "coordinates": [square]})
    values = {
        "name": "Ranh giới mẫu", "unit": unit, "place": shape, "standing": "official-digital", "maker": "Cơ quan mẫu",
        "valid-from": "2026-01-01", "nature": "illustrative",
    }  # fmt: skip
    append(mapped, [put(mapped, "unit-boundary", "hai-phong-" + "q" * 16, values)], idempotency_key="ranh")
    far = [[106.4, 21.0], [112.5, 16.0], [112.5, 17.0], [106.4, 21.0]]
    taking = {**values, "place": from_geojson({"type": "Polygon", "coordinates": [far]}), "maker": "Bên lấy đảo"}
    append(mapped, [put(mapped, "unit-boundary", "hai-phong-" + "r" * 16, taking)], idempotency_key="ranh hai")

    def outline(day):
        """Return the area of the ward on a day."""
        found = read(settled, f"/ban-do/don-vi.geojson?khung={REGION}&cap=commune&ngay={day}")["features"]
        return next(
            each
            for each in found
            if each["properties"].get("name") == "phường Đông Triều" and each["properties"]["kind"] == "area"
        )

    now, before = outline("2026-10-01"), outline("2025-12-31")
    assert now["properties"]["standing"] == "official-digital"
    assert now["properties"]["source"] == "Cơ quan mẫu"
    assert sorted(map(tuple, now["geometry"]["coordinates"][0]))[:1] == [(106.4, 21.0)]
    assert before["properties"]["standing"] == "approx"


def test_a_stranger_sees_no_map(client):
    """Without signing in neither the page nor any of its data is there."""
    for address in ("/ban-do/", "/ban-do/ve.svg", "/ban-do/lop/public-work.geojson", "/ban-do/don-vi.geojson"):
        assert client.get(address).status_code == 302
