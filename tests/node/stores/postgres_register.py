"""A register and its records, for the tests of a store on a server."""

from lienvung.core.register.definition import parse_definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.node.stores.rows import Query, RecordRow

ORIGIN = "hai-phong/gateway"
TIME = "2026-11-22T08:00:00Z"
BATCH = "abcdefgh234567ab"


def label(text):
    return {"vi": text, "en": text}


def define(*fields, register="gateway", **changed):
    given = {
        "register": register,
        "version": 1,
        "title": label("Cửa ngõ"),
        "purpose": label("Để thử"),
        "title-field": "name",
        "parts": {"shared": {}},
        "fields": [{"name": "name", "label": label("Tên"), "datatype": "string", "required": True}, *fields],
        "list": {"columns": ["name"], "sort": ["name"], "facets": []},
    }
    return parse_definition({**given, **changed})


def text_field(name, **more):
    return {"name": name, "label": label(name), "datatype": "string", **more}


def key(number):
    return "hai-phong-" + "abcdefghij234567"[number % 16] * 15 + "abcdefghij234567"[number // 16]


def shown(store, definition, rows):
    """Show records with these values in a store."""
    origin = f"hai-phong/{definition.register}"
    with store.writing() as writer:
        writer.create_log(origin)
        parts = dict.fromkeys(("attribution", "shared", "source"), "0" * 64)
        entry = Entry(definition.register, key(0), "put", TIME, definition.hash, BATCH, parts)
        writer.add_entries(origin, 0, [format_entry(entry)] * len(rows))
        writer.commit_head(origin, len(rows), b"head")
        writer.add_definition(definition)
        records = [
            RecordRow(key(n), origin, n, n, "put", "live", TIME, BATCH, definition.hash, values)
            for n, values in enumerate(rows)
        ]
        writer.put_records(definition, records)
    return store


def found(store, register="gateway", **query):
    with store.reading() as reader:
        page = reader.find(register, Query(**{"limit": 200, **query}))
        return [record.index for record in page.records], page.total
