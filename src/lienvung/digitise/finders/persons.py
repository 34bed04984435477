"""Persons, by a title or office before the name, a photo credit, or a Vietnamese surname after a body."""

import re
from collections.abc import Iterator

from lienvung.core.text import modern_tones
from lienvung.digitise.gazetteer import SURNAMES
from lienvung.digitise.grammar import CAPITAL, UPPER
from lienvung.digitise.model import Entity
from lienvung.digitise.spans import Claims, Span, Spans

_NAME = rf"{CAPITAL}(?: {CAPITAL}){{1,4}}"
_FORMS_OF_ADDRESS = r"(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Đđ]ồng chí|[Cc]ô|[Cc]hú)"
_OFFICES = (
    r"(?:[Bb]í thư|[Cc]hủ tịch|[Gg]iám đốc|[Tt]rưởng|[Cc]hánh [Vv]ăn phòng|[Bb]ộ trưởng|[Tt]hứ trưởng"
    r"|[Cc]ục trưởng|[Hh]ạt trưởng"
    r"|[Tt]hủ tướng|[Cc]hủ nhiệm|[Tt]hường trực|[Ủủ]y viên)"
)
_ADDRESSED = re.compile(rf"(?<!\w){_FORMS_OF_ADDRESS} (?P<name>{_NAME})")
_CREDIT = re.compile(rf"(?:[Ảả]nh|[Bb]ài(?:, ảnh)?|[Tt]hực hiện)\s*:\s*(?P<name>{_NAME})")
_RUN = re.compile(rf"{CAPITAL}(?: {CAPITAL})+")
_OFFICE_BEFORE = re.compile(rf"{_OFFICES}[^.;:!?\n“”\"]{{0,90}}$")
_ONLY_NAME = re.compile(rf"[{UPPER}]+(?: [{UPPER}]+){{1,3}}|{CAPITAL}(?: {CAPITAL}){{1,3}}")


def find_persons(text: str, taken: list[Span]) -> Iterator[Entity]:
    """Yield the persons named with a title, an office or a credit; `taken` are spans of bodies and units."""
    shadow = modern_tones(text)
    others, claims = Spans(taken), Claims()
    named = [match.span("name") for pattern in (_ADDRESSED, _CREDIT) for match in pattern.finditer(shadow)]
    for start, end in [*named, *_after_offices(shadow, {end for _, end in taken})]:
        if not others.touch(start, end) and claims.claim(start, end):
            yield Entity("person", start, end, text[start:end])


def _after_offices(shadow: str, ends: set[int]) -> Iterator[Span]:
    """Yield names after an office and, mostly, its body (`ends`): `Bí thư Thành ủy Hải Phòng Trần Lưu Quang`."""
    for run in _RUN.finditer(shadow):
        for word in re.finditer(CAPITAL, run[0]):
            start = run.start() + word.start()
            free = word.start() == 0 or start - 1 in ends
            if word[0] in SURNAMES and free and " " in shadow[start : run.end()]:
                if _OFFICE_BEFORE.search(shadow[max(0, start - 110) : start]):
                    yield start, run.end()
                break


def is_name_alone(line: str) -> bool:
    """Say whether a line is nothing but a person's name, as under an article."""
    words = modern_tones(line).strip()
    return bool(_ONLY_NAME.fullmatch(words)) and words.split()[0].capitalize() in SURNAMES
