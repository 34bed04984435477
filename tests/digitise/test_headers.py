"""Headers: what the first block and the signatures of a paper say about it."""

import pytest

from tests.digitise.papers import CONCLUSION, reading_of

PLAN = """ỦY BAN NHÂN DÂN TỈNH QUẢNG NINH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ DU LỊCH\tĐộc lập - Tự do - Hạnh phúc
Số: 45 /KH-SDL\tHạ Long, ngày 02 tháng 4 năm 2024
KẾ HOẠCH
Tổ chức tuyến tham quan liên vịnh
Kính gửi: Các phòng chuyên môn.
1. Phòng Nội vụ hoàn thành đề án trong tháng 5/2024.
Nơi nhận:\tKT. GIÁM ĐỐC
- Như trên;\tPHÓ GIÁM ĐỐC
- Lưu: VT.\tLê Thị Ví Dụ
PHỤ LỤC
TT\tNội dung\tCơ quan chủ trì\tThời hạn
1\tIn bản đồ tuyến\tPhòng Nội vụ\t30/6/2024
"""
LETTER = """UBND HUYỆN BÌNH LIÊU\tCỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/UBND-TH\tBình Liêu, ngày 05 tháng 01 năm 2012
V/v phối hợp quản lý mốc giới
Kính gửi: Uỷ ban nhân dân huyện Đình Lập.
Đề nghị hai huyện thống nhất ngày đo đạc.
TM. UỶ BAN NHÂN DÂN\t
CHỦ TỊCH\t
\tHoàng Văn Thử
"""


def test_joint_party_paper():
    """Two committees that signed for their standing committees are two issuers; the stray blank leaves the number."""
    meta = reading_of(CONCLUSION).meta
    assert meta["kind"] == "party_document"
    assert (meta["number"], meta["number_printed"]) == ("12-KL/TUQN-TUHP", "Số 12 -KL/TUQN-TUHP")
    assert (meta["date"], meta["place"], meta["doc_type"]) == ("2024-03-05", "Hạ Long", "kết luận")
    assert meta["issuers"] == ["Ban Thường vụ Tỉnh ủy Quảng Ninh", "Ban Thường vụ Thành ủy Hải Phòng"]
    assert meta["subject"] == "phối hợp quản lý vùng biển giáp ranh"
    assert meta["signer"] == "Nguyễn Văn Mẫu; Trần Thị Thử"


def test_office_under_its_province():
    """A state office is named with the province of the body above it; the type and subject stand under the header."""
    meta = reading_of(PLAN).meta
    assert meta["kind"] == "state_document"
    assert (meta["number"], meta["issuers"]) == ("45/KH-SDL", ["Sở Du lịch tỉnh Quảng Ninh"])
    assert (meta["doc_type"], meta["subject"]) == ("kế hoạch", "Tổ chức tuyến tham quan liên vịnh")
    assert meta["signer"] == "Lê Thị Ví Dụ"


def test_letter():
    """A paper without a type and with V/v is a letter; its old tone marks are read like new ones."""
    meta = reading_of(LETTER).meta
    assert (meta["doc_type"], meta["subject"]) == ("công văn", "phối hợp quản lý mốc giới")
    assert (meta["issuers"], meta["number"]) == (["UBND huyện Bình Liêu"], "12/UBND-TH")


def test_header_and_closing_are_marked():
    """Header block and recipients are set apart, and the annex after them belongs to the body again."""
    reading = reading_of(PLAN)
    text = reading.layer.text
    (_, head_end), (closing, closing_end) = reading.ignore
    assert text[:head_end].endswith("năm 2024\n")
    assert text[closing:closing_end].startswith("Nơi nhận")
    assert any(statement.start > closing_end for statement in reading.statements)


MINUTES = """BIÊN BẢN
Cuộc họp tổ thường trực chương trình hợp tác
Hạ Long, ngày 10 tháng 9 năm 2026
Hai bên thống nhất:
1. Sở Xây dựng Hải Phòng và Sở Xây dựng Quảng Ninh lập danh sách
tàu khách dùng chung, hoàn thành trước ngày 15/12/2026.
ĐẠI DIỆN HẢI PHÒNG              ĐẠI DIỆN QUẢNG NINH
"""


