"""Ranges, boxes, facets, sums and moments of the past, asked of each store in the same words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lienvung.node.errors import BoxInvalid, MomentInvalid, RangeInvalid, UnknownField
from lienvung.node.stores.port import Query, Range, Reader, Store
from tests.contracts.records import DEFINITION, REGISTER, numbers_of, show
from tests.postgres_server import open_kind


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_kind(request.param, request, tmp_path)
    show(opened, RECORDS)
    yield opened
    opened.close()


def at(longitude: str, latitude: str) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


RECORDS: list[dict[str, Any]] = [
    {"name": "Bến Rừng", "length": "9.5", "cost": 40, "kind": "road", "opened": "2024-05-30", "due": "2026-Q4",
     "valid": "2021-01-01/2025-12-31", "sides": ["hai-phong", "quang-ninh"], "place": at("106.7", "20.9")},
    {"name": "Tân Vũ", "length": "10", "cost": -3, "kind": "road", "opened": "2024", "due": "2026-11-30",
     "valid": "2024-06-01/..", "sides": ["hai-phong"], "place": at("106.81", "20.79")},
    {"name": "Lạch Huyện", "length": "-0.75", "cost": 2**53 - 1, "kind": "sea", "opened": "2024-Q4", "due": "2027",
     "valid": "../2024-05-31", "place": at("-179.5", "-10")},
    {"name": "Máy Chai", "length": "9.50", "opened": "--10-18", "kind": "sea", "sides": ["quang-ninh"]},
    {"name": "Đình Vũ"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("ranges", "found"),
    [
        ({"length": ("9.5", "10")}, [0, 1, 3]),
        ({"length": ("9.51", None)}, [1]),
        ({"length": (None, "0")}, [2]),
        ({"length": ("-0.750", "-0.75")}, [2]),
        ({"cost": (0, 2**53)}, [0, 2]),
        ({"cost": (None, "-3")}, [1]),
        ({"cost": (None, None)}, [0, 1, 2]),
        ({"opened": ("2024-06-01", "2024-09-30")}, [1]),
        ({"opened": ("2024-06-01", None)}, [1, 2]),
        ({"opened": (None, "2024-05")}, [0, 1]),
        ({"opened": Range(None, "2024-06-01", last=True)}, [0]),
        ({"opened": Range("2025", None, missing=True)}, [3, 4]),
        ({"due": (None, "2026-11-30")}, [1]),
        ({"due": ("2026-12-01", "2026-12-31")}, [0]),
        ({"valid": ("2024-05-31", "2024-05-31")}, [0, 2]),
        ({"valid": ("2030-01-01", "2030-01-01")}, [1]),
        ({"length": ("9", "11"), "cost": ("0", None)}, [0]),
    ],
)
def test_ranges_compare_values_as_their_kind_does(store: Store, ranges: dict[str, Any], found: list[int]) -> None:
    """Numbers compare as numbers, vague dates by the days they cover, deadlines by their last; both ends are in."""
    with store.reading() as reader:
        assert numbers_of(reader.find(REGISTER, Query(ranges=ranges, sort=("key",)))) == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("length", [4, 2, 0, 3, 1]),
        ("-length", [1, 3, 0, 2, 4]),
        ("cost", [3, 4, 1, 0, 2]),
        ("opened", [3, 4, 1, 0, 2]),
        ("due", [3, 4, 1, 0, 2]),
        ("valid", [3, 4, 2, 0, 1]),
    ],
)
def test_numbers_and_dates_sort_as_their_kind_does(store: Store, sort: str, found: list[int]) -> None:
    """9.5 comes before 10 and -0.75 before both; a year sorts at its first day, a deadline at its last."""
    with store.reading() as reader:
        assert numbers_of(reader.find(REGISTER, Query(sort=(sort,)))) == found
        assert numbers_of(walked(reader, Query(sort=(sort,), limit=2))) == found


def walked(reader: Reader, query: Query) -> list[Any]:
    """Return the records of all pages, one after the other."""
    from dataclasses import replace

    records: list[Any] = []
    while True:
        page = reader.find(REGISTER, query)
        records += page.records
        if page.next is None:
            return records
        query = replace(query, after=page.next)


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ((106.7, 20.9, 106.7, 20.9), [0]),
        ((106.7000001, 20, 107, 21), [1]),
        ((106, 20, 107, 21), [0, 1]),
        ((-180, -90, 180, 90), [0, 1, 2]),
        ((170, -20, -170, 0), [2]),
        ((-170, -20, 170, 30), [0, 1]),
        ((0, 0, 1, 1), []),
    ],
)
def test_box_finds_what_meets_it(store: Store, box: Any, found: list[int]) -> None:
    """A box finds what lies in it or on its edge, to a centimetre, across the 180th meridian too."""
    with store.reading() as reader:
        page = reader.find(REGISTER, Query(box=box, sort=("key",)))
        assert (numbers_of(page), page.total) == (found, len(found))


def test_facets_count_the_values_of_what_is_found(store: Store) -> None:
    """A facet counts among what the rest of the query finds, many values too; the query's own choice is left aside."""
    with store.reading() as reader:
        assert reader.facet(REGISTER, "kind", Query()) == [("road", 2), ("sea", 2)]
        assert reader.facet(REGISTER, "kind", Query(where={"kind": "road"}, ranges={"cost": (0, None)})) == [
            ("road", 1),
            ("sea", 1),
        ]
        assert reader.facet(REGISTER, "sides", Query(where={"kind": "road"})) == [("hai-phong", 2), ("quang-ninh", 1)]
        assert reader.facet(REGISTER, "kind", Query(text="khong co")) == []
        assert reader.facet("no-such-register", "kind", Query()) == []


