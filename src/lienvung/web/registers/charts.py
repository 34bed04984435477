"""The charts of a definition as bars, drawn as SVG on the server, each with its figures as a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from lienvung.core.register.definition import Chart, Definition, Field
from lienvung.node.stores.port import Query
from lienvung.node.stores.rows import Range
from lienvung.node.stores.spans import has_span, span_of
from lienvung.web.numbers import show_number
from lienvung.web.registers.asked import Asked
from lienvung.web.registers.facets import value_title
from lienvung.web.registers.figures import of_nature
from lienvung.web.registers.kept import all_of, all_values_of, facet_of, total_of, years_of
from lienvung.web.registers.narrowing import query_for
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot

MOST_BARS = 24
LENGTH = 1000  # of the longest bar, in units of the drawing
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One value: its words, its figure, how long its bar is, and the list behind it."""

    title: str
    figure: str
    length: int
    url: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart."""

    title: str
    by: str
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class _Sum:
    """One bar before it is drawn."""

    title: str
    amount: Decimal
    asked: Asked


def charts_of(seen: Snapshot, definition: Definition, asked: Asked, nature: str) -> Iterator[Drawing]:
    """Yield the charts of a definition over the records that an address asks for."""
    query = of_nature(query_for(definition, asked, seen.today), nature)
    for chart in definition.charts:
        field = definition.fields[chart.by]
        sums = list(_by_time(seen, definition, chart, asked, query) if chart.per else
                    _by_value(seen, definition, chart, asked, query))  # fmt: skip
        yield Drawing(
            _title(definition, chart),
            say(field.label),
            _unit(definition, chart),
            tuple(_bar(each, max(one.amount for one in sums)) for each in sums[:MOST_BARS]),
        )


def _title(definition: Definition, chart: Chart) -> str:
    if chart.label:
        return say(chart.label)
    by = say(definition.fields[chart.by].label)
    what = say(definition.fields[chart.sum].label) if chart.sum else _("Số bản ghi")
    return _("%(what)s theo “%(by)s”") % {"what": what, "by": by}


def _bar(one: _Sum, longest: Decimal) -> Bar:
    length = int(one.amount * LENGTH / longest) if longest > 0 and one.amount > 0 else 0
    return Bar(one.title, show_number(f"{one.amount:f}"), length, one.asked.address(tab=""))


def _by_value(seen: Snapshot, definition: Definition, chart: Chart, asked: Asked, query: Query) -> Iterator[_Sum]:
    field = definition.fields[chart.by]
    counted = dict((facet_of if chart.sum else all_values_of)(seen, definition.register, field.name, query))
    listed = [value for value in field.values if value in counted] or _in_order(field, counted)
    for value in listed[:MOST_BARS]:
        where = {**asked.where, field.name: (_spelled(field, value),)}
        narrowed = replace(query, where={**query.where, field.name: value})
        amount = total_of(seen, definition.register, chart.sum, narrowed) if chart.sum else counted[value]
        title = value_title(seen.shower, field, _spelled(field, value))
        yield _Sum(title, Decimal(amount), replace(asked, where=where))


def _in_order(field: Field, counted: Iterable[str | int]) -> list[str | int]:
    """Return days and numbers in their order; words stay as they come, the commonest first."""
    if not has_span(field):
        return list(counted)
    placed = ((span_of(field, value)[0], value) for value in counted)
    return [value for _begin, value in sorted(each for each in placed if each[0] is not None)]


def _by_time(seen: Snapshot, definition: Definition, chart: Chart, asked: Asked, query: Query) -> list[_Sum]:
    """Return one bar for each year or month, from the first that has something to the last."""
    sums = list(_each_span(seen, definition, chart, asked, query))
    filled = [at for at, each in enumerate(sums) if each.amount]
    return sums[filled[0] : filled[-1] + 1] if filled else []


def _each_span(seen: Snapshot, definition: Definition, chart: Chart, asked: Asked, query: Query) -> Iterator[_Sum]:
    register, field = definition.register, definition.fields[chart.by]
    for span in _spans(years_of(seen, register, field.name, _dated(query, field)), chart.per):
        narrowed = replace(query, ranges={**query.ranges, field.name: Range(span, span)})
        amount = total_of(seen, register, chart.sum, narrowed) if chart.sum else all_of(seen, register, narrowed)
        ranges = {**asked.ranges, field.name: (span, span)}
        yield _Sum("/".join(reversed(span.split("-"))), Decimal(amount), replace(asked, ranges=ranges))


def _spans(years: range, per: str) -> list[str]:
    if per == "month":
        months = [f"{year}-{month:02}" for year in years[-2:] for month in range(1, _MONTHS + 1)]
        return months[-MOST_BARS:]
    return [str(year) for year in years[-MOST_BARS:]]


def _dated(query: Query, field: Field) -> Query:
    """Return a query within the days that it asks for, else within all that a date can be."""
    return replace(query, ranges={field.name: Range("1900", "2199"), **query.ranges})


def _spelled(field: Field, value: str | int) -> str:
    return str(bool(value)).lower() if field.datatype == "boolean" else str(value)


def _unit(definition: Definition, chart: Chart) -> str:
    if not chart.sum:
        return _("số bản ghi")
    field = definition.fields[chart.sum]
    return f"{say(field.label)} ({field.unit})" if field.unit else say(field.label)
