"""Named bodies of Party and state: a head noun, what it deals with, and whose it is."""

import re
from collections.abc import Iterator

from lienvung.core.text import modern_tones
from lienvung.digitise.grammar import (
    CAPITAL,
    COUNT,
    FIELD,
    HEADS,
    KNOWN,
    LOWER,
    NAME,
    PARTIES,
    PARTY_COMMITTEE,
    PEOPLES,
    UNIT_WORDS,
    UPPER,
)
from lienvung.digitise.model import Entity

_UNIT_LIST = rf"[Cc]ác {UNIT_WORDS} {NAME}(?:(?:, | và ){NAME})*"
_UNIT = rf"{UNIT_WORDS} (?:{KNOWN}|(?!{HEADS}){NAME})"
# Whose body it is: a list of units, one unit, a known name, a count of parties, or the bare word of its own unit.
_WHOSE = (
    rf"(?: (?:của )?(?:{_UNIT_LIST}|{_UNIT}|{KNOWN}|{PARTIES}|(?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|đặc khu)"
    rf"(?! [{UPPER}])))?"
)
_NEED_WHOSE = _WHOSE.removesuffix("?")
_PEOPLES = rf"{PEOPLES}{_WHOSE}"
_COMMITTEE = rf"{PARTY_COMMITTEE}(?: (?:{PEOPLES}|Công an|Quân sự))?{_WHOSE}"
_OFFICE_OF = (
    r"(?:Ban Thường vụ|Thường trực|Ban Chấp hành|Văn phòng|Ban Tuyên giáo(?: và Dân vận)?|Ban Tổ chức|Ban Dân vận"
    r"|Ban Nội chính|Ủy ban Kiểm tra|Ban cán sự đảng|Đảng đoàn|Đảng bộ)"
)
# After these heads the name goes on in small letters until a verb or a function word.
_LONG_HEADS = (
    r"(?:Ban [Qq]uản lý|Ban [Cc]hỉ đạo|Trung tâm|Hiệp hội|Cảng vụ|Viện|Chi cục|Cục|Tổng cục|Tổ công tác"
    r"|Tổ thư ký|Hạt [Kk]iểm lâm"
    r"|Đồn Biên phòng|Bộ đội Biên phòng|Bộ Chỉ huy [Qq]uân sự|Mặt trận Tổ quốc|Liên đoàn|Hội đồng [Đđ]iều phối)"
)
_STOP = (
    r"(?:chủ trì|phối hợp|tham mưu|rà soát|kiểm tra|thông báo|tổ chức|trao đổi|lập|phải|sẽ|cần|được|đã|đang|là"
    r"|để|về|trong"
    r"|tại|có|cùng|do|theo|làm|thực hiện|hướng dẫn|cho|đối với|khi|hằng|hàng|trước|sau|từ|đến|gửi|nêu|báo cáo"
    r"|đề xuất|đề nghị"
    r"|hoàn thành|hoàn thiện|chịu|với|của|mỗi|các|những|hai|ba|tiếp tục|thống nhất|cập nhật|cung cấp|xem xét"
    r"|nhận|vẫn|chưa"
    r"|bố trí|cũng|luân phiên|hỗ trợ|(?<!đầu tư )xây dựng|công bố|ký|cấp|giao(?! thông)|hoàn chỉnh|tăng cường"
    r"|theo dõi|đôn đốc|tuần tra)"
)
_LONG = (
    rf"{_LONG_HEADS}(?:(?:,? và|,| -)? (?!{_STOP}\b|{HEADS}\b|{UNIT_WORDS} )(?!và\b)(?:{CAPITAL}"
    rf"|[{LOWER}]+)){{0,9}}{_WHOSE}"
)
_CENTRAL = (
    r"(?:Ban Bí thư(?: Trung ương Đảng)?|Ban Chấp hành Trung ương(?: Đảng)?|Văn phòng Trung ương Đảng|Trung ương Đảng"
    r"|Bộ Chính trị|Ủy ban Thường vụ Quốc hội|Quốc hội|Thủ tướng Chính phủ|Văn phòng Chính phủ|Chính phủ|UNESCO"
    r"|Hội đồng [Đđ]iều phối [Vv]ùng(?: [Đđ]ồng bằng sông Hồng)?|Thanh tra Chính phủ)"
)
_AGENCY = re.compile(
    rf"(?<![\w/-])(?:{_CENTRAL}"
    rf"|{_OFFICE_OF} (?:{_PEOPLES}|{_COMMITTEE})"
    rf"|(?:Ban Thường vụ|Thường trực){_NEED_WHOSE}"
    rf"|{_PEOPLES}|{_COMMITTEE}"
    rf"|(?:Sở|[Pp]hòng|Bộ|Ty|Ban|Chi cục|Cục) (?:{FIELD}){_WHOSE}"
    rf"|{_LONG}|Công an{_NEED_WHOSE}|Đảng ủy{_NEED_WHOSE}|Hội đồng nhân dân{_WHOSE}"
    rf"|(?:Báo|Đài Phát thanh và Truyền hình|Tạp chí) {CAPITAL}(?: {CAPITAL}){{1,3}})(?!\w)"
)
_GENERIC = re.compile(
    rf"(?:{PARTY_COMMITTEE}|{PEOPLES}|Công an)(?: {COUNT} (?!địa phương|bên)[^{UPPER}]*)?"
    rf"|{PARTY_COMMITTEE} viên.*|[Đđ]ảng ủy"
    rf"|{PEOPLES} các .*(?:giáp ranh|liên quan)"
)


def find_agencies(text: str) -> Iterator[Entity]:
    """Yield the bodies named in the text; what names no certain body ("các sở, ngành") is left out."""
    for match in _AGENCY.finditer(modern_tones(text)):
        end = match.start() + len(match[0].rstrip(" ,-"))
        if _GENERIC.fullmatch(match[0]) and not re.fullmatch(PEOPLES, match[0]):
            continue
        yield Entity("agency", match.start(), end, text[match.start() : end])
