"""Every trap of names, codes and edges that the page of facts lists: one test each."""

from datetime import date

import pytest
from tests.core.geography.country import TODAY, country, day, named, now, only, traced

from lienvung.catalogue.unit_seed import seed_rows


def test_two_communes_are_called_dai_son() -> None:
    """The name alone gives both; what it is part of decides."""
    assert named("xã Đại Sơn", "2025-07-01") == ["xã Đại Sơn 07627", "xã Đại Sơn 11086"]
    assert named("xã Đại Sơn, Bắc Ninh", "2025-07-01") == ["xã Đại Sơn 07627"]
    assert named("Đại Sơn, TP. Hải Phòng", "2025-07-01") == ["xã Đại Sơn 11086"]


def test_cam_giang_and_cam_giangf_are_two_communes_of_one_city() -> None:
    """Where marks are written they decide; without them both are offered."""
    assert named("xã Cẩm Giang, Hải Phòng", "2025-07-01") == ["xã Cẩm Giang 10888"]
    assert named("xã Cẩm Giàng, Hải Phòng", "2025-07-01") == ["xã Cẩm Giàng 10903"]
    assert named("cam giang, hai phong", "2025-07-01") == ["xã Cẩm Giang 10888", "xã Cẩm Giàng 10903"]


PILOT_ACTS = ("1658nqubtvqh15", "1669nqubtvqh15", "1679nqubtvqh15")


def test_tran_hung_dao_means_other_wards_at_other_times() -> None:
    """Hạ Long had one, Hải Dương one, Thủy Nguyên one from 1/1/2025; today's is on the ground of Chí Linh."""
    assert "phường Trần Hưng Đạo 06685" in named("phường Trần Hưng Đạo, Quảng Ninh", "2025-06-30")
    assert named("phường Trần Hưng Đạo, thành phố Hải Dương", "2025-06-30") != []
    assert named("phường Trần Hưng Đạo, Thủy Nguyên", "2024-12-31") == []
    assert named("phường Trần Hưng Đạo, Thủy Nguyên", "2025-01-01") == ["phường Trần Hưng Đạo 11512"]
    assert named("phường Trần Hưng Đạo, Hải Phòng", "2025-07-01") == ["phường Trần Hưng Đạo 10570"]


def test_the_ward_dong_trieu_ended_and_another_began() -> None:
    """The old ward went into Đức Chính on 1/11/2024; from a part of that a new Đông Triều was formed on 1/7/2025."""
    old, new = only("phường Đông Triều", "2024-10-31"), only("phường Đông Triều", "2025-07-01")
    assert (old.code, new.code) == ("07072", "07093")
    assert old.identity != new.identity
    assert named("phường Đông Triều", "2025-06-30") == []
    assert now("phường Đông Triều", "2024-10-31", "2025-06-30") == ["phường Đức Chính 07093 whole"]
    assert "phường Đông Triều 07093 part" in now("phường Đông Triều", "2024-10-31")


def test_hoa_binh_of_vinh_bao_is_not_hoa_binh_of_kim_thanh() -> None:
    """The converter confused the two: one is wholly in Nguyễn Bỉnh Khiêm, the other in Kim Thành and Hà Nam."""
    assert now("xã Hòa Bình, Vĩnh Bảo", "2025-06-30") == ["xã Nguyễn Bỉnh Khiêm 11911 whole"]
    assert now("xã Hòa Bình, Kim Thành", "2025-06-30") == ["xã Kim Thành 10804 part", "xã Hà Nam 10843 part"]
    assert named("phường Hòa Bình, Hải Phòng", "2025-07-01") == ["phường Hòa Bình 11533"]


@pytest.mark.parametrize("name", ["Hải Dương", "Bắc Giang", "Chí Linh", "Kinh Môn"])
def test_names_of_provinces_and_towns_are_names_of_wards_today(name: str) -> None:
    """On the day before the reform the name is not a ward's; afterwards it is nothing else in these provinces."""
    before = [unit.level for unit in country().resolve(name, day("2025-06-30")).units]
    after = country().resolve(name, TODAY).units
    assert before[0] in ("province", "district")
    assert [unit.kind for unit in after] == ["ward"]


