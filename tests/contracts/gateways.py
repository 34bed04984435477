"""A register of gateways with its leaves and records, for what is asked of every store."""

from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.part import part_digest
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import RecordRow

ORIGIN = "hai-phong/gateway"
BATCH = "abcdefgh234567ab"
TIME = "2026-11-22T08:00:00Z"
SALT = bytes(16)


def label(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


DOCUMENT = {
    "register": "gateway",
    "version": 1,
    "title": label("Cửa ngõ"),
    "purpose": label("Để thử"),
    "title-field": "name",
    "parts": {"shared": {}, "personal": {"personal": "basic"}},
    "fields": [
        {"name": "name", "label": label("Tên"), "datatype": "string", "required": True},
        {"name": "length", "label": label("Dài"), "datatype": "integer"},
        {"name": "kind", "label": label("Loại"), "datatype": "string"},
        {"name": "sides", "label": label("Bên"), "datatype": "string", "many": True},
        {"name": "next", "label": label("Nối"), "datatype": "link", "to": "gateway"},
        {"name": "phone", "label": label("Điện thoại"), "datatype": "string", "part": "personal"},
    ],
    "list": {"columns": ["name", "length"], "sort": ["name"], "facets": ["kind"]},
}
DEFINITION: Definition = parse_definition(DOCUMENT)


def key(number: int) -> str:
    return f"hai-phong-{'abcdefghijklmnop'[number % 16]}{number:015d}".translate(str.maketrans("0189", "abcd"))


def leaf(number: int, op: str = "put", at: str | None = None, body: bytes = b"{}") -> bytes:
    digest = part_digest(SALT, body).hex()
    parts = dict.fromkeys(("attribution", "personal", "shared", "source"), digest)
    return format_entry(Entry("gateway", at or key(number), op, TIME, DEFINITION.hash, BATCH, parts))


LEAVES = [leaf(number) for number in range(600)]


def fill(writer: Writer, count: int, origin: str = ORIGIN) -> None:
    """Store and show the first `count` test leaves."""
    writer.create_log(origin)
    writer.add_entries(origin, 0, LEAVES[:count])
    writer.commit_head(origin, count, b"head %d" % count)


def put(writer: Writer, number: int, index: int, **values: object) -> None:
    """Show a record with these values."""
    state = values.pop("state", "live")
    time = values.pop("time", TIME)
    row = RecordRow(key(number), ORIGIN, index, index, "put", state, time, BATCH, DEFINITION.hash, values)
    writer.put_records(DEFINITION, [row])


def names(page) -> list[int]:
    return [record.index for record in page.records]
