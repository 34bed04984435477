"""OGC API - Features: what the standard asks of pages, axes, times and refusals."""

from typing import Any

import pytest
from django.test import Client
from pyproj import Transformer
from tests.api.places import PLACES, REGISTER, key_of, write_place
from tests.web.book import put

from lienvung.api import feature_asking
from lienvung.node.append import Change, append

ROOT = "/api/features/"
ITEMS = f"{ROOT}collections/{REGISTER}/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


@pytest.fixture
def stranger(places, db) -> Client:
    """A browser of nobody."""
    return Client()


def items(browser: Client, **asked: Any) -> dict[str, Any]:
    """Return a page of features."""
    answer = browser.get(ITEMS, {name.replace("_", "-"): value for name, value in asked.items()})
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/geo+json"
    return answer.json()


def numbers(page: dict[str, Any]) -> list[int]:
    """Return which places are on a page."""
    return sorted(each["properties"]["berths"] for each in page["features"])


def test_the_landing_page_leads_to_everything(stranger):
    """Description, conformance and data are linked with their relations, and every link answers."""
    links = {link["rel"]: link["href"] for link in stranger.get(ROOT).json()["links"]}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= links.keys()
    assert all(stranger.get(address).status_code == 200 for address in links.values())
    classes = stranger.get(links["conformance"]).json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in classes


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}),
        ("bbox", {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}),
        ("datetime", {"type": "string"}),
        ("crs", {"type": "string", "format": "uri"}),
        ("bbox-crs", {"type": "string", "format": "uri"}),
    ],
)
def test_parameters_are_defined_as_the_standard_writes_them(stranger, name, schema):
    """Name, place, style and type are those of 17-069r4 (7.15) and 18-058r1 (6.2): clients read them from here."""
    document = stranger.get(f"{ROOT}api").json()
    found = document["components"]["parameters"][name]
    written = {"name": name, "in": "query", "required": False, "style": "form", "explode": False}
    assert {key: found[key] for key in written} == written
    assert schema.items() <= found["schema"].items()
    asked = document["paths"][f"/collections/{REGISTER}/items"]["get"]["parameters"]
    assert {"$ref": f"#/components/parameters/{name}"} in asked


def test_a_collection_is_told_the_same_alone_and_among_all(stranger):
    """What stands in the list of collections is what the collection says of itself."""
    for each in stranger.get(f"{ROOT}collections").json()["collections"]:
        alone = stranger.get(f"{ROOT}collections/{each['id']}").json()
        assert alone == each
        assert alone["storageCrs"] in alone["crs"]


def test_a_collection_says_what_it_is_and_whose(stranger):
    """Title, systems with CRS84 first, the log that it comes from with its verified head, and the warning."""
    found = stranger.get(f"{ROOT}collections/{REGISTER}").json()
    assert (found["id"], found["title"], found["itemType"]) == (REGISTER, "Bến đỗ", "feature")
    assert found["crs"][0] == found["storageCrs"] == CRS84
    assert {f"{EPSG}{code}" for code in (4326, 4756, 3405, 3406, 5897, 5899)} <= {*found["crs"]}
    assert "dữ liệu minh họa" in found["description"]
    assert items(stranger)["sources"] == found["sources"]
    [source] = found["sources"]
    assert (source["origin"], source["size"], source["verified"]) == (f"hai-phong/{REGISTER}", PLACES + 1, True)


