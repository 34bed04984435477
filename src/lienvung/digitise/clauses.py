"""Clauses: one statement each, without item numbers, linking words and end marks.

A paragraph is cut at full stops and semicolons, and at a colon that introduces; then each piece loses what only
links it to the text around it ("Tuy nhiên,", "Theo báo cáo tại hội nghị,", "ông Nguyễn Văn A cho biết").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lienvung.core.text import fold

from .grammar import UPPER
from .outline import Block


@dataclass(frozen=True, slots=True)
class Clause:
    """A span of the text with its block; `opening` is what was cut off before it, folded, `first` in its block."""

    start: int
    end: int
    words: str
    opening: str
    block: Block
    first: bool
    quoted: bool = False


_MARKER = re.compile(r"\s*(?:(?:[IVX]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)\-]|Điều \d+\.|[-–+•*])\s+")
# "Về du lịch:", "Quy hoạch:" name a field; a longer or busier piece before a colon is a clause of its own.
_FIELD_LABEL = re.compile(rf"(?:(?:Về|Đối với|Trong)\s+[^:.;]{{2,70}}|[{UPPER}][^:.;]{{2,45}}):\s+")
_BREAK = re.compile(
    rf"(?<![A-ZĐ]\.)(?<!TP)(?<!Tp)(?<!TX)(?<=[\w”\")%])(?:[.!?]+|…|\.\.\.)[”\"]?\s+(?=[{UPPER}“\"\d])"
    rf"|;\s+|(?<!\d):\s+(?=[{UPPER}“])|:\s+(?=[a-zđ])"
)
_LINK = re.compile(
    r"(?:tuy (?:nhien|vay)|song|the nhung|nhung|dong thoi|cung voi do|cung voi viec do|ben canh do|ngoai ra|mat khac|qua do"
    r"|tu do|theo do|trong do|dac biet(?: la)?|doi lai|cu the|vi vay|vi the|do do|do vay|hien nay|hien|nhin chung|tiep do"
    r"|trong khi do|truoc mat|truoc het|sau do|den nay|rieng)\s*,?\s+(?:la\s+)?"
)
_FRAME = re.compile(
    r"(?:tai (?:hoi nghi|buoi|cuoc|le)|sau (?:khi|hon|gan|\d|mot|hai|ba|khi nghe)|theo (?:bao cao|danh gia|do|ong|ba|so lieu|thong ke)"
    r"|thay mat|trong (?:thoi gian|\d+ thang|nhung nam|giai doan|nam)|ket luan (?:hoi nghi|buoi)|phat bieu|qua (?:hon|gan|\d|mot|hai|ba)"
    r"|de (?:khac phuc|thuc hien|bao dam)|o (?:suon|bo|phia))\b[^,;:]{0,110},\s+"
)
_LEGAL_FRAME = re.compile(
    r"(?:thuc hien|can cu|tren co so|qua (?:hon )?\d)\b.*, (?=[^,;]{2,60}? (?:da|se|bao cao|trao doi|thong nhat)\b)"
)
_SPEECH = re.compile(
    r".{0,170}?\b(?:cho biet|cho hay|noi|chi ra|(?:khang dinh|nhan manh|cho rang|nhan dinh|danh gia|thong tin|danh gia cao)(?=\s*(?:,|:|rang)))"
    r"(?:\s+rang)?\s*[,:]?\s+(?=\w.{20})"
)
_AGREED_FRAME = re.compile(r".*\b(?:thong nhat|nhat tri)(?:\s+trong thoi gian toi)?(?:,\s+|(?<=toi)\s+)(?=\w.{25})")
_CONTINUES = re.compile(r"(?:hoan thanh|xong)\b.{0,60}\b(?:truoc|trong|cham nhat)\b")
_CONTINUES_UPWARD = re.compile(r"(?:kinh )?(?:de nghi|trinh|bao cao|xin)\b")
_BEYOND = re.compile(r"tham quyen")
_ENDS = " \t.,;:…!?"
_SHORTEST = 12


def split_clauses(block: Block, text: str) -> list[Clause]:
    """Return the clauses of one block of prose."""
    start, end = block.line.start, block.line.end
    marker = _MARKER.match(text, start, end)
    start = marker.end() if marker else start
    label = _FIELD_LABEL.match(text, start, end)
    if label and end - label.end() > _SHORTEST:
        start = label.end()
    pieces = list(_merge(list(_pieces(text, start, end)), text))
    return [
        clause
        for index, (left, right) in enumerate(pieces)
        if (clause := _trim(text, left, right, block, first=index == 0)) is not None
    ]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    left = start
    for mark in _BREAK.finditer(text, start, end):
        if text.count("(", left, mark.start()) != text.count(")", left, mark.start()):
            continue  # inside brackets nothing ends
        yield left, mark.start() + (1 if text[mark.start()] == ":" else 0)
        left = mark.end()
    yield left, end


def _merge(pieces: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Yield pieces again, a deadline or a request upwards joined to the clause that it completes."""
    left, right = pieces[0]
    for start, end in pieces[1:]:
        after = fold(text[start:end])
        same_sentence = ";" in text[right:start]
        upward = _BEYOND.search(fold(text[left:right])) and _CONTINUES_UPWARD.match(after)
        if same_sentence and (_CONTINUES.match(after) or upward):
            right = end
        else:
            yield left, right
            left, right = start, end
    yield left, right


def _trim(text: str, start: int, end: int, block: Block, *, first: bool) -> Clause | None:
    """Return the clause without frame and end marks; None when nothing is left, or it only introduces."""
    begin = start
    quoted = text[start:end].lstrip()[:1] in '“"' or text.count("“", block.line.start, start) > text.count(
        "”", block.line.start, start
    )
    for _ in range(4):
        step = _frame_length(fold(text[start:end]))
        if not step:
            break
        start += step
    while start < end and text[start] in ' “"”)-–':
        start += 1
    if text[start:end].rstrip().endswith(":"):
        return None
    while end > start and (text[end - 1] in _ENDS or (text[end - 1] in '”"' and "“" not in text[start:end])):
        end -= 1
    if end - start < _SHORTEST:
        return None
    return Clause(start, end, fold(text[start:end]), fold(text[begin:start]), block, first, quoted)


def _frame_length(words: str) -> int:
    for pattern in (_LINK, _LEGAL_FRAME, _FRAME, _AGREED_FRAME, _SPEECH):
        match = pattern.match(words)
        if match and len(words) - match.end() >= _SHORTEST:
            return match.end()
    return 0
