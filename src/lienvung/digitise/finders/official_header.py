"""The header of a state or Party paper: number, date, place, issuers, type, subject, signers."""

import re
from collections.abc import Iterator

from lienvung.core.errors import LienVungError
from lienvung.core.text import fold, modern_tones, nfc
from lienvung.core.text.date import parse_date_text
from lienvung.core.text.document_number import find_document_numbers
from lienvung.digitise.gazetteer import DISTRICTS, PROVINCES
from lienvung.digitise.grammar import CAPITAL, FIELD
from lienvung.digitise.outline import Block, Line, is_type_line

_PLACE_DATE = re.compile(
    r"(?P<place>[^\t,]+),\s*(?P<date>ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})", re.IGNORECASE
)
_MOTTO = re.compile(r"cong h\w{1,2} xa hoi chu|doc lap - tu do|dang cong san viet nam")
_BODY_HEAD = re.compile(
    r"^(?:ban thuong vu|(?:tinh|thanh|huyen|thi|quan|dang) uy|dang bo|uy ban nhan dan|ubnd|hoi dong|hdnd|so"
    r"|phong|ban|bo|van phong"
    r"|cong an|trung tam|cuc|chi cuc|lien doan|mat tran)\b"
)
_NO_ISSUER = re.compile(r"(?:số|V/v)\b", re.IGNORECASE)
_ISSUED_BY = re.compile(r"^của (?P<issuers>.+)$", re.IGNORECASE)
_SUBJECT_LEAD = re.compile(r"^(?:V/v|Về việc|Về)\s*:?\s+", re.IGNORECASE)
_SUBJECT_ENDS = re.compile(
    r"^(?:-{2,}|_{2,}|\*+|Kính gửi|Căn cứ|Ngày \d|Trên cơ sở|Sau khi|[IVX]+\s*[-.]|\d+\.|Điều \d)",
    re.IGNORECASE,
)
_SIGNED_FOR = re.compile(r"\b(?:T/M|TM\.)\s+(?P<body>[^\t]+)")
_PERSON = re.compile(rf"^(?:{CAPITAL}\s*){{2,5}}$")
_MAX_SUBJECT_LINES = 4
_OPENING_LINES = 8


def read_official_header(
    header: tuple[Line, ...], blocks: tuple[Block, ...], closing: tuple[Line, ...]
) -> dict[str, object]:
    """Return the fields of the header that could be read; a field that could not is absent."""
    cells = [nfc(cell).strip() for line in header for cell in line.text.split("\t")]
    meta: dict[str, object] = {}
    meta.update(_number(cells))
    meta.update(_place_and_date(cells))
    meta.update(_type_and_subject(cells, [block.line.text.strip() for block in blocks[:_OPENING_LINES]]))
    issued_by = meta.pop("issued_by", None)
    meta["issuers"] = _as_committees(issued_by if isinstance(issued_by, list) else _issuers(header), closing)
    meta["signer"] = "; ".join(_signers(closing))
    return {name: value for name, value in meta.items() if value}


def _number(cells: list[str]) -> dict[str, object]:
    for cell in cells:
        found = next(find_document_numbers(cell), None) if re.match(r"số\b", cell, re.IGNORECASE) else None
        if found:
            return {"number": found[2].canonical, "number_printed": cell}
    return {}


def _place_and_date(cells: list[str]) -> dict[str, object]:
    for cell in cells:
        match = _PLACE_DATE.search(cell)
        if match:
            try:
                return {"place": match["place"].strip(), "date": parse_date_text(match["date"])}
            except LienVungError:
                return {"place": match["place"].strip()}
    return {}


def _type_and_subject(cells: list[str], lines: list[str]) -> dict[str, object]:
    """Return type and subject: capitals, then the lines under them; a letter has only `V/v` in its header."""
    letter = next((cell for cell in cells if re.match(r"V/v\b", cell, re.IGNORECASE)), None)
    if letter:
        return {"doc_type": "công văn", "subject": _SUBJECT_LEAD.sub("", letter)}
    # Minutes have their type above place and date; other papers below.
    lines = [*cells, *lines]
    first = next((index for index, line in enumerate(lines) if is_type_line(line)), None)
    if first is None:
        return {}
    doc_type = lines[first].lower()
    subject: list[str] = []
    found: dict[str, object] = {}
    for line in lines[first + 1 : first + 1 + _MAX_SUBJECT_LINES]:
        issued_by = _ISSUED_BY.match(line)
        if _SUBJECT_ENDS.match(line) or _PLACE_DATE.search(line) or line.endswith((":", ";", ".")) or len(line) > 300:
            break
        if issued_by and not subject:
            found["issued_by"] = [_as_written(body) for body in split_joint(issued_by["issuers"])]
        else:
            subject.append(line)
    if doc_type == "thông báo" and subject and fold(subject[0]).startswith("ket luan"):
        doc_type = "thông báo kết luận"
    return {**found, "doc_type": doc_type, "subject": _SUBJECT_LEAD.sub("", " ".join(subject))}


