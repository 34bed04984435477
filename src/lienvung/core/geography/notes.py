"""Read the statistics office's notes: how a unit came about, from which others, by which act.

    Đổi tên từ xã Liên Mạc thành xã Hà Nam, hợp nhất xã Thanh Xuân, 1 phần xã Hòa Bình. Bỏ cấp huyện.
    Số: 1669/NQ-UBTVQH15; Ngày: 16/06/2025

The notes are typed by hand, break off at about 250 letters and name some predecessors only by a number: what is read
here is a proposal, and a person looks at it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lienvung.core.geography.names import KINDS
from lienvung.core.text.fold import nfc

LONGEST_WHOLE = 245
"""A note longer than this may have been cut off."""

_ACT = re.compile(r"Số:\s*(?P<act>[^;]+?)\s*;\s*Ngày:\s*(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4})")
_UNTOUCHED = re.compile(r"giữ nguyên", re.IGNORECASE)
_FOUNDED = re.compile(r"thành lập (?P<new>.+?) từ (?P<old>.+)", re.IGNORECASE)
_KINDS = "|".join(KINDS)
_RENAMED = re.compile(rf"đổi tên (?:từ )?(?P<old>.+?) thành (?=(?:{_KINDS}) )", re.IGNORECASE)
_MERGED = re.compile(r"(?:hợp nhất|sáp nhập|nhập)\s+(?:của\s+|từ\s+|toàn bộ\s+)*(?P<list>.+)", re.IGNORECASE)
_KIND = re.compile(rf"(?:các\s+)?(?P<kind>{_KINDS})\s+", re.IGNORECASE)
_PART = re.compile(r"^(?:và\s+)?(?:0?1|một)\s+phần\s+(?:diện tích\s+)?(?:của\s+)?", re.IGNORECASE)
_NEXT = r"các |một phần |1 phần |xã |phường |thị trấn "
_CAPITAL = "A-ZĐÁÀẢÃẠÂĂÊÔƠƯÝỦỨỪỐỒỔỘÍÌ"
_CUT = re.compile(rf"\s*[,;]\s*|\s+và\s+(?=(?:{_NEXT})|[{_CAPITAL}])")


@dataclass(frozen=True, slots=True)
class Source:
    """A predecessor as a note names it."""

    name: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class Note:
    """What one note says; `is_cut` where it may have been broken off."""

    act: str
    issued_on: str
    sources: tuple[Source, ...]
    is_untouched: bool
    is_cut: bool


def read_note(text: str) -> Note:
    """Return what a note says about its latest act."""
    line = " ".join(nfc(text).split())
    acts = list(_ACT.finditer(line))
    latest = acts[-1] if acts else None
    begins = acts[-2].end() if len(acts) > 1 else 0
    said = line[begins : latest.start() if latest else len(line)]
    sentences = [part.strip(" .") for part in said.split(". ") if part.strip(" .")]
    issued = f"{latest['year']}-{int(latest['month']):02}-{int(latest['day']):02}" if latest else ""
    founded = _FOUNDED.fullmatch(sentences[-1]) if sentences else None
    sources = tuple(_listed(founded["old"])) if founded else tuple(_sources(said))
    return Note(
        act=latest["act"] if latest else "",
        issued_on=issued,
        sources=sources,
        is_untouched=bool(_UNTOUCHED.search(said)) and not sources,
        is_cut=len(line) > LONGEST_WHOLE,
    )


def _sources(said: str) -> Iterator[Source]:
    """Yield each predecessor once: the one whose name changed, and those of the list."""
    seen: set[str] = set()
    renamed, merged = _RENAMED.search(said), _MERGED.search(said)
    lists = [merged["list"].partition(". ")[0]] if merged else []
    lists += [renamed["old"]] if renamed else []
    for each in lists:
        for source in _listed(each):
            if source.name.lower() not in seen:
                seen.add(source.name.lower())
                yield source


def _listed(text: str) -> Iterator[Source]:
    """Yield the units of a list in which a kind may stand for several: "các xã A, B và C"."""
    kind = ""
    for piece in _CUT.split(text.strip(" .")):
        name = piece.strip(" .")
        part = _PART.match(name)
        name = name[part.end() :] if part else name
        while match := _KIND.match(name):
            kind, name = match["kind"].lower(), name[match.end() :]
        name = name.partition(" (")[0].partition(" thuộc ")[0].partition(" thành ")[0].strip()
        if name and kind and not name.lower().startswith("thuộc "):
            yield Source(f"{kind} {name}", bool(part))
