"""Who leads, with whom, until when, with what product: read from the words of one clause.

Bodies in the clause are first masked (@0@, @1@ ...), so that the grammar around them stays small:
"Giao @0@ chủ trì, phối hợp với @1@ ...", "... do @0@ và @1@ cùng xây dựng", "đề nghị @0@ giao @1@ ...".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from lienvung.core.text import fold, modern_tones
from lienvung.core.text.date import find_dates, last_day
from lienvung.digitise.grammar import UNIT_WORDS
from lienvung.digitise.model import Entity


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a commitment says besides its text; `inferred` names what it does not say itself."""

    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    deadline: str | None = None
    deadline_text: str | None = None
    old_deadline: str | None = None
    product: str | None = None
    mode: str = "agreed"
    inferred: tuple[str, ...] = field(default=())


_LIST = r"@\d+@(?:\s*(?:,|;|và|,\s*và)\s*@\d+@)*"
_LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:giao|phân công)\s+(?:nhiệm vụ\s+)?(?:cho\s+)?({_LIST})",
        rf"({_LIST})\s+(?:được giao\s+)?(?:đồng\s+|luân phiên\s+)?(?:chủ trì|làm đầu mối|đăng cai)",
        rf"\bdo\s+({_LIST})",
        rf"đầu mối là\s+({_LIST})",
        rf"(?:[Đđ]ề nghị|[Yy]êu cầu)\s+({_LIST})",
        rf"^(?:[Pp]hía\s+|[Đđ]oàn\s+|[Ll]ãnh đạo\s+|[Ôô]ng đề nghị\s+)?({_LIST})",
        rf"(?:,|^)\s*(?:nay\s+)?({_LIST})\s+(?:sẽ|phải|cần|hứa|cam kết|khởi công|thống nhất|nhất trí|tiếp tục)",
    )
)
_PARTNERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"phối hợp\s+(?:chặt chẽ\s+)?(?:với|cùng|và)?\s*({_LIST})",
        rf"({_LIST})\s+phối hợp(?!\s+(?:với|cùng|@))",
        rf"(?:cùng(?: với)?|có ý kiến của|tham gia của)\s+({_LIST})",
        rf"(?<=\w )với\s+({_LIST})",
    )
)
_ALL_PARTIES = re.compile(
    r"^(?:từ [^,]+, )?(?:hai|ba|bốn|năm|các|\d) (?:bên|địa phương|huyện|tỉnh|thành phố|sở)\b", re.IGNORECASE
)
# "Các địa phương" alone are the parties themselves; "các địa phương liên quan" are not.
_COUNTED = re.compile(r"các (?:địa phương|bên|huyện|tỉnh|thành phố)", re.IGNORECASE)
_DIRECTIVE = re.compile(
    r"\b(?:giao(?! thông)|đề nghị|yêu cầu|phải|chỉ đạo|phân công|chủ trì|tham mưu|đầu mối)\b", re.IGNORECASE
)
_AGREED = re.compile(r"\b(?:thống nhất|nhất trí|cam kết|hứa|đồng ý|nhận phần|nhận trách nhiệm)\b", re.IGNORECASE)
# Vague bodies are kept as text and never matched to one agency.
_OFFICES = r"(?:sở|phòng|ban|ngành|địa phương|đơn vị|cơ quan|xã|phường|huyện|ban quản lý di tích)"
_VAGUE = re.compile(
    rf"(?:(?:Đảng ủy|UBND|Ủy ban nhân dân|Thủ trưởng|Công an) )?[Cc]ác {_OFFICES}(?:, {_OFFICES})*"
    r"(?: (?:có )?liên quan| giáp ranh| chức năng| chuyên môn)?"
)

