"""Names of units as people write them: kinds and their short forms, marks, tones, apostrophes, figures, addresses."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lienvung.core.text.fold import fold, modern_tones, nfc

KINDS: dict[str, frozenset[str]] = {
    "huyện đảo": frozenset({"district", "special-zone"}),  # before "huyện", with which it begins
    "quần đảo": frozenset({"district", "special-zone"}),
    "thành phố": frozenset({"city", "city-central"}),
    "thị xã": frozenset({"town"}),
    "thị trấn": frozenset({"township"}),
    "đặc khu": frozenset({"special-zone"}),
    "phường": frozenset({"ward"}),
    "huyện": frozenset({"district"}),
    "quận": frozenset({"urban-district"}),
    "tỉnh": frozenset({"province"}),
    "xã": frozenset({"commune"}),
}
"""The words before a name -> the kinds that they may mean."""

_SHORT = {
    "tp": "thành phố", "t.p": "thành phố", "tx": "thị xã", "t.x": "thị xã", "tt": "thị trấn", "t.t": "thị trấn",
    "đk": "đặc khu", "p": "phường", "h": "huyện", "q": "quận", "t": "tỉnh", "x": "xã",
}  # fmt: skip
_UNMARKED = {fold(words): words for words in KINDS}
_KIND = re.compile(rf"(?P<kind>{'|'.join(KINDS)})\s+(?P<name>\S.*)")
_UNMARKED_KIND = re.compile(rf"(?P<kind>{'|'.join(_UNMARKED)})\s+(?P<name>\S.*)")
# "TP Hạ Long", "TP.Hạ Long", "P. 1", "Q1": short forms of one letter want a full stop or a figure behind them.
_SHORT_KIND = re.compile(r"(?P<kind>(?:t\.?p|t\.?x|t\.?t|đk)(?=[ .])|[phqtx](?=\.|\d))[. ]*(?P<name>\S.*)")
_OTHER_NAMES = {"hcm": "hồ chí minh", "tphcm": "hồ chí minh", "brvt": "bà rịa vũng tàu", "tthuế": "thừa thiên huế"}
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_ZEROS = re.compile(r"\b0+(?=\d)")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
# No name of a unit has another sign in it; a formula is no name.
_NO_NAME = re.compile(r"[^\w\s'.\-–()]")
# Where a new unit begins inside a line without commas: "xã Đại Sơn huyện Sơn Động".
_BEGINS = re.compile(rf"\s+(?=(?:{'|'.join(KINDS)})\s)")
_UNMARKED_BEGINS = re.compile(rf"\s+(?=(?:{'|'.join(_UNMARKED)})\s)")
_COUNTRY = frozenset({"viet nam", "vietnam", "vn"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name: the kinds that were written before it (none: empty), and the rest in three spellings, vaguer each."""

    kinds: frozenset[str]
    spelled: str
    folded: str
    loose: str


@lru_cache(maxsize=65_536)
def read_name(text: str) -> Name:
    """Return a name with or without its kind, spelled out or short."""
    words = _written_out(spell(text))
    match = _KIND.fullmatch(words) or _SHORT_KIND.fullmatch(words)
    if match is None and words == fold(words):
        match = _UNMARKED_KIND.fullmatch(words)
    if match is None:
        return plain_name(words)
    kind = match["kind"]
    return plain_name(_written_out(match["name"]), KINDS[_UNMARKED.get(kind) or _SHORT.get(kind) or kind])


def plain_name(words: str, kinds: frozenset[str] = frozenset()) -> Name:
    """Return a name of which no word says a kind: "Tịnh Biên" written without marks begins like a province."""
    spelled = spell(words)
    folded = fold(spelled)
    loose = "" if _NO_NAME.search(folded) else _NOT_LETTERS.sub("", folded).replace("y", "i")
    return Name(kinds, spelled, folded, loose)


def _written_out(words: str) -> str:
    return _OTHER_NAMES.get(re.sub(r"[^\w]", "", words), words)


@lru_cache(maxsize=65_536)
def spell(name: str) -> str:
    """Return a name in small letters, tone marks where they stand today, plain apostrophes, figures without zeros."""
    plain = modern_tones(" ".join(nfc(name).lower().split())).translate(_APOSTROPHES)
    return _ZEROS.sub("", plain.strip(" .,;"))


def without_kind(name: str) -> str:
    """Return a spelled name without the kind of unit before it."""
    match = _KIND.fullmatch(name)
    return match["name"] if match else name


def split_address(text: str) -> list[str]:
    """Return the parts of an address, the smallest unit first; the country is not one."""
    line = nfc(text).replace("(", ",").replace(")", ",")
    parts = [part.strip() for part in re.split(r"[,;\n\t]", line)]
    return [part for part in parts if part and fold(part).strip(" .") not in _COUNTRY]


def split_at_kinds(text: str) -> list[str]:
    """Return the parts of a line without commas, cut before each word that says a kind."""
    line = " ".join(nfc(text).split()).lower()
    return (_UNMARKED_BEGINS if line == fold(line) else _BEGINS).split(line)
