"""Public works as an OC4IDS project package."""

from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from tests.api.oc4ids_form import PACKAGE
from tests.web.book import put

from lienvung.node.append import append
from lienvung.node.node import Node

ADDRESS = "/api/oc4ids.json"
WORK, VAGUE, COMPONENT = ("hai-phong-" + letter * 16 for letter in "abc")
CITED = {"nature": "real", "citation": ["Báo mẫu, 22/10/2025, https://bao.example/cau.html."]}
MADE_UP = {"nature": "illustrative"}


@pytest.fixture
def works(node: Node) -> Node:
    """A bridge with all that belongs to it, and a road of which little is known."""
    bridge = {
        "name": "Cầu mẫu",
        "sides": ["hai-phong", "quang-ninh"],
        "stage": "open",
        "kind": "bridge",
        "started-on": "2020-05-12",
        "planned-on": "2024-02-01",
        "opened-on": "2024-02-13",
        "cost": 1_941_000_000_000,
        "place": {"type": "LineString", "coordinates": [["106.7", "20.9"], ["106.71", "20.91"]]},
        **CITED,
    }
    road = {"name": "Đường mẫu", "stage": "unclear", "started-on": "2026", "planned-on": "2026-Q4", **MADE_UP}
    component = {
        "name": "Đường dẫn", "work": WORK, "side": "hai-phong", "owner": "Ban QLDA mẫu", "stage": "building",
        "volume": "72.5", "measured-on": "2026-09-30", **MADE_UP,
    }  # fmt: skip
    milestone = {
        "what": "Bàn giao mố cầu", "work": WORK, "progress": "done", "planned-on": "2023-06-30", "met-on": "2023-07-15",
        "late-reason": ["land", "weather"], **MADE_UP,
    }  # fmt: skip
    line = {
        "name": "Vốn trung ương", "work": WORK, "side": "quang-ninh", "capital": "central", "planned": 9 * 10**11,
        "term": "2021-01-01/2025-12-31",
        "decided-by": [{"number": "12/QĐ-UBND", "issuer": "UBND tỉnh mẫu", "issued-on": "2021-03-01"}], **MADE_UP,
    }  # fmt: skip
    changes = [
        put(node, "public-work", WORK, bridge),
        put(node, "public-work", VAGUE, road),
        put(node, "work-component", COMPONENT, component),
        put(node, "interface-milestone", "hai-phong-" + "d" * 16, milestone),
        put(node, "investment-line", "hai-phong-" + "e" * 16, line),
    ]
    append(node, changes, idempotency_key="works")
    return node


@pytest.fixture
def viewer(works, browser_of) -> Client:
    """Somebody who may read."""
    return browser_of("viewer")


def project(browser: Client, key: str) -> dict[str, Any]:
    """Return one project of the package."""
    return next(each for each in browser.get(ADDRESS).json()["projects"] if each["id"] == key)


@pytest.mark.parametrize("licence", ["", "https://creativecommons.org/licenses/by/4.0/"])
def test_the_package_has_the_form_of_the_standard(viewer, settings, licence):
    """Every name, type and code is one of the standard; nothing is empty."""
    settings.LIENVUNG_LICENCE = licence
    package = viewer.get(ADDRESS).json()
    Draft202012Validator.check_schema(PACKAGE)
    assert [each.message for each in Draft202012Validator(PACKAGE).iter_errors(package)] == []
    assert package.get("license", "") == licence
    assert package["publishedDate"] == "2026-11-22T08:00:00Z"


def test_a_work_carries_all_that_names_it(viewer):
    """Money, days, places, parties, papers, milestones and volumes come from the registers that hold them."""
    found = project(viewer, WORK)
    assert (found["title"], found["status"], found["sector"]) == (
        "Cầu mẫu",
        "maintenance",
        ["transport", "transport.road"],
    )
    assert found["period"] == {"startDate": "2020-05-12T00:00:00+07:00", "endDate": "2024-02-01T00:00:00+07:00"}
    assert found["completion"] == {"endDate": "2024-02-13T00:00:00+07:00"}
    assert found["budget"]["amount"] == {"amount": 1_941_000_000_000, "currency": "VND"}
    [[line]] = [group["budgetBreakdown"] for group in found["budget"]["budgetBreakdowns"]]
    assert (line["amount"]["amount"], line["sourceParty"]["id"]) == (9 * 10**11, "quang-ninh")
    assert line["period"]["endDate"] == "2025-12-31T00:00:00+07:00"
    assert found["locations"][0]["geometry"]["coordinates"] == [[106.7, 20.9], [106.71, 20.91]]
    assert {party["id"]: party["roles"] for party in found["parties"]} == {
        "hai-phong": ["publicAuthority"],
        "quang-ninh": ["publicAuthority", "funder", "sourceParty"],
        "Ban QLDA mẫu": ["procuringEntity"],
    }
    assert [each.get("url") for each in found["documents"]] == ["https://bao.example/cau.html", None]
    assert found["documents"][1]["documentType"] == "budgetApproval"
    [milestone] = found["milestones"]
    assert (milestone["status"], milestone["description"]) == ("met", "giải phóng mặt bằng; thời tiết, thiên tai")
    assert found["metrics"][0]["observations"][0]["measure"] == "72.5"


def test_whoever_is_named_is_a_party_under_the_same_name(viewer):
    """What pays a line of the budget is found among the parties by its id, with the same name and the role of it."""
    found = project(viewer, WORK)
    parties = {party["id"]: party for party in found["parties"]}
    assert len(parties) == len(found["parties"])
    for group in found["budget"]["budgetBreakdowns"]:
        for line in group["budgetBreakdown"]:
            party = parties[line["sourceParty"]["id"]]
            assert party["name"] == line["sourceParty"]["name"]
            assert "sourceParty" in party["roles"]


def test_a_place_that_gives_our_islands_away_goes_nowhere(works, viewer):
    """Of a work that somebody put onto the archipelagos under another name the package has no place, and the rest."""
    claim = {"type": "Point", "coordinates": ["112.33", "16.83"]}
    values = {"name": "Sansha, China", "stage": "planned", "place": claim, **MADE_UP}
    key = "hai-phong-" + "g" * 16
    append(works, [put(works, "public-work", key, values)], idempotency_key="claim")
    assert "locations" not in project(viewer, key)
    assert "locations" in project(viewer, WORK)


def test_a_vague_day_is_not_made_exact(viewer):
    """Of a year or a quarter no day is invented, of an unclear stage no status; what is made up says so."""
    found = project(viewer, VAGUE)
    assert {"period", "status", "completion", "budget", "locations", "sector"} & found.keys() == set()
    assert found["description"].startswith("[Dữ liệu minh họa]")
    assert found["additionalClassifications"][0]["id"] == "illustrative"
    assert "additionalClassifications" not in project(viewer, WORK)


def test_where_no_work_is_known_there_is_no_package(node, browser_of):
    """The standard wants at least one project: without any the answer is 404, and 401 for a stranger."""
    assert browser_of("viewer").get(ADDRESS).status_code == 404
    assert Client().get(ADDRESS).status_code == 401