def test_links_of_pages_bring_each_feature_once_while_others_are_written(stranger, places):
    """What is appended between two pages neither repeats nor hides a feature that was there."""
    page, seen = items(stranger, limit=2), []
    write_place(places, PLACES + 1)
    while True:
        seen += [each["id"] for each in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            break
        page = stranger.get(following[0]).json()
    assert seen == [*map(key_of, range(PLACES)), key_of(PLACES + 1)]


def test_axes_are_in_the_order_of_the_system(stranger):
    """EPSG:4326 and EPSG:4756 put latitude first, in answers and in boxes; CRS84 longitude."""
    answer = stranger.get(f"{ITEMS}/{key_of(3)}")
    assert answer["Content-Crs"] == f"<{CRS84}>"
    assert answer.json()["geometry"]["coordinates"] == [107.03, 20.8]
    turned = stranger.get(f"{ITEMS}/{key_of(3)}", {"crs": f"{EPSG}4326"})
    assert turned["Content-Crs"] == f"<{EPSG}4326>"
    assert turned.json()["geometry"]["coordinates"] == [20.8, 107.03]
    vietnamese = stranger.get(f"{ITEMS}/{key_of(3)}", {"crs": f"{EPSG}4756"}).json()["geometry"]["coordinates"]
    assert vietnamese == pytest.approx([20.8, 107.03], abs=0.01)
    assert vietnamese != [20.8, 107.03]
    assert numbers(items(stranger, bbox="106.9,20.7,107.025,20.9")) == [0, 1, 2]
    assert numbers(items(stranger, bbox="20.7,106.9,20.9,107.025", bbox_crs=f"{EPSG}4326")) == [0, 1, 2]
    assert numbers(items(stranger, bbox="106.9,20.7,0,107.025,20.9,100")) == [0, 1, 2]


def test_a_box_in_metres_is_the_same_box(stranger):
    """A box given in VN-2000 / UTM 48N finds what lies in it."""
    forth = Transformer.from_crs("EPSG:4326", "EPSG:3405", always_xy=True)
    (west, south), (east, north) = forth.transform(106.9, 20.7), forth.transform(107.025, 20.9)
    assert numbers(items(stranger, bbox=f"{west},{south},{east},{north}", bbox_crs=f"{EPSG}3405")) == [0, 1, 2]


def test_a_box_finds_shapes_not_only_the_boxes_around_them(stranger, places):
    """A slanted line whose bounds meet the box, and which itself passes by, is not in the answer."""
    line = {"type": "LineString", "coordinates": [["108", "20"], ["109", "21"]]}
    write_place(places, 8, place=line)
    assert numbers(items(stranger, bbox="108.8,20,108.9,20.1")) == []
    assert numbers(items(stranger, bbox="108.4,20.4,108.6,20.6")) == [8]


def test_a_box_across_the_180th_meridian(stranger):
    """Where west is greater than east the box goes round the back of the globe."""
    assert numbers(items(stranger, bbox="107.045,-90,-170,90")) == [5, 6]


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("2012-06-01", [0, 1, 2]),
        ("2012-06-01T12:00:00Z", [0, 1, 2]),
        ("2025-01-01/..", [5, 6]),
        ("../2010-12-31", [0]),
        ("2021-12-31/2022-06-01", [1, 2, 3, 4, 5, 6]),
        ("/2009-12-31", []),
    ],
)
def test_time_asks_for_what_held_then(stranger, when, found):
    """An instant or interval finds the facts that held on some day of it, open ends included."""
    assert numbers(items(stranger, datetime=when)) == found


def test_an_open_end_holds_for_ever(stranger, places):
    """A fact without a last day holds today and later."""
    write_place(places, 9, **{"open-until": None})
    assert 9 in numbers(items(stranger, datetime="2100-01-01"))
    assert 9 not in numbers(items(stranger, datetime="2018-12-31"))


def test_fields_are_filters(stranger):
    """A field's name asks for its value, `.min` and `.max` for a range, and counts are told where they are known."""
    assert numbers(items(stranger, nature="illustrative")) == [1, 3, 5]
    page = items(stranger, **{"berths.min": 2, "berths.max": 4})
    assert (numbers(page), page["numberMatched"], page["numberReturned"]) == ([2, 3, 4], 3, 3)
    marked = {each["properties"]["berths"]: each["properties"]["_notice"] for each in items(stranger)["features"]}
    assert marked == {number: "dữ liệu minh họa" if number % 2 else None for number in range(PLACES)}


