"""References to papers: the word of its type, its number and its date; or its type and what it is about."""

import re
from collections.abc import Iterator

from lienvung.core.text import fold, modern_tones
from lienvung.core.text.date import find_dates
from lienvung.core.text.document_number import find_document_numbers
from lienvung.digitise.grammar import CAPITAL, KNOWN
from lienvung.digitise.model import Entity

_TYPES = (
    "nghị quyết|nghị định|quyết định|chỉ thị|kết luận|quy chế phối hợp|quy chế|quy định|thông báo|thông tư|hướng dẫn"
    "|chương trình hợp tác|chương trình|kế hoạch phối hợp|kế hoạch|đề án|phương án|dự án|báo cáo|biên bản"
    "|tờ trình|công văn"
    "|công điện|bản ghi nhớ|thỏa thuận hợp tác|thỏa thuận|luật|hồ sơ đề cử"
)
_TYPE_BEFORE = re.compile(rf"(?P<type>{_TYPES}) (?:số:? ?)?$", re.IGNORECASE)
_DATE_AFTER = re.compile(r",?\s+(?=ngày\s+\d)")
_JOINT_TYPES = "kế hoạch phối hợp|quy chế phối hợp|quy chế chung|thỏa thuận hợp tác|hồ sơ đề cử|kết luận|luật"
# Without a number a paper is a reference only when its parties or its subject are spelled out.
_UNNUMBERED = re.compile(
    rf"(?<!các )(?<!, )(?<!\w)(?P<type>(?i:{_JOINT_TYPES})) (?P<rest>(?:giữa|của|về|thực hiện|quản lý|Quần thể"
    rf"|Tổ chức)\b"
    r"(?:(?! (?:được|đã|vẫn|sẽ|trình|là|ký|đi|trong|trước|qua|và thống nhất|giữa 2|giữa 3)\b)(?:[^,.;:()“”\"\n]|"
    rf", (?=(?:{KNOWN}|{CAPITAL} {CAPITAL})(?: và |, | về |[.,;]|$))| \((?:{KNOWN})\)))*)",
)


def find_docrefs(text: str) -> Iterator[Entity]:
    """Yield references to papers, numbered ones first; `number` is canonical or None."""
    shadow = modern_tones(text)
    for start, end, number in find_document_numbers(text):
        before = _TYPE_BEFORE.search(shadow[max(0, start - 40) : start])
        if before:
            begin = start - len(before[0])
            stop = _with_date(text, end)
            attributes = {"number": number.canonical, "doc_type": before["type"].lower(), "status": "issued"}
            yield Entity("docref", begin, stop, text[begin:stop], attributes=attributes)
    for match in _UNNUMBERED.finditer(shadow):
        stop = match.start() + len(match[0].rstrip())
        attributes = {"number": None, "doc_type": match["type"].lower(), "status": _status(shadow, match.start())}
        yield Entity("docref", match.start(), stop, text[match.start() : stop], attributes=attributes)


def _with_date(text: str, end: int) -> int:
    bridge = _DATE_AFTER.match(text, end)
    if not bridge:
        return end
    start = bridge.end()
    found = next(find_dates(text[start : start + 40]), None)
    return start + found[1] if found and found[0] == 0 else end


def _status(shadow: str, start: int) -> str:
    before = fold(shadow[max(0, start - 20) : start])
    return "signed" if re.search(r"\bky( ket)? $", before) else "issued"