@pytest.mark.parametrize(
    ("one", "other", "on"),
    [
        ("Hoà Bình, Vĩnh Bảo", "Hòa Bình, Vĩnh Bảo", "2025-06-30"),
        ("Thuỷ Nguyên", "Thủy Nguyên", "2025-01-02"),
        ("xã Ea H'Leo", "xã Ea H’Leo", "2025-07-01"),
        ("phường B`Lao", "B’Lao", "2025-07-01"),
        ("Qui Nhơn", "Quy Nhơn", "2025-06-30"),
        ("Phan Rang-Tháp Chàm", "Phan Rang - Tháp Chàm", "2025-06-30"),
        ("Phường 01, Quận 3, TPHCM", "P.1, Q3, TP. Hồ Chí Minh", "2025-06-30"),
        ("ĐẶC KHU CÁT HẢI", "đặc  khu Cát Hải", "2025-07-01"),
    ],
)
def test_spellings_of_one_name_are_one_name(one: str, other: str, on: str) -> None:
    """Tone marks, apostrophes, hyphens, zeros, capitals and blanks decide nothing."""
    assert named(one, on) == named(other, on)
    assert len(named(one, on)) == 1


def test_a_surviving_code_is_not_a_surviving_unit() -> None:
    """24 was Bắc Giang; 06685 was Trần Hưng Đạo and is Hồng Gai; 00004 was Trúc Bạch and is Ba Đình."""
    assert [only("24", "2025-06-30").name, only("24", "2025-07-01").name] == ["tỉnh Bắc Giang", "tỉnh Bắc Ninh"]
    assert [only("06685", each).name for each in ("2025-06-30", "2025-07-01")] == [
        "phường Trần Hưng Đạo",
        "phường Hồng Gai",
    ]
    assert [only("00004", each).name for each in ("2025-06-30", "2025-07-01")] == ["phường Trúc Bạch", "phường Ba Đình"]


def test_nearly_every_new_commune_has_an_old_code() -> None:
    """3,316 communes of 1/7/2025 reuse the code of a former one, many under another name: it is no identity."""
    rows = [row for row in seed_rows("units") if row["level"] == "commune"]
    old = {row["code"]: row["name"] for row in rows if row["until"] == "2025-06-30"}
    new = {row["code"]: row["name"] for row in rows if row["since"] == "2025-07-01"}
    reused = [code for code in new if code in old]
    assert len(reused) == 3316
    assert sum(_bare(old[code]) != _bare(new[code]) for code in reused) > 1500


def test_tuan_dao_and_cai_chien_were_left_as_they_were() -> None:
    """A list flags them as merged in part; each is wholly the same unit, only without a district above it."""
    for name, code in (("xã Tuấn Đạo", "07663"), ("xã Cái Chiên", "06967")):
        assert now(name, "2025-06-30") == [f"{name} {code} whole"]
        assert only(name, "2025-06-30").identity == only(name, TODAY).identity


def test_van_duc_and_thuong_quan_were_split() -> None:
    """A part of each lies outside the successors of its own town."""
    assert {"phường Bắc An Phụ 10678 part"} < set(now("phường Văn Đức", "2025-06-30"))
    assert {"xã Phú Thái 10750 part"} < set(now("phường Thượng Quận", "2025-06-30"))


def test_a_part_of_dong_hai_went_to_thuy_trieu() -> None:
    """7.27 km² left phường Đông Hải 1 on 1/1/2025; the ward itself remained, and the trace says what is not known."""
    trace = traced("phường Đông Hải 1, Hải An", "2024-12-31", "2025-01-01")
    assert [(share.unit.name, share.extent) for share in trace.shares] == [("phường Đông Hải 1", "remainder")]
    assert [unit.name for unit in trace.lost] == ["xã Thuỷ Triều"]
    edges = country().atlas.leaving[only("phường Đông Hải 1, Hải An", "2024-12-31").key]
    assert sorted((edge.extent, edge.area) for edge in edges) == [("part", "7.27"), ("remainder", "")]