@pytest.mark.parametrize(
    "query",
    [
        "khong-co=1", "after=khong-co", "note=x", "keeper=x", "note.min=a", "bbox=1,2,3", "bbox=a,b,c,d",
        "bbox=1,9,2,3",
        "bbox=1e999,0,1,1", "bbox=1,2,3,4&bbox-crs=EPSG:9999999", "crs=http://example.com/crs", "limit=0",
        "limit=-1", "limit=x", "place=1", "name.min=B", "datetime=hom-qua", "datetime=2026-13-01",
        "datetime=2026-05-01/2026-01-01",
        "datetime=20260101", "datetime=2026-01-01/2026-02-01/2026-03-01", "f=gml", "berths.min=x", "bbox-crs=1",
        "datetime=2026-01-01&open-since.min=2020",
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused(stranger, query):
    """An unknown or wrong parameter is 400 as problem+json, as the standard asks; hidden fields are unknown ones."""
    answer = stranger.get(f"{ITEMS}?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), query


def test_more_than_there_may_be_is_as_many_as_may_be(stranger, monkeypatch):
    """A limit above the largest is no fault, as the standard asks: the largest is taken, and the pages go on."""
    monkeypatch.setattr(feature_asking, "MOST_FEATURES", 3)
    for asked in ("4", "1001", "9" * 18):
        page = items(stranger, limit=asked)
        assert (len(page["features"]), page["links"][-1]["rel"]) == (3, "next")


def test_a_record_that_was_merged_or_retired_says_so(stranger, places):
    """A merged one leads for good to the record that lasts; a retired one is gone; one that never was is not here."""
    changes = [
        Change("merge", REGISTER, key_of(1), {"shared": {"into": key_of(2), "reason": "trùng"}}),
        Change("retire", REGISTER, key_of(3), {"shared": {"reason": "đã lấp"}}),
    ]
    append(places, changes, idempotency_key="tidy")
    merged = stranger.get(f"{ITEMS}/{key_of(1)}")
    assert (merged.status_code, merged["Location"]) == (308, f"{ITEMS}/{key_of(2)}")
    turned = stranger.get(f"{ITEMS}/{key_of(1)}", {"crs": f"{EPSG}4326"})["Location"]
    assert stranger.get(turned)["Content-Crs"] == f"<{EPSG}4326>"
    assert stranger.get(f"/api/v1/registers/{REGISTER}/records/{key_of(1)}").status_code == 308
    retired = stranger.get(f"{ITEMS}/{key_of(3)}")
    assert (retired.status_code, retired.json()["type"]) == (410, "urn:lienvung:retired")
    assert stranger.get(f"/api/v1/registers/{REGISTER}/records/{key_of(3)}").json()["state"] == "retired"
    assert stranger.get(f"{ITEMS}/{key_of(20)}").status_code == 404


def test_people_are_led_to_the_page(reader):
    """`f=html` leads to the page of the same thing."""
    assert reader.get(ITEMS, {"f": "html"})["Location"] == f"/so/{REGISTER}/"
    assert reader.get(f"{ITEMS}/{key_of(1)}", {"f": "html"})["Location"] == f"/so/{REGISTER}/{key_of(1)}/"


def test_a_register_that_draws_nothing_is_no_collection(reader):
    """Neither listed nor answered, but by the JSON interface."""
    listed = {each["id"] for each in reader.get(f"{ROOT}collections").json()["collections"]}
    assert REGISTER in listed
    assert "commitment" not in listed
    assert reader.get(f"{ROOT}collections/commitment").status_code == 404


def test_the_schema_of_a_collection_holds_for_its_features(stranger):
    """Every property that is sent is described, with a type that fits."""
    from jsonschema import Draft202012Validator

    schema = stranger.get(f"{ROOT}collections/{REGISTER}/schema").json()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator({**schema, "additionalProperties": False})
    for feature in items(stranger)["features"]:
        given = {name: value for name, value in feature["properties"].items() if value is not None}
        assert list(validator.iter_errors(given)) == []


def test_a_record_without_a_shape_is_in_no_box(stranger, places):
    """A record without a shape is a feature without one, and no box finds it."""
    values = {"name": "Bến chưa rõ chỗ", "berths": 12}
    append(places, [put(places, REGISTER, key_of(12), values)], idempotency_key="nowhere")
    assert stranger.get(f"{ITEMS}/{key_of(12)}").json()["geometry"] is None
    assert 12 not in numbers(items(stranger, bbox="-180,-90,180,90"))


def test_a_shape_that_gives_our_islands_away_is_not_drawn(stranger, places):
    """A record that says so, perhaps a partner's, is read with its words and without its shape, and no box finds it."""
    write_place(places, 13, name="Sansha, China", place={"type": "Point", "coordinates": ["112.33", "16.83"]})
    assert stranger.get(f"{ITEMS}/{key_of(13)}").json()["geometry"] is None
    assert 13 not in numbers(items(stranger, bbox="112,16,113,17"))
    write_place(places, 14, place={"type": "Point", "coordinates": ["112.33", "16.83"]})
    assert numbers(items(stranger, bbox="112,16,113,17")) == [14]
