"""Records that are likely the same thing: of one name but for marks, case and spaces, or that claim the same."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.core.text.fold import fold
from lienvung.node.relations import obstacles, twins
from lienvung.node.stores.port import Query
from lienvung.office.selectors.form_drafts import drafts_waiting
from lienvung.web.selectors.values import Linked, Shower, say
from lienvung.web.snapshot import Snapshot

MOST_SHOWN = 5
_NAMES = ("string", "text")
_MOST_READ = 50


def find_duplicates(seen: Snapshot, definition: Definition, record: Record) -> list[Linked]:
    """Return other live records that are called the same; `on` of each is its key."""
    title = record.values.get(definition.title_field)
    if definition.fields[definition.title_field].datatype not in _NAMES or not isinstance(title, str):
        return []
    found = seen.reader.find(record.register, Query(text=fold(title), limit=_MOST_READ)).records
    named = _name(title)
    same = [
        each for each in found if each.key != record.key and _name(each.values.get(definition.title_field)) == named
    ]
    return [_link(seen, each) for each in same[:MOST_SHOWN]]


def find_twins(seen: Snapshot, definition: Definition, record: Record) -> list[Linked]:
    """Return other live records with what only one should have; `on` of each is the labels of those fields."""
    found = []
    for twin in twins(seen.reader, definition, record.values, record.key) if record.state == "live" else ():
        linked = seen.shower.link(record.register, twin.key)
        label = labels_of(definition, twin.fields)
        found.append(Linked(linked.title, linked.url, on=label, about=seen.houses[twin.steward].short))
    return found


def taken(shower: Shower, definition: Definition, values: Mapping[str, Any], key: str) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) where another record has, or waits to have, what only the record of `key` may have."""
    for twin in obstacles(shower.reader, definition, values, key):
        other, side = shower.link(definition.register, twin.key).title, shower.houses[twin.steward].short
        facts = {"fields": labels_of(definition, twin.fields), "title": other, "side": side}
        yield twin.fields[0], _("Trùng %(fields)s với bản ghi “%(title)s” của %(side)s.") % facts
    waiting = [draft.values for draft in drafts_waiting(definition.register, but=key)] if definition.uniques else []
    for rule in definition.uniques:
        claim, others = rule.claim_of(values), map(rule.claim_of, waiting)
        if claim and any(claim.meets(other) for other in others if other):
            facts = {"fields": labels_of(definition, rule.names)}
            yield rule.fields[0], _("Trùng %(fields)s với một bản ghi đang chờ duyệt.") % facts


def labels_of(definition: Definition, names: Iterable[str]) -> str:
    """Return what fields are called, one after the other."""
    return ", ".join(say(definition.fields[name].label) for name in names)


def _link(seen: Snapshot, record: Record) -> Linked:
    linked = seen.shower.link(record.register, record.key)
    return Linked(linked.title, linked.url, on=record.key, about=seen.houses[record.steward].short)


def _name(title: object) -> str:
    return " ".join(fold(str(title)).split())