def test_sums_are_exact(store: Store) -> None:
    """Money adds up past 2⁵³, measures to the last decimal; nothing adds up to nothing."""
    with store.reading() as reader:
        assert reader.total(REGISTER, "cost", Query()) == 2**53 + 36
        assert reader.total(REGISTER, "length", Query()) == "28.25"
        assert reader.total(REGISTER, "length", Query(where={"kind": "sea"})) == "8.75"
        assert reader.total(REGISTER, "cost", Query(text="khong co")) == 0
        assert reader.total(REGISTER, "length", Query(text="khong co")) == "0"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (Query(ranges={"colour": (1, 2)}), UnknownField),
        (Query(ranges={"name": ("a", "b")}), RangeInvalid),
        (Query(ranges={"sides": ("a", "b")}), RangeInvalid),
        (Query(ranges={"cost": ("ba", None)}), RangeInvalid),
        (Query(ranges={"cost": (1.5, None)}), RangeInvalid),
        (Query(ranges={"length": ("1e3", None)}), RangeInvalid),
        (Query(ranges={"opened": ("30/05/2024", None)}), RangeInvalid),
        (Query(ranges={"opened": ("--10-18", None)}), RangeInvalid),
        (Query(box=(1, 2, 3)), BoxInvalid),  # type: ignore[arg-type] # hostile on purpose
        (Query(box=(0, 10, 1, 0)), BoxInvalid),
        (Query(box=(0, 0, float("nan"), 1)), BoxInvalid),
        (Query(box=(0, 0, 181, 1)), BoxInvalid),
        (Query(as_of="2026-11-22"), MomentInvalid),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(store: Store, query: Query, error: type[Exception]) -> None:
    """A range of what has no order of its kind, a box that is none and a moment spelled otherwise are refused."""
    with store.reading() as reader:
        with pytest.raises(error):
            reader.find(REGISTER, query)
        with pytest.raises(error):
            reader.facet(REGISTER, "kind", query)
        for field in ("name", "sides"):
            with pytest.raises(RangeInvalid):
                reader.total(REGISTER, field, Query())


def test_definition_of_the_records_is_known(store: Store) -> None:
    """The register under test is shown by its own definition."""
    with store.reading() as reader:
        assert reader.definition(REGISTER) == DEFINITION


def test_records_are_found_by_their_steward(store: Store) -> None:
    """One node's, several nodes' or nobody's; facets and sums go the same way."""
    with store.reading() as reader:
        steward = reader.find(REGISTER, Query(limit=1)).records[0].steward
        everything = reader.find(REGISTER, Query()).total
        assert reader.find(REGISTER, Query(stewards=(steward,))).total == everything
        assert reader.find(REGISTER, Query(stewards=("khong-co", steward))).total == everything
        assert reader.find(REGISTER, Query(stewards=("khong-co",))).total == 0
        assert reader.facet(REGISTER, "kind", Query(stewards=("khong-co",))) == []
