"""Statements: each clause is weighed by its words, its section and what the text before it announced."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lienvung.core.text.date import find_dates, last_day
from lienvung.digitise.clauses import Clause, small, split_clauses
from lienvung.digitise.cues import COMMITMENT, ESCALATION, KINDS, LIMITATION, RESULT, TASK_VERB, weigh
from lienvung.digitise.outline import NEWS, Block, Outline


@dataclass(frozen=True, slots=True)
class Found:
    """A clause that is a statement of one kind, with how sure the rules are (0 to 1)."""

    kind: str
    clause: Clause
    confidence: float


SECTION_WEIGHT = 2.5
NO_SECTION_WEIGHT = -1.5
MOOD_WEIGHT = 1.4
THRESHOLD = 2.0
CAPTION_THRESHOLD = 2.5
QUOTE_WEIGHT = -1.5
PAST_WEIGHT = -2.0

# What a paragraph of an article announces for the clauses after it.
_MOODS = (
    (LIMITATION, re.compile(r"^(?:tuy (?:nhiên|vậy)|thế nhưng|song,|bên cạnh đó,? vẫn|còn vênh|khó khăn"
        r"|vướng mắc)(?!\w)|\bhạn chế\b.{0,60}:")),
    (COMMITMENT, re.compile(
        r"\b(?:thống nhất|nhất trí|kết luận hội nghị|phân công|thời gian tới|nhiệm vụ"
        r"|nội dung hợp tác trọng tâm|đề nghị|yêu cầu)\b"
    )),
    (RESULT, re.compile(r"^(?:theo (?:báo cáo|đánh giá)|sau (?:hơn )?\d+ năm|qua (?:hơn )?\d+ năm|những kết quả)\b")),
)  # fmt: skip
_NEW_MOOD = re.compile(
    r"^(?:sau khi|phát biểu|trước đó|nhân dịp|kết luận|thay mặt|trao đổi với|nói về|tại buổi|bên lề)\b"
)
# In the section of proposals a request goes upwards, even when it asks the superior to assign the work.
_REQUEST = re.compile(r"(?:kính )?(?:đề nghị|kiến nghị|đề xuất|trình)\b")
REQUEST_WEIGHT = 4.0
_SENTENCE_ENDS = (".", ";", ":", "…")
_CAUSE = re.compile(r"^nguyên nhân\b|^lý do\b")
SCENE_WEIGHT = -1.5
_TASK_CLAUSE = re.compile(TASK_VERB)


def find_statements(text: str, shape: Outline, reference: date | None) -> Iterator[Found]:
    """Yield the statements of the paper's prose, in order; `reference` is the day of the paper, if known."""
    mood = ""
    lead_in = _LeadIn()
    prose_seen = shape.kind != NEWS
    opened = shape.kind == NEWS
    for block in shape.blocks:
        opened = opened or block.line.text.rstrip().endswith(_SENTENCE_ENDS)
        if block.role in ("heading", "row") or not opened or block.line.text.lstrip().startswith("("):
            continue  # type and subject stand before the first sentence; brackets hold a remark on an annex
        if block.role == "caption" and not prose_seen:
            continue  # headlines stand before the first sentence
        # The first paragraph of an article tells who met where and why.
        scene = not prose_seen
        prose_seen = prose_seen or block.role == "prose"
        words = small(block.line.text)
        if shape.kind == NEWS and block.role == "prose":
            mood = _mood_after(mood, words)
        section = block.section or lead_in.section_for(block)
        for clause in split_clauses(block, text):
            found = _judge(clause, section, _mood_of(clause, mood), reference, scene=scene)
            if found is not None:
                yield found
            mood = _mood_after(mood, clause.opening + clause.words) if shape.kind == NEWS else ""


class _LeadIn:
    """An item that ends in a colon ("3. Để khắc phục, đề nghị hai huyện thống nhất:") rules the items under it."""

    def __init__(self) -> None:
        self.marker = ""
        self.section = ""

    def section_for(self, block: Block) -> str:
        text = block.line.text.strip()
        marker = _marker_rank(text)
        if text.endswith(":"):
            self.marker, self.section = marker, _announced(small(text))
            return ""
        if marker == self.marker:
            self.section = ""
        return self.section


def _marker_rank(text: str) -> str:
    match = re.match(r"(?:(\d+)\.(\d+)|(\d+)[.)]|([a-zđ])\)|([-+•]))", text)
    return "" if match is None else "sub" if match[1] else "number" if match[3] else "letter" if match[4] else "dash"


def _announced(words: str) -> str:
    if re.search(r"\b(?:nhiệm vụ|thống nhất|đề nghị|yêu cầu|phân công|trách nhiệm|giải pháp|nội dung)\b", words):
        return COMMITMENT
    return LIMITATION if re.search(r"\b(?:hạn chế|tồn tại|vướng mắc)\b", words) else ""


def _mood_after(mood: str, words: str) -> str:
    if _NEW_MOOD.match(words):
        mood = ""
    return next((kind for kind, pattern in _MOODS if pattern.search(words)), mood)


def _mood_of(clause: Clause, mood: str) -> str:
    return next((kind for kind, pattern in _MOODS if pattern.search(clause.opening)), mood)


def _judge(clause: Clause, section: str, mood: str, reference: date | None, *, scene: bool) -> Found | None:
    if _CAUSE.match(clause.words):
        return None
    weights = weigh(clause.words)
    for kind in KINDS:
        weights[kind] += _context(kind, section, mood, clause) + (SCENE_WEIGHT if scene else 0)
    if _is_past(clause, reference):
        weights[COMMITMENT] += PAST_WEIGHT
    kind, best = max(weights.items(), key=lambda item: item[1])
    if best < (CAPTION_THRESHOLD if clause.block.role == "caption" else THRESHOLD):
        return None
    second = max(weight for other, weight in weights.items() if other != kind)
    return Found(kind, clause, round(1 / (1 + math.exp(-0.8 * (best - max(second, THRESHOLD / 2)))), 2))


def _is_past(clause: Clause, reference: date | None) -> bool:
    """Say whether every date of the clause lies before the paper itself."""
    last_days = [last_day(value) for _, _, value in find_dates(clause.words, reference)]
    return reference is not None and bool(last_days) and all(day is not None and day < reference for day in last_days)


def _context(kind: str, section: str, mood: str, clause: Clause) -> float:
    weight = 0.0
    if section == "none":
        weight += NO_SECTION_WEIGHT
    elif section == kind:
        weight += SECTION_WEIGHT
    if mood == kind and not section and (kind != COMMITMENT or _TASK_CLAUSE.search(clause.words)):
        weight += MOOD_WEIGHT
    if clause.quoted and kind in (RESULT, LIMITATION):
        weight += QUOTE_WEIGHT
    if kind == section == ESCALATION and _REQUEST.match(clause.words):
        weight += REQUEST_WEIGHT
    if kind == ESCALATION and section == COMMITMENT and "thẩm quyền" not in clause.words:
        weight -= 0.5
    return weight
