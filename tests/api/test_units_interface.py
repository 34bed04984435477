"""/api/v1/units/: what a name meant on a day and what it is on another, for programmes."""

from collections.abc import Callable

import pytest
from django.test import Client

from lienvung.catalogue.unit_seed import token_on
from lienvung.node.node import Node
from lienvung.node.units import load_units


@pytest.fixture
def units(node: Node, browser_of: Callable[..., Client]) -> Client:
    """A browser of a node with the units of Bắc Giang and Bắc Ninh."""
    load_units(node, ("24", "27"))
    return browser_of("viewer")


def get(client: Client, address: str, status: int = 200) -> dict:
    """Return the JSON that an address answers."""
    answer = client.get(f"/api/v1/units{address}")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_name_is_resolved_then_and_now(units: Client) -> None:
    """24 of 2021 is Bắc Giang, all of which is in Bắc Ninh today, by two acts."""
    answer = get(units, "/resolve?q=24&on=2021-08-14&to=2026-11-22")
    (found,) = answer["found"]
    assert answer["sure"] is True
    assert found["name"] == "tỉnh Bắc Giang"
    (now,) = found["then"]["units"]
    assert (now["name"], now["extent"]) == ("thành phố Bắc Ninh", "whole")
    assert [act["act"] for act in now["acts"]] == ["202/2025/QH15", "39/2026/QH16"]


def test_an_ambiguous_name_has_candidates(units: Client) -> None:
    """A name of two communes answers with all that were meant, and say that none is sure."""
    answer = get(units, "/resolve?q=phuc+son&on=2021-01-01&level=commune")
    assert len(answer["found"]) > 1
    assert answer["sure"] is False


def test_a_unit_is_traced_both_ways(units: Client) -> None:
    """Xã Sơn Động came from what its communes were, and a district became what they became."""
    new = f"hai-phong-{token_on('07615', '2025-07-01')}"
    before = get(units, f"/{new}/trace?to=2025-06-30")
    assert {unit["level"] for unit in before["units"]} == {"commune"}
    district = f"hai-phong-{token_on('220', '2025-06-30')}"
    after = get(units, f"/{district}/trace?to=2025-07-01")
    assert [unit["code"] for unit in after["units"]] == [
        "07615", "07616", "07621", "07627", "07642", "07654", "07663", "07672",
    ]  # fmt: skip


def test_units_of_a_day_come_page_by_page(units: Client) -> None:
    """All 34 provinces of a day, ten at a time, none twice."""
    seen, after = [], ""
    while True:
        page = get(units, f"?on=2025-07-01&level=province&limit=10&after={after}")
        seen += [unit["key"] for unit in page["units"]]
        after = page["next"] or ""
        if not after:
            break
    assert len(seen) == len(set(seen)) == 34


def test_the_communes_of_a_province_on_a_day(units: Client) -> None:
    """Bắc Ninh has 99 communes whichever of its periods the key names."""
    for day in ("2025-07-01", "2026-10-01"):
        key = f"hai-phong-{token_on('24', day)}"
        assert len(get(units, f"?on=2026-10-01&within={key}&limit=1000")["units"]) == 99


def test_counts_and_periods(units: Client) -> None:
    """63 provinces before the reform; Việt Yên has two periods under one code."""
    levels = get(units, "/count?on=2025-06-30")["levels"]
    assert sum(levels["province"].values()) == 63
    key = f"hai-phong-{token_on('222', '2025-06-30')}"
    assert [unit["name"] for unit in get(units, f"/{key}")["periods"]] == ["huyện Việt Yên", "thị xã Việt Yên"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/resolve", 422), ("/resolve?q=", 422), ("/resolve?q=x&on=hom-qua", 422), ("/resolve?q=x&level=thon", 422),
        ("/resolve?q=x&on=0001-01-01", 422), (f"/resolve?q={'x' * 301}", 422), ("/hai-phong-khongco", 404),
        ("/hai-phong-khongco/trace", 404), ("?limit=0", 422), ("?within=hai-phong-khongco", 404),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_a_problem(units: Client, address: str, status: int) -> None:
    """Wrong questions answer with a problem document, never with a broken page."""
    assert "type" in get(units, address, status)


def test_a_stranger_may_ask(units: Client, client: Client) -> None:
    """Units are public: a programme without a key gets the same answer."""
    assert get(client, "/resolve?q=24&on=2021-08-14")["found"] == get(units, "/resolve?q=24&on=2021-08-14")["found"]
