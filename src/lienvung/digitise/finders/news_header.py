"""The head of a news article: who printed it, when, who wrote it, and the day it tells of."""

import re
from datetime import date

from lienvung.core.text import fold, modern_tones
from lienvung.core.text.date import find_dates, last_day
from lienvung.digitise.grammar import NAME, UPPER
from lienvung.digitise.outline import Block, Line

_PUBLISHER_WORD = (
    r"(?:Báo(?: điện tử)?|Tạp chí(?: điện tử)?|Thông tấn|Thông tấn xã|Đài Phát thanh và Truyền hình"
    r"|Cổng thông tin điện tử"
    r"|Trang thông tin điện tử)"
)
_PUBLISHER = re.compile(
    rf"(?<!\w)(?P<name>{_PUBLISHER_WORD} (?:(?:tỉnh|thành phố|huyện|phường|xã) )?{NAME}(?: & {NAME})?)"
)
_DATELINE = re.compile(rf"^\s*\((?P<name>[{UPPER}][^()]{{2,40}})\)\s*[-–]")
_CLOCK = re.compile(
    r"\d{1,2}[:hg]\d{2}|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|đăng ngày|cập nhật|ngày đăng", re.IGNORECASE
)
_ONLY_DATE = re.compile(r"[^\w]*(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[^\w]*")
_AUTHOR_LABEL = re.compile(r"^(?:Bài|Tin|Tin, ảnh|Bài, ảnh|Bài và ảnh|Thực hiện)\s*:\s*|\s*/.*$|\s*\(.*\)$")
_HEAD_LINES = 6
_SENTENCE_LENGTH = 80


def read_news_header(lines: list[Line], blocks: tuple[Block, ...], body_end: int) -> dict[str, object]:
    """Return title, publisher, published, author and event_date as far as they are printed; nothing is guessed."""
    head = lines[:_HEAD_LINES]
    published = _published(head)
    reference = last_day(published) if published else None
    meta: dict[str, object] = {
        "title": _title(blocks),
        "publisher": _publisher(head, [line for line in lines if line.start >= body_end][:3]),
        "published": published,
        "author": _author(blocks),
        "event_date": _event_date(blocks, reference),
    }
    return {name: value for name, value in meta.items() if value}


_NOT_A_TITLE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|[>|—]|^Theo dõi ")


def _title(blocks: tuple[Block, ...]) -> str | None:
    """Return the longest line before the first paragraph that is no date and no menu, else the first sentence."""
    head: list[str] = []
    for block in blocks:
        text = block.line.text.strip()
        if block.role == "prose" and len(text) > _SENTENCE_LENGTH:
            return max(head, key=len) if head else _first_sentence(text)
        if not _NOT_A_TITLE.search(text):
            head.append(text)
    return max(head, key=len, default=None)


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\w)\.(?:\s|$)", _DATELINE.sub("", text))[0].strip()


def _published(head: list[Line]) -> str | None:
    for line in head:
        if _CLOCK.search(line.text) or _ONLY_DATE.fullmatch(line.text.strip()):
            for _, _, value in find_dates(line.text):
                if len(value) == len("2021-08-15") and value[0] != "-":
                    return value
    return None


def _publisher(head: list[Line], after: list[Line]) -> str | None:
    dateline = next((match for line in head if (match := _DATELINE.match(line.text))), None)
    if dateline and not dateline["name"].isupper():
        return f"Báo {dateline['name']}"
    for line in head + after:
        match = _PUBLISHER.search(modern_tones(line.text))
        if match:
            return match["name"]
    masthead = next((line.text for line in head if line.text.isupper()), "")
    words = re.split(r"[|—]", masthead)[0].strip()
    return words if re.match(_PUBLISHER_WORD, words.capitalize()) else None


def _author(blocks: tuple[Block, ...]) -> str | None:
    if not blocks:
        return None
    last = modern_tones(blocks[-1].line.text).strip()
    name = _AUTHOR_LABEL.sub("", last)
    if len(name.split()) in range(2, 6) and len(name) < 40 and all(word[0].isupper() for word in name.split()):
        return name.title() if name.isupper() else name
    return None


def _event_date(blocks: tuple[Block, ...], reference: date | None) -> str | None:
    """Return the first day in the opening of the article: the lead says when it was."""
    for block in blocks[:_HEAD_LINES]:
        if _CLOCK.search(block.line.text) and len(block.line.text) < 90:
            continue
        for start, _, value in find_dates(block.line.text, reference):
            opening = fold(block.line.text[:start])
            if len(value) >= len("--10-18") and value.count("-") >= 2 and not re.search(r"\bso [\d\w/-]+ $", opening):
                return value
    return None