# Most telling cue first: where two dates stand, the one after such a word is the deadline.
_DUE = re.compile(
    r"\b(?:truoc|cham nhat|gia han (?:\w+ )*den|lui (?:\w+ )*den|den het|den|xong|hoan thanh|trong|vao|tu"
    r"|ngay trong|thang)"
    r"(?: \w+){0,2} ?$"
)
_OLD = re.compile(r"\b(?:truoc (?:do )?la|thay vi|truoc day la|han cu(?: la)?)(?: \w+){0,1} ?$")
_RECURRING = tuple(
    (re.compile(pattern), value)
    for pattern, value in (
        (r"(?:\b(?:dinh ky )?6 thang(?: mot lan)?|\bsau thang mot lan)(?! (?:dau|cuoi))", "P6M"),
        (r"\btruoc ngay 20 thang cuoi quy\b", "quarterly-20"),
        (r"\bmoi quy mot lan|hang quy|dinh ky (?:hang )?quy", "quarterly"),
        (r"\bmoi nam mot lan|truoc ngay [\d/]+ hang nam", "P1Y"),
        (r"\bhang thang|moi thang mot lan", "P1M"),
        (r"\bhang tuan|moi tuan mot lan", "P7D"),
        (r"(?<!chua )(?<!khong )\bthuong xuyen\b", "thường xuyên"),
        (r"(?<!ke hoach )\bhang nam\b", "thường xuyên"),
    )
)
_TERM = re.compile(
    r"\b(?:trong|sau|cham nhat)\s+(?:vong )?(\d+) (phut|gio|ngay|thang)\b(?: lam viec)?(?: (?:ke tu|sau khi"
    r"|tu) [^,;.]{3,40})?"
)
_TERM_UNITS = {"phut": "PT{}M", "gio": "PT{}H", "ngay": "P{}D", "thang": "P{}M"}
_SOON = re.compile(r"\b(?:som|khan truong)\b(?! hon)")
_PRODUCT = re.compile(
    r"\b(?:ban hành|soạn thảo|hoàn thiện|hoàn chỉnh|ký kết|công bố|lập|xây dựng|trao đổi)\s+"
    r"(?P<product>(?:quy chế|kế hoạch|đề án|danh mục|danh sách|bảng|biểu|chương trình|hồ sơ|phương án|bản đồ"
    r"|dự thảo|báo cáo|phần mềm"
    r"|cơ sở dữ liệu|bộ)[^,;.()]*?)(?=\s+(?:trước|trong|để|và|trên|đối với|đưa|gửi|trình|ngay|hằng|từ|chậm)\b"
    r"|[,;.()]|$)",
    re.IGNORECASE,
)


def read_attributes(
    text: str, start: int, entities: Iterable[Entity], parties: tuple[str, ...], reference: date | None
) -> Attributes:
    """Return the attributes of the commitment that stands in `text` at `start` of its layer."""
    bodies = _bodies([*entities, *_vague_bodies(text, start)], start, start + len(text))
    masked = _mask(text, start, bodies)
    names = [body.text for body in bodies]
    words = fold(text)
    lead = _named(masked, _LEADS, names)
    if _ALL_PARTIES.match(text) and all(_COUNTED.fullmatch(name) for name in lead):
        lead = parties
    partners = tuple(name for name in _named_all(masked, _PARTNERS, names) if name not in lead)
    due, printed, old, inferred = _deadline(text, words, reference)
    product = _PRODUCT.search(text)
    directive = bool(_DIRECTIVE.search(text)) and not _AGREED.search(text)
    return Attributes(
        lead,
        partners,
        due,
        printed,
        old,
        product["product"].strip() if product else None,
        "directive" if directive else "agreed",
        inferred,
    )


def _vague_bodies(text: str, start: int) -> list[Entity]:
    shadow = modern_tones(text)
    return [
        Entity("agency", start + match.start(), start + match.end(), text[match.start() : match.end()])
        for match in _VAGUE.finditer(shadow)
    ]


def _bodies(entities: Iterable[Entity], start: int, end: int) -> list[Entity]:
    """Return bodies and units in the clause, outermost only, left to right."""
    inside = [
        found
        for found in entities
        if found.type in ("agency", "locality") and start <= found.start and found.end <= end
    ]
    outermost: list[Entity] = []
    for found in sorted(inside, key=lambda found: (found.start, -found.end)):
        if not outermost or found.start >= outermost[-1].end:
            outermost.append(found)
    return outermost


