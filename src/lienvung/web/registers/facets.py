"""The choices beside a list: the values of each facet with how many records have them, and the years of dates."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import NUMBERS, TIMES
from lienvung.node.stores.port import Query
from lienvung.node.stores.rows import Range
from lienvung.web.counts import capped
from lienvung.web.registers.asked import SHUT, STEWARD, Asked
from lienvung.web.registers.kept import count_of, facet_of, years_of
from lienvung.web.registers.spelling import shape_of
from lienvung.web.selectors.values import Shower, say
from lienvung.web.snapshot import Snapshot

MOST_CHOICES = 12
MOST_YEARS = 12


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One value: how many of the list have it, and the address with it chosen or taken back."""

    value: str
    title: str
    count: str
    chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The choices of one field, which are counted only while its drawer is open; `years` are links, others are boxes.

    `url` opens the drawer, or shuts it; `chosen` is what a shut drawer keeps for the form.
    """

    name: str
    title: str
    url: str
    open: bool
    years: bool
    choices: tuple[FacetChoice, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RangeBox:
    """From and to of one field, as people read them; `wrong` are words that could not be read."""

    name: str
    title: str
    low: str
    high: str
    is_date: bool
    wrong: str


def facets_of(seen: Snapshot, definition: Definition, asked: Asked, query: Query) -> Iterator[Facet]:
    """Yield the facets of a list. The one that is asked for is open; of the whole register, the first."""
    offered = [name for name in definition.facets if definition.fields[name].datatype not in NUMBERS]
    opened = asked.drawer or ("" if asked.narrowed else next(iter(offered), ""))
    for name in offered:
        field, is_open = definition.fields[name], name == opened
        years = field.datatype in TIMES
        count = _years if years else _values
        yield Facet(
            name,
            say(field.label),
            asked.address(drawer=SHUT if is_open else name),
            is_open,
            years,
            tuple(count(seen, field, asked, query)) if is_open else (),
            asked.where.get(name, ()),
        )
    is_open, drawer = opened == STEWARD, asked.address(drawer=SHUT if opened == STEWARD else STEWARD)
    choices = tuple(_stewards(seen, asked, query)) if is_open else ()
    yield Facet(STEWARD, _("Chủ quản"), drawer, is_open, False, choices, asked.stewards)


def value_title(shower: Shower, field: Field, value: str) -> str:
    """Return the words of one value of an address."""
    if field.datatype == "boolean":
        return _("có") if value == "true" else _("không")
    if field.datatype == "link":
        return shower.link(field.to, value).title
    return shower.brief(replace(field, many=False), value)


def range_boxes(definition: Definition, asked: Asked, fields: list[Field]) -> list[RangeBox]:
    """Return the boxes in which a range is typed."""
    boxes = []
    for field in fields:
        low, high = asked.ranges.get(field.name, ("", ""))
        shape = shape_of("date" if field.datatype in TIMES else field.datatype)
        title = f"{say(field.label)} ({field.unit})" if field.unit else say(field.label)
        wrong = asked.wrong.get(field.name, "")
        boxes.append(
            RangeBox(field.name, title, shape.words(low)[""], shape.words(high)[""], field.datatype in TIMES, wrong)
        )
    return boxes


def _values(seen: Snapshot, field: Field, asked: Asked, query: Query) -> Iterator[FacetChoice]:
    counted = {_spelled(value): count for value, count in facet_of(seen, asked.register, field.name, query)}
    chosen = asked.where.get(field.name, ())
    listed = [value for value in field.values if value in counted]
    others = [value for value in counted if value not in field.values]
    for value in dict.fromkeys((*chosen, *listed, *others[:MOST_CHOICES])):
        is_chosen = value in chosen
        where = {**asked.where, field.name: (*chosen, value)}
        url = asked.without(field.name, value) if is_chosen else asked.address(where=where)
        yield FacetChoice(value, value_title(seen.shower, field, value), capped(counted.get(value, 0)), is_chosen, url)


def _stewards(seen: Snapshot, asked: Asked, query: Query) -> Iterator[FacetChoice]:
    """Yield the nodes whose logs of the register are held here."""
    held = [log.node for log in seen.reader.logs() if log.register == asked.register and log.size]
    for name in dict.fromkeys((*asked.stewards, *held)):
        is_chosen = name in asked.stewards
        left = tuple(each for each in asked.stewards if each != name)
        found = count_of(seen, asked.register, replace(query, stewards=(name,)))
        url = asked.address(stewards=left if is_chosen else (*asked.stewards, name))
        yield FacetChoice(name, seen.houses[name].short, capped(found), is_chosen, url)


def _spelled(value: str | int) -> str:
    return {0: "false", 1: "true"}[value] if isinstance(value, int) else value


def _years(seen: Snapshot, field: Field, asked: Asked, query: Query) -> Iterator[FacetChoice]:
    """Yield the latest years in which the dates of the list lie."""
    dated = _between(query, field, "1900", "2199")
    for year in reversed(years_of(seen, asked.register, field.name, dated)[-MOST_YEARS:]):
        spelled = str(year)
        found = count_of(seen, asked.register, _between(query, field, spelled, spelled))
        is_chosen = asked.ranges.get(field.name) == (spelled, spelled)
        chosen = asked.address(ranges={**asked.ranges, field.name: (spelled, spelled)})
        if found or is_chosen:
            yield FacetChoice(
                spelled, spelled, capped(found), is_chosen, asked.without(field.name) if is_chosen else chosen
            )


def _between(query: Query, field: Field, low: str, high: str) -> Query:
    return replace(query, ranges={**query.ranges, field.name: Range(low, high)})
