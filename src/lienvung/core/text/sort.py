"""The Vietnamese order: letters first, then tones, then case.

A key compares as the collation of the Unicode locale data for `vi` does: a < ă < â < b < c < d < đ < e < ê ...,
then the tones ngang, huyền, hỏi, ngã, sắc, nặng, then lower before upper. Blanks and signs come before digits,
digits before letters; other scripts come last, in the order of their code points.
"""

import unicodedata
from functools import cache, lru_cache

from .fold import nfc

_SIGNS = " _-–—,;:!?.'\"«»()[]{}§@*/\\&#%`´^°+±<=>|~$€"
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {sign: chr(0x21 + rank) for rank, sign in enumerate(_SIGNS + "0123456789" + _LETTERS)}
# Signs that differ from another one as a capital does from a small letter: "…" is three dots.
_VARIANTS = {"‘": ("'", "2"), "’": ("'", "3"), "“": ('"', "2"), "”": ('"', "3"), "…": ("...", "2")}
_LETTER_MARKS = "\u0302\u0306\u031b"
_BLANK, _LEVEL, _SMALL = _RANK[" "], "1", "1"
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}


def sort_key(text: str) -> str:
    """Return a string that compares, code point by code point, as the Vietnamese dictionary order."""
    letters, tones, cases = zip(*map(_weigh_word, nfc(text).split(" ")), strict=True)
    # The blank that joins the levels is below every weight, so a shorter word comes first.
    return f"{_BLANK.join(letters)} {_LEVEL.join(tones).rstrip(_LEVEL)} {_SMALL.join(cases).rstrip(_SMALL)}"


@lru_cache(maxsize=65_536)
def _weigh_word(word: str) -> tuple[str, str, str]:
    # The same few thousand syllables make up nearly every text.
    weights = [_weigh(letter) for letter in word]
    letters, tones, cases = ("".join(column) for column in zip(*weights, strict=True)) if weights else ("", "", "")
    return letters, tones, cases


@cache
def _weigh(letter: str) -> tuple[str, str, str]:
    if letter in _VARIANTS:
        signs, case = _VARIANTS[letter]
        return "".join(map(_RANK.__getitem__, signs)), _LEVEL * len(signs), case * len(signs)
    spread = unicodedata.normalize("NFD", letter)
    base, marks = spread[0], spread[1:]
    shape = unicodedata.normalize("NFC", base.lower() + "".join(mark for mark in marks if mark in _LETTER_MARKS))
    other = "".join(mark for mark in marks if mark not in _LETTER_MARKS)
    # An unknown sign keeps its code point, lifted above every known weight.
    return _RANK.get(shape, "\u0400" + shape), _TONES.get(other, other) or _LEVEL, "2" if base.isupper() else _SMALL
