"""Promises of units that are no more: found by who made them, inherited only by decision."""

from typing import Any

import pytest

from lienvung.core.geography.body import index_bodies, units_of_body
from lienvung.core.geography.unit import Unit, unit_of
from lienvung.core.programme.reading import commitment_of, paper_of
from lienvung.core.programme.records import Commitment, Paper
from lienvung.core.programme.succession import Inheritance, inheritance_of, inherited_by_unit


def unit(key: str, name: str, level: str, kind: str = "x") -> Unit:
    return unit_of(key, {"name": name, "kind": kind, "level": level, "valid-until": "2025-06-30"})


CHI_LINH = unit("chi-linh", "thành phố Chí Linh", "district", "city")
DONG_TRIEU = unit("dong-trieu", "Đông Triều (cấp huyện)", "district", "city")
LUC_NAM = unit("luc-nam", "huyện Lục Nam", "district", "district")
XA_LUC_NAM = unit("xa-luc-nam", "xã Lục Nam", "commune", "commune")
HAI_DUONG = unit("hai-duong", "tỉnh Hải Dương", "province", "province")
CAM_GIANG = unit("cam-giang", "xã Cẩm Giang", "commune", "commune")
UNITS = [CHI_LINH, DONG_TRIEU, LUC_NAM, XA_LUC_NAM, HAI_DUONG, CAM_GIANG]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Ban Thường vụ Thành ủy Chí Linh", ["chi-linh"]),
        ("Ban Thường vụ Thị ủy Đông Triều", ["dong-trieu"]),
        ("Ủy ban nhân dân thị xã Đông Triều", ["dong-trieu"]),
        ("Ban Thường vụ Huyện uỷ Lục Nam", ["luc-nam"]),
        ("UBND xã Lục Nam", ["xa-luc-nam"]),
        ("Ban Thường vụ Tỉnh ủy Hải Dương", ["hai-duong"]),
        ("UBND phường Chí Linh", []),
        ("UBND thành phố Hải Dương", []),
        ("UBND xã Cẩm Giàng", []),
        ("Chí Linh", []),
        ("Bảo tàng Hải Dương", []),
        ("", []),
    ],
)
def test_a_body_is_of_the_unit_whose_name_and_level_it_has(body: str, expected: list[str]) -> None:
    """A district's committee is not of the ward that bears the name today, nor of one whose name looks alike."""
    assert [found.key for found in units_of_body(body, index_bodies(UNITS))] == expected


def commitment(key: str, **values: Any) -> Commitment:
    given = {"text": key, "programmes": ["p"], "deadline-kind": "none", "owed-by": ["hai-phong"], "nature": "real"}
    return commitment_of(key, {**given, **values}, "hai-phong")


def paper(key: str, *issuers: str) -> Paper:
    return paper_of(key, {"doc-type": "kế hoạch", "issuers": list(issuers), "subject": "x"}, "hai-phong")


def decision(commitment: str, unit: str, how: str, *inheritors: str) -> Inheritance:
    values = {"commitment": commitment, "unit": unit, "how": how, "inheritors": list(inheritors), "act": "QĐ 1"}
    return inheritance_of(f"d-{commitment}-{'-'.join(inheritors)}", values, "hai-phong")


def hows(*decisions: Inheritance, **values: Any) -> dict[str, list[str]]:
    papers = {"plan": paper("plan", "Ban Thường vụ Thành ủy Chí Linh", "Ban Thường vụ Thị ủy Đông Triều")}
    found = inherited_by_unit(index_bodies(UNITS), [commitment("c1", document="plan", **values)], papers, decisions)
    return {key: [one.how for one in many] for key, many in found.items() if many}


def test_without_a_decision_nobody_has_taken_a_promise() -> None:
    """Each unit that issued the paper made the promise; the map gives it to nobody."""
    assert hows() == {"chi-linh": ["unclaimed"], "dong-trieu": ["unclaimed"]}


def test_a_lead_of_a_unit_makes_it_the_units_promise() -> None:
    """Leading or coordinating is promising."""
    assert hows(leads=["UBND huyện Lục Nam"])["luc-nam"] == ["unclaimed"]


def test_who_was_gone_promised_nothing() -> None:
    """A promise of a day after the unit's end is of whoever bears the name by then; of an unknown day it may be."""
    assert hows(**{"agreed-on": "2026-10-02"}) == {}
    assert "chi-linh" in hows(**{"agreed-on": "2024-10-02"})
    assert "chi-linh" in hows(**{"agreed-on": "--10-18"})


def test_a_decision_speaks_for_its_unit_alone() -> None:
    """What one unit's promise became says nothing of the other's, though both stand in one paper."""
    one = decision("c1", "chi-linh", "inherited", "Phường Chí Linh")
    assert hows(one) == {"chi-linh": ["inherited"], "dong-trieu": ["unclaimed"]}


def test_two_that_took_a_promise_share_it() -> None:
    """Two decisions for two bodies, or one for several, make it a shared one; a record that nobody took gives way."""
    first, second = (decision("c1", "chi-linh", "inherited", name) for name in ("Phường Chí Linh", "Phường Chu Văn An"))
    assert hows(first, second)["chi-linh"] == ["shared"]
    assert hows(decision("c1", "chi-linh", "shared", "A", "B"))["chi-linh"] == ["shared"]
    assert hows(decision("c1", "chi-linh", "unclaimed"), first)["chi-linh"] == ["inherited"]


def test_a_record_names_a_promise_that_no_body_of_the_unit_signed() -> None:
    """A succession record is enough to put a promise on a unit's page."""
    assert hows(decision("c1", "hai-duong", "inherited", "UBND thành phố Hải Phòng"))["hai-duong"] == ["inherited"]