def test_minutes():
    """Minutes have no motto and no number: the type in capitals, with place and date, makes them official."""
    meta = reading_of(MINUTES).meta
    assert (meta["kind"], meta["doc_type"], meta["date"]) == ("state_document", "biên bản", "2026-09-10")
    assert meta["subject"] == "Cuộc họp tổ thường trực chương trình hợp tác"
    assert "issuers" not in meta


def test_wrapped_lines():
    """In a text with hard line breaks a sentence is read across them, and its span keeps them."""
    [found] = reading_of(MINUTES).statements
    assert found.text.endswith("danh sách\ntàu khách dùng chung, hoàn thành trước ngày 15/12/2026")
    assert (found.deadline, len(found.lead)) == ("2026-12-15", 2)


def test_a_body_in_capitals_is_written_as_in_a_sentence():
    """Issuers printed in capitals under the type are written with their small words small."""
    text = CONCLUSION.replace(
        "của Ban Thường vụ Tỉnh ủy Quảng Ninh và Ban Thường vụ Thành ủy Hải Phòng\nvề",
        "CỦA BAN THƯỜNG VỤ TỈNH ỦY QUẢNG NINH VÀ BAN THƯỜNG VỤ THÀNH ỦY HẢI PHÒNG\nvề",
    )
    assert text != CONCLUSION
    assert reading_of(text).meta["issuers"] == ["Ban Thường vụ Tỉnh ủy Quảng Ninh", "Ban Thường vụ Thành ủy Hải Phòng"]


ARTICLE = """Chính trị > Liên kết vùng
Thứ Ba, 22/10/2024 | 08:10
Hai địa phương gỡ vướng cho tuyến đường giáp ranh
Báo Vùng Biên - Chiều 21/10, tại thành phố Hạ Long, Tỉnh ủy Quảng Ninh và Thành ủy Hải Phòng họp về tuyến đường.
Hai bên đã hoàn thành 5 km đường gom trong năm qua, theo kế hoạch chung đã được duyệt.
Quảng Ninh sẽ bàn giao mặt bằng trước ngày 15/1. Ảnh: Lê Phóng Viên
Quảng Ninh sẽ bàn giao mặt bằng trước ngày 15/1. Ảnh: Lê Phóng Viên
Phạm Ghi Chép
Tin liên quan
UBND tỉnh Lâm Đồng giao Sở Y tế chủ trì lập đề án trước ngày 30/11/2024.
"""


def test_news():
    """Title, publisher, days and author are read; the year of the meeting comes from the day of printing."""
    meta = reading_of(ARTICLE).meta
    assert meta["title"] == "Hai địa phương gỡ vướng cho tuyến đường giáp ranh"
    assert (meta["publisher"], meta["published"], meta["author"]) == ("Báo Vùng Biên", "2024-10-22", "Phạm Ghi Chép")
    assert (meta["event_date"], meta["parties"]) == ("2024-10-21", ["Quảng Ninh", "Hải Phòng"])


def test_what_follows_the_author_is_not_the_article():
    """Related news after the author's name is marked, kept, and yields nothing."""
    reading = reading_of(ARTICLE)
    [(start, end)] = reading.boilerplate
    assert "Lâm Đồng" in reading.layer.text[start:end]
    assert all(found.end <= start for found in (*reading.entities, *reading.statements))


def test_a_caption_printed_twice():
    """A caption may promise; its repetition points to the first and is not proposed again."""
    first, second = (found for found in reading_of(ARTICLE).statements if found.source == "caption")
    assert first.text == second.text == "Quảng Ninh sẽ bàn giao mặt bằng trước ngày 15/1"
    assert (first.duplicate_of, second.duplicate_of) == (None, reading_of(ARTICLE).statements.index(first))


@pytest.mark.parametrize("published", ["", "Thứ Ba, 22/10 | 08:10\n"])
def test_the_year_stays_unknown(published):
    """Without a printed year anywhere the day of the meeting has none."""
    article = (
        published + "Chiều 18/10, tại thị xã Đông Triều, Thị ủy Đông Triều và Thành ủy Chí Linh tổ chức hội nghị.\n"
    )
    assert reading_of(article).meta["event_date"] == "--10-18"
