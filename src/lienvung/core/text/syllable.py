"""What a Vietnamese syllable can be: an initial, a rhyme, a tone that the rhyme can carry."""

import re
import unicodedata
from functools import lru_cache

_INITIALS = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
_OPEN = (
    "a|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|oa|oai|oao|oay|oe|oeo|oi|ôi|ơi|ua|uê|ui|uôi|uơ|uy|uya|uyu|"
    "uây|uâ|ưa|ưi|ưu|ươi|ươu|yêu|ya"
)
_NASAL = (
    "am|an|ang|anh|ăm|ăn|ăng|âm|ân|âng|em|en|eng|êm|ên|ênh|im|in|inh|iêm|iên|iêng|oam|oan|oang|oanh|oăm|oăn|oăng|oen|"
    "oong|om|on|ong|ôm|ôn|ông|ôông|ơm|ơn|um|un|ung|uân|uâng|uênh|uôm|uôn|uông|uyn|uynh|uyên|ưm|ưn|ưng|ươm|ươn|ương|"
    "yêm|yên|yêng|ynh|yn"
)
_STOPPED = (
    "ac|ach|ap|at|ăc|ăp|ăt|âc|âp|ât|ec|ep|et|êch|êp|êt|ich|ip|it|iêc|iêp|iêt|oac|oach|oap|oat|oăc|oăt|oet|oc|op|ot|ooc|"
    "ôc|ôp|ôt|ơp|ơt|uc|up|ut|uât|uêch|uôc|uôt|uych|uyp|uyt|uyêt|ưc|ưt|ươc|ươp|ươt|yêt|ych|yt"
)
_SHAPE = re.compile(rf"(?:{_INITIALS})(?:(?P<free>{_OPEN}|{_NASAL})|(?P<stopped>{_STOPPED}))")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_RISING_OR_HEAVY = ("\u0301", "\u0323")


@lru_cache(maxsize=16_384)
def is_syllable(word: str) -> bool:
    """Tell whether a word is one Vietnamese syllable; case does not matter, where the tone mark sits neither."""
    spread = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in spread if mark in _TONES]
    letters = unicodedata.normalize("NFC", "".join(mark for mark in spread if mark not in _TONES))
    shape = _SHAPE.fullmatch(letters)
    if shape is None or len(tones) > 1:
        return False
    # A rhyme that ends in c, ch, p or t carries the rising or the heavy tone and no other.
    return shape["stopped"] is None or tones[:1] in ([tone] for tone in _RISING_OR_HEAVY)
