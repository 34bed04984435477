"""Shapes that are wrong, typed into a form: each is refused at its field in words; the same shapes as in tables."""

import json

import pytest
from tests.office.imports.test_hostile_shapes import CASES
from tests.web.registers.desk import errors_of

LABEL = "Vị trí"


@pytest.fixture
def clerk(book, browser_of):
    """A clerk's browser at a node."""
    return browser_of("clerk")


@pytest.mark.parametrize("case", [name for name in CASES if name not in ("words", "truth", "nothing")])
def test_a_wrong_shape_is_refused_at_its_field(clerk, book, case):
    """GeoJSON with the fault is answered with the form, and the summary names the field."""
    typed = {"v-name": "Cầu mẫu", "v-nature": "illustrative", "v-place": json.dumps(CASES[case][0])}
    answer = clerk.post("/so/public-work/moi/", typed)
    assert answer.status_code == 422
    (said,) = errors_of(answer.content.decode())
    assert said.startswith(LABEL)


@pytest.mark.parametrize(
    "words",
    [
        *("91, 106", "20.9 106.7 3", "POINT EMPTY", "POLYGON ((1 1", "{", "0x1, 0x2", "٢٠, ١٠٦"),
        *("nan, nan", "1e5, 2e6"),
        "CIRCULARSTRING (106 20, 107 21, 108 20)",
        '{"type": "Polygon", "coordinates": ' + "[" * 1000 + "]" * 1000 + "}",
    ],
)
def test_words_that_are_no_place_are_refused(clerk, words):
    """What cannot be read as a place is told at the field, and what was typed stays there."""
    typed = {"v-name": "Cầu mẫu", "v-nature": "illustrative", "v-place": words}
    page = clerk.post("/so/public-work/moi/", typed).content.decode()
    assert any(each.startswith(LABEL) for each in errors_of(page))
