"""A partner's record that breaks the definition: told on its page, and counted, drawn and given away nowhere."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.exchange.forging import Said, forge
from tests.node.exchange.two_places import ATTRIBUTION, Place, grant
from tests.web.book import read_page

from lienvung.core.register.item import split_fields
from lienvung.core.register.key import new_key
from lienvung.node.append import Change, append

REGISTER = "berth"
GOOD, BAD = new_key("quang-ninh", "a" * 16), new_key("quang-ninh", "b" * 16)
GOOD_NAME, BAD_NAME = "Bến đúng quy tắc", "Bến trái quy tắc"
VALUES = {
    "side": "quang-ninh", "kind": "pier", "status": "open", "places": 7, "bays": ["ha-long"], "nature": "illustrative",
    "place": {"type": "Point", "coordinates": ["107.05", "20.95"]},
}  # fmt: skip
BREAKS = {
    "I11-bounds": ({"places": -500}, "nằm ngoài giới hạn"),
    "I7-datatype": ({"status": "sunk"}, "không đúng kiểu"),
    "I5-condition": ({"nature": "real"}, "đòi hỏi trường này"),
    "I4-required": ({"side": ""}, "chưa có giá trị"),
}


@pytest.fixture
def viewer(partner: tuple[Place, Place], browser_of: Callable[..., Client]) -> Client:
    """A browser of somebody who may only read."""
    return browser_of("viewer")


def hold(partner: tuple[Place, Place], wrong: dict[str, object]) -> None:
    """Pull one good berth of the partner and one that breaks a rule."""
    here, there = partner
    definition = there.node.catalogue[REGISTER]
    item = split_fields(definition, {**VALUES, "name": GOOD_NAME}, attribution=ATTRIBUTION)
    append(there.node, [Change("put", REGISTER, GOOD, item)], idempotency_key=GOOD)
    broken = {name: value for name, value in {**VALUES, "name": BAD_NAME, **wrong}.items() if value != ""}
    forge(there, REGISTER, Said("put", BAD, broken))
    here.agree(there, grant("quang-ninh", "hai-phong", REGISTER))
    here.pull(there)


@pytest.mark.parametrize("rule", BREAKS)
def test_a_broken_record_says_so_on_its_page(partner: tuple[Place, Place], viewer: Client, rule: str) -> None:
    """Its page says that it is not valid and which rule it breaks, in words; it offers no values as facts."""
    wrong, said = BREAKS[rule]
    hold(partner, wrong)
    page = read_page(viewer, f"/so/{REGISTER}/{BAD}/")
    assert "không hợp lệ" in page
    assert said in page
    assert "không hợp lệ" not in read_page(viewer, f"/so/{REGISTER}/{GOOD}/")


def test_a_broken_record_is_in_no_list_figure_chart_map_or_file(partner: tuple[Place, Place], viewer: Client) -> None:
    """Lists, questions, facets, charts, both maps, files and answers hold the good one and nothing of the other."""
    hold(partner, {"places": -500})
    front = read_page(viewer, f"/so/{REGISTER}/")
    assert GOOD_NAME in front
    assert "1 bản ghi" in front
    for address in (f"/so/{REGISTER}/", f"/so/{REGISTER}/?q=quy+tac", f"/so/{REGISTER}/?muc=bieu-do", "/so/"):
        page = read_page(viewer, address)
        assert BAD_NAME not in page
        assert "-500" not in page
        assert "-493" not in page
    assert "<b>7</b>" in front
    for address in (
        f"/so/{REGISTER}/xuat/csv/", f"/ban-do/lop/{REGISTER}.geojson", f"/api/v1/registers/{REGISTER}/records",
        f"/api/v1/registers/{REGISTER}/file.jsonl", f"/api/features/collections/{REGISTER}/items",
    ):  # fmt: skip
        answer = viewer.get(address)
        told = answer.getvalue().decode()
        assert answer.status_code == 200, address
        assert GOOD_NAME in told, address
        assert BAD_NAME not in told, address
    features = json.loads(viewer.get(f"/api/features/collections/{REGISTER}/items").content)
    assert features["numberMatched"] == 1
