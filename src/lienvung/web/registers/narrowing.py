"""The store's query for what an address asks of a register."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from lienvung.core.register.definition import Definition, Question
from lienvung.node.stores.port import Query
from lienvung.node.stores.rows import Range
from lienvung.office.selectors.registers import typed_value
from lienvung.web.registers.asked import Asked

PER_PAGE = 50
_NOTHING = ("",)  # no value of any field is empty, so this asks for nothing


def query_for(definition: Definition, asked: Asked, today: date, limit: int = PER_PAGE) -> Query:
    """Return the query of a list."""
    question = next((each for each in definition.questions if each.name == asked.question), None)
    where = {name: _typed(definition, name, values) for name, values in asked.where.items()}
    ranges: dict[str, Range] = {name: Range(low or None, high or None) for name, (low, high) in asked.ranges.items()}
    if question:
        where = _both(where, question_where(question))
        ranges |= question_ranges(question, today)
    if asked.held and definition.valid_time:
        ranges |= held_on(definition, asked.held)
    return Query(
        where=where,
        ranges=ranges,
        text=asked.q,
        sort=(asked.order,) if asked.order else definition.sort or ("-time",),
        after=asked.after or None,
        limit=limit,
        as_of=asked.moment,
        stewards=asked.stewards,
    )


def question_query(question: Question, today: date) -> Query:
    """Return the query of a question of the definition, as its figure counts it."""
    return Query(where=question_where(question), ranges=question_ranges(question, today), limit=1)


def question_where(question: Question) -> dict[str, tuple[Any, ...]]:
    """Return the values that a question asks for."""
    return {name: value if isinstance(value, tuple) else (value,) for name, value in question.where.items()}


def question_ranges(question: Question, today: date) -> dict[str, Range]:
    """Return the days that a question asks for: from today on, or before it. The last day of a vague date counts."""
    ranges = {}
    if question.due:
        until = today + timedelta(days=question.due.days)
        ranges[question.due.field] = Range(today.isoformat(), until.isoformat(), last=True)
    if question.past:
        ranges[question.past] = Range(None, (today - timedelta(days=1)).isoformat(), last=True)
    return ranges


def held_on(definition: Definition, day: date) -> dict[str, Range]:
    """Return the ranges of what held on a day; no beginning and no end are open."""
    if definition.valid_time is None:
        return {}
    since, until = definition.valid_time.since, definition.valid_time.until
    held = {until: Range(day.isoformat(), None, last=True, missing=True)}
    return {since: Range(None, day.isoformat(), missing=True), **held}


def _typed(definition: Definition, name: str, values: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(typed_value(definition.fields[name], value) for value in values)


def _both(asked: Mapping[str, tuple[Any, ...]], more: Mapping[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Return what satisfies both; what can satisfy neither finds nothing."""
    together = {**asked, **more}
    for name in asked.keys() & more.keys():
        together[name] = tuple(value for value in asked[name] if value in more[name]) or _NOTHING
    return together
