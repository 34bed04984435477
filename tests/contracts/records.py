"""A register with every kind of field that can be sorted, cut or drawn, and records of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.node.stores.port import Page, Store
from lienvung.node.stores.rows import EntryRow, RecordRow

REGISTER = "crossing"
TIME, BATCH = "2026-11-22T08:00:00Z", "abcdefgh234567ab"


def label(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


_FIELDS: list[dict[str, Any]] = [
    {"name": "name", "datatype": "string", "required": True},
    {"name": "note", "datatype": "text"},
    {"name": "length", "datatype": "measure", "unit": "km"},
    {"name": "cost", "datatype": "money"},
    {"name": "kind", "datatype": "enumeration", "values": {"road": label("bộ"), "sea": label("biển")}},
    {"name": "opened", "datatype": "date"},
    {"name": "due", "datatype": "deadline"},
    {"name": "valid", "datatype": "period"},
    {"name": "sides", "datatype": "string", "many": True},
    {"name": "lanes", "datatype": "integer", "many": True},
    {"name": "lit", "datatype": "boolean"},
    {"name": "next", "datatype": "link", "to": REGISTER},
    {"name": "place", "datatype": "geometry"},
    {"name": "phone", "datatype": "string", "part": "personal"},
]
DOCUMENT: dict[str, Any] = {
    "register": REGISTER,
    "version": 1,
    "title": label("Cửa ngõ"),
    "title-field": "name",
    "parts": {"shared": {}, "personal": {"personal": "basic"}},
    "fields": [{"label": label(each["name"]), **each} for each in _FIELDS],
    "list": {"columns": ["name", "length", "opened"], "sort": ["name"], "facets": ["kind", "sides"]},
    "map": {"geometry": "place", "label": "name"},
}
DEFINITION = parse_definition(DOCUMENT)


def key(number: int) -> str:
    """Return a key; keys of larger numbers come later."""
    return f"hai-phong-{number:016d}".translate(str.maketrans("0123456789", "abcdefghij"))


def show(store: Store, records: Sequence[Mapping[str, Any]], definition: Definition = DEFINITION) -> None:
    """Show records, numbered from 0, as a log of puts would."""
    register, origin = definition.register, f"hai-phong/{definition.register}"
    digests = dict.fromkeys(definition.part_names, "0" * 64)
    keys = [key(number) for number in range(len(records))]
    leaves = [format_entry(Entry(register, each, "put", TIME, definition.hash, BATCH, digests)) for each in keys]
    with store.writing() as writer:
        writer.create_log(origin)
        writer.add_entries(origin, 0, leaves)
        writer.commit_head(origin, len(leaves), b"head")
        writer.add_definition(definition)
        writer.add_entry_rows(origin, [EntryRow(at, each, "put", TIME, BATCH) for at, each in enumerate(keys)])
        rows = [
            RecordRow(each, origin, at, at, "put", "live", TIME, BATCH, definition.hash, records[at])
            for at, each in enumerate(keys)
        ]
        writer.put_records(definition, rows)


def numbers_of(found: Page | Sequence[Any]) -> list[int]:
    """Return the numbers of the records on a page."""
    return [record.index for record in (found.records if isinstance(found, Page) else found)]
