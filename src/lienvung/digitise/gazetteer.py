"""Names of places that stand without a word saying what they are.

Provinces and cities of Viet Nam before and after 1/7/2025, and the districts that the pilot provinces had: an old
paper uses the names of its time. Everything else is recognised by the word before it (xã, phường, cầu, sông ...).
"""

import re


def _names(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(","))


PROVINCES = _names(
    "An Giang,Bà Rịa - Vũng Tàu,Bạc Liêu,Bắc Giang,Bắc Kạn,Bắc Ninh,Bến Tre,Bình Dương,Bình Định,Bình Phước,Bình Thuận,"
    "Cà Mau,Cao Bằng,Cần Thơ,Đà Nẵng,Đắk Lắk,Đắk Nông,Điện Biên,Đồng Nai,Đồng Tháp,Gia Lai,Hà Giang,Hà Nam,Hà Nội,"
    "Hà Tĩnh,Hải Dương,Hải Phòng,Hậu Giang,Hòa Bình,Hồ Chí Minh,Huế,Hưng Yên,Khánh Hòa,Kiên Giang,Kon Tum,Lai Châu,"
    "Lạng Sơn,Lào Cai,Lâm Đồng,Long An,Nam Định,Nghệ An,Ninh Bình,Ninh Thuận,Phú Thọ,Phú Yên,Quảng Bình,Quảng Nam,"
    "Quảng Ngãi,Quảng Ninh,Quảng Trị,Sóc Trăng,Sơn La,Tây Ninh,Thái Bình,Thái Nguyên,Thanh Hóa,Thừa Thiên Huế,"
    "Tiền Giang,Trà Vinh,Tuyên Quang,Vĩnh Long,Vĩnh Phúc,Yên Bái"
)
# Old and new districts, and towns, of Hải Phòng, Hải Dương, Quảng Ninh, Bắc Giang, Bắc Ninh.
DISTRICTS = _names(
    "Hồng Bàng,Ngô Quyền,Lê Chân,Hải An,Kiến An,Đồ Sơn,Dương Kinh,Thủy Nguyên,An Dương,An Lão,Kiến Thụy,Tiên Lãng,"
    "Vĩnh Bảo,Cát Hải,Bạch Long Vĩ,Chí Linh,Kinh Môn,Nam Sách,Thanh Hà,Kim Thành,Cẩm Giàng,Bình Giang,Gia Lộc,Tứ Kỳ,"
    "Ninh Giang,Thanh Miện,Hạ Long,Móng Cái,Cẩm Phả,Uông Bí,Quảng Yên,Đông Triều,Vân Đồn,Tiên Yên,Hải Hà,Đầm Hà,"
    "Bình Liêu,Ba Chẽ,Cô Tô,Hoành Bồ,Yên Hưng,Yên Thế,Tân Yên,Lạng Giang,Lục Nam,Lục Ngạn,Sơn Động,Yên Dũng,Việt Yên,"
    "Hiệp Hòa,Từ Sơn,Quế Võ,Thuận Thành,Yên Phong,Tiên Du,Gia Bình,Lương Tài"
)
# Natural areas and sights of the pilot area that papers name without a head word.
SIGHTS = _names(
    "Tây Yên Tử,Yên Tử,Côn Sơn,Kiếp Bạc,Vĩnh Nghiêm,Cát Bà,Tuần Châu,Lan Hạ,Bái Tử Long,Bạch Đằng,Lạch Huyện,Cái Lân"
)
# Surnames of the Kinh and of the peoples of the north-east.
SURNAMES = frozenset(
    _names(
        "An,Âu,Bạch,Bành,Bùi,Cao,Châu,Chu,Cung,Cù,Đàm,Đan,Đào,Đặng,Đinh,Đoàn,Đỗ,Đồng,Đổng,Đới,Đường,Dương,Giang,Giáp,Hà,Hàn,Hán,"
        "Hoa,Hoàng,Hồ,Hồng,Hứa,Huỳnh,Kiều,Kim,La,Lã,Lại,Lâm,Lê,Lò,Lương,Lưu,Lý,Lục,Ma,Mạc,Mai,Nghiêm,Ngô,Ngụy,Nguyễn,"
        "Nhâm,Nhữ,Ninh,Nông,Ông,Phạm,Phan,Phí,Phó,Phùng,Phương,Quách,Quản,Tạ,Tăng,Thái,Thân,Thạch,Thẩm,Thi,Tô,Tôn,Tống,Trần,"
        "Triệu,Trịnh,Trương,Từ,Uông,Vi,Viên,Võ,Vũ,Vương,Đậu,Bế,Hầu,Lù,Sùng,Giàng,Vàng,Thào,Y"
    )
)

CENTRAL, PROVINCE, DISTRICT, COMMUNE = 4, 3, 2, 1


def alternation(names: tuple[str, ...]) -> str:
    """Return a pattern that matches one of the names, the longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_CENTRAL = re.compile(
    r"Chính phủ|Quốc hội|Trung ương|Bộ Chính trị|Ban Bí thư|Hội đồng (?:[Đđ]iều phối )?[Vv]ùng|^Bộ\b|UNESCO|Thủ tướng"
)
_DISTRICT = re.compile(r"\b(?:Huyện ủy|Thị ủy|Quận ủy|huyện|thị xã|quận)\b|^Phòng\b")
_COMMUNE = re.compile(r"\b(?:xã|phường|thị trấn|đặc khu|thôn)\b")
_PROVINCE = re.compile(r"\b(?:Tỉnh ủy|tỉnh|Sở)\b")


def level_of(body: str) -> int | None:
    """Return the level of a body by its name: central, province, district or commune; None when it does not say."""
    if _CENTRAL.search(body):
        return CENTRAL
    if _COMMUNE.search(body.replace("thị xã", "")):
        return COMMUNE
    if _DISTRICT.search(body):
        return DISTRICT
    if _PROVINCE.search(body) or any(name in body for name in PROVINCES):
        return PROVINCE
    return DISTRICT if any(name in body for name in DISTRICTS) else None
