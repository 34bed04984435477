"""The field of work a clause is about, by its plain words: a proposal for the register's list of fields."""

import re

from .clauses import small

# In the order of trial: a narrower field before a wider one that shares its words.
_FIELDS = (
    ("boundary", r"địa giới|mốc giới|xâm canh|xâm cư|ranh giới hành chính"),
    ("health", r"y tế|dịch bệnh|phòng,? chống dịch|khám|bệnh viện|covid|kiểm dịch"),
    ("security", r"quốc phòng|an ninh|công an|quân sự|biên phòng|tuần tra|tội phạm|trật tự"),
    ("digital", r"số hóa|chuyển đổi số|cơ sở dữ liệu|dữ liệu|khoa học|công nghệ|phần mềm|nền tảng"),
    ("tourism", r"du lịch|du khách|tour|lữ hành|tham quan|vé liên|khách đi"),
    ("heritage", r"di sản|di tích|văn hóa|lễ hội|bảo tồn|trùng tu|tu bổ|mộc bản|thể thao"),
    ("transport", r"giao thông|cầu|đường|quốc lộ|cao tốc|bến|phà|cảng|vận tải|logistics|nút giao|mặt bằng|xe buýt"),
    ("planning", r"quy hoạch"),
    ("industry", r"khu công nghiệp|cụm công nghiệp|khu kinh tế|công nghiệp|đô thị"),
    ("agriculture", r"nông nghiệp|nông sản|thủy sản|lâm nghiệp|kiểm lâm|rừng|thủy lợi"),
    ("environment", r"môi trường|rác|khoáng sản|cát|đất đai|nước thải|tài nguyên"),
    ("trade", r"thương mại|xúc tiến|tiêu thụ|xuất khẩu|cửa khẩu|thu hút đầu tư"),
)
_PATTERNS = tuple((name, re.compile(rf"\b(?:{pattern})\b")) for name, pattern in _FIELDS)


def guess_field(text: str) -> str | None:
    """Return the field that most of the words speak for, or None."""
    words = small(text)
    counts = [(len(pattern.findall(words)), -order, name) for order, (name, pattern) in enumerate(_PATTERNS)]
    count, _, name = max(counts)
    return name if count else None
