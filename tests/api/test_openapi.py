"""The descriptions of the interfaces hold: whatever they allow is answered as they say, and nothing breaks a page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.api.places import REGISTER, key_of
from tests.web.book import write_book

from lienvung.api.problems import MEDIA_TYPE

LENIENT = examples(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
REGISTERS = [REGISTER, "commitment", "administrative-unit", "public-work", "khong-co"]
HTTP_METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


@pytest.fixture
def described(places, reader) -> dict[str, Any]:
    """The description of the JSON interface."""
    return reader.get("/api/v1/openapi.json").json()


@pytest.fixture
def features(places, reader) -> dict[str, Any]:
    """The description of the interface for features."""
    return reader.get("/api/features/api").json()


def schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema that stands in a description."""
    if isinstance(node, dict):
        for name, child in node.items():
            if name == "schema":
                yield child
            yield from schemas(child)
    elif isinstance(node, list):
        for child in node:
            yield from schemas(child)


def references(node: Any) -> Iterator[str]:
    """Yield every reference in a description."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def target(document: dict[str, Any], reference: str) -> Any:
    """Return what a reference within the document leads to."""
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


@pytest.mark.parametrize(("name", "version"), [("described", "3.1."), ("features", "3.0.")])
def test_a_description_is_whole(request, name, version):
    """It says its version, every reference leads somewhere, every schema is one, every path parameter is declared."""
    document = request.getfixturevalue(name)
    assert document["openapi"].startswith(version)
    assert {"title", "version"} <= document["info"].keys()
    assert all(target(document, reference) for reference in references(document))
    for schema in schemas(document):
        Draft202012Validator.check_schema({key: value for key, value in schema.items() if key != "$ref"})
    names = [
        operation["operationId"]
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in HTTP_METHODS
    ]
    assert len(names) == len({*names})
    for path, item in document["paths"].items():
        declared = {each["name"] for each in item["get"].get("parameters", []) if each.get("in") == "path"}
        assert declared == {*re.findall(r"\{([^}]+)\}", path)}, path
        assert all("description" in answer for answer in item["get"]["responses"].values())


PARAMETER = st.sampled_from([
    "q", "sort", "after", "limit", "bbox", "as_of", "register", "nature", "berths", "berths.min", "berths.max",
    "cost.min", "open-since.min", "place", "place.min", "uses", "bbox-crs", "crs", "datetime", "f",
    "deadline.max", "owed-by", "x",
])  # fmt: skip
VALUE = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from([
        "", "-", "..", "a/b", "107,20,108,21", "-180,-90,180,90", "181,0,182,1", "2026-01-01", "2026", "--10-18",
        "1/2/3", "2026-11-22T09:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "AQ", "now",
        "%00", "\x00",
        "EPSG:3405", "http://www.opengis.net/def/crs/EPSG/0/4756", "name", "-name", "berths", "9" * 400,
        "1e308", "nan",
    ]),
)  # fmt: skip
QUERY = st.lists(st.tuples(PARAMETER, VALUE), max_size=4)
PATH = st.sampled_from([
    "/api/v1/registers", "/api/v1/registers/{r}", "/api/v1/registers/{r}/records", "/api/v1/registers/{r}/schema",
    "/api/v1/registers/{r}/records/{k}", "/api/v1/registers/{r}/records/{k}/history", "/api/v1/changes",
    "/api/v1/heads", "/api/v1/changes.atom", "/api/features/", "/api/features/collections",
    "/api/features/collections/{r}",
    "/api/features/collections/{r}/items", "/api/features/collections/{r}/items/{k}", "/api/dcat.jsonld", "/api/{r}",
    "/api/oc4ids.json", "/api/features/collections/{r}/schema", "/api/v1/registers/{r}/file.csv",
])  # fmt: skip


@pytest.fixture
def asked(places, browser_of) -> tuple[Client, Client]:
    """A clerk's browser and a stranger's, who are told of what broke as a programme would be."""
    write_book(places)
    clerk, stranger = browser_of("clerk"), Client()
    clerk.raise_request_exception = stranger.raise_request_exception = False
    return clerk, stranger


@LENIENT
@given(path=PATH, register=st.sampled_from(REGISTERS), key=st.integers(0, 9), query=QUERY)
def test_no_query_breaks_anything(asked, described, path, register, key, query):
    """Whatever is asked: an answer of the declared shape, a way on, or a refusal in words. Never a fault."""
    address = path.format(r=register, k=key_of(key))
    for browser in asked:
        answer = browser.get(address, query)
        said = answer.getvalue()
        assert answer.status_code < 500, (address, query)
        if answer.status_code >= 400:
            assert answer["Content-Type"] == MEDIA_TYPE, (address, query)
            assert answer.json()["type"].startswith("urn:lienvung:")
        elif answer.status_code == 200:
            assert "ETag" in answer, address
            for schema in declared_schemas(described, path):
                validator = Draft202012Validator({**schema, "components": described["components"]})
                assert [each.message for each in validator.iter_errors(answer.json())] == [], (address, said)


def declared_schemas(described: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """Return the schema that the description gives for a path's answer, if it describes the path."""
    declared = described["paths"].get(path.replace("{r}", "{name}").replace("{k}", "{key}"))
    return [each["schema"] for each in declared["get"]["responses"]["200"]["content"].values()] if declared else []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/api/v1/heads", "/api/features/", "/api/dcat.jsonld", "/api/khong-co"])
