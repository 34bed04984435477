"""The interfaces keep their own descriptions: validators of the outside world read them, and any request holds them.

Status, media type and form of every answer are those that the description names, whatever is asked within it or beside
it; what it does not name is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from tests.api.places import REGISTER, key_of, write_place
from tests.web.book import put, write_book

from lienvung.api.projections import CRS84
from lienvung.node.append import append
from lienvung.node.node import Node

RECORDS, FEATURES = "/api/v1/openapi.json", "/api/features/api"
ROOT = {RECORDS: "", FEATURES: "/api/features"}
SPECIFICATION = {RECORDS: OpenAPIV31SpecValidator, FEATURES: OpenAPIV30SpecValidator}
FORM: dict[str, Any] = {RECORDS: Draft202012Validator, FEATURES: OAS30Validator}
ANSWERED = examples(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@dataclass
class Described:
    """An interface: whose eyes ask, what it says of itself."""

    browser: Client
    address: str
    document: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Read the description."""
        self.document = self.browser.get(self.address).json()

    def whole(self, node: Any) -> Any:
        """Return what a reference within the description leads to, or the node itself."""
        while "$ref" in node:
            found: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            node = found
        return node

    def operations(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each path with what it answers to a reader."""
        for path, item in self.document["paths"].items():
            yield ROOT[self.address] + path, item["get"]

    def parameters(self, operation: dict[str, Any], where: str) -> list[dict[str, Any]]:
        """Return the parameters of an operation that stand in the path or in the query."""
        return [each for each in map(self.whole, operation.get("parameters", [])) if each["in"] == where]

    def check(self, operation: dict[str, Any], answer: Any, asked: Any) -> None:
        """Hold an answer against what its operation declares."""
        declared = operation["responses"]
        status = str(answer.status_code)
        assert status in {str(each) for each in declared}, (asked, status)
        said = self.whole(next(each for name, each in declared.items() if str(name) == status))
        if "content" not in said:
            assert "Location" in answer, asked
            return
        # Parameters of a media type (charset, version) may be left out where they are what the type means anyway.
        kinds = {name.partition(";")[0]: content for name, content in said["content"].items()}
        kind = answer["Content-Type"].partition(";")[0]
        assert kind in kinds, (asked, kind)
        form = {**kinds[kind]["schema"], "components": self.document["components"]}
        errors = [each.message for each in FORM[self.address](form).iter_errors(answer.json())]
        assert errors == [], asked


@pytest.fixture
def asked(places: Node, browser_of: Any) -> dict[str, list[Described]]:
    """Both interfaces, as a clerk and as a stranger see them, of a node that holds something of most kinds."""
    write_book(places)
    write_place(places, 9, place={"type": "LineString", "coordinates": [["107", "20"], ["108", "21"]]})
    road = {"name": "Đường mẫu", "stage": "unclear", "nature": "illustrative"}
    append(places, [put(places, "public-work", key_of(1), road)], idempotency_key="road")
    browsers = (browser_of("clerk"), Client())
    return {address: [Described(browser, address) for browser in browsers] for address in (RECORDS, FEATURES)}


@pytest.mark.parametrize("address", [RECORDS, FEATURES])
def test_a_description_is_valid_by_its_specification(asked, address):
    """The validator of the OpenAPI community finds nothing wrong with either description, for people and strangers."""
    for described in asked[address]:
        errors = [each.message for each in SPECIFICATION[address](described.document).iter_errors()]
        assert errors == []


SAMPLES = {
    "name": [REGISTER, "commitment", "administrative-unit", "khong-co"],
    "key": [*map(key_of, range(4)), "hai-phong-" + "z" * 16],
}
WILD = st.sampled_from(["", "x", "-1", "0", "1e9", "..", "a,b,c,d", "2026-13-01", "\x00", "Ả", "9" * 40, "json"])


def fitting(schema: dict[str, Any], name: str) -> st.SearchStrategy[str]:
    """Return values that a parameter's own schema allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = {each.get("type") for each in schema.get("anyOf", [schema])}
    if schema.get("type") == "array":
        return st.sampled_from(["106,20,108,21", "106,20,0,108,21,5"])
    if "integer" in kinds:
        return st.integers(schema.get("minimum", 1), min(schema.get("maximum", 5000), 5000)).map(str)
    if "date" in {each.get("format") for each in schema.get("anyOf", [schema])}:
        return st.dates().map(lambda day: day.isoformat())
    return st.sampled_from(["Bến", "bến số 1", "real", "2026-01-01", "2020-01-01/..", "now", "-berths", name])


@pytest.mark.parametrize("address", [RECORDS, FEATURES])
@ANSWERED
@given(data=st.data())
def test_every_answer_is_as_described(asked, address, data):
    """Whatever a described parameter says, right or wild: status, media type and form of the answer are declared."""
    described = data.draw(st.sampled_from(asked[address]))
    path, operation = data.draw(st.sampled_from(list(described.operations())))
    for parameter in described.parameters(operation, "path"):
        path = path.replace(f"{{{parameter['name']}}}", data.draw(st.sampled_from(SAMPLES[parameter["name"]])))
    known = [each for each in described.parameters(operation, "query") if each["schema"].get("type") != "object"]
    chosen = st.lists(st.sampled_from(known), max_size=3, unique_by=lambda each: each["name"]) if known else st.just([])
    query = {each["name"]: data.draw(fitting(each["schema"], each["name"]) | WILD) for each in data.draw(chosen)}
    answer = described.browser.get(path, query)
    described.check(operation, answer, (path, query))


@pytest.mark.parametrize("address", [RECORDS, FEATURES])
def test_what_is_not_described_is_refused(asked, address):
    """A parameter that no description names is an error at every path, and never passed over."""
    for described in asked[address]:
        for path, operation in described.operations():
            whole = path.replace("{name}", REGISTER).replace("{key}", key_of(1))
            answer = described.browser.get(whole, {"khong-co": "1"})
            assert answer.status_code in (400, 401, 404, 422), whole
            assert answer.status_code in (400, 422) or "/units" in whole, whole
            described.check(operation, answer, whole)


@pytest.mark.parametrize(
    "address",
    [
        f"/api/v1/registers/{REGISTER}/file.csv", f"/api/v1/registers/{REGISTER}/file.geojson", "/api/oc4ids.json",
        "/api/dcat.jsonld", "/api/catalogue.csv", "/api/catalogue.xlsx", "/api/v1/changes.atom",
    ],
)  # fmt: skip
def test_files_are_whole_or_refused(asked, address):
    """Who asks a file for less must not take all for an answer: a parameter is 422, in words."""
    browser = asked[RECORDS][0].browser
    answer = browser.get(address, {"nature": "real"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert browser.get(address).status_code == 200


def test_every_described_filter_of_features_is_taken(asked):
    """Each parameter of a collection's items is understood: of a number and a day one at least is no error."""
    described = asked[FEATURES][0]
    path, operation = next(each for each in described.operations() if each[0].endswith(f"{REGISTER}/items"))
    right = {"bbox": "106,20,108,21", "f": "json", "after": "", "crs": CRS84, "bbox-crs": CRS84}
    for parameter in described.parameters(operation, "query"):
        name = parameter["name"]
        tried = [described.browser.get(path, {name: right.get(name, each)}) for each in ("1", "2026-01-01")]
        assert 200 in [answer.status_code for answer in tried], name
