"""Spelling that must not matter: composed letters, marks, case, where a tone mark sits."""

import re
import unicodedata
from functools import cache, lru_cache


def nfc(text: str) -> str:
    """Return the text in Unicode normal form C, with the Icelandic Ð read as Đ as keyboards once wrote it."""
    return unicodedata.normalize("NFC", text).replace("\u00d0", "Đ").replace("\u00f0", "đ")


@cache
def _fold_letter(letter: str) -> str:
    spread = unicodedata.normalize("NFD", letter)
    if all(unicodedata.combining(mark) for mark in spread[1:]):
        letter = spread[0]
    lower = letter.lower()
    return {"đ": "d"}.get(lower, lower) if len(lower) == 1 else letter


def fold(text: str) -> str:
    """Return the text in lower case without marks, đ as d; as long as `nfc(text)`, so that offsets survive."""
    return " ".join(map(_fold_word, nfc(text).split(" ")))


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    # The same few thousand syllables make up nearly every text.
    return "".join(map(_fold_letter, word))


_TONES = "\u0300\u0301\u0303\u0309\u0323"
# The old placement marks the second vowel of an open oa, oe, uy; "qu" is a consonant and keeps its y.
_OLD_TONE = re.compile(rf"(?<![qQ])([oO])([aAeE])([{_TONES}])(?!\w)|(?<![qQ])([uU])([yY])([{_TONES}])(?!\w)")


def modern_tones(text: str) -> str:
    """Return the text with hoà, khoẻ, uỷ written hòa, khỏe, ủy; as long as `nfc(text)`."""
    return "".join(_modern_word(part) for part in re.split(r"(\w+)", nfc(text)))


@cache
def _modern_word(word: str) -> str:
    spread = unicodedata.normalize("NFD", word)
    moved = _OLD_TONE.sub(
        lambda m: f"{m[1]}{m[3]}{m[2]}" if m[1] else f"{m[4]}{m[6]}{m[5]}",
        spread,
    )
    return unicodedata.normalize("NFC", moved) if moved != spread else word