def _issuers(header: tuple[Line, ...]) -> list[str]:
    """Return the bodies of the left column above the number: the last one, or all when they are of one rank."""
    bodies: list[str] = []
    for line in header:
        cell = nfc(line.text.split("\t")[0]).strip(" *_-")
        if not cell or _NO_ISSUER.match(cell) or _MOTTO.search(fold(cell)) or _PLACE_DATE.search(cell):
            continue
        if bodies and not _BODY_HEAD.match(fold(cell)):
            bodies[-1] += " " + cell  # the name of a body goes on in the next line
        elif cell.isupper() and _BODY_HEAD.match(fold(cell)):
            bodies.append(cell)
    joint = [part for body in bodies for part in split_joint(body)]
    if (
        len({fold(body).split()[1] for body in joint if " " in body}) == 1
        and len(joint) > 1
        and "bo" not in fold(joint[0])
    ):
        return [sentence_case(body) for body in joint]
    last = joint[-1:] if len(bodies) > 1 or len(joint) == 1 else joint
    return [_with_locality(sentence_case(body), [sentence_case(parent) for parent in joint[:-1]]) for body in last]


def split_joint(text: str) -> list[str]:
    """Return the bodies of a joint header in one line; a line in which not every piece is a body stays whole."""
    parts = re.split(r"\s+[-–]\s+|,\s+|\s+(?:và|VÀ)\s+(?=[A-ZĐỦ])", text)
    if all(_BODY_HEAD.match(fold(part)) for part in parts):
        return parts
    return [text]


def _as_written(body: str) -> str:
    return sentence_case(body) if body.isupper() else body


def _with_locality(body: str, parents: list[str]) -> str:
    """Return an office with the unit of its parent body: a Sở is named with its province."""
    if any(name in body for name in PROVINCES + DISTRICTS) or not parents:
        return body
    unit = re.search(r"(?:tỉnh|thành phố|TP|huyện|thị xã|quận|xã|phường|đặc khu) .+$", parents[-1])
    return f"{body} {unit[0]}" if unit else body


def _as_committees(issuers: list[str], closing: tuple[Line, ...]) -> list[str]:
    """Return joint Party committees as their standing committees when these signed (T/M BAN THƯỜNG VỤ)."""
    signed = [match["body"] for line in closing for match in _SIGNED_FOR.finditer(line.text)]
    standing = [body for body in signed if fold(body).startswith("ban thuong")]
    if len(issuers) < 2 or len(standing) != len(issuers):
        return issuers
    return [name if fold(name).startswith("ban") else f"Ban Thường vụ {name}" for name in issuers]


def _signers(closing: tuple[Line, ...]) -> Iterator[str]:
    for line in closing[1:]:
        for cell in line.text.split("\t"):
            name = modern_tones(cell).strip()
            if _PERSON.match(name) and not name.isupper() and not _BODY_HEAD.match(fold(name)):
                yield name


_NAMES = re.compile(
    "|".join(re.escape(name) for name in sorted(PROVINCES + DISTRICTS, key=len, reverse=True)), re.IGNORECASE
)
_SMALL = re.compile(r"^(?:Tỉnh|Thành|Huyện|Thị|Quận|Đảng) ủy|(?<=\s)(?:Tỉnh|Thành|Huyện|Thị|Quận) Phố|Ủy ban nhân dân")
_UNIT_NAME = re.compile(
    r"\b((?:(?:tỉnh|thành|huyện|thị|quận|đảng) ủy|tỉnh(?! ủy)|thành phố|thị xã|huyện|quận|xã|phường|thị trấn|đặc khu) )"
    r"(\w+(?: \w+)*)$"
)


def sentence_case(capitals: str) -> str:
    """Return a body's name in capitals as it is written in a sentence: SỞ TÀI CHÍNH is Sở Tài chính."""
    words = modern_tones(capitals).lower()
    words = words[:1].upper() + words[1:]
    words = re.sub(rf"(?<=^Sở )(?:{FIELD})|(?<=^Phòng )(?:{FIELD})", _field_case, words, flags=re.IGNORECASE)
    words = _UNIT_NAME.sub(lambda match: match[1] + match[2].title(), words)
    words = words.replace("ubnd", "UBND").replace("Ubnd", "UBND").replace(" tp ", " TP ")
    words = re.sub(r"(?<=^Ban )(?:thường vụ|quản lý)", lambda match: match[0].capitalize(), words)
    words = re.sub(r"(?<=Ban Thường vụ )\w", lambda match: match[0].upper(), words)
    return _NAMES.sub(lambda match: match[0].title(), words)


def _field_case(match: re.Match[str]) -> str:
    return next((name for name in _FIELD_NAMES if name.lower() == match[0].lower()), match[0])


_FIELD_NAMES = tuple(name.replace("\\ ", " ").replace("\\-", "-") for name in FIELD.split("|"))
