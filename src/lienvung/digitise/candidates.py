"""Proposals for the registers: what a person is asked to confirm, and what the rules would not guess.

The names of values are the fields of `catalogue/registers/*.yaml`. Links (programme, document, commitment) and the
nature of the data are the office's to set; values that the paper does not say are absent and asked for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lienvung.core.errors import LienVungError
from lienvung.core.text.date import check_date

from .cues import COMMITMENT, ESCALATION, LIMITATION, RESULT
from .fields import guess_field
from .model import Reading, Statement
from .outline import NEWS

Question = Literal[
    "agreed-on-unknown",  # the paper bears no date
    "year-unknown",  # a day is printed without its year
    "deadline-year-inferred",  # the deadline's year comes from the paper's own date
    "deadline-vague",  # "sớm", "trong 15 ngày kể từ ngày ký": kept as words
    "lead-unknown",  # nobody is named
    "lead-inferred",  # taken from the clause before, or from the parties together
    "owed-by-unknown",  # which side owes it
    "addressee-unknown",  # to whom the matter goes up
    "side-unknown",  # which side reports
    "progress-unknown",  # whether the matter is closed
]
Register = Literal["commitment", "limitation", "escalation", "progress-report", "document"]
_REGISTERS: dict[str, Register] = {
    COMMITMENT: "commitment",
    LIMITATION: "limitation",
    ESCALATION: "escalation",
    RESULT: "progress-report",
}


# A register's column says "Số ký hiệu" already (docs of both forms print the word before the number).
_LABEL = re.compile(r"^\s*Số\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One proposed record with its passage (`layer.text[start:end] == exact`) and the questions left open."""

    register: Register
    values: Mapping[str, object]
    start: int
    end: int
    exact: str
    confidence: float
    questions: tuple[Question, ...] = ()


def candidates(reading: Reading) -> list[Candidate]:
    """Return the proposals of a reading, the paper itself first; repeated statements are proposed once."""
    own = [statement for statement in reading.statements if statement.duplicate_of is None]
    return [_document(reading), *(_candidate(statement, reading) for statement in own)]


def _document(reading: Reading) -> Candidate:
    meta = reading.meta
    end = reading.ignore[0][1] if reading.ignore else reading.body[1]
    start, end, first = _first_lines(reading.layer.text, end)
    is_news = meta["kind"] == NEWS
    values = {
        "number": meta.get("number"),
        "number-printed": _LABEL.sub("", str(meta.get("number_printed") or "")),
        "doc-type": "bài báo" if is_news else meta.get("doc_type"),
        "issuers": meta.get("issuers"),
        "issued-on": meta.get("published") if is_news else meta.get("date"),
        "subject": meta.get("title" if is_news else "subject") or first,
        "signers": [name for name in str(meta.get("signer") or "").split("; ") if name],
        "publisher": meta.get("publisher"),
    }
    known = {name: value for name, value in values.items() if value}
    questions: tuple[Question, ...] = () if "issued-on" in known else ("agreed-on-unknown",)
    return Candidate("document", known, start, end, reading.layer.text[start:end], 0.9, questions)


def _first_lines(text: str, end: int) -> tuple[int, int, str]:
    head = text[:end].rstrip()
    start = len(head) - len(head.lstrip())
    return start, len(head), head.strip().split("\n")[0].strip()


def _candidate(statement: Statement, reading: Reading) -> Candidate:
    values: dict[str, object] = {"text": " ".join(statement.text.split())}
    questions: list[Question] = []
    for name, value, question in _VALUES[statement.type](statement, reading):
        if value:
            values[name] = value
        if question:
            questions.append(question)
    return Candidate(
        _REGISTERS[statement.type],
        values,
        statement.start,
        statement.end,
        statement.text,
        statement.confidence,
        tuple(dict.fromkeys(questions)),
    )


_Value = tuple[str, object, Question | None]


