"""The short forms of the sample files: rows of a table, and shapes as WKT."""

import pytest

from lienvung.core.register.errors import GeometryInvalid
from lienvung.core.register.geometry import check_geometry
from lienvung.demo.sample_tables import parse_shape, records_of


def test_each_row_is_a_record_and_an_empty_cell_says_nothing() -> None:
    """What the table has in common goes into each row; a row's own word wins; false and 0 are words."""
    table = {
        "register": "berth",
        "common": {"side": "quang-ninh", "places": 5},
        "columns": ["id", "name", "places", "open"],
        "rows": [["a", "Bến A", None, False], ["b", "Bến B", 0, None]],
    }
    assert list(records_of({"tables": [table]})) == [
        {"register": "berth", "id": "a", "values": {"side": "quang-ninh", "places": 5, "name": "Bến A", "open": False}},
        {"register": "berth", "id": "b", "values": {"side": "quang-ninh", "places": 0, "name": "Bến B"}},
    ]


def test_a_row_of_another_length_is_refused() -> None:
    """A cell that is missing would shift all others; nobody guesses which."""
    with pytest.raises(ValueError, match="zip"):
        list(records_of({"tables": [{"register": "x", "columns": ["id", "name"], "rows": [["a"]]}]}))


@pytest.mark.parametrize(
    ("text", "kind", "coordinates"),
    [
        ("POINT (107.05 -20.94)", "Point", ["107.05", "-20.94"]),
        ("LINESTRING (107 20, 107.5 20.25)", "LineString", [["107", "20"], ["107.5", "20.25"]]),
        ("POLYGON ((1 2, 3 4, 5 6, 1 2))", "Polygon", [[["1", "2"], ["3", "4"], ["5", "6"], ["1", "2"]]]),
    ],
)
def test_a_shape_keeps_its_coordinates_as_written(text: str, kind: str, coordinates: list[object]) -> None:
    """What stands in the file is what the register holds, to the letter."""
    shape = parse_shape(text)
    assert shape == {"type": kind, "coordinates": coordinates}
    check_geometry(shape)


def test_a_shape_that_registers_do_not_keep_is_found() -> None:
    """A zero at the end, or a ring left open, is the check's to refuse: the reader changes nothing."""
    for text in ("POINT (107.10 20.9)", "POLYGON ((1 2, 3 4, 5 6, 1 3))"):
        with pytest.raises(GeometryInvalid):
            check_geometry(parse_shape(text))
