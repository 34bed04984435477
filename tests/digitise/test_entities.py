"""Entities: what is named in a sentence, with exact spans."""

import pytest

from tests.digitise.papers import reading_of


def found(text: str, kind: str) -> list[str]:
    """Return the texts of the entities of one kind."""
    return [entity.text for entity in reading_of(text).entities if entity.type == kind]


@pytest.mark.parametrize(
    ("text", "localities"),
    [
        ("Họp tại thị xã Đông Triều.", ["thị xã Đông Triều"]),
        ("Các huyện Sơn Động, Lục Nam và xã Việt Khê dự.", ["Sơn Động", "Lục Nam", "xã Việt Khê"]),
        ("Phối hợp giữa Quảng Ninh và TP Chí Linh.", ["Quảng Ninh", "TP Chí Linh"]),
        ("Đi cao tốc Hà Nội – Hải Phòng – Hạ Long.", []),
        ("Tàu vào vịnh Hạ Long.", []),
        ("Ban Quản lý vịnh Hạ Long họp.", []),
    ],
)
def test_localities(text, localities):
    """A unit is named with its word or known by name; a name inside a road, bay or office is theirs."""
    assert found(text, "locality") == localities


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("Giao Sở Văn hóa, Thể thao và Du lịch Quảng Ninh chủ trì.", ["Sở Văn hóa, Thể thao và Du lịch Quảng Ninh"]),
        ("Ban Thường vụ Thành ủy Hải Phòng thống nhất.", ["Ban Thường vụ Thành ủy Hải Phòng"]),
        (
            "Ủy ban nhân dân các xã Nguyễn Huệ, Hồng Thái Đông phối hợp.",
            ["Ủy ban nhân dân các xã Nguyễn Huệ, Hồng Thái Đông"],
        ),
        ("Uỷ ban nhân dân huyện Thuỷ Nguyên giao việc.", ["Uỷ ban nhân dân huyện Thuỷ Nguyên"]),
        ("Sở Du lịch hai địa phương tham mưu.", ["Sở Du lịch hai địa phương"]),
        ("Đề nghị các sở, ban, ngành liên quan phối hợp.", []),
        ("Theo Quyết định số 43/2024/QĐ-UBND.", []),
        ("Xin ý kiến Thủ tướng Chính phủ, Bộ Xây dựng.", ["Thủ tướng Chính phủ", "Bộ Xây dựng"]),
    ],
)
def test_agencies(text, agencies):
    """A body is named whole, with its unit; vague bodies and abbreviations inside a number are none."""
    assert found(text, "agency") == agencies


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Xây cầu Lại Xuân và cầu Bến Rừng.", ["cầu Lại Xuân", "cầu Bến Rừng"]),
        ("Cửa khẩu quốc tế Móng Cái – Đông Hưng thông quan.", ["Cửa khẩu quốc tế Móng Cái – Đông Hưng"]),
        ("Nối Quốc lộ 18 với đường tỉnh 389.", ["Quốc lộ 18", "đường tỉnh 389"]),
        ("Cảng Hàng không quốc tế Vân Đồn đón khách.", ["Cảng Hàng không quốc tế Vân Đồn"]),
        ("Trên đường 3 người đi.", []),
    ],
)
def test_places(text, places):
    """A work, road, gate or water is a head noun with its name or number."""
    assert found(text, "place") == places


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("Bí thư Thành ủy Hải Phòng Trần Lưu Quang phát biểu.", ["Trần Lưu Quang"]),
        ("Ông Mạc Đăng Ví, giám đốc doanh nghiệp, nói.", ["Mạc Đăng Ví"]),
        ("Quang cảnh hội nghị. Ảnh: Đỗ Thử", ["Đỗ Thử"]),
        ("Bí thư Tỉnh ủy Quảng Ninh phát biểu.", []),
    ],
)
def test_persons(text, persons):
    """A person follows a title or an office; an office without a name names nobody."""
    assert found(text, "person") == persons


def test_document_references():
    """A reference holds type, number and date; the number is canonical, and a date keeps its own mention."""
    reading = reading_of("Thực hiện Kết luận số 352 -KL/TUQN-TUBG-TUHD, ngày 02/3/2022 của ba tỉnh.")
    [reference] = [entity for entity in reading.entities if entity.type == "docref"]
    assert reference.text == "Kết luận số 352 -KL/TUQN-TUBG-TUHD, ngày 02/3/2022"
    assert reference.attributes["number"] == "352-KL/TUQN-TUBG-TUHD"
    [day] = [entity for entity in reading.entities if entity.type == "date"]
    assert (day.text, day.nested, day.attributes["value"]) == ("ngày 02/3/2022", True, "2022-03-02")


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Xong trong năm 2026.", ["năm 2026"]),
        ("Tầm nhìn đến năm 2045.", []),
        ("Gửi trước ngày 15/12 hằng năm.", []),
        ("Giai đoạn 2021 - 2025 đã hết.", ["Giai đoạn 2021 - 2025"]),
    ],
)
def test_dates(text, dates):
    """A year alone counts as a deadline only; what comes back every year is no date."""
    assert found(text, "date") == dates


def test_every_span_is_exact():
    """Text and span agree for every entity, also in a text of decomposed letters."""
    import unicodedata

    reading = reading_of(unicodedata.normalize("NFD", "Ngày 5/3/2024, Sở Y tế Hải Phòng họp tại thị xã Đông Triều."))
    assert reading.entities
    assert all(reading.layer.text[found.start : found.end] == found.text for found in reading.entities)
