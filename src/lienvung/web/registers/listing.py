"""One page of a register's list: columns, rows, order, and what surrounds them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.record import Record
from lienvung.web.addresses import face_address
from lienvung.web.counts import count_words
from lienvung.web.registers.asked import Asked, ranged_fields
from lienvung.web.registers.chips import Chip, chips_of
from lienvung.web.registers.facets import Facet, RangeBox, facets_of, range_boxes
from lienvung.web.registers.narrowing import query_for
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.values import RIGHT_ALIGNED, say
from lienvung.web.snapshot import Snapshot

NATURE = "nature"  # real or illustrative: a mark on the record, not a column
# Order by a field of many values, by a shape or by a long text has no meaning that a reader would guess.
_UNSORTABLE = frozenset({"milestone", "extension", "verbatim", "docref", "geometry", "file"})
_SHORT = 20
_UNLISTED = frozenset({"verbatim", "file"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head; `url` sorts by it, `sorted` says how it is sorted now."""

    title: str
    url: str
    sorted: str
    right: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in its column, as one line; a number, a day or a code is not broken in two."""

    label: str
    text: str
    right: bool

    @property
    def whole(self) -> bool:
        """Whether the value is one short word."""
        return len(self.text) <= _SHORT and " " not in self.text


@dataclass(frozen=True, slots=True)
class Row:
    """One record."""

    key: str
    url: str
    nature: str
    steward: House
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A field that may be a column."""

    name: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list of a register shows for one address."""

    chips: tuple[Chip, ...]
    facets: tuple[Facet, ...]
    kept: tuple[tuple[str, str], ...]
    ranges: tuple[RangeBox, ...]
    columns: tuple[Column, ...]
    choices: tuple[ColumnChoice, ...]
    rows: tuple[Row, ...]
    count: str
    next_url: str
    first_url: str


def read_listing(seen: Snapshot, definition: Definition, asked: Asked) -> Listing:
    """Return one page of a register's list."""
    query = query_for(definition, asked, seen.today)
    found = seen.reader.find(asked.register, query)
    fields = shown_fields(definition, asked)
    return Listing(
        chips=tuple(chips_of(seen.shower, definition, asked)),
        facets=tuple(facets_of(seen, definition, asked, query)),
        kept=tuple(_kept(definition, asked)),
        ranges=tuple(range_boxes(definition, asked, ranged_fields(definition))),
        columns=tuple(_column(definition, asked, each) for each in fields),
        choices=tuple(_choices(definition, fields)),
        rows=tuple(_row(seen, fields, asked, record) for record in found.records),
        count=count_words(found.total),
        next_url=asked.address(after=found.next) if found.next else "",
        first_url=asked.address() if asked.after else "",
    )


def _kept(definition: Definition, asked: Asked) -> Iterable[tuple[str, str]]:
    """Yield the choices of fields that are no facet, which the form would lose."""
    return ((name, value) for name, values in asked.where.items() if name not in definition.facets for value in values)


def shown_fields(definition: Definition, asked: Asked) -> list[Field]:
    """Return the columns that an address asks for, or those of the definition."""
    names = asked.columns or definition.columns or (definition.title_field,)
    return [definition.fields[name] for name in names if name != NATURE]


def _choices(definition: Definition, shown: Sequence[Field]) -> Iterable[ColumnChoice]:
    for field in definition.fields.values():
        if field.datatype not in _UNLISTED and field.name != NATURE:
            yield ColumnChoice(field.name, say(field.label), field in shown)


def _column(definition: Definition, asked: Asked, field: Field) -> Column:
    title = f"{say(field.label)} ({field.unit})" if field.unit else say(field.label)
    right = _right(field)
    if field.many or field.datatype in _UNSORTABLE:
        return Column(title, "", "", right)
    order = asked.order or (definition.sort[0] if definition.sort else "")
    current, down = order.removeprefix("-") == field.name, order.startswith("-")
    state = ("descending" if down else "ascending") if current else ""
    url = asked.address(order=field.name if down or not current else f"-{field.name}")
    return Column(title, url, state, right)


def _row(seen: Snapshot, fields: Iterable[Field], asked: Asked, record: Record) -> Row:
    cells = tuple(
        # The unit stands in the column's head.
        Cell(say(each.label), seen.shower.brief(replace(each, unit=""), record.values.get(each.name)), _right(each))
        for each in fields
    )
    url = face_address(record.register, record.key, asked.known.isoformat() if asked.known else "")
    return Row(record.key, url, str(record.values.get(NATURE, "")), seen.houses[record.steward], cells)


def _right(field: Field) -> bool:
    return field.datatype in RIGHT_ALIGNED
