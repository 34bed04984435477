"""Normal form, folding, tone placement, order, figures."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.text import fold, modern_tones, nfc, sort_key
from lienvung.core.text.errors import NumberUnreadable
from lienvung.core.text.number import format_number

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ"
letters = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " -/.,0123456789")
loose_marks = st.text(alphabet=VIETNAMESE + "\u0301\u0323\u0302")


@given(letters | loose_marks | st.text())
def test_fold_keeps_length(text):
    """Offsets found in the folded text point to the same letters of the NFC text."""
    assert len(fold(text)) == len(nfc(text))


@given(letters)
def test_fold_ignores_form_and_case(text):
    """Composed or not, upper or lower: the folded text is one, and folding it again changes nothing."""
    assert fold(unicodedata.normalize("NFD", text)) == fold(nfc(text)) == fold(fold(text))


@given(letters)
def test_modern_tones_keep_length(text):
    """Moving a tone mark moves no other letter."""
    assert len(modern_tones(text)) == len(nfc(text))
    assert fold(modern_tones(text)) == fold(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Uỷ ban", "Ủy ban"),
        ("Thuỷ Nguyên", "Thủy Nguyên"),
        ("LÝ HOẢ", "LÝ HỎA"),
        ("khoẻ", "khỏe"),
        ("quý", "quý"),
        ("Quỳnh, quỹ", "Quỳnh, quỹ"),
        ("toàn, hoạch, thuyền, huỳnh", "toàn, hoạch, thuyền, huỳnh"),
    ],
)
def test_modern_tones(old, new):
    """The mark moves in open oa, oe, uy; closed syllables and qu stay."""
    assert modern_tones(old) == new


# Each row is in the order that the collator of ICU for `vi` gives (Unicode locale data, checked once with Node's Intl).
ORDERED = [
    "a à ả ã á ạ ă ằ â ấ b",
    "da dạ đa đá e",
    "e é ê ế f",
    "o ò ỏ õ ó ọ ô ồ ơ ở p",
    "u ú ư ừ v",
    "co cò cỏ cõ có cọ cô cơ",
    "Cát_Bà Cẩm_Giang Cẩm_Giàng",
    "dong Dông đông Đông_Anh Đông_Triều",
    "Hoà Hòa",
    "a_n an AN àn ăn ân Ân Ấn",
    "xã xã_10 xã_2",
    "Uông_Bí Ứng_Hòa Vân_Đồn",
]


@pytest.mark.parametrize("row", ORDERED)
def test_vietnamese_order(row):
    """Letters decide before tones, tones before case; Đ, Ă, Â, Ê, Ô, Ơ, Ư are letters of their own."""
    words = [word.replace("_", " ") for word in row.split()]
    shuffled = random.Random(row).sample(words, len(words))
    assert sorted(shuffled, key=sort_key) == words


@given(letters, letters)
def test_equal_keys_are_equal_words(one, other):
    """Two words share a key only when they are the same letters."""
    if sort_key(one) == sort_key(other):
        assert nfc(one) == nfc(other)


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0, "0"), (1941, "1.941"), ("1941.5", "1.941,5"), (-1234567, "-1.234.567"), ("0.25", "0,25"), ("61.20", "61,20")],
)
def test_figures(value, printed):
    """A dot between thousands, a comma before decimals, no digit lost."""
    assert format_number(value) == printed


@pytest.mark.parametrize("value", ["1,5", "1.", "", "1e3", ".5"])
def test_figures_are_strict(value):
    """Only integers and plain decimal strings are figures."""
    with pytest.raises(NumberUnreadable):
        format_number(value)
