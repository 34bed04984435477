"""What each partner will see of a table once it is written, by the very function that serves them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from lienvung.core.agreement.force import Agreement
from lienvung.core.agreement.leave import Row, what_may_leave
from lienvung.core.register.definition import Definition
from lienvung.core.register.item import split_fields
from lienvung.node.agreements import agreements
from lienvung.office.node_access import get_node, today
from lienvung.office.selectors.imports import RegisterImport, ShownRow, all_planned
from lienvung.office.selectors.sides import sides_known

LOOKED_AT: Final = 2_000
"""So many rows are judged one by one for a page; a grant without a filter says the same of all others."""


@dataclass(frozen=True, slots=True)
class PartnerShare:
    """What one partner will see: of `looked_at` rows `rows`, and how many of them with which part."""

    node: str
    title: str
    rows: int
    looked_at: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Leaving:
    """Judges rows of one register for any partner, by the agreements in force today."""

    definition: Definition
    contacts: tuple[str, ...]
    in_hand: tuple[Agreement, ...]

    def values(self, partner: str, row: ShownRow) -> dict[str, Any]:
        """Return the values that a partner will see of a row, by part; nothing where nothing leaves."""
        item = split_fields(self.definition, row.values)
        known = Row(row.key, item["shared"], "put")
        node, register = get_node(), self.definition.register
        left = what_may_leave(node.name, partner, register, known, self.in_hand, today(), contacts=self.contacts)
        return {part: item[part] for part in sorted(left) if item.get(part)}


def leaving_of(definition: Definition) -> Leaving:
    """Return the judge of what leaves of a register."""
    node = get_node()
    with node.store.reading() as reader:
        contacts = tuple(peer.name for peer in reader.peers())
        in_hand = tuple(state.agreement for state in agreements(reader, node.name, today()) if state.in_force)
    return Leaving(definition, contacts, in_hand)


def partner_shares(definition: Definition, imported: RegisterImport) -> list[PartnerShare]:
    """Return what would leave to each contact if the table were written today, partners by title."""
    leaving = leaving_of(definition)
    rows = list(islice(all_planned(imported, ("new", "changed")), LOOKED_AT))
    titles = sides_known()
    shares = [_share(leaving, name, titles.get(name, name), rows) for name in leaving.contacts]
    return sorted(shares, key=lambda share: share.title)


def _share(leaving: Leaving, partner: str, title: str, rows: Iterable[ShownRow]) -> PartnerShare:
    seen = [leaving.values(partner, row) for row in rows]
    parts = Counter(part for values in seen for part in values)
    return PartnerShare(partner, title, sum(map(bool, seen)), len(seen), parts)
