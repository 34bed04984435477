"""The questions of a definition, answered: each a figure that leads to its list.

Real and illustrative records are never counted together: where a register tells them apart, figures and charts are
of one nature at a time.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lienvung.core.programme.records import ILLUSTRATIVE, REAL
from lienvung.core.register.definition import Definition, Question
from lienvung.node.stores.port import Query
from lienvung.web.counts import capped
from lienvung.web.numbers import show_money, show_number
from lienvung.web.registers.asked import Asked
from lienvung.web.registers.kept import count_of, total_of
from lienvung.web.registers.listing import NATURE
from lienvung.web.registers.narrowing import question_query
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Figure:
    """One answer: its words, its number, and the list behind it."""

    title: str
    number: str
    url: str


def nature_of(seen: Snapshot, definition: Definition, asked: Asked) -> str:
    """Return which records figures count: those asked for, else real ones unless all are illustrative; "" for any."""
    if NATURE not in definition.fields:
        return ""
    chosen = asked.where.get(NATURE, ())
    if len(chosen) == 1:
        return chosen[0]
    only_illustrative = not _has(seen, definition.register, REAL) and has_illustrative(seen, definition.register)
    return ILLUSTRATIVE if only_illustrative else REAL


def has_illustrative(seen: Snapshot, register: str) -> bool:
    """Tell whether some records of a register are illustrative."""
    return _has(seen, register, ILLUSTRATIVE)


def _has(seen: Snapshot, register: str, nature: str) -> bool:
    return seen.reader.count(register, {NATURE: nature}, cap=1) > 0


def figures_of(
    seen: Snapshot, definition: Definition, nature: str, questions: Iterable[Question] | None = None
) -> Iterator[Figure]:
    """Yield the answers of today to the questions of a definition, to all of them unless some are chosen."""
    for question in definition.questions if questions is None else questions:
        query = of_nature(question_query(question, seen.today), nature)
        where = {NATURE: (nature,)} if nature else {}
        url = Asked(definition.register, where=where, question=question.name).address()
        yield Figure(say(question.label), _number(seen, definition, question, query), url)


def of_nature(query: Query, nature: str) -> Query:
    """Return a query of one nature of records."""
    where: Mapping[str, Any] = {**query.where, NATURE: nature} if nature else query.where
    return replace(query, where=where)


def _number(seen: Snapshot, definition: Definition, question: Question, query: Query) -> str:
    register = definition.register
    if not question.sum:
        return capped(count_of(seen, register, query))
    total, field = total_of(seen, register, question.sum, query), definition.fields[question.sum]
    return show_money(total) if field.datatype == "money" else f"{show_number(total)} {field.unit}".strip()
