"""A register's table: columns, facets, search, order and pages, all from its definition and the address."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.record import Record
from lienvung.node.stores.port import COUNT_CAP, Page, Query
from lienvung.office.selectors.registers import query_of
from lienvung.web import words
from lienvung.web.addresses import face_address, list_address
from lienvung.web.selectors.commitments import Choice, Column, Filter
from lienvung.web.selectors.hand_overs import ShownHandOver, read_hand_overs
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.values import RIGHT_ALIGNED, Shower, say

PER_PAGE = 50
_NATURE = "nature"  # real or illustrative: a mark on the record, not a column
# Order by a field of many values or by a long text has no meaning that a reader would guess.
_UNSORTABLE = frozenset({"milestone", "extension", "verbatim"})


@dataclass(frozen=True, slots=True)
class TableAsked:
    """What an address asks of a register's table."""

    register: str
    q: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    after: str = ""

    def address(self, name: str = "web:register", **changed: str) -> str:
        """Return the address of this table, or of its file, with something changed."""
        return list_address(name, self.register, **{"q": self.q, **self.where, "xep": self.order, **changed})


@dataclass(frozen=True, slots=True)
class TableColumn(Column):
    """A column with how it is aligned."""

    right: bool = False


@dataclass(frozen=True, slots=True)
class TableCell:
    """One value in its column, as one line."""

    label: str
    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record."""

    key: str
    url: str
    nature: str
    steward: House
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A register's table or data dictionary."""

    tab: str
    title: str
    purpose: str
    q: str
    sort: str
    filters: tuple[Filter, ...]
    filtered: bool
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    count: str
    next_url: str
    first_url: str
    list_url: str
    fields_url: str
    changes_url: str
    csv_url: str
    fields: tuple["DictionaryLine", ...]
    hand_overs: tuple[ShownHandOver, ...]
    definition_hash: str


@dataclass(frozen=True, slots=True)
class DictionaryLine:
    """One field of the data dictionary."""

    name: str
    label: str
    datatype: str
    kind: str
    part: str
    note: str


def table_query(definition: Definition, asked: TableAsked, limit: int = PER_PAGE) -> Query:
    """Return the store's query for an address."""
    return query_of(definition, asked.where, text=asked.q, order=asked.order, after=asked.after, limit=limit)


def read_register(shower: Shower, definition: Definition, asked: TableAsked, tab: str) -> RegisterPage:
    """Return one page of a register's table, or its data dictionary."""
    found = shower.reader.find(asked.register, table_query(definition, asked)) if tab == "list" else Page((), 0, None)
    columns = [definition.fields[name] for name in definition.columns if name != _NATURE]
    return RegisterPage(
        tab=tab,
        title=say(definition.title),
        purpose=say(definition.purpose),
        q=asked.q,
        sort=asked.order,
        filters=tuple(_facets(definition, asked)),
        filtered=bool(asked.q or asked.where),
        columns=tuple(_column(definition, asked, each) for each in columns),
        rows=tuple(_row(shower, columns, record) for record in found.records),
        count=count_words(found.total),
        next_url=asked.address(tiep=found.next) if found.next else "",
        first_url=asked.address() if asked.after else "",
        list_url=list_address("web:register", asked.register),
        fields_url=list_address("web:register", asked.register, muc="truong"),
        changes_url=list_address("web:changes", so=asked.register),
        csv_url=asked.address("web:register-csv"),
        fields=tuple(_dictionary(shower, definition)) if tab == "fields" else (),
        hand_overs=read_hand_overs(shower, definition.register),
        definition_hash=definition.hash,
    )


def count_words(total: int) -> str:
    """Return a capped count: beyond a thousand nobody waits for the exact number."""
    if total >= COUNT_CAP:
        return _("hơn 1.000 bản ghi")
    return ngettext("%(n)d bản ghi", "%(n)d bản ghi", total) % {"n": total}


def _column(definition: Definition, asked: TableAsked, field: Field) -> TableColumn:
    right = field.datatype in RIGHT_ALIGNED
    if field.many or field.datatype in _UNSORTABLE:
        return TableColumn(say(field.label), right=right)
    order = asked.order or (definition.sort[0] if definition.sort else "")
    current, down = order.removeprefix("-") == field.name, order.startswith("-")
    state = ("descending" if down else "ascending") if current else ""
    url = asked.address(xep=field.name if down or not current else f"-{field.name}")
    return TableColumn(say(field.label), url, state, right)


def _row(shower: Shower, columns: Iterable[Field], record: Record) -> TableRow:
    cells = tuple(
        TableCell(say(field.label), shower.brief(field, record.values.get(field.name)), field.datatype in RIGHT_ALIGNED)
        for field in columns
    )
    url, nature = face_address(record.register, record.key), str(record.values.get(_NATURE, ""))
    return TableRow(record.key, url, nature, shower.houses[record.steward], cells)


def _facets(definition: Definition, asked: TableAsked) -> Iterator[Filter]:
    """Offer the facets whose values the definition lists; others are reached by search."""
    for name in definition.facets:
        field = definition.fields[name]
        if field.values:
            chosen = asked.where.get(name, "")
            choices = tuple(Choice(value, say(label), value == chosen) for value, label in field.values.items())
            yield Filter(name, say(field.label), "", choices)


def _dictionary(shower: Shower, definition: Definition) -> Iterator[DictionaryLine]:
    for each in definition.fields.values():
        notes = [_("bắt buộc")] if each.required else []
        notes += [_("nhiều giá trị")] if each.many else []
        notes += [_("trỏ tới sổ %(register)s") % {"register": _title_of(shower, each.to)}] if each.to else []
        notes += [", ".join(say(label) for label in each.values.values())] if each.values else []
        kind, part = str(words.DATATYPES[each.datatype]), str(words.PARTS.get(each.part, each.part))
        yield DictionaryLine(each.name, say(each.label), each.datatype, kind, part, "; ".join(notes))


def _title_of(shower: Shower, register: str) -> str:
    definition = shower.catalogue.get(register)
    return f"“{say(definition.title)}”" if definition else register


def table_file_rows(shower: Shower, definition: Definition, asked: TableAsked) -> Iterator[list[str]]:
    """Yield the rows of a register's table as a file: heads, then every record that the address asks for."""
    fields = list(definition.fields.values())
    yield ["key", "steward", *(field.name for field in fields)]
    after: str | None = ""
    while after is not None:
        asked = TableAsked(asked.register, asked.q, asked.where, asked.order, after)
        page = shower.reader.find(asked.register, table_query(definition, asked, limit=1000))
        for record in page.records:
            yield [record.key, record.steward, *(file_cell(record.values.get(field.name)) for field in fields)]
        after = page.next


def file_cell(value: object) -> str:
    """Return a value as the log has it, for machines: no formatting, many values joined by " | "."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " | ".join(file_cell(one) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}={file_cell(one)}" for name, one in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)
