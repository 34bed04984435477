"""What terms would let leave this node, counted by the very function that serves partners (core.agreement.leave)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from lienvung.core.agreement.acceptance import Acceptance
from lienvung.core.agreement.force import Agreement
from lienvung.core.agreement.leave import Row, granted, leaving_by
from lienvung.core.agreement.terms import Grant, Terms
from lienvung.core.register.definition import Field
from lienvung.core.register.item import split_fields
from lienvung.core.register.record import Record
from lienvung.node.node import Node
from lienvung.node.stores.port import Query, Reader

MOST_COUNTED = 5000
_PAGE = 500
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class WouldLeave:
    """What one grant of ours lets the recipient read, if the terms were in force on the grant's first day or today.

    `records` counts our live records within the grant, `whole` is False when counting stopped at MOST_COUNTED;
    `samples` are titles of a few; `fields` those of the parts that the grant names.
    """

    grant: Grant
    records: int
    whole: bool
    samples: tuple[str, ...]
    fields: tuple[Field, ...]
    unknown_parts: tuple[str, ...]


def would_leave(reader: Reader, node: Node, terms: Terms, today: date) -> list[WouldLeave]:
    """Return what each grant of this node would let leave, in the order of the terms."""
    return [_count(reader, node, terms, grant, today) for grant in terms.grants if grant.grantor == node.name]


def _count(reader: Reader, node: Node, terms: Terms, grant: Grant, today: date) -> WouldLeave:
    definition = reader.definition(grant.register) or node.catalogue.get(grant.register)
    if definition is None:
        return WouldLeave(grant, 0, True, (), (), grant.parts)
    day = max(today, grant.since)
    # One grant alone, and as if all had said yes: what the others let leave is counted with them.
    alone = _accepted(replace(terms, grants=(grant,), ends=None, replaces=()))
    standing = granted(grant.grantor, grant.recipient, grant.register, [alone], day)
    count, samples = 0, []
    for record in islice(_own_records(reader, node, grant.register), MOST_COUNTED):
        row = Row(record.key, split_fields(definition, record.values)["shared"])
        if leaving_by(standing, grant.recipient, grant.register, row):
            count += 1
            samples += [str(record.values.get(definition.title_field, record.key))] * (count <= _SHOWN)
    whole = reader.count(grant.register, {}, MOST_COUNTED + 1) <= MOST_COUNTED
    fields = tuple(field for field in definition.fields.values() if field.part in grant.parts)
    strange = tuple(part for part in grant.parts if part not in definition.part_names)
    return WouldLeave(grant, count, whole, tuple(samples), fields, strange)


def _accepted(terms: Terms) -> Agreement:
    said = tuple(Acceptance(name, "preview", "accept", "") for name in terms.nodes)
    return Agreement(terms, "preview", said)


def _own_records(reader: Reader, node: Node, register: str) -> Iterator[Record]:
    """Yield the live records of this node's own log, page by page."""
    if reader.definition(register) is None:
        return
    after: str | None = None
    while True:
        page = reader.find(register, Query(sort=("key",), after=after, limit=_PAGE))
        yield from (record for record in page.records if record.steward == node.name)
        after = page.next
        if after is None:
            return
