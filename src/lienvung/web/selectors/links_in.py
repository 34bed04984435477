"""What names a record: the records that link to it, register by register and field by field.

A link may still name a record that was merged into this one: it is listed here, where it leads. At a moment of the past
the records are those that named it then.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.record import Record
from lienvung.node.stores.port import COUNT_CAP, Query, Reader
from lienvung.web.addresses import list_address, record_address
from lienvung.web.counts import capped
from lienvung.web.dates import as_moment
from lienvung.web.selectors.values import Linked, Shower, say

SHOWN = 5
MOST_MERGED = 40


@dataclass(frozen=True, slots=True)
class LinksIn:
    """The first records that name this one in one field, how many do, and the list of them all."""

    register: str
    field: str
    count: str
    links: tuple[Linked, ...]
    more_url: str


def read_links_in(shower: Shower, record: Record) -> Iterator[LinksIn]:
    """Yield the links to a record by register and field."""
    names = [record.key, *_merged(shower, record)]
    naming = _naming if shower.moment is None else _naming_then
    for _, definition in sorted(shower.catalogue.items()):
        for field in definition.fields.values():
            if field.to == record.register:
                keys, count = naming(shower, definition, field, names)
                if keys:
                    yield _links(shower, definition, field, keys, count, names)


def _merged(shower: Shower, record: Record) -> list[str]:
    """Return the keys that led to a record by the moment that is shown."""
    keys = merged_keys(shower.reader, record)
    if shower.moment is None:
        return keys
    then = (shower.reader.record(record.register, key, shower.moment) for key in keys)
    return [each.key for each in then if each is not None and each.state == "merged"]


def merged_keys(reader: Reader, record: Record) -> list[str]:
    """Return the keys of the records that were merged into this one, also by way of others."""
    found: list[str] = []
    left = [record.key]
    while left and len(found) < MOST_MERGED:
        # A partner may have merged in a circle.
        before = [key for key in reader.merged_into(record.register, left.pop()) if key not in (record.key, *found)]
        found += before
        left += before
    return found


def _naming(shower: Shower, definition: Definition, field: Field, names: list[str]) -> tuple[list[str], int]:
    """Return the first records that name one of these keys, and how many do."""
    within = (definition.register, field.name)
    links = (link.key for name in names for link in shower.reader.links_to(name, COUNT_CAP, within))
    keys = list(dict.fromkeys(links))
    return keys[:SHOWN], len(keys)


def _naming_then(shower: Shower, definition: Definition, field: Field, names: list[str]) -> tuple[list[str], int]:
    """Return the same of a moment of the past."""
    query = Query(where={field.name: tuple(names)}, as_of=shower.moment, limit=SHOWN)
    found = shower.reader.find(definition.register, query)
    return [each.key for each in found.records], found.total


def _links(
    shower: Shower, definition: Definition, field: Field, keys: list[str], count: int, names: list[str]
) -> LinksIn:
    register, known = definition.register, shower.moment or ""
    shown = tuple(Linked(shower.link(register, key).title, record_address(register, key, known)) for key in keys)
    day = as_moment(known).date().isoformat() if known else ""
    asked: dict[str, str | list[str]] = {field.name: names, "luc": day}
    more = list_address("web:register", register, **asked) if count > SHOWN else ""
    return LinksIn(say(definition.title), say(field.label), capped(count), shown, more)
