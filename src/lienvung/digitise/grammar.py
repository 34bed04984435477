"""Patterns that several finders build on: capital words, numbers of parties, names of units and of offices.

All patterns run over the shadow of a text: `modern_tones`, as long as the text itself.
"""

import re

from .gazetteer import DISTRICTS, PROVINCES, alternation

UPPER = "".join(chr(code) for code in range(0x41, 0x1EFA) if chr(code).isupper() and code not in range(0x370, 0x1E00))
LOWER = UPPER.lower()
CAPITAL = rf"[{UPPER}][{LOWER}]*(?![{LOWER}{UPPER}])"
# A name of one to four capital words; a locality's seldom has more than three.
NAME = rf"{CAPITAL}(?: {CAPITAL}){{0,3}}"
KNOWN = alternation(PROVINCES + DISTRICTS)

UNIT_WORDS = (
    r"(?:[Tt]ỉnh|[Tt]hành phố|T[Pp]\.?|[Tt]hị xã|TX\.?|[Hh]uyện|[Qq]uận|[Xx]ã|[Pp]hường|[Tt]hị trấn|[Đđ]ặc khu)"
)
COUNT = r"(?:[Cc]ác|[Hh]ai|[Bb]a|[Bb]ốn|[Nn]ăm|[Ss]áu|hai bên|0?[2-9])"
PARTIES = rf"{COUNT} (?:địa phương|bên|{UNIT_WORDS}(?:, {UNIT_WORDS})*)(?: (?:liên quan|giáp ranh))?"

FIELDS = (
    "Tài chính,Kế hoạch và Đầu tư,Xây dựng,Giao thông vận tải,Giao thông - Vận tải,Y tế,Công Thương,Công thương,Nội vụ,"
    "Tư pháp,Ngoại vụ,Ngoại giao,Nông nghiệp và Phát triển nông thôn,Nông nghiệp và Môi trường,Nông nghiệp,"
    "Tài nguyên và Môi trường,Du lịch,Văn hóa và Thể thao,Văn hóa - Thể thao,Văn hóa, Thể thao và Du lịch,"
    "Văn hóa - Xã hội,Văn hóa,Thông tin và Truyền thông,Khoa học và Công nghệ,Giáo dục và Đào tạo,giáo dục,"
    "Lao động - Thương binh và Xã hội,Lao động, Thương binh và Xã hội,Dân tộc và Tôn giáo,Dân tộc,Quốc phòng,Công an,"
    "Tài chính - Kế hoạch,Kinh tế và Hạ tầng,Kinh tế - Hạ tầng,Kinh tế, Hạ tầng và Đô thị,Kinh tế,Quản lý đô thị,"
    "Văn hóa và Thông tin,Quy hoạch - Kiến trúc,Cảnh sát giao thông"
)


def _field_names() -> str:
    # Names hold commas themselves: a comma before a blank belongs to the name.
    return alternation(tuple(re.split(r",(?! )", FIELDS)))


FIELD = _field_names()
PARTY_COMMITTEE = r"(?:[Tt]ỉnh|[Tt]hành|[Hh]uyện|[Tt]hị|[Qq]uận|[Đđ]ảng) ủy"
PEOPLES = r"(?:UBND|HĐND|Ủy ban nhân dân|Ủy ban Nhân dân|Hội đồng nhân dân|Hội đồng Nhân dân)"
# Words that begin the name of another body: a list of bodies is cut before them.
HEADS = (
    r"(?:UBND|HĐND|Ủy ban|Hội đồng|Sở|Phòng|Ban|Bộ|Công an|Cục|Chi cục|Trung tâm|Văn phòng|Đảng|Tỉnh ủy"
    r"|Thành ủy|Huyện ủy|Thị ủy)"
)
