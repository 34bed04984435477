"""Persons, by a title or office before the name, a photo credit, or a Vietnamese surname after a body."""

import re
from collections.abc import Iterator

from lienvung.core.text import modern_tones
from lienvung.digitise.gazetteer import SURNAMES
from lienvung.digitise.grammar import CAPITAL, UPPER
from lienvung.digitise.model import Entity

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


def find_persons(text: str, taken: list[tuple[int, int]]) -> Iterator[Entity]:
    """Yield the persons named with a title, an office or a credit; `taken` are spans of bodies and units."""
    shadow = modern_tones(text)
    kept: list[tuple[int, int]] = []
    for pattern in (_ADDRESSED, _CREDIT):
        for match in pattern.finditer(shadow):
            if not _cuts(match.span("name"), taken):
                kept.append(match.span("name"))
    for start, end in _after_offices(shadow, taken):
        if not _cuts((start, end), kept):
            kept.append((start, end))
    for start, end in sorted(kept):
        yield Entity("person", start, end, text[start:end])


def _after_offices(shadow: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield names after an office and, mostly, its body: `Bí thư Thành ủy Hải Phòng Trần Lưu Quang`."""
    ends = {end for _, end in taken}
    for run in _RUN.finditer(shadow):
        for word in re.finditer(CAPITAL, run[0]):
            start = run.start() + word.start()
            free = word.start() == 0 or start - 1 in ends
            if word[0] in SURNAMES and free and not _cuts((start, run.end()), taken):
                before = shadow[max(0, start - 110) : start]
                if _OFFICE_BEFORE.search(before) and " " in shadow[start : run.end()]:
                    yield start, run.end()
                break


def is_name_alone(line: str) -> bool:
    """Say whether a line is nothing but a person's name, as under an article."""
    words = modern_tones(line).strip()
    return bool(_ONLY_NAME.fullmatch(words)) and words.split()[0].capitalize() in SURNAMES


def _cuts(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
