"""Search and order of Vietnamese names, as a table of cases that every store answers alike."""

from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest

from lienvung.node.stores.port import Query, Store
from tests.contracts.records import REGISTER, numbers_of, show
from tests.postgres_server import open_kind

NAMES = (
    "Đông Triều",  # 0
    "Dong Trieu (tên cũ, không dấu)",  # 1
    "Cầu Bến Rừng",  # 2
    "Cảng hành khách quốc tế Hạ Long",  # 3
    normalize("NFD", "Đảo Cát Bà"),  # 4
    "HOÀ BÌNH",  # 5: tone mark in the old place
    "Hòa Bình",  # 6: in the new one
    "Quốc lộ 18",  # 7
    "Quốc lộ 18A",  # 8
    "Tổ 5, khu 1, phường Yên Giang",  # 9
    "Ýên Đức; “Yên Đức”",  # 10
    "An Dương",  # 11
    "Ân Dương",  # 12
    "Ăn Dương",  # 13
    "Thuỷ Nguyên",  # 14
    "Thủy Nguyên",  # 15
    "Ðồ Sơn",  # 16: the Icelandic letter that old keyboards wrote
    "Đồ Sơn",  # 17
    "biên_bản_họp",  # 18: as files are called
)
CASES = [
    ("dong trieu", [0, 1]),
    ("Đông Triều", [0, 1]),
    ("ĐÔNG TRIỀU", [0, 1]),
    ("đong trieu", [0, 1]),
    ("dông", [0, 1]),
    ("trieu dong", [0, 1]),
    ("dong tri", [0, 1]),
    ("ben rung", [2]),
    ("Bến Rừng", [2]),
    ("bèn rùng", [2]),
    ("ha long", [3]),
    ("cat ba", [4]),
    ("Cát Bà", [4]),
    (normalize("NFD", "Cát Bà"), [4]),
    (normalize("NFD", "ĐẢO"), [4]),
    ("hoa binh", [5, 6]),
    ("hoà bình", [5, 6]),
    ("Hòa Bình", [6, 5]),
    ("quoc lo 18", [7, 8]),
    ("quốc lộ 18a", [8]),
    ("18", [7, 8]),
    ("8", []),
    ("to 5 khu 1", [9]),
    ("5, khu", [9]),
    ("yên đức", [10]),
    ("“yên đức”", [10]),
    ("an duong", [11, 12, 13]),
    ("ân dương", [12, 11, 13]),
    ("ăn dương", [13, 11, 12]),
    ("thuy nguyen", [14, 15]),
    ("thủy nguyên", [15, 14]),
    ("do son", [16, 17]),
    ("Đồ Sơn", [16, 17]),
    ("đồ  sơn ", [16, 17]),
    ("hop", [18]),
    ("bien ban", [18]),
    ("biên_bản", [18]),
    ("ần", [11, 12, 13]),
    ("không có", []),
    ('" OR *', []),
    ("NEAR(a b)", []),
    ("' & | ! :*", "all"),
]
ORDER = [11, 13, 12, 18, 3, 2, 1, 4, 16, 17, 0, 5, 6, 7, 8, 14, 15, 9, 10]


@pytest.fixture(scope="module", params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("store")
    opened = open_kind(request.param, request, folder)
    show(opened, [{"name": name} for name in NAMES])
    yield opened
    opened.close()


@pytest.mark.parametrize(("text", "found"), CASES, ids=[text.strip() or "blank" for text, _ in CASES])
def test_search_forgives_marks_and_ranks_exact_ones_first(store: Store, text: str, found: list[int] | str) -> None:
    """Marks, case, đ, the place of a tone mark and the form of Unicode are forgiven; marks that are written rank."""
    with store.reading() as reader:
        page = reader.find(REGISTER, Query(text=text, sort=("key",)))
    assert numbers_of(page) == (list(range(len(NAMES))) if found == "all" else found)


def test_names_stand_as_in_a_dictionary(store: Store) -> None:
    """Letters decide first (a < ă < â, d < đ), then tones, then capitals; numbers come before letters."""
    with store.reading() as reader:
        assert numbers_of(reader.find(REGISTER, Query(sort=("name",)))) == ORDER
        assert numbers_of(reader.find(REGISTER, Query(sort=("-name",)))) == ORDER[::-1]
