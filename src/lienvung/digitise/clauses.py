"""Clauses: one statement each, without item numbers, linking words and end marks.

A paragraph is cut at full stops and semicolons, and at a colon that introduces; then each piece loses what only
links it to the text around it ("Tuy nhiên,", "Theo báo cáo tại hội nghị,", "ông Nguyễn Văn A cho biết").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lienvung.core.text import modern_tones

from .grammar import UPPER
from .outline import Block


@dataclass(frozen=True, slots=True)
class Clause:
    """A span of the text with its block; `first` in it.

    `words` and `opening` (what was cut off before the clause) are in small letters.
    """

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
    rf"|;\s+|(?<!\d)(?<!các tỉnh)(?<!các huyện)(?<!địa phương):\s+(?=[{UPPER}“\d])|\s+và\s+(?=(?:đề nghị|yêu cầu"
    rf"|ưu tiên)\s)|,\s+(?=đồng thời\s)"
)
_LINK = re.compile(
    r"(?:tuy (?:nhiên|vậy)|song|thế nhưng|nhưng|đồng thời|cùng với (?:đó|việc đó)|bên cạnh đó|ngoài ra|mặt khác|qua đó"
    r"|từ đó|theo đó|trong đó|đặc biệt(?: là)?|đổi lại|cụ thể|vì vậy|vì thế|do đó|do vậy|hiện nay|hiện"
    r"|nhìn chung|tiếp đó"
    r"|trong khi đó|trước mắt|trước hết|sau đó|đến nay)\s*,?\s+(?:là\s+)?"
)
_FRAME = re.compile(
    r"(?:tại (?:hội nghị|buổi|cuộc|lễ)|sau (?:khi|hơn|gần|\d|một|hai|ba)|theo (?:báo cáo|đánh giá|đó|ông|bà"
    r"|số liệu|thống kê)"
    r"|thay mặt|trong (?:thời gian|\d+ tháng|những năm|giai đoạn|năm)|kết luận (?:hội nghị|buổi)|phát biểu"
    r"|qua (?:hơn|gần|\d|một|hai|ba)"
    r"|để (?:khắc phục|thực hiện|bảo đảm)|ở (?:sườn|bờ|phía))\b[^,;:]{0,110},\s+"
)
_LEGAL_FRAME = re.compile(
    r"(?:thực hiện|căn cứ|trên cơ sở|qua (?:hơn )?\d)\b.*, (?=[^,;]{2,60}? (?:đã|sẽ|báo cáo|trao đổi|thống nhất)\b)"
)
_SPEECH = re.compile(
    r".{0,170}?\b(?:cho biết|cho hay|(?:nói|chỉ ra|điểm lại|nêu rõ|chia sẻ|khẳng định|nhấn mạnh|cho rằng|nhận định"
    r"|đánh giá)(?=\s*(?:,|:|rằng)))"
    r"(?:\s+rằng)?\s*[,:]?\s+(?=\w.{20})"
)
_AGREED_FRAME = re.compile(r".*\b(?:thống nhất|nhất trí)(?:,\s+| trong thời gian tới,?\s+)(?=\w.{25})")
# Only completes the task before it: its end, its report, its consequence.
_CONTINUES = re.compile(
    r"(?:hoàn thành|xong|báo cáo|gửi|định kỳ|trình)\b.{0,60}\b(?:trước|trong|chậm nhất)\b|(?:góp phần|nhằm"
    r"|tiếp tục khẳng định)\b"
)
_CONTINUES_UPWARD = re.compile(r"(?:kính )?(?:đề nghị|trình|báo cáo|xin)\b")
_BEYOND = re.compile(r"thẩm quyền")
# A colon after such words only introduces.
_INTRODUCES = re.compile(
    r"(?:như sau|như|sau đây|gồm|bao gồm|là|sau|nội dung|cụ thể|nhiệm vụ|thống nhất|đề nghị|yêu cầu|trọng tâm"
    r"|cam kết|tồn tại|hạn chế|vướng mắc|khó khăn|kết quả)\s*:$"
)
_CREDIT = re.compile(r"\s*\(?(?:[Nn]guồn )?[Ảả]nh\s*:")
# “...”, ông Nguyễn Văn A, chức vụ, nói: who said it is no part of what was said.
_SPEAKER = re.compile(r"[”\"],?\s+(?:ông|bà|anh|chị|đồng chí)\s[^“”.;]*$")
_ENDS = " \t.,;:…!?"
_SHORTEST = 12


def small(text: str) -> str:
    """Return the words as cues are written: small letters, tone marks in their modern place; as long as the text."""
    return modern_tones(text).lower()


def split_clauses(block: Block, text: str) -> list[Clause]:
    """Return the clauses of one block of prose."""
    start, end = block.line.start, block.line.end
    credit = _CREDIT.search(text, start, end)
    end = credit.start() if credit and block.role == "caption" else end
    speaker = _SPEAKER.search(text, start, end)
    end = speaker.start() + 1 if speaker else end
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
        after = small(text[start:end])
        same_sentence = ";" in text[right:start]
        upward = _BEYOND.search(small(text[left:right])) and _CONTINUES_UPWARD.match(after)
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
        step = _frame_length(small(text[start:end]))
        if not step:
            break
        start += step
    if text[start:end].rstrip().endswith("?"):
        return None
    while start < end and text[start] in ' “"”)-–':
        start += 1
    if _INTRODUCES.search(small(text[start:end].rstrip())):
        return None
    while end > start and (text[end - 1] in _ENDS or (text[end - 1] in '”"' and "“" not in text[start:end])):
        end -= 1
    if end - start < _SHORTEST:
        return None
    return Clause(start, end, small(text[start:end]), small(text[begin:start]), block, first, quoted)


def _frame_length(words: str) -> int:
    for pattern in (_LINK, _LEGAL_FRAME, _FRAME, _AGREED_FRAME, _SPEECH):
        match = pattern.match(words)
        if match and len(words) - match.end() >= _SHORTEST:
            return match.end()
    return 0
