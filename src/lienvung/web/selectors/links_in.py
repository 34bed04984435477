"""What names a record: the records that link to it, register by register and field by field.

A link may still name a record that was merged into this one: it is listed here, where it leads.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.record import Record
from lienvung.node.stores.port import COUNT_CAP, Reader
from lienvung.web.addresses import list_address, record_address
from lienvung.web.counts import capped
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
    names = [record.key, *merged_keys(shower.reader, record)]
    for _, definition in sorted(shower.catalogue.items()):
        for field in definition.fields.values():
            if field.to == record.register and (keys := _naming(shower.reader, definition, field, names)):
                yield _links(shower, definition, field, keys, names)


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


def _naming(reader: Reader, definition: Definition, field: Field, names: list[str]) -> list[str]:
    within = (definition.register, field.name)
    return list(dict.fromkeys(link.key for name in names for link in reader.links_to(name, COUNT_CAP, within)))


def _links(shower: Shower, definition: Definition, field: Field, keys: list[str], names: list[str]) -> LinksIn:
    register = definition.register
    shown = tuple(Linked(shower.link(register, key).title, record_address(register, key)) for key in keys[:SHOWN])
    more = list_address("web:register", register, **{field.name: names}) if len(keys) > SHOWN else ""
    return LinksIn(say(definition.title), say(field.label), capped(len(keys)), shown, more)
