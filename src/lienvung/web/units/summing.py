"""Thống kê: figures of any register that links units, summed under the boundaries of any day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lienvung.core.geography.atlas import Atlas
from lienvung.core.geography.tally import ABOVE, LOST, SPLIT, UNKNOWN, Figure, Tally, Unplaced, tally
from lienvung.core.geography.unit import LEVELS
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import NUMBERS
from lienvung.core.text import sort_key
from lienvung.node.stores.every import every_found
from lienvung.node.stores.port import Query
from lienvung.web.addresses import face_address
from lienvung.web.numbers import show_number
from lienvung.web.selectors.natures import asked_nature
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot, snapshot
from lienvung.web.units.asked import Asked, asked_of, gazetteer_of
from lienvung.web.units.showing import ShownUnit, capital, show_unit

UNITS = "administrative-unit"
COUNT = "so-ban-ghi"
"""What is summed when no number is: every record counts one."""
MOST_NAMED = 200
MOST_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen in the form."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The sum of one unit."""

    unit: ShownUnit
    amount: str
    count: int


@dataclass(frozen=True, slots=True)
class Left:
    """A record that no one unit can have, and why."""

    title: str
    url: str
    amount: str
    why: str
    candidates: str


@dataclass(frozen=True, slots=True)
class SumsPage:
    """The form and, once a register is chosen, its sums on the day and their check against today."""

    registers: tuple[Choice, ...]
    links: tuple[Choice, ...]
    numbers: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    rows: tuple[Row, ...]
    left: tuple[Left, ...]
    more: int
    total: str
    placed: str
    unplaced: str
    today_total: str
    agrees: bool
    chosen: bool
    nature: str


def sums(request: HttpRequest) -> HttpResponse:
    """Sum the figures that an address asks for."""
    with snapshot() as seen:
        asked = asked_of(request, seen.today)
        page = _read(seen.at(asked.moment), asked, request)
    return render(request, "units/sums.html", {"page": page, "asked": asked})


def _read(seen: Snapshot, asked: Asked, request: HttpRequest) -> SumsPage:
    usable = {name: each for name, each in seen.shower.catalogue.items() if _links(each) and not _about_units(each)}
    definition = usable.get(request.GET.get("so", ""))
    links = _links(definition)
    link = _named(links, request.GET.get("don-vi", "")) or (links[0] if links else None)
    number = _named(_numbers(definition), request.GET.get("truong", ""))
    atlas = gazetteer_of(seen, asked).atlas
    counts = atlas.count(asked.on)
    level = request.GET.get("cap", "") if counts.get(request.GET.get("cap", "")) else "province"
    fields = seen.definition(UNITS).fields
    found = today = None
    if definition and link:
        figures = list(_figures(seen, definition, link, number, asked_nature(request.GET)))
        found = tally(atlas, figures, level, asked.on)
        today = tally(atlas, figures, level if atlas.count(asked.today)[level] else "province", asked.today)
    return SumsPage(
        registers=tuple(Choice(name, say(each.title), each is definition) for name, each in sorted(
            usable.items(), key=lambda each: sort_key(say(each[1].title)))),
        links=tuple(Choice(each.name, say(each.label), each is link) for each in _links(definition)),
        numbers=(Choice(COUNT, _("số bản ghi"), number is None),
                 *(Choice(each.name, say(each.label), each is number) for each in _numbers(definition))),
        levels=tuple(Choice(each, say(fields["level"].values[each]), each == level) for each in LEVELS if counts[each]),
        rows=tuple(_rows(found, atlas, asked.on)) if found else (),
        left=tuple(_left(seen, definition, each) for each in (found.unplaced if found else ())[:MOST_NAMED]),
        more=max(0, len(found.unplaced) - MOST_NAMED) if found else 0,
        total=show_sum(found.total) if found else "",
        placed=show_sum(found.placed) if found else "",
        unplaced=show_sum(found.left) if found else "",
        today_total=show_sum(today.total) if today else "",
        agrees=bool(found and today and found.total == today.total),
        chosen=found is not None,
        nature=asked_nature(request.GET),
    )  # fmt: skip


def _links(definition: Definition | None) -> list[Field]:
    fields = definition.fields.values() if definition else ()
    return [each for each in fields if each.datatype == "link" and each.to == UNITS and each.part == "shared"]


def _numbers(definition: Definition | None) -> list[Field]:
    fields = definition.fields.values() if definition else ()
    return [each for each in fields if each.datatype in NUMBERS and not each.many and each.part == "shared"]


def _about_units(definition: Definition) -> bool:
    return definition.register in (UNITS, "unit-edge", "unit-code", "unit-event")


def _named(fields: list[Field], name: str) -> Field | None:
    return next((each for each in fields if each.name == name), None)


def _figures(
    seen: Snapshot, definition: Definition, link: Field, number: Field | None, nature: str
) -> Iterator[Figure]:
    """Yield the figures of a register; a record that names several units has one for all of them, one that names none
    has its own as well: sums are of the whole register.
    """
    where = {"nature": nature} if "nature" in definition.fields else {}
    query = Query(where=where, sort=("key",), as_of=seen.shower.moment)
    for record in every_found(seen.reader, definition.register, query):
        amount = _amount(record.values.get(number.name) if number else 1)
        if amount is not None:
            named = record.values.get(link.name, ())
            yield Figure(record.key, tuple(named) if isinstance(named, list | tuple) else (str(named),), amount)


def _amount(value: object) -> Decimal | None:
    try:
        return None if value is None or isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None


def _rows(found: Tally, atlas: Atlas, on: date) -> Iterator[Row]:
    for unit, amount, count in found.sums:
        yield Row(show_unit(atlas, unit, on), show_sum(amount), count)


def _left(seen: Snapshot, definition: Definition | None, each: Unplaced) -> Left:
    assert definition is not None
    moment = seen.shower.moment
    record = seen.reader.record(definition.register, each.figure.record, moment)
    whys = {
        SPLIT: _("đơn vị của bản ghi nằm ở nhiều đơn vị của ngày ấy"),
        LOST: _("chưa rõ đơn vị của bản ghi nay là đơn vị nào"),
        ABOVE: _("đơn vị của bản ghi rộng hơn cấp đang cộng"),
        UNKNOWN: _("bản ghi nối tới đơn vị mà nút này không giữ"),
    }
    rest = len(each.candidates) - MOST_CANDIDATES
    more = [_("và %(n)d đơn vị khác") % {"n": rest}] if rest > 0 else []
    why = whys[each.why] if each.figure.units else _("bản ghi không ghi đơn vị nào")
    return Left(
        title=seen.shower.title(record) if record else each.figure.record,
        url=face_address(definition.register, each.figure.record, moment or ""),
        amount=show_sum(each.figure.amount),
        why=why,
        candidates=", ".join((*(capital(unit.name) for unit in each.candidates[:MOST_CANDIDATES]), *more)),
    )


def show_sum(amount: Decimal) -> str:
    """Return a sum as people read it, with two decimals where it has any."""
    decimals = 0 if amount == amount.to_integral() else 2
    return show_number(f"{amount:.{decimals}f}")
