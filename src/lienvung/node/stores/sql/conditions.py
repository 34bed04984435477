"""Turn what a query asks into terms of SQL, each with the ways in which it can be looked up."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lienvung.core.register.definition import Definition, Field
from lienvung.node.errors import UnknownField
from lienvung.node.stores.rows import Query, Range
from lienvung.node.stores.search_text import fold_words
from lienvung.node.stores.spans import check_box, check_range
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.register_table import INTEGER, RegisterTable, column_name, span_columns
from lienvung.node.stores.sql.term import NEVER, Stretch, Term

LIMIT = 1 << 63


@dataclass(slots=True)
class Condition:
    """A conjunction with the values that it binds."""

    terms: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, term: str, *values: Any) -> None:
        """Demand one more thing."""
        self.terms.append(term)
        self.values.extend(values)

    @property
    def sql(self) -> str:
        """The whole as one expression."""
        return " AND ".join(self.terms) or "TRUE"


def terms_of(
    db: Database, definition: Definition, table: RegisterTable, query: Query, *, together: bool = False
) -> list[Term]:
    """Return what a query asks, the dearest to test first; `together`, with its words one after another.

    Raise UnknownField, RangeInvalid, BoxInvalid.
    """
    terms = list(_words(db, table, fold_words(query.text), together))
    if query.box is not None:
        terms.append(_box(db, table, check_box(query.box)))
    wanted = {name: value if isinstance(value, tuple | list) else (value,) for name, value in query.where.items()}
    choices = [
        (_field(definition, name), [each for each in values if each is not None]) for name, values in wanted.items()
    ]
    terms += [_members(db, table, field, values) for field, values in choices if field.many]
    links = definition.register if query.states == ("live",) else ""
    terms += [_choice(db, table, field, values, links) for field, values in choices if not field.many]
    for name, asked in query.ranges.items():
        terms.append(_range(db, table, _field(definition, name), check_range(definition, name, asked)))
    if query.stewards:
        terms.append(_steward(db, definition.register, query.stewards))
    return terms


def _steward(db: Database, register: str, stewards: tuple[str, ...]) -> Term:
    """Want records of these nodes: by their log, or where that says another after a hand-over by what the row says."""
    said, names = db.chosen("_steward", stewards, cut=False)
    ours, origins = db.chosen("origin", [f"{name}/{register}" for name in stewards], cut=False)
    logs = f"FROM log WHERE {ours}"
    test = f"({said} OR (_steward IS NULL AND _log IN (SELECT id {logs})))"
    return Term(test, (*names, *origins), reads=("_steward", "_log"))


def _field(definition: Definition, name: str) -> Field:
    if name not in definition.fields:
        raise UnknownField(definition.register, name)
    return definition.fields[name]


def _words(db: Database, table: RegisterTable, words: list[str], together: bool) -> Iterator[Term]:
    if words and table.searched:
        yield db.searched(table, words, together=together and len(words) > 1)
    elif words:
        yield NEVER


def _box(db: Database, table: RegisterTable, boxes: list[tuple[int, int, int, int]]) -> Term:
    return db.boxed(table, boxes) if table.placed else NEVER


def _members(db: Database, table: RegisterTable, field: Field, values: list[Any]) -> Term:
    if not values:
        return NEVER
    sql, bound = db.chosen("value", [str(each) for each in values], cut=True)
    where = f"FROM {table.members} WHERE field = ? AND {sql}"
    told = (field.name, *bound)
    test = f"EXISTS (SELECT 1 {where} AND record = _id)"
    each_once = "" if len(values) == 1 else "DISTINCT "
    return Term(test, told, source=f"SELECT {each_once}record AS _found {where}", source_values=told)


def _choice(db: Database, table: RegisterTable, field: Field, values: list[Any], links: str) -> Term:
    """Want one of some values; `links` is the register where links of all records asked for can be looked up."""
    column = column_name(field.name)
    integer = table.columns[column] == INTEGER
    fitting = _integers(values) if integer else [str(each) for each in values]
    if not fitting:
        return NEVER
    cut = column in table.cut_columns
    lookup, bound = db.chosen(f'"{column}"', fitting, cut=cut)
    test, _ = db.chosen(db.unindexed(f'"{column}"'), fitting, cut=cut)
    chosen = tuple(fitting)
    if column in table.facet_columns or field.name in (*table.unique, *table.listed):
        return Term(test, tuple(bound), lookup, chosen=chosen, reads=(column,))
    if not links or field.datatype != "link":
        return Term(test, tuple(bound), chosen=chosen, reads=(column,))
    condition, targets = db.among("target", fitting)
    linked = f"SELECT key FROM link WHERE {condition} AND register = ? AND field = ?"
    source = f"SELECT _id AS _found FROM {table.records} WHERE _key IN ({linked})"
    told = (targets, links, field.name)
    return Term(test, tuple(bound), source=source, source_values=told, chosen=chosen, reads=(column,))


def _range(db: Database, table: RegisterTable, field: Field, asked: Range) -> Term:
    """Want a value within bounds; of values with two ends, that some of it is."""
    first, last = span_columns(field)
    first = last if asked.last else first
    bounds = [(last, ">=", asked.low), (first, "<=", asked.high)]
    given = [(column, f"{sign} ?") for column, sign, bound in bounds if bound is not None]
    values = tuple(bound for _, _, bound in bounds if bound is not None)

    def said(*plain: str) -> str:
        named = ((f'"{column}"', column in plain, sign) for column, sign in given)
        return " AND ".join(f"{name if leads else db.unindexed(name)} {sign}" for name, leads, sign in named)

    # Entered at the low end: from there on records match at once, while many may end before it.
    entered = next((column for column, _ in given if column in table.led), "")
    within = said() or f'"{last}" IS NOT NULL'
    along: dict[str, tuple[Stretch, ...]] = {column: (Stretch(said(column), values),) for column, _ in given}
    if asked.missing:
        nothing = db.unindexed(f'"{last}" IS NULL')
        within = f"{said() or 'TRUE'} OR {nothing}"
        along = {column: (*way, Stretch(f'"{column}" IS NULL', ())) for column, way in along.items()}
        entered = ""
    lookup = said(entered) if entered else ""
    return Term(f"({within})", values, lookup, reads=(first, last), along=along)


def _integers(values: Iterable[Any]) -> list[int]:
    """Return the values that a column of integers can hold; the others equal none of them."""
    found = []
    for value in values:
        with suppress(ValueError):
            found.append(int(value))
    return [value for value in found if abs(value) < LIMIT]
