"""Records that are likely the same thing: of one name but for marks, case and spaces, or of one unique value."""

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.core.text.fold import fold
from lienvung.node.relations import twins
from lienvung.node.stores.port import Query
from lienvung.web.selectors.values import Linked, say
from lienvung.web.snapshot import Snapshot

MOST_SHOWN = 5
_MOST_READ = 50


def find_duplicates(seen: Snapshot, definition: Definition, record: Record) -> list[Linked]:
    """Return other live records that are called the same; `on` of each is its key."""
    title = record.values.get(definition.title_field)
    if not isinstance(title, str):
        return []
    found = seen.reader.find(record.register, Query(text=fold(title), limit=_MOST_READ)).records
    named = _name(title)
    same = [
        each for each in found if each.key != record.key and _name(each.values.get(definition.title_field)) == named
    ]
    return [_link(seen, each) for each in same[:MOST_SHOWN]]


def find_twins(seen: Snapshot, definition: Definition, record: Record) -> list[Linked]:
    """Return other live records with a value that only one should have; `on` of each is the field's label."""
    found = []
    for twin in twins(seen.reader, definition, record.values, record.key) if record.state == "live" else ():
        linked = seen.shower.link(record.register, twin.key)
        label = say(definition.fields[twin.field].label)
        found.append(Linked(linked.title, linked.url, on=label, about=seen.houses[twin.steward].short))
    return found


def _link(seen: Snapshot, record: Record) -> Linked:
    linked = seen.shower.link(record.register, record.key)
    return Linked(linked.title, linked.url, on=record.key, about=seen.houses[record.steward].short)


def _name(title: object) -> str:
    return " ".join(fold(str(title)).split())
