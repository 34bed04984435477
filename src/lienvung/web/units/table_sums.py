"""Sums of a column of somebody's table under the boundaries of the day that it was converted to."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from lienvung.core.geography.convert import Converted
from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.core.geography.tally import Figure, Unplaced, tally
from lienvung.core.text.errors import NumberUnreadable
from lienvung.office.unit_tables import Conversion
from lienvung.web.numbers import read_number as parse_figure
from lienvung.web.pages.asking import read_number
from lienvung.web.units.showing import capital, show_unit
from lienvung.web.units.summing import MOST_NAMED, Row, show_sum


def table_sums(request: HttpRequest, gazetteer: Gazetteer, conversion: Conversion, to: date) -> HttpResponse:
    """Sum a column of the table by the units of the day that it was converted to."""
    column = read_number(request.POST.get("so-lieu", ""), -1)
    headings = conversion.table.headings
    counted = gazetteer.atlas.count(to)
    level = request.POST.get("cap", "")
    found = tally(gazetteer.atlas, _figures(conversion, column), level if counted.get(level) else "province", to)
    rows = tuple(Row(show_unit(gazetteer.atlas, unit, to), show_sum(amount), n) for unit, amount, n in found.sums)
    left = tuple(map(_left, found.unplaced[:MOST_NAMED]))
    context = {
        "rows": rows,
        "left": left,
        "to": to,
        "column": headings[column] if 0 <= column < len(headings) else gettext("số dòng"),
        "placed": show_sum(found.placed),
        "unplaced": show_sum(found.left),
        "total": show_sum(found.total),
    }
    return render(request, "units/table_sums.html", context)


def _figures(conversion: Conversion, column: int) -> Iterator[Figure]:
    """Yield the figure of each row; a row that a person must look at, or choose for, names no unit yet."""
    for place, (cells, row) in enumerate(zip(conversion.table.rows, conversion.rows, strict=True), 1):
        amount = _amount(cells[column]) if 0 <= column < len(cells) else Decimal(1)
        if amount is not None and row.outcome != "empty":
            yield Figure(str(place), _units(row), amount)


def _units(row: Converted) -> tuple[str, ...]:
    """Return the unit of a row: the one that it became or that a person chose, else the old one; none in doubt."""
    if row.outcome == "done":
        return (row.trace.shares[0].unit.key,)
    return (row.found.unit.key,) if row.found and row.outcome in ("split", "lost") else ()


def _left(each: Unplaced) -> tuple[int, str, str]:
    names = ", ".join(capital(unit.name) for unit in each.candidates)
    return int(each.figure.record), show_sum(each.figure.amount), names


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(parse_figure(text)) if text else None
    except NumberUnreadable:
        return None
