"""The shape of a paper: whose form it has, where its header, body and closing stand, and its sections.

An official paper has a header block (bodies, number, place and date) and a closing block (recipients, signatures);
a news article has a head line or two and, after the author's name, text that is not its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lienvung.core.text import fold, modern_tones

from .grammar import CAPITAL, UPPER

PARTY, STATE, NEWS = "party_document", "state_document", "news"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text layer, without its line break."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the body with the section it stands in: result, limitation, commitment, escalation, none or ''."""

    line: Line
    section: str
    role: str  # prose | heading | row | caption


@dataclass(frozen=True, slots=True)
class Outline:
    """Where everything stands; `header` and `closing` are empty for a news article."""

    kind: str
    body: tuple[int, int]
    ignore: tuple[tuple[int, int], ...]
    header: tuple[Line, ...]
    closing: tuple[Line, ...]
    blocks: tuple[Block, ...]


_WRAP = re.compile(r"(?<=[^\s.;:!?])[ ]?\r?\n(?=[^\W\dA-Z_])")
_WRAPPED_LINE = 40
_LINE_END_MARK = re.compile(r"[.:;][ \t]*$", re.MULTILINE)


def unwrap(text: str) -> str:
    """Return the text, as long as before, with blanks for the line breaks inside sentences of a wrapped text.

    Type and subject stand on lines of their own before the first full stop or colon: these are left.
    """
    first = _LINE_END_MARK.search(text)
    opening = first.end() if first else len(text)

    def join(match: re.Match[str]) -> str:
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        wrapped = (
            match.start() > opening
            and len(before) >= _WRAPPED_LINE
            and "\t" not in before
            and text[match.end()].islower()
        )
        return " " * len(match[0]) if wrapped else match[0]

    return _WRAP.sub(join, text)


def split_lines(text: str) -> list[Line]:
    """Return the lines of the text that hold more than blanks."""
    return [Line(match.start(), match.end(), match[0]) for match in re.finditer(r"[^\r\n]+", text) if match[0].strip()]


# --- which form -----------------------------------------------------------------------------------------------

_STATE_MOTTO = re.compile(r"cong h\w{1,2} xa hoi chu ngh\w+ viet nam|doc lap - tu do - hanh phuc")
_PARTY_MOTTO = re.compile(r"dang cong san viet nam")
_HEADER_LINES = 12
_NUMBER_LINE = re.compile(r"(?:^|\t)\s*số\s*:?\s*\d", re.IGNORECASE)
_PLACE_DATE = re.compile(r",\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm", re.IGNORECASE)


_TYPES = (
    "nghi quyet|quyet dinh|chi thi|quy che|quy dinh|thong cao|thong bao|huong dan|chuong trinh|ke hoach|phuong an"
    "|de an|du an|bao cao|bien ban|to trinh|hop dong|cong dien|ban ghi nho|ban thoa thuan|thoa thuan|ket luan|thong tri"
    "|quy hoach"
)
_TYPE = re.compile(rf"(?:{_TYPES})\b")


def is_type_line(text: str) -> bool:
    """Say whether a line is the type of an official paper, in capitals: BÁO CÁO, QUY CHẾ PHỐI HỢP."""
    return text.isupper() and "\t" not in text and bool(_TYPE.match(fold(text).strip()))


def kind_of(lines: list[Line]) -> str:
    """Return the form of the paper by the motto in its first lines, or by a type with number or place; else news."""
    head = fold(" \n ".join(line.text for line in lines[:_HEADER_LINES]))
    if _STATE_MOTTO.search(head):
        return STATE
    if _PARTY_MOTTO.search(head):
        return PARTY
    first = [line.text for line in lines[:_HEADER_LINES]]
    is_official = any(_NUMBER_LINE.search(text) or _PLACE_DATE.search(text) for text in first)
    return STATE if is_official and any(map(is_type_line, first)) else NEWS


# --- official papers --------------------------------------------------------------------------------------------

_SUBJECT_UNDER_NUMBER = re.compile(r"^\s*V/v\b", re.IGNORECASE)
_CLOSING = re.compile(r"^\s*(?:(?:Nơi nhận|NƠI NHẬN)\s*:?|(?:T/M|TM\.|T/L|TL\.|TUQ\.|KT\.|K/T|Q\.)\s+\w|ĐẠI DIỆN\s)")
_ANNEX = re.compile(r"^\s*(?:PHỤ LỤC|PHỤ BIỂU|DANH MỤC)\b", re.IGNORECASE)


def _header_end(lines: list[Line]) -> int:
    """Return how many lines the header block has: up to number, place and date, or the subject of a letter."""
    end = 0
    for index, line in enumerate(lines[: _HEADER_LINES + 4]):
        if _NUMBER_LINE.search(line.text) or _PLACE_DATE.search(line.text) or _SUBJECT_UNDER_NUMBER.match(line.text):
            end = index + 1
        elif fold(line.text).strip(" -*_\t") == "doc lap - tu do - hanh phuc":
            end = max(end, index + 1)
    return end


def _closing_range(lines: list[Line]) -> tuple[int, int]:
    start = next((index for index, line in enumerate(lines) if index > 3 and _CLOSING.match(line.text)), len(lines))
    stop = next((index for index in range(start, len(lines)) if _ANNEX.match(lines[index].text)), len(lines))
    return start, stop


# --- sections ---------------------------------------------------------------------------------------------------

