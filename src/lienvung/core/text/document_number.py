"""Document numbers of both forms, state and Party.

    party   = num "-" type "/" issuer { "-" issuer } [ "/" ( "LT" | unit ) ]     01-KL/TU/LT
    state   = num "/" type "-" issuer { "-" unit }                               214/KH-UBND
    qppl    = num "/" year "/" ( "QH" n | "UBTVQH" n | type "-" issuer {...} )   253/2025/QĐ-UBND
    congvan = num "/" ISSUER [ "-" unit ]                                        6411/VPCP-KTTH
    copy    = num "-BS/" issuer | num "/" ( SY | TrS | SL ) "-" issuer           15/SY-UBND

Forms are tried in the order copy, party, qppl, state, congvan: a later one also fits numbers of an earlier one.
Source: Nghị định 30/2020/NĐ-CP (state), Hướng dẫn 36-HD/VPTW (Party). The number alone is no identity: Party
numbers restart with each term and state numbers each year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .errors import NumberUnreadable
from .fold import nfc

Kind = Literal["copy", "party", "qppl", "state", "congvan"]


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number as printed and in canonical spelling, with its elements.

    `issuers` are the abbreviations between hyphens: several for a joint paper. `suffix` is the drafting
    unit (KTTH) or LT for a joint Party paper. `number` keeps a letter (12a); leading zeros stay as printed.
    """

    kind: Kind
    number: str
    printed: str
    canonical: str
    type: str
    issuers: tuple[str, ...]
    year: int | None = None
    suffix: str = ""


_COPIES = "SY TrS SL"
_STATE_TYPES = (
    "NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT GNP PG PC PB"
    " GN TTh UQ NP VBHN HNVB L GP TT"
)
_PARTY_TYPES = "NQ CT KL QĐ QĐi QyĐ QC TT HD TB TC BC CTr TTr CV BB KH QH ĐA PA DA LKG GM GGT PG PC"
_QPPL_TYPES = "NĐ QĐ TT TTLT NQ NQLT CT L"


def _any_of(types: str, *, joint: bool = False) -> str:
    # Longest first, so that TTLT is not read as TT; PH marks a coordination paper (phối hợp) of any type.
    longest = "|".join(sorted(types.split(), key=lambda type_: (-len(type_), type_)))
    return f"(?P<type>(?:{longest}){'(?:PH)?' if joint else ''})"


_NUM = r"(?P<number>\d{1,5}[a-z]?)"
_UPPER = "A-ZĐĂÂÊÔƠƯ"
_ISSUER = rf"[{_UPPER}][{_UPPER}a-zđ0-9]*"
_ISSUERS = rf"(?P<issuers>{_ISSUER}(?:-{_ISSUER})*)"
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("copy", re.compile(rf"{_NUM}(?:-(?P<type>BS)/|/(?P<state>{'|'.join(_COPIES.split())})-){_ISSUERS}")),
    ("party", re.compile(rf"{_NUM}-{_any_of(_PARTY_TYPES, joint=True)}/{_ISSUERS}(?:/(?P<suffix>{_ISSUER}))?")),
    (
        "qppl",
        re.compile(
            rf"{_NUM}/(?P<year>(?:19|20)\d\d)/(?:(?P<assembly>(?:UBTV)?QH\d+)|{_any_of(_QPPL_TYPES)}-{_ISSUERS})"
        ),
    ),
    ("state", re.compile(rf"{_NUM}/{_any_of(_STATE_TYPES, joint=True)}-{_ISSUERS}")),
    ("congvan", re.compile(rf"{_NUM}/(?P<issuers>[{_UPPER}]{{2}}[{_UPPER}a-zđ0-9]*)(?:-(?P<suffix>{_ISSUER}))?")),
)
_DASHES = re.compile("[\u2010-\u2013\u2212]")
_BLANKS = re.compile(r"\s*([-/])\s*")
# Loose enough to catch every form with stray blanks; the strict forms decide.
_ROUGH = re.compile(
    rf"(?<![\w/.,-])\d{{1,5}}[a-z]?"
    rf"(?:[ \u00a0]?[-/\u2010-\u2013\u2212][ \u00a0]?(?:\d{{4}}(?=\s?/)|{_ISSUER}))+(?![\w/])"
)


def parse_document_number(text: str) -> DocumentNumber:
    """Return the number written in the text, which may say `Số` or `số:` before it; raises NumberUnreadable."""
    printed = re.sub(r"^\s*số\s*:?\s*", "", nfc(text), flags=re.IGNORECASE).strip()
    canonical = _BLANKS.sub(r"\1", _DASHES.sub("-", printed))
    for kind, form in _FORMS:
        match = form.fullmatch(canonical)
        if match:
            return _number_of(kind, match, printed)
    raise NumberUnreadable(text)


def _number_of(kind: Kind, match: re.Match[str], printed: str) -> DocumentNumber:
    part = match.groupdict(default="")
    type_ = part.get("type") or part.get("state") or ""
    issuers = tuple((part.get("assembly") or part["issuers"]).split("-"))
    suffix = part.get("suffix", "")
    if kind == "state" and not type_.endswith("PH"):
        # One state body issues; what follows it is the unit that drafted. Only a joint paper lists issuers.
        issuers, suffix = issuers[:1], "-".join(issuers[1:])
    year = int(part["year"]) if part.get("year") else None
    return DocumentNumber(kind, part["number"], printed, match[0], type_, issuers, year, suffix)


def format_document_number(number: DocumentNumber) -> str:
    """Return the canonical spelling, put together from the elements."""
    issuers = "-".join(number.issuers)
    if number.kind == "party" or number.type == "BS":
        return f"{number.number}-{number.type}/{issuers}" + (f"/{number.suffix}" if number.suffix else "")
    tail = f"-{number.suffix}" if number.suffix else ""
    year = f"/{number.year}" if number.year else ""
    type_ = f"{number.type}-" if number.type else ""
    return f"{number.number}{year}/{type_}{issuers}{tail}"


def find_document_numbers(text: str) -> Iterator[tuple[int, int, DocumentNumber]]:
    """Yield (start, end, number) of every document number in an NFC text, left to right."""
    for match in _ROUGH.finditer(text):
        try:
            yield match.start(), match.end(), parse_document_number(match[0])
        except NumberUnreadable:
            continue
