"""Letters of the years before Unicode: TCVN3 (ABC fonts, TCVN 5712:1993) and VNI for Windows, as they reach us today.

Files of those years hold bytes that a program of today shows as Western letters: "Céng hßa" in TCVN3, "Coäng hoøa" in
VNI is "Cộng hòa". Both functions read such Western letters; `guess_spelling` says which of them a text is, when only
one reading is Vietnamese.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from .fold import nfc
from .syllable import is_syllable

# Letters and the letters that carry the tones à á ả ã ạ, in that order, as Windows-1252 shows their bytes.
_TCVN3_PAIRS = (
    ("àáảãạ", "µ¸¶·¹"), ("ăằắẳẵặ", "¨»¾¼½Æ"), ("âầấẩẫậ", "©ÇÊÈÉË"), ("đ", "®"),
    ("èéẻẽẹ", "ÌÐÎÏÑ"), ("êềếểễệ", "ªÒÕÓÔÖ"), ("ìíỉĩị", "×ÝØÜÞ"),
    ("òóỏõọ", "ßãáâä"), ("ôồốổỗộ", "«åèæçé"), ("ơờớởỡợ", "¬êíëìî"),
    ("ùúủũụ", "ïóñòô"), ("ưừứửữự", "\u00adõøö÷ù"), ("ỳýỷỹỵ", "úýûüþ"),
    ("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§"),
)  # fmt: skip
_TCVN3 = {ord(old): new for letters, olds in _TCVN3_PAIRS for new, old in zip(letters, olds, strict=True)}

# VNI writes most marks as a letter after the vowel. Order of the tones: huyền, sắc, hỏi, ngã, nặng.
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_VNI_PLAIN, _VNI_HAT, _VNI_BREVE = "øùûõï", "àáåãä", "èéúüë"
_VNI_ALONE = {"ñ": "đ", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}


def _vni_pairs() -> dict[str, str]:
    pairs = dict(_VNI_ALONE)
    for vowel in "aeiouyôö":
        base = _VNI_ALONE.get(vowel, vowel)
        pairs |= {vowel + mark: nfc(base + tone) for mark, tone in zip(_VNI_PLAIN, _TONES, strict=True)}
    for vowel, hatted in (("a", "â"), ("e", "ê"), ("o", "ô")):
        pairs[vowel + "â"] = hatted
        pairs |= {vowel + mark: nfc(hatted + tone) for mark, tone in zip(_VNI_HAT, _TONES, strict=True)}
    pairs["aê"] = "ă"
    pairs |= {"a" + mark: nfc("ă" + tone) for mark, tone in zip(_VNI_BREVE, _TONES, strict=True)}
    capitals = {old.upper(): new.upper() for old, new in pairs.items()}
    mixed = {old.capitalize(): new.upper() for old, new in pairs.items()}
    return {**mixed, **capitals, **pairs}


_VNI: Mapping[str, str] = _vni_pairs()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    """Return a text in TCVN3, shown as Western letters, in Unicode. Capitals with tones were a matter of the font."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Return a text in VNI for Windows, shown as Western letters, in Unicode."""
    return _VNI_PATTERN.sub(lambda found: _VNI[found[0]], text)


def of_font(name: str) -> Callable[[str], str] | None:
    """Return the reading that a font's name asks for: .VnTime and its family TCVN3, VNI-Times and its family VNI.

    A family of TCVN3 whose name ends in H shows small letters as capitals.
    """
    lower = name.lower()
    if lower.startswith(".vn"):
        return (lambda text: from_tcvn3(text).upper()) if lower.endswith("h") else from_tcvn3
    return from_vni if lower.startswith("vni-") else None


SPELLINGS: Final[Mapping[str, Callable[[str], str]]] = {"unicode": nfc, "tcvn3": from_tcvn3, "vni": from_vni}
_BETWEEN = re.compile("[-.,]")
_LAST_WESTERN = "\u00ff"
_MARKED = re.compile("[\u00a1-\u024f\u1ea0-\u1ef9]")
# A run of what any of the three takes for letters: TCVN3 puts some of its vowels on signs such as µ and ®.
_RUN = re.compile("[A-Za-z\u00a1-\u00ff\u0100-\u024f\u0300-\u0323\u1ea0-\u1ef9]+")
# Nearly every syllable has a plain letter; signs without one are taken for letters by chance.
_PLAIN = re.compile("[A-Za-z]")
_MOST_RUNS = 4_000
_FEWEST, _SEVERAL = 6, 2
_FOREIGN = re.compile("[\u00a1-\u00bfÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ]")
_SURE, _UNLIKELY, _LIKELY = 0.9, 0.7, 0.5


def guess_spelling(texts: Iterable[str]) -> str:
    """Return "unicode", "tcvn3" or "vni"; "" when the letters are old ones and which cannot be said for certain.

    An old spelling is certain when nine in ten of the different marked words, and not too few of them, are Vietnamese
    syllables by it and at most seven in ten by each other reading. A letter that only Unicode has speaks against it.
    """
    runs = _marked_runs(texts)
    shares = {name: _share_of_syllables(runs, name) for name in SPELLINGS}
    first, second = sorted(shares, key=lambda name: -shares[name])[:2]
    if len(runs) < _FEWEST or shares["unicode"] == shares[first] or shares[first] < _LIKELY:
        return "unicode"
    return first if shares[first] >= _SURE and shares[second] <= _UNLIKELY else ""


def is_vietnamese(texts: Iterable[str]) -> bool:
    """Tell whether nine in ten of the different marked words of Unicode texts are Vietnamese syllables."""
    return _share_of_syllables(_marked_runs(texts), "unicode") >= _SURE


def looks_old(text: str) -> bool:
    """Tell whether one text has old letters for certain: signs that no Vietnamese word of Unicode has, several words of
    it marked, none of them a syllable as it stands, all of them by one old reading."""
    if not _FOREIGN.search(text):
        return False
    runs = _marked_runs([text])
    if len(runs) < _SEVERAL or any(_reads_well(run, "unicode") for run in runs):
        return False
    return any(all(_reads_well(run, name) for run in runs) for name in ("tcvn3", "vni"))


def _marked_runs(texts: Iterable[str]) -> set[str]:
    runs: set[str] = set()
    for text in texts:
        if not text.isascii():
            runs.update(run for run in _RUN.findall(text) if _MARKED.search(run) and _PLAIN.search(run))
        if len(runs) >= _MOST_RUNS:
            break
    return runs


def _share_of_syllables(runs: set[str], name: str) -> float:
    return sum(_reads_well(run, name) for run in runs) / len(runs) if runs else 1.0


def _reads_well(run: str, name: str) -> bool:
    if name != "unicode" and max(run) > _LAST_WESTERN:
        return False
    return all(map(is_syllable, filter(None, _BETWEEN.split(SPELLINGS[name](run)))))
