"""Secrecy stamps: a word alone in capitals in the header, not a word of the text."""

import pytest

from lienvung.digitise.secrecy import HEADER_LINES, find_secrecy_stamp


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("MẬT", "Mật"),
        ("[MẬT]", "Mật"),
        ("TỐI MẬT", "Tối mật"),
        ("TUYET MAT", "Tuyệt mật"),
        ("T U Y Ệ T  M Ậ T", "Tuyệt mật"),
        ("DẤU MẬT", "Mật"),
        ("Độ mật: Tối mật", "Tối mật"),
        ("UBND TỈNH\tMẬT", "Mật"),
    ],
)
def test_stamps(line, level):
    """A stamp is found alone on its line or in its cell, spaced or without marks, and points to itself."""
    text = f"TỈNH ỦY\n{line}\nBÁO CÁO\n"
    stamp = find_secrecy_stamp(text)
    assert stamp is not None
    assert stamp.level == level
    assert stamp.level.split()[-1].upper()[0] in text[stamp.start : stamp.end].upper()


@pytest.mark.parametrize(
    "line",
    [
        "Báo cáo về công tác bảo vệ bí mật nhà nước",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Sản phẩm mật ong, ba kích",
        "mật",
        "Mật độ dân số",
        "HỎA TỐC",
        "Độ mật: Thường",
    ],
)
def test_no_stamps(line):
    """The word in running text, honey, density and small letters are no stamp."""
    assert find_secrecy_stamp(f"TỈNH ỦY\n{line}\nBÁO CÁO\n") is None


def test_only_the_header_zone():
    """Far below the header the same word is part of the text."""
    assert find_secrecy_stamp("dòng\n" * HEADER_LINES + "MẬT\n") is None