@pytest.mark.parametrize(
    ("island", "zone"),
    [
        ("huyện Bạch Long Vĩ", "đặc khu Bạch Long Vĩ 11948"),
        ("huyện Cồn Cỏ", "đặc khu Cồn Cỏ 19742"),
        ("huyện Hoàng Sa", "đặc khu Hoàng Sa 20333"),
        ("huyện Lý Sơn", "đặc khu Lý Sơn 21548"),
        ("huyện Côn Đảo", "đặc khu Côn Đảo 26732"),
    ],
)
def test_an_island_district_without_communes_is_one_zone_today(island: str, zone: str) -> None:
    """Five districts had no communes; each went wholly into a special zone."""
    assert now(island, "2025-06-30") == [f"{zone} whole"]


def test_hoang_sa_and_truong_sa_have_their_parents() -> None:
    """Đặc khu Hoàng Sa is of Đà Nẵng, đặc khu Trường Sa of Khánh Hòa."""
    around = {code: country().resolve(code, TODAY).found[0].lineage[0].name for code in ("20333", "22736")}
    assert around == {"20333": "thành phố Đà Nẵng", "22736": "tỉnh Khánh Hòa"}


@pytest.mark.parametrize(
    ("old", "successors"),
    [
        ("xã Liên Xuân, Thủy Nguyên", {"phường Lưu Kiếm", "xã Việt Khê"}),
        ("phường Cộng Hòa, Chí Linh", {"phường Chu Văn An", "phường Trần Hưng Đạo"}),
        ("xã Hưng Đạo, Chí Linh", {"phường Trần Hưng Đạo"}),
        ("phường Yên Đức, Đông Triều", {"phường Hoàng Quế"}),
        ("phường Tam Hưng, Thủy Nguyên", {"phường Nam Triệu"}),
        ("xã Trí Yên, Bắc Giang", {"phường Tân An"}),
        ("xã Gia Luận, Cát Hải", {"đặc khu Cát Hải"}),
        ("thị trấn Cát Bà, Cát Hải", {"đặc khu Cát Hải"}),
        ("xã Hoành Mô", {"xã Hoành Mô"}),
    ],
)
def test_places_of_the_papers_lie_where_the_facts_say(old: str, successors: set[str]) -> None:
    """The commune of each place named in the papers is found, with all that have a share of it."""
    assert {share.unit.name for share in traced(old, "2025-06-30").shares} == successors


def test_lai_xuan_is_followed_through_two_changes() -> None:
    """Xã Lại Xuân of 2022 is in Liên Xuân in 2025, and in two communes today."""
    assert now("xã Lại Xuân", "2022-06-01", "2025-01-01") == ["xã Liên Xuân 11485 whole"]
    assert len(now("xã Lại Xuân", "2022-06-01")) == 2


def test_83_communes_of_the_pilot_area_were_split_and_no_edge_crosses_an_old_province() -> None:
    """858 old communes have 947 edges; each new commune was formed inside what one old province had."""
    units = {row["id"]: row for row in seed_rows("units")}
    edges = [
        row for row in seed_rows("edges") if row["event"] in ("1658nqubtvqh15", "1669nqubtvqh15", "1679nqubtvqh15")
    ]
    communes = [row for row in edges if units[row["old"]]["level"] == "commune"]
    assert len(communes) == 947
    assert len({row["old"] for row in communes}) == 858
    assert len({row["old"] for row in communes if row["extent"] == "part"}) == 83
    sources: dict[str, set[str]] = {}
    for row in communes:
        district = units[units[row["old"]]["parent"]]
        sources.setdefault(row["new"], set()).add(units[district["parent"]]["code"])
    assert all(len(provinces) == 1 for provinces in sources.values())
    assert len(sources) == 266


def test_effective_is_not_issued() -> None:
    """An act bites on the day from which it is in force: 39/2026/QH16 was issued on 24/8 and counts from 20/9."""
    event = next(event for event in country().atlas.events.values() if event.act == "39/2026/QH16")
    assert (event.issued_on, event.effective) == ("2026-08-24", date(2026, 9, 20))
    assert only("24", "2026-08-25").kind == "province"


def _bare(name: str) -> str:
    return name.split(" ", 1)[1] if not name.startswith(("thị trấn", "đặc khu")) else name.split(" ", 2)[2]