def _day(reading: Reading) -> tuple[str | None, Question | None]:
    """Return the day of the paper or of what it tells, as exact as it is printed."""
    value = reading.meta.get("date") or reading.meta.get("event_date")
    if not value:
        return None, "agreed-on-unknown"
    return str(value), "year-unknown" if str(value).startswith("--") else None


def _commitment_values(statement: Statement, reading: Reading) -> Iterator[_Value]:
    yield ("agreed-on", *_day(reading))
    yield "field", guess_field(statement.text), None
    yield from _deadline_values(statement)
    lead_question: Question | None = "lead-inferred" if "lead" in statement.inferred else None
    yield "leads", list(statement.lead), lead_question if statement.lead else "lead-unknown"
    yield "partners", list(statement.partners), None
    yield "product", statement.product, None
    owed_by = _sides(statement.lead, reading)
    yield "owed-by", owed_by, None if owed_by else "owed-by-unknown"


_RHYTHM = re.compile(r"thường xuyên|quarterly(?:-\d+)?|P(?:6M|3M|1M|7D|1Y)")


def _deadline_values(statement: Statement) -> Iterator[_Value]:
    """Yield kind, value and printed words; an extension keeps the first deadline and says until when it was moved."""
    value = statement.deadline
    yield "deadline-text", statement.deadline_text, None
    if value is None or _is_date(value):
        yield "deadline-kind", "dated" if value else "none", None
        yield "deadline", statement.old_deadline or value, _year_question(statement)
        if statement.old_deadline and value:
            yield "extensions", [{"until": value}], None
    elif _RHYTHM.fullmatch(value):
        yield "deadline-kind", "recurring", None
    else:
        yield "deadline-kind", "none", "deadline-vague"


def _year_question(statement: Statement) -> Question | None:
    if statement.deadline and statement.deadline.startswith("--"):
        return "year-unknown"
    return "deadline-year-inferred" if "deadline" in statement.inferred else None


def _is_date(value: str) -> bool:
    try:
        check_date(value)
    except LienVungError:
        return False
    return True


def _sides(names: tuple[str, ...], reading: Reading) -> list[str]:
    """Return the parties that the named bodies belong to; all of them for bodies of "hai địa phương"."""
    parties = _parties(reading)
    named = [party for party in parties if any(party in name for name in names)]
    everybody = any(re.search(r"\b(?:hai|ba|bốn|năm|các|\d) (?:địa phương|bên|tỉnh|huyện)", name) for name in names)
    return parties if everybody else named


def _parties(reading: Reading) -> list[str]:
    found = reading.meta.get("parties")
    return [str(party) for party in found] if isinstance(found, list) else []


_CAUSE = re.compile(r"\b(?:do|vì|bởi|nguyên nhân là)\s+(?P<cause>(?!đó\b|vậy\b|thành phố\b|tỉnh\b)[^.;]+)$")


def _limitation_values(statement: Statement, reading: Reading) -> Iterator[_Value]:
    cause = _CAUSE.search(statement.text)
    yield "cause", cause["cause"].strip() if cause else None, None
    yield ("since", *_day(reading))


def _escalation_values(statement: Statement, reading: Reading) -> Iterator[_Value]:
    addressee = "; ".join(statement.escalates_to)
    yield "addressee", addressee, None if addressee else "addressee-unknown"
    yield "raised-by", _parties(reading), None


def _result_values(statement: Statement, reading: Reading) -> Iterator[_Value]:
    yield ("reported-on", *_day(reading))
    sides = [party for party in _parties(reading) if party in statement.text]
    yield "side", sides[0] if len(sides) == 1 else None, None if len(sides) == 1 else "side-unknown"
    yield "progress", None, "progress-unknown"


_VALUES = {
    COMMITMENT: _commitment_values,
    LIMITATION: _limitation_values,
    ESCALATION: _escalation_values,
    RESULT: _result_values,
}
