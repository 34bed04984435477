"""Administrative units, by the word before the name or by a name that everybody knows."""

import re
from collections.abc import Iterator

from lienvung.core.text import modern_tones
from lienvung.digitise.grammar import CAPITAL, COUNT, HEADS, KNOWN, NAME, UNIT_WORDS
from lienvung.digitise.model import Entity

_SEPARATOR = r"(?:, | và |; )"
_OWN_NAME = rf"(?:{KNOWN}|(?!{HEADS}\b){NAME})"
_SINGLE = re.compile(rf"(?<!\w)(?P<unit>{UNIT_WORDS}) (?P<name>{_OWN_NAME})")
_LIST = re.compile(
    rf"(?<!\w){COUNT} {UNIT_WORDS}(?:, {UNIT_WORDS})* (?P<names>{_OWN_NAME}(?:{_SEPARATOR}{_OWN_NAME})*)"
)
_KNOWN = re.compile(rf"(?<!\w)(?:{KNOWN})(?!\w)")
_ONE_NAME = re.compile(_OWN_NAME)
# "Chủ tịch Hồ Chí Minh", "đường Trần Hưng Đạo": a person or a street, although the name is a unit's too.
_NOT_BEFORE = re.compile(rf"(?:[Cc]hủ tịch|ông|bà|đồng chí|[Bb]áo|{CAPITAL}) $")


def find_localities(text: str, places: list[tuple[int, int]]) -> Iterator[Entity]:
    """Yield the units named in the text; a name inside a place (`places`) is the place's own."""
    shadow = modern_tones(text)
    kept: list[tuple[int, int]] = []
    for start, end in _spans(shadow):
        if not any(start < stop and begin < end for begin, stop in kept + places):
            kept.append((start, end))
            yield Entity("locality", start, end, text[start:end])


def _spans(shadow: str) -> Iterator[tuple[int, int]]:
    """Yield candidate spans, the surest first: names in a list, a unit with its name, names alone."""
    for match in _LIST.finditer(shadow):
        for name in _ONE_NAME.finditer(shadow, match.start("names"), match.end("names")):
            yield name.span()
    for match in _SINGLE.finditer(shadow):
        yield match.span()
    for match in _KNOWN.finditer(shadow):
        if not _is_another_name(shadow, match.start()):
            yield match.span()


def _is_another_name(shadow: str, start: int) -> bool:
    before = _NOT_BEFORE.search(shadow[max(0, start - 16) : start])
    return (
        bool(before) and before is not None and before[0].strip() in ("chủ tịch", "Chủ tịch", "ông", "bà", "đồng chí")
    )
