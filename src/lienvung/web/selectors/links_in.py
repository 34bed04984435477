"""What names a record: the records that link to it, counted register by register and field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from lienvung.core.register.record import Record
from lienvung.node.stores.rows import Link
from lienvung.web.addresses import list_address, record_address
from lienvung.web.counts import capped
from lienvung.web.selectors.values import Linked, Shower, say

SHOWN = 5
MOST_READ = 5_000
"""So many links are looked at: of a unit that half a million records name, the page need not read them all."""


@dataclass(frozen=True, slots=True)
class LinksIn:
    """The first records that name this one in one field, how many do, and the list of them all."""

    register: str
    field: str
    count: str
    links: tuple[Linked, ...]
    more_url: str


def _by_field(link: Link) -> tuple[str, str]:
    return link.register, link.field


def read_links_in(shower: Shower, record: Record) -> Iterator[LinksIn]:
    """Yield the links to a record by register and field."""
    named = sorted(shower.reader.links_to(record.key, MOST_READ), key=_by_field)
    for (register, field), links in groupby(named, key=_by_field):
        keys = [link.key for link in links]
        definition = shower.catalogue.get(register)
        title, label = (say(definition.title), say(definition.fields[field].label)) if definition else (register, field)
        shown = tuple(Linked(shower.link(register, key).title, record_address(register, key)) for key in keys[:SHOWN])
        more = list_address("web:register", register, **{field: record.key}) if len(keys) > SHOWN else ""
        yield LinksIn(title, label, capped(len(keys)), shown, more)
