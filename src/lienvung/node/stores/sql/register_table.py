"""The tables of a register, generated from its definition.

record_<register>   one typed column a field, `-` written `_`; the columns that begin with `_` are ours
member_<register>   one row a value of each field of many values
text_<register>__   the words of each record, folded, in the database's own full-text index (no copy of the text)
box_<register>__    where each record lies on the map, in the database's own index of boxes

What lies beside a table is called after it with `__` between: no register or field has two `_` in a row, so that no
register's name, not even a partner's, meets the name of another one's index.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import orjson

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import DECIMALS, WHOLE_NUMBERS
from lienvung.core.text import fold
from lienvung.node.stores.rows import Shaped
from lienvung.node.stores.search_text import place_in_order, searched_fields, searched_text
from lienvung.node.stores.spans import bounds_of_record, has_span, placed_fields, span_of

LONGEST_NAME, LONGEST_COLUMN = 63, 46
INTEGER, TEXT = "INTEGER", "TEXT"
OWN_COLUMNS = {
    "_id": "INTEGER PRIMARY KEY",
    "_key": "TEXT NOT NULL UNIQUE",
    "_log": "INTEGER NOT NULL",
    "_index": "INTEGER NOT NULL",
    "_put_index": "INTEGER NOT NULL",
    "_op": "TEXT NOT NULL",
    "_state": "TEXT NOT NULL",
    "_time": "TEXT NOT NULL",
    "_batch": "TEXT NOT NULL",
    "_definition": "TEXT NOT NULL",
    "_into": TEXT,
    "_put_origin": TEXT,
    "_steward": TEXT,
}
MOST_BESIDE = 4
"""So many facets every index of a list holds besides."""
Directed = tuple[str, bool]
"""A column with whether it descends."""
_FLAT = {str, int, bool, type(None)}
_NESTED = (list, dict)
_SORTED = ("string", "text", "boolean", "enumeration", "year-less")
_CHOSEN = ("boolean", "enumeration")
_LONG = ("string", "text", "verbatim")
_INTEGERS = (*WHOLE_NUMBERS, "boolean")


@dataclass(frozen=True, slots=True)
class Index:
    """Columns of an index behind the state of a record, and those that it holds so that the row need not be read."""

    columns: tuple[Directed, ...]
    beside: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What tells it from every other one of its register: a definition that wants another has another name."""
        return sha256(repr((self.columns, self.beside)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class RegisterTable:
    """The shape of one register's tables."""

    records: str
    members: str
    words: str
    boxes: str
    fields: tuple[Field, ...]
    names: tuple[str, ...]
    many: tuple[Field, ...]
    links: tuple[Field, ...]
    ordered: tuple[Field, ...]
    spanned: tuple[Field, ...]
    searched: tuple[Field, ...]
    placed: tuple[Field, ...]
    facets: tuple[str, ...]
    unique: tuple[str, ...]
    listed: tuple[str, ...]
    ranged: frozenset[str]
    sort: tuple[str, ...]
    summed: tuple[str, ...]
    told: frozenset[str]
    valid: tuple[str, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that there are."""
        words, boxes = (self.words,) if self.searched else (), (self.boxes,) if self.placed else ()
        return (self.records, self.members, *words, *boxes)

    @property
    def columns(self) -> dict[str, str]:
        """Name and type of every column, ours first."""
        return {
            **OWN_COLUMNS,
            **{column_name(field.name): _column_type(field) for field in self.fields},
            **dict.fromkeys(self.computed, TEXT),
        }

    @cached_property
    def field_columns(self) -> tuple[str, ...]:
        """The columns that `field_values` fills."""
        return (*(column_name(field.name) for field in self.fields), *self.computed)

    @property
    def computed(self) -> tuple[str, ...]:
        """The columns by which a list is sorted or cut to a range, where a field's own column would not do."""
        places = (column for field in self.spanned for column in place_columns(field))
        return (*(order_column(field.name) for field in self.ordered), *places)

    def field_values(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the values of one record for `field_columns`."""
        row: list[Any] = list(map(values.get, self.names))
        if not _FLAT.issuperset(map(type, row)):
            row = [orjson.dumps(value).decode() if type(value) in _NESTED else value for value in row]
        for field in self.ordered:
            value = values.get(field.name)
            row.append(place_in_order(value) if isinstance(value, str) else None)
        for field, places in self._places:
            row += span_of(field, values.get(field.name))[-places:]
        return row

    @cached_property
    def _places(self) -> tuple[tuple[Field, int], ...]:
        """The fields with spans, and how many columns the span of each has."""
        return tuple((field, len(place_columns(field))) for field in self.spanned)

    def shape(self, values: Mapping[str, Any]) -> Shaped:
        """Return all that these tables keep of the values of one record."""
        return Shaped(
            self.field_values(values),
            self.folded_words(values) if self.searched else "",
            bounds_of_record(self.placed, values) if self.placed else None,
            list(self.member_values(values)) if self.many else (),
            list(self.link_values(values)) if self.links else (),
        )

    def member_values(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Give (field, value) for each value of the fields of many values."""
        for field in self.many:
            named = _as_list(values.get(field.name))
            for value in dict.fromkeys(str(each) for each in named if isinstance(each, str | int)):
                yield field.name, value

    def link_values(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Give (field, target key) for each link of a record."""
        for field in self.links:
            named = _as_list(values.get(field.name))
            for target in dict.fromkeys(each for each in named if isinstance(each, str)):
                yield field.name, target

    def folded_words(self, values: Mapping[str, Any]) -> str:
        """Return what full-text search sees of one record."""
        return fold(searched_text(self.searched, values))

    def sort_column(self, name: str) -> str | None:
        """Return the column that sorts by a field, or by `time` and `key`; None for an unknown field."""
        if name in ("time", "key"):
            return f"_{name}"
        if any(field.name == name for field in self.ordered):
            return order_column(name)
        field = next((field for field in self.fields if field.name == name), None)
        return span_columns(field)[0] if field else None

    @cached_property
    def default_order(self) -> tuple[Directed, ...]:
        """The columns of the order in which the register is listed, turned so that the first one ascends."""
        named = [(self.sort_column(name.lstrip("-")) or "_time", name.startswith("-")) for name in self.sort]
        columns = with_key(named or [("_time", False)])
        return tuple((column, down != columns[0][1]) for column, down in columns)

    def indices(self) -> dict[str, Index]:
        """Return the indices that keep pages quick, by name.

        By key, by time, in the default order, by each column of the list, by each facet in the default order, by what
        is cut to a range, each with what is tested at hand; by what only one record may have, or the first of several
        such values, which each append looks for. What is summed is at hand in ranges; the rest is tallied.
        """
        by_key = ("_key", False)
        found = [self._index((by_key,)), Index((("_time", False), by_key))]
        found.append(self._index(self.default_order))
        found += [self._index(((column, False), by_key)) for column in map(self.sort_column, self.listed) if column]
        found += [self._index(((column, False),), self.summed) for column in self._range_columns()]
        found += [Index(((column_name(name), False),)) for name in self.unique]
        found += [self._facet_index(column) for column in self.facet_columns]
        longer = {each.columns[:length] for each in found for length in range(len(each.columns))}
        kept = {each.columns: each for each in reversed(found) if each.columns not in longer}
        return {short_name(f"{self.records}__by_{each.digest}"): each for each in kept.values()}

    @cached_property
    def at_hand(self) -> tuple[str, ...]:
        """The columns that every index holds in whose order a list is walked, so that the row need not be read."""
        return (*self.facet_columns[:MOST_BESIDE], "_log", "_steward", *self.valid)

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The columns of one value out of a list by which pages tell records apart: see tally.py."""
        chosen = [field for field in self.fields if field.name in self.told and field.datatype in _CHOSEN]
        return tuple(column_name(field.name) for field in chosen if not field.many)

    @property
    def tallied(self) -> tuple[str, ...]:
        """The columns by which records are tallied, and those that are added up."""
        return (*self.choices, *self.summed)

    @cached_property
    def tallied_places(self) -> tuple[int, ...]:
        """Where `tallied` stand among `field_columns`."""
        return tuple(map(self.field_columns.index, self.tallied))

    @cached_property
    def facet_columns(self) -> tuple[str, ...]:
        """The columns of the facets that have one value each."""
        many = {field.name for field in self.many}
        return tuple(column_name(name) for name in self.facets if name not in many)

    @cached_property
    def cut_columns(self) -> frozenset[str]:
        """The columns that are looked up by a value that may be longer than an index holds."""
        found = (field for field in self.fields if field.name in (*self.facets, *self.unique))
        return frozenset(column_name(field.name) for field in found if field.datatype in _LONG and not field.many)

    def _facet_index(self, column: str) -> Index:
        order = tuple(each for each in self.default_order if each[0] != column)
        return self._index(((column, False), *order), () if column in self.choices else self.summed)

    def _index(self, columns: tuple[Directed, ...], more: tuple[str, ...] = ()) -> Index:
        taken = [name for name, _ in columns]
        ends = (self._other_ends[name] for name in taken if name in self._other_ends)
        beside = dict.fromkeys((*self.at_hand, *ends, *more))
        return Index(columns, tuple(name for name in beside if name not in taken))

    @cached_property
    def _other_ends(self) -> dict[str, str]:
        """By the column of one end of a date that of the other: a range asks for both."""
        ends = [span_columns(field) for field in self.spanned]
        return {one: other for first, last in ends for one, other in ((first, last), (last, first)) if one != other}

    @cached_property
    def led(self) -> frozenset[str]:
        """The columns by which an index is entered."""
        return frozenset(each.columns[0][0] for each in self.indices().values())

    def _range_columns(self) -> list[str]:
        fields = [field for field in self.fields if field.name in self.ranged and has_span(field)]
        return list(dict.fromkeys(column for field in fields for column in span_columns(field)))

    def member_index(self, what: str) -> str:
        """Return the name of an index over the fields of many values."""
        return short_name(f"{self.members}__by_{what}")


def table_of(definition: Definition) -> RegisterTable:
    """Return the shape of the tables that a definition asks for."""
    fields = tuple(definition.fields.values())
    suffix = column_name(definition.register)
    shown = {definition.title_field, *definition.columns, *(name.lstrip("-") for name in definition.sort)}
    return RegisterTable(
        records=f"record_{suffix}",
        members=f"member_{suffix}",
        words=f"text_{suffix}__",
        boxes=f"box_{suffix}__",
        fields=fields,
        names=tuple(field.name for field in fields),
        many=tuple(field for field in fields if field.many),
        links=tuple(field for field in fields if field.datatype == "link"),
        ordered=tuple(f for f in fields if f.name in shown and f.datatype in ("string", "text") and not f.many),
        spanned=tuple(field for field in fields if has_span(field) and place_columns(field)),
        searched=() if definition.system else searched_fields(definition),
        placed=placed_fields(definition),
        facets=definition.facets,
        unique=tuple(dict.fromkeys(rule.fields[0] for rule in definition.uniques)),
        listed=tuple(name for name in definition.columns if _is_sorted(definition.fields[name])),
        ranged=_ranged(definition),
        sort=definition.sort,
        summed=_summed(definition),
        told=_told(definition),
        valid=_valid(definition),
    )


def _is_sorted(field: Field) -> bool:
    """Tell whether a list may be sorted by a field."""
    return not field.many and (has_span(field) or field.datatype in _SORTED)


def _ranged(definition: Definition) -> frozenset[str]:
    """Return the fields of which pages ask a range: facets with an order, valid time, what is due or past."""
    valid = definition.valid_time
    asked = {each.past for each in definition.questions} | {e.due.field for e in definition.questions if e.due}
    return frozenset({*definition.facets, *asked, *((valid.since, valid.until) if valid else ())})


def _summed(definition: Definition) -> tuple[str, ...]:
    """Return the columns of which pages show a sum."""
    named = [*(each.sum for each in definition.questions), *(each.sum for each in definition.charts)]
    return tuple(dict.fromkeys(column_name(name) for name in named if name))


def _told(definition: Definition) -> frozenset[str]:
    """Return the fields by whose values pages count records and add them up."""
    asked = {name for each in definition.questions for name in each.where}
    return frozenset({*definition.facets, *asked, *(each.by for each in definition.charts)})


def _valid(definition: Definition) -> tuple[str, ...]:
    """Return the columns that say when a record holds."""
    times = definition.valid_time
    fields = (definition.fields[times.since], definition.fields[times.until]) if times else ()
    return tuple(dict.fromkeys(column for field in fields for column in span_columns(field)))


def with_key(columns: Sequence[Directed]) -> tuple[Directed, ...]:
    """Return columns with the key behind them; it goes the way of the first, so that one index serves both ways."""
    ways = {"_key": columns[0][1], **dict(reversed(columns))}
    names = list(dict.fromkeys((*(column for column, _ in columns), "_key")))
    return tuple((column, ways[column]) for column in names[: names.index("_key") + 1])


def short_name(name: str, longest: int = LONGEST_NAME) -> str:
    """Return a name as it is, or one that is too long for PostgreSQL cut and ended by a hash."""
    return name if len(name) <= longest else f"{name[: longest - 13]}_{sha256(name.encode()).hexdigest()[:12]}"


def column_name(field: str) -> str:
    """Return the column of a field, or the end of the names of a register's tables."""
    return short_name(field.replace("-", "_"), LONGEST_COLUMN)


def order_column(field: str) -> str:
    """Return the column that holds a text field's place in the Vietnamese order."""
    return f"_order_{column_name(field)}"


def place_columns(field: Field) -> tuple[str, ...]:
    """Return the columns that hold the span of a field whose own column does not compare as its values do."""
    column = column_name(field.name)
    if not has_span(field) or field.datatype in WHOLE_NUMBERS:
        return ()
    if field.datatype in DECIMALS:
        return (f"_place_{column}",)
    return (f"_last_{column}",) if field.datatype == "deadline" else (f"_first_{column}", f"_last_{column}")


def span_columns(field: Field) -> tuple[str, str]:
    """Return the columns of the first and the last place of a field's values."""
    columns = place_columns(field) or (column_name(field.name),)
    return columns[0], columns[-1]


def _column_type(field: Field) -> str:
    return INTEGER if field.datatype in _INTEGERS and not field.many else TEXT


def _as_list(value: Any) -> list[Any]:
    """Return the values of a field; a partner's definition may have one where ours has many, or the reverse."""
    return value if isinstance(value, list) else [] if value is None else [value]
