"""Giấy chứng nhận bản ghi: what one A4 sheet says of a proof (docs/formats/record-proof.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from lienvung.core.agreement.contact import spoken_fingerprint
from lienvung.core.agreement.record_proof import KIND, Proved, Verdict
from lienvung.core.programme.freeze import format_freeze_code
from lienvung.core.text.number import format_number
from lienvung.node.node import VIETNAM

NOT_A_SIGNATURE: Final = (
    "Giấy này chứng minh bản ghi nguyên vẹn như đã ghi vào nhật ký. Đây không phải chữ ký số theo pháp luật và không "
    "thay văn bản có chữ ký, con dấu. Giấy không chứng minh rằng sau bản chốt này không có gì được ghi thêm."
)
HOW_TO_CHECK: Final = (
    "Kiểm chứng không cần mạng: giải nén tệp đi kèm, chạy “python3 verify_lienvung_proof.py TỆP.zip --root "
    "DẤU-VÂN-KHÓA” (hoặc “lienvung verify-proof”). Lấy dấu vân khóa gốc từ nơi khác: thỏa thuận đã ký, hoặc gọi cán bộ "
    "đầu mối. Mã đối chiếu trên màn hình phải trùng mã trên giấy này."
)

EXACT: Final = "Trích văn bản nguồn"


def programme_subject(key: str) -> str:
    """Return what the sheet of a programme is about."""
    return f"Chương trình hợp tác và các bản ghi thuộc chương trình · {key}"


def count_words(count: int) -> str:
    """Return how many records of one register a sheet stands for."""
    return f"{format_number(count)} bản ghi"


@dataclass(frozen=True, slots=True)
class Signed:
    """One log that the sheet rests on: whose, how far, its root, who cosigned it and when."""

    house: str
    fingerprint: str
    origin: str
    size: int
    root: str
    entries: tuple[int, ...]
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """One sheet: a title, what the records say as (label, words), and the logs that say it."""

    title: str
    subject: str
    nature: str
    facts: tuple[tuple[str, str], ...]
    logs: tuple[Signed, ...]
    withheld: tuple[str, ...]
    code: str
    square: str
    issued_by: str
    today: date


def certificate_of(
    verdict: Verdict,
    *,
    title: str,
    subject: str,
    nature: str,
    facts: Sequence[tuple[str, str]],
    titles: Mapping[str, str],
    parts: Mapping[str, str],
    issued_by: str,
    today: date,
) -> Certificate:
    """Return the sheet of a proof that holds; `titles` are localities by node, `parts` the words for parts."""
    code = format_freeze_code(verdict.code_hash[:5])
    withheld = sorted({name for each in verdict.entries for name in each.entry.parts.keys() - each.shown.keys()})
    return Certificate(
        title=title,
        subject=subject,
        nature=nature,
        facts=tuple(facts),
        logs=tuple(_logs(verdict.entries, titles)),
        withheld=tuple(parts.get(name, name) for name in withheld),
        code=code,
        square=_square(code, verdict.entries[0]),
        issued_by=issued_by,
        today=today,
    )


def _logs(entries: Sequence[Proved], titles: Mapping[str, str]) -> list[Signed]:
    by_origin: dict[str, list[Proved]] = {}
    for each in entries:
        by_origin.setdefault(each.checkpoint.origin, []).append(each)
    return [_signed(proved, titles) for proved in by_origin.values()]


def _signed(proved: Sequence[Proved], titles: Mapping[str, str]) -> Signed:
    first = proved[0]
    return Signed(
        house=titles.get(first.node.name, first.node.title),
        fingerprint=spoken_fingerprint(first.node.fingerprint),
        origin=first.checkpoint.origin,
        size=first.checkpoint.size,
        root=spoken_fingerprint(first.checkpoint.root.hex()),
        entries=tuple(each.index for each in proved),
        witnesses=tuple(f"{titles.get(each.node, each.node)}, {_moment(each.time)}" for each in first.witnesses),
    )


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def _square(code: str, first: Proved) -> str:
    """Return the words of the square code."""
    head = first.checkpoint
    return "\n".join(
        [KIND, code, f"{first.node.name} {first.node.fingerprint}", f"{head.origin} {head.size} {head.root.hex()}"]
    )