def test_nothing_can_be_written_anywhere(asked, method, path):
    """Every method but reading is 405 with what is allowed, also where no address is, and in words."""
    for browser in asked:
        answer = getattr(browser, method)(path, {"x": 1})
        assert (answer.status_code, answer["Content-Type"]) == (405, MEDIA_TYPE)
        assert "GET" in answer["Allow"]


@pytest.mark.parametrize(
    ("path", "accepted", "status"),
    [
        ("/api/v1/heads", "application/json", 200),
        ("/api/v1/heads", "*/*", 200),
        ("/api/v1/heads", "text/csv", 406),
        ("/api/features/collections", "application/geo+json, application/json", 200),
        (f"/api/features/collections/{REGISTER}/items", "application/json", 200),
        (f"/api/features/collections/{REGISTER}/items", "application/gml+xml", 406),
        ("/api/dcat.jsonld", "application/ld+json", 200),
        ("/api/dcat.jsonld", "text/turtle", 406),
        ("/api/v1/changes.atom", "application/atom+xml", 200),
    ],
)
def test_only_what_is_accepted_is_sent(asked, path, accepted, status):
    """A kind of answer that the programme cannot read is 406; every kind of JSON is JSON."""
    for browser in asked:
        answer = browser.get(path, headers={"accept": accepted})
        assert answer.status_code == status
        assert status == 200 or answer["Content-Type"] == MEDIA_TYPE
        assert {"Accept", "Authorization", "Cookie"} <= {*answer["Vary"].split(", ")}


def test_head_and_options_say_what_get_would(asked):
    """HEAD has the headers and no body; OPTIONS says what is allowed."""
    for browser in asked:
        whole, head = browser.get("/api/v1/heads"), browser.head("/api/v1/heads")
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
        assert browser.options("/api/v1/heads").status_code == 204


def test_a_page_that_broke_is_told_in_words(asked, monkeypatch):
    """A fault of ours is 500 as problem+json too, and says nothing of what broke."""
    from lienvung.api import read

    monkeypatch.setattr(read, "show_head", lambda log: 1 / 0)
    answer = asked[0].get("/api/v1/heads")
    assert (answer.status_code, answer["Content-Type"]) == (500, MEDIA_TYPE)
    assert b"division" not in answer.content


def test_values_hold_against_the_schema_of_the_register(asked):
    """What the interface gives as values is valid by the JSON Schema that it gives of the register."""
    clerk = asked[0]
    for register in (REGISTER, "commitment", "programme", "document"):
        schema = clerk.get(f"/api/v1/registers/{register}/schema").json()
        Draft202012Validator.check_schema(schema)
        for record in clerk.get(f"/api/v1/registers/{register}/records").json()["records"]:
            errors = [each.message for each in Draft202012Validator(schema).iter_errors(record["values"])]
            assert errors == [], (register, record["key"])


def test_an_answer_says_whose_data_it_is(asked):
    """Locality, log, size and root of the verified head stand in each answer of records."""
    page = asked[0].get(f"/api/v1/registers/{REGISTER}/records").json()
    [source] = page["sources"]
    [head] = [each for each in asked[0].get("/api/v1/heads").json() if each["origin"] == source["origin"]]
    assert (source["title"], source["size"], source["root"]) == ("Thành phố Hải Phòng", head["size"], head["root"])
    assert source["seen"] is None