def _mask(text: str, start: int, bodies: list[Entity]) -> str:
    masked, last = "", 0
    for number, body in enumerate(bodies):
        masked += text[last : body.start - start] + f"@{number}@"
        last = body.end - start
    # What stands in brackets after a body (its unit, its former name) is no party to the clause.
    return re.sub(r"\s*\([^()]*\)", "", masked + text[last:])


def _named(masked: str, patterns: tuple[re.Pattern[str], ...], names: list[str]) -> tuple[str, ...]:
    """Return the bodies that the first fitting pattern names; a chain "đề nghị A giao B" gives B, two halves both."""
    for pattern in patterns:
        matches = list(pattern.finditer(masked))
        if matches:
            chosen = matches if pattern is _LEADS[1] else matches[-1:]
            return tuple(dict.fromkeys(name for match in chosen for name in _listed(match[1], names)))
    return ()


def _named_all(masked: str, patterns: tuple[re.Pattern[str], ...], names: list[str]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            name for pattern in patterns for match in pattern.finditer(masked) for name in _listed(match[1], names)
        )
    )


def _listed(words: str, names: list[str]) -> list[str]:
    return [names[int(number)] for number in re.findall(r"@(\d+)@", words)]


def _deadline(
    text: str, words: str, reference: date | None
) -> tuple[str | None, str | None, str | None, tuple[str, ...]]:
    """Return deadline, its printed words, the old deadline, and what was inferred."""
    due = old = None
    for start, end, value in find_dates(text, reference):
        before = words[max(0, start - 40) : start]
        if re.match(r"\s+hang\s+nam", words[end : end + 12]):
            continue
        if _OLD.search(before):
            old = value
        elif (_DUE.search(before) and not _is_past(value, reference)) or (
            "/" in value and due is None and len(value) == len("2021/2025")
        ):
            due = (start, end, value)
    rhythm = _rhythm(words)
    if due and (rhythm is None or rhythm.start() > due[0]):
        start, end, value = due
        printed = {begin: found for begin, _, found in find_dates(text)}
        inferred = () if printed.get(start) == value else ("deadline",)
        return value, text[start:end], old, inferred
    return *_undated(text, words), old, ()


def _rhythm(words: str) -> re.Match[str] | None:
    return next((match for pattern, _ in _RECURRING if (match := pattern.search(words))), None)


def _is_past(value: str, reference: date | None) -> bool:
    last = last_day(value)
    return reference is not None and last is not None and last < reference


def _undated(text: str, words: str) -> tuple[str | None, str | None]:
    term = _TERM.search(words)
    if term:
        return _TERM_UNITS[term[2]].format(term[1]), text[term.start() : term.end()]
    for pattern, value in _RECURRING:
        match = pattern.search(words)
        if match:
            return value, text[match.start() : match.end()].strip()
    soon = _SOON.search(words)
    return ("sớm", text[soon.start() : soon.end()]) if soon else (None, None)


def read_cell_deadline(text: str, reference: date | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the deadline that a cell of a task table holds, and what was inferred."""
    value, _, _, inferred = _deadline(f"xong {text[:1].lower()}{text[1:]}", fold(f"xong {text}"), reference)
    return value, inferred


_SPLIT_BODIES = re.compile(r"\s*;\s*|,\s+(?=(?:UBND|Ủy ban|Sở|Phòng|Ban|Công an|Trung tâm|Văn phòng)\b)")


def read_cell_bodies(text: str) -> tuple[str, ...]:
    """Return the bodies that a cell lists, divided by semicolons, or by commas before a new head word."""
    listed = re.sub(r"^[^:]{3,40}:\s*", "", text)
    return tuple(filter(None, (part.strip(" .,;") for part in _SPLIT_BODIES.split(listed))))


def unit_name(locality: str) -> str:
    """Return the bare name of a unit: `thành phố Hải Phòng` is Hải Phòng."""
    return re.sub(rf"^{UNIT_WORDS}\s+", "", locality)