_HEADING = re.compile(
    r"^\s*(?:(?P<roman>[IVX]{1,5})\s*[.\-–)]|(?P<article>Điều \d+)\s*\."
    r"|(?P<number>\d{1,2}(?:\.\d{1,2})*)\s*[.)])\s*(?P<title>.+)$"
)
_SECTION_WORDS = (
    ("none", r"muc dich|muc tieu|nguyen tac|pham vi|yeu cau chung|doi tuong|can cu|quan diem|giai thich"
        r"|hieu luc|nguyen nhan"),
    ("escalation", r"kien nghi|de xuat"),
    ("limitation", r"ton tai|han che|vuong mac|kho khan|bat cap"),
    ("commitment", r"nhiem vu|noi dung (?:hop tac|phoi hop|thuc hien)|to chuc thuc hien|phuong huong|giai phap"
        r"|trach nhiem"
     r"|phan cong|che do (?:thong tin|bao cao)|thuc hien phoi hop|kinh phi|ke hoach thuc hien|danh muc"),
    ("result", r"ket qua|uu diem|cong tac lanh dao|cong tac chi dao|thanh tich|da lam duoc"),
)  # fmt: skip
_MAX_HEADING = 110


def section_of(title: str) -> str | None:
    """Return the section that a heading opens, or None when its words open none in particular."""
    words = fold(title)
    # "Nhiệm vụ và kiến nghị": two classes in one heading leave the decision to the clauses.
    found = [name for name, pattern in _SECTION_WORDS if re.search(rf"\b(?:{pattern})\b", words)]
    if not found:
        return None
    if "none" in found and len(found) > 1 and "limitation" in found:
        return "limitation"
    return found[0] if len(found) == 1 or found[0] == "none" else ("" if "commitment" in found else found[-1])


def _heading_title(line: Line) -> str | None:
    """Return the title when the line is a heading: numbered and short, or all capitals, and no sentence."""
    text = line.text.strip()
    if "\t" in text or len(text) > _MAX_HEADING:
        return None
    match = _HEADING.match(text)
    if match is None:
        return text if text.isupper() and len(text) > 3 else None
    title = match["title"]
    sentence = title.rstrip().endswith((".", ";", "./.")) or (":" in title.rstrip(":"))
    return title if match["roman"] or match["article"] or not sentence else None


_CAPTION = re.compile(r"\b(?:[Ảả]nh|[Nn]guồn [Ảả]nh)\s*:")


def _blocks(lines: list[Line], official: bool) -> Iterator[Block]:
    section = ""
    texts = [line.text.strip() for line in lines]
    for line, text in zip(lines, texts, strict=True):
        title = _heading_title(line) if official else None
        if title is not None:
            section = _next_section(section, title)
            yield Block(line, section, "heading")
        elif "\t" in line.text:
            yield Block(line, section, "row")
        elif not official and (_CAPTION.search(text) or texts.count(text) > 1 or _is_bare_line(text)):
            yield Block(line, section, "caption")
        else:
            yield Block(line, section, "prose")


def _next_section(section: str, title: str) -> str:
    found = section_of(title)
    return section if found is None and not title.isupper() else (found or "")


def _is_bare_line(text: str) -> bool:
    """Say whether a line of an article has no full stop: a caption or a headline between paragraphs."""
    return not text.rstrip("”\"').…").endswith((".", "!", "?", ":", ";")) and text[-1] not in '.!?…:;”"'


# --- articles ---------------------------------------------------------------------------------------------------

_TAIL = re.compile(
    r"(?:tin|bai) (?:lien quan|cung chuyen muc)|doc them|xem them|binh luan|y kien (?:binh luan|ban doc)"
    r"|co the ban quan tam"
    r"|cung chuyen muc|tu khoa|tags?\b|chia se|tin khac|tin moi|nguon [a-z ]*:|chua co (?:y kien|binh luan)"
    r"|gui binh luan"
    r"|ban doc viet|tin noi bat|tin doc nhieu|tro lai|in trang"
)  # fmt: skip
_AUTHOR = re.compile(
    rf"(?:(?:Bài|Tin|Tin, ảnh|Bài, ảnh|Bài và ảnh|Thực hiện)\s*:\s*)?(?P<name>{CAPITAL}(?: {CAPITAL}){{1,4}}"
    rf"|[{UPPER}]+(?: [{UPPER}]+){{1,4}})"
    r"(?:\s*/\s*\w+|\s*\([^)]*\)|\s*(?:-|–|ghi|thực hiện).{0,30})?"
)
_PROSE_LINE = 90


def _article_end(lines: list[Line]) -> int:
    """Return how many lines belong to the article: to its author's name, or to what is printed after every article."""
    tail = next(
        (index for index, line in enumerate(lines) if index > 2 and _TAIL.match(fold(line.text).strip())), len(lines)
    )
    prose = [index for index in range(tail) if len(lines[index].text) > _PROSE_LINE]
    first = prose[min(1, len(prose) - 1)] if prose else 0
    authors = [index for index in range(first, tail) if _AUTHOR.fullmatch(modern_tones(lines[index].text).strip())]
    return authors[0] + 1 if authors else tail


def outline(text: str) -> Outline:
    """Return the shape of the paper whose NFC text this is."""
    lines = split_lines(text)
    kind = kind_of(lines)
    if kind == NEWS:
        count = _article_end(lines)
        end = lines[count - 1].end if count else 0
        return Outline(kind, (0, end), (), (), (), tuple(_blocks(lines[:count], official=False)))
    head = _header_end(lines)
    start, stop = _closing_range(lines)
    ignore = [(0, lines[head - 1].end + 1)] if head else []
    if start < stop:
        ignore.append((lines[start].start, lines[stop - 1].end))
    body = tuple(_blocks([*lines[head:start], *lines[stop:]], official=True))
    return Outline(kind, (0, len(text)), tuple(ignore), tuple(lines[:head]), tuple(lines[start:stop]), body)
