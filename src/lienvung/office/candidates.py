"""From what the machine read to proposed records: which register, which values, which questions.

Pure. What the text does not give is a question to the clerk, never a guess: a year, the side that owes,
the commitment that a result belongs to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lienvung.core.text import fold
from lienvung.core.text.date import check_date, last_day
from lienvung.core.text.errors import DateInvalid
from lienvung.digitise.layer import TextLayer
from lienvung.digitise.model import Reading, Statement
from lienvung.office.sides import sides_named

_REGISTERS = {
    "commitment": "commitment",
    "result": "progress-report",
    "limitation": "limitation",
    "escalation": "escalation",
}
_RECURRING_WORDS = frozenset({"thuong xuyen", "quarterly"})
_ILLUSTRATIVE_WORDS = "minh hoa"


@dataclass(frozen=True, slots=True)
class Paper:
    """The bytes a reading is of, as the records will name them; `layer` is "" for a scan."""

    file: str
    name: str
    media_type: str
    layer: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record the machine proposes; `passage` is its `source` part, `questions` are field names."""

    register: str
    values: Mapping[str, object]
    passage: Mapping[str, object]
    confidence: float
    questions: tuple[str, ...] = ()


def candidates_of(
    paper: Paper, layer: TextLayer | None, reading: Reading | None, sides: Mapping[str, str]
) -> list[Candidate]:
    """Return the paper's header, then its statements in the order of the text. `sides`: node name -> title."""
    header = header_candidate(paper, layer, reading)
    if layer is None or reading is None:
        return [header]
    return [header, *(_of_statement(paper, each, header, reading, sides) for each in reading.statements)]


def header_candidate(paper: Paper, layer: TextLayer | None, reading: Reading | None) -> Candidate:
    """Propose the document record of a paper; a scan gives only its file."""
    meta = reading.meta if reading else {}
    values: dict[str, object] = {
        "number": meta.get("number"),
        "number-printed": meta.get("number_printed"),
        "doc-type": meta.get("doc_type"),
        "issuers": list(meta.get("issuers") or ()),
        "issued-on": _date_or_none(meta.get("date") or meta.get("published")),
        "subject": meta.get("subject") or meta.get("title"),
        "signers": [name.strip() for name in str(meta.get("signer") or "").split(";") if name.strip()],
        "publisher": meta.get("publisher"),
        "file": paper.file,
        "text-layer": paper.layer,
        "file-name": paper.name,
        "media-type": paper.media_type,
        "nature": "illustrative" if layer and _ILLUSTRATIVE_WORDS in fold(layer.text) else "real",
    }
    present = {name: value for name, value in values.items() if value}
    asked = ("subject", "issued-on") if "publisher" in present else ("number", "issuers", "issued-on", "subject")
    return Candidate("document", present, {}, 1.0, tuple(name for name in asked if name not in present))


def deadline_values(value: str | None, printed: str | None) -> dict[str, object]:
    """Return the three deadline fields for a deadline as the corpus schema spells it.

    A date whose year nobody can know leaves `deadline` open: `dated` without a date cannot be confirmed.
    """
    words = {"deadline-text": printed} if printed else {}
    if not value:
        return {"deadline-kind": "none", **words}
    if fold(value) in _RECURRING_WORDS or value.startswith(("P", "quarterly")):
        return {"deadline-kind": "recurring", **words}
    try:
        known = last_day(check_date(value)) is not None
    except DateInvalid:  # "sớm" and its like
        return {"deadline-kind": "none", "deadline-text": printed or value}
    return {"deadline-kind": "dated", **({"deadline": value} if known else {}), **words}


def _of_statement(
    paper: Paper, statement: Statement, header: Candidate, reading: Reading, sides: Mapping[str, str]
) -> Candidate:
    register = _REGISTERS[statement.type]
    passage = {
        "file": paper.file,
        "layer": paper.layer,
        "start": statement.start,
        "end": statement.end,
        "exact": statement.text,
    }
    values: dict[str, object] = {"text": " ".join(statement.text.split()), "nature": header.values["nature"]}
    if register == "commitment":
        values |= _commitment_values(statement, header, reading, sides)
    if register == "progress-report":
        values |= _report_values(statement, header, sides)
    if register == "escalation" and statement.escalates_to:
        values["addressee"] = ", ".join(statement.escalates_to)
    questions = tuple(_questions(register, values, statement.inferred))
    present = {name: value for name, value in values.items() if value}
    return Candidate(register, present, passage, statement.confidence, questions)


def _commitment_values(
    statement: Statement, header: Candidate, reading: Reading, sides: Mapping[str, str]
) -> dict[str, object]:
    return {
        "leads": list(statement.lead),
        "partners": list(statement.partners),
        "owed-by": list(sides_named(statement.lead or (statement.text,), sides, parties=_parties(reading))),
        "product": statement.product or "",
        "agreed-on": header.values.get("issued-on", ""),
        **deadline_values(statement.deadline, statement.deadline_text),
    }


def _report_values(statement: Statement, header: Candidate, sides: Mapping[str, str]) -> dict[str, object]:
    named = sides_named((statement.text,), sides, parties=())
    return {
        "side": named[0] if len(named) == 1 else "",
        "reported-on": header.values.get("issued-on", ""),
    }


def _questions(register: str, values: Mapping[str, object], inferred: tuple[str, ...]) -> Iterator[str]:
    """Name the fields only a person can answer: those left open, and those the words do not say themselves."""
    asked = {
        "commitment": ("owed-by", "deadline") if values.get("deadline-kind") == "dated" else ("owed-by",),
        "progress-report": ("commitment", "side", "reported-on"),
    }
    unsaid = {"lead": "leads", "deadline": "deadline", "partners": "partners"}
    yield from (name for name in asked.get(register, ()) if not values.get(name))
    yield from (unsaid[name] for name in inferred if name in unsaid and values.get(unsaid[name]))


def _parties(reading: Reading) -> tuple[str, ...]:
    return (*(reading.meta.get("parties") or ()), *(reading.meta.get("issuers") or ()))


def _date_or_none(value: object) -> str | None:
    try:
        return check_date(str(value)) if value else None
    except DateInvalid:
        return None
