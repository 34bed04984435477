"""What a column of a task table means, from its Vietnamese heading (Phụ lục 1 of a báo cáo sơ kết)."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from lienvung.core.text import fold

# Field -> phrases that a heading holds. The first field that fits an unused heading wins, so that
# "Kết quả/tiến độ" is not taken for "Sản phẩm, kết quả" and "Đề xuất" not for "Nội dung đề xuất".
PHRASES: Mapping[str, tuple[str, ...]] = {
    "number": ("tt", "stt", "so tt"),
    "leads": ("chu tri", "don vi thuc hien", "co quan thuc hien"),
    "partners": ("phoi hop",),
    "deadline": ("thoi han", "thoi gian hoan thanh", "thoi gian thuc hien", "han hoan thanh"),
    "evidence": ("minh chung",),
    "obstacle": ("kho khan", "vuong mac", "ton tai"),
    "request": ("de xuat", "kien nghi"),
    "basis": ("can cu", "van ban giao", "van ban chi dao"),
    "product": ("san pham",),
    "result": ("ket qua", "tien do", "tinh hinh thuc hien"),
    "side": ("ben thuc hien", "dia phuong thuc hien"),
    "text": ("noi dung", "nhiem vu", "cong viec", "dau viec"),
}
NEEDED = ("text",)


def guess_columns(headings: Sequence[str]) -> dict[str, str]:
    """Return heading -> field for the headings that are understood; each field is used once."""
    columns: dict[str, str] = {}
    for name, phrases in PHRASES.items():
        for heading in headings:
            if heading not in columns and _fits(fold(heading), phrases):
                columns[heading] = name
                break
    return columns


def headings_hash(headings: Sequence[str]) -> str:
    """Return the name under which a mapping of these headings is remembered."""
    return sha256("\x1f".join(fold(heading) for heading in headings).encode()).hexdigest()


def _fits(heading: str, phrases: Sequence[str]) -> bool:
    words = " ".join(heading.replace("/", " ").replace(",", " ").split())
    return any(words == phrase if len(phrase) < 4 or phrase == "so tt" else phrase in words for phrase in phrases)
