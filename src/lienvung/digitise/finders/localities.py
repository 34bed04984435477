"""Administrative units, by the word before the name or by a name that everybody knows."""

import re
from collections.abc import Iterator

from lienvung.core.text import modern_tones
from lienvung.digitise.grammar import COUNT, HEADS, KNOWN, NAME, UNIT_WORDS
from lienvung.digitise.model import Entity
from lienvung.digitise.spans import Claims, Spans

_SEPARATOR = r"(?:, | và |; )"
_OWN_NAME = rf"(?:{KNOWN}|(?!{HEADS}\b){NAME})"
_SINGLE = re.compile(rf"(?<!\w)(?P<unit>{UNIT_WORDS}) (?P<name>{_OWN_NAME})")
_LIST = re.compile(
    rf"(?<!\w){COUNT} {UNIT_WORDS}(?:, {UNIT_WORDS})* (?P<names>{_OWN_NAME}(?:{_SEPARATOR}{_OWN_NAME})*)"
)
_KNOWN = re.compile(rf"(?<!\w)(?:{KNOWN})(?!\w)")
_ONE_NAME = re.compile(_OWN_NAME)
# "Chủ tịch Hồ Chí Minh" is a person, although the name is a city's too.
_NOT_BEFORE = re.compile(r"(?:[Cc]hủ tịch|ông|bà|đồng chí) $")


def find_localities(text: str, places: Spans) -> Iterator[Entity]:
    """Yield the units named in the text; a name inside a place (`places`) is the place's own."""
    shadow = modern_tones(text)
    claims = Claims()
    for start, end in _spans(shadow):
        if not places.touch(start, end) and claims.claim(start, end):
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
    return bool(_NOT_BEFORE.search(shadow[max(0, start - 16) : start]))
