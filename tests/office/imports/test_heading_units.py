"""A heading names the unit of the figures below it: they are taken as they are meant, or refused; never as written."""

import pytest

from lienvung.core.register.definition import Field
from lienvung.office.imports.cells import cell_reader
from lienvung.office.imports.mistakes import CellWrong

MONEY = Field("capital", {"vi": "Vốn đầu tư"}, "money")
FLOW = Field("flow", {"vi": "Công suất"}, "measure", unit="m³/ngày")
LENGTH = Field("length", {"vi": "Chiều dài"}, "measure", unit="m")
PEOPLE = Field("people", {"vi": "Dân số"}, "integer")


def read(field: Field, heading: str, cell: object) -> object:
    """Return the value of a cell below a heading, or the code of what is wrong with it."""
    try:
        return cell_reader(field, heading=heading)(cell)
    except CellWrong as wrong:
        return wrong.code


@pytest.mark.parametrize(
    ("field", "heading", "cell", "value"),
    [
        (MONEY, "Vốn đầu tư (triệu đồng)", "150", 150_000_000),
        (MONEY, "Vốn đầu tư (triệu đồng)", ["n", "150.5"], 150_500_000),
        (MONEY, "Vốn (tr.đồng)", "1,5", 1_500_000),
        (MONEY, "Vốn đầu tư (tỷ)", "1.941", 1_941_000_000_000),
        (MONEY, "Tổng vốn, triệu đồng", "2", 2_000_000),
        (MONEY, "Vốn (ĐVT: 1.000 đồng)", "25.000", 25_000_000),
        (MONEY, "Vốn đầu tư (triệu đồng)", "2 tỷ", 2_000_000_000),
        (MONEY, "Vốn đầu tư (đồng)", "25.000.000", 25_000_000),
        (MONEY, "Vốn đầu tư (theo quyết định)", "25.000.000", 25_000_000),
        (MONEY, "Vốn đầu tư", "25.000.000", 25_000_000),
        (MONEY, "Vốn đầu tư (triệu USD)", "5", "other-unit"),
        (MONEY, "Vốn đầu tư (triệu đồng)", "rất nhiều", "not-number"),
        (FLOW, "Công suất (m³/ngày)", "150", "150"),
        (FLOW, "Công suất (m3/ngày)", "150,5", "150.5"),
        (FLOW, "Công suất (nghìn m³/ngày)", "1,5", "1500.0"),
        (FLOW, "Công suất (lít/ngày)", "150", "other-unit"),
        (FLOW, "Công suất (lít/ngày)", ["n", "150"], "other-unit"),
        (FLOW, "Công suất (thiết kế)", "150", "150"),
        (LENGTH, "Chiều dài (km)", "1,5", "other-unit"),
        (LENGTH, "Chiều dài (m)", "24,5", "24.5"),
        (PEOPLE, "Dân số (nghìn người)", "12,5", 12_500),
        (PEOPLE, "Dân số (nghìn người)", ["n", "12.0005"], "not-integer"),
        (PEOPLE, "Dân số (người)", "12.500", 12_500),
    ],
)
def test_figures_below_a_unit_are_of_that_unit(field, heading, cell, value):
    """Scales are multiplied, a cell that says its own unit is believed, another unit is refused, an aside is none."""
    assert read(field, heading, cell) == value


def test_the_label_of_the_field_says_nothing_new():
    """A register that calls its field so means its own unit."""
    labelled = Field("capital", {"vi": "Vốn (triệu đồng)"}, "money")
    assert read(labelled, "Vốn (triệu đồng)", "150") == 150


def test_several_figures_in_a_cell_are_each_of_the_unit():
    """Also where a field has many values."""
    many = Field("capital", {"vi": "Vốn"}, "money", many=True)
    assert read(many, "Vốn (tỷ đồng)", "1; 2,5") == [1_000_000_000, 2_500_000_000]
