"""What may leave the house: one pure function, deny by default (DESIGN §4.2).

A part leaves only when a grant that holds today, by the node whose log it is, to this recipient, on this register,
names that part, and the record is within the grant's rows. Being shared, attributed or sourced opens nothing:
`personal`, `internal`, `source` and `attribution` leave only when a grant names them.

System registers (`terms.SYSTEM`) need no agreement: their `shared` part goes to the contacts they are addressed to, and
a node's own description to every contact (DESIGN §4.1).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienvung.core.agreement.force import Agreement, StandingGrant, standing_grants
from lienvung.core.agreement.terms import SYSTEM, Filter
from lienvung.core.register.entry import LOG_OPS

ADDRESSED = "addressed"
"""What stands in the ledger where a system register needed no grant."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the decision may know of an entry: the shared fields are those of its record's put, whatever the op."""

    key: str
    shared: Mapping[str, Any]
    op: str = "put"


def what_may_leave(
    grantor: str,
    recipient: str,
    register: str,
    row: Row,
    agreements: Sequence[Agreement],
    today: date,
    contacts: Collection[str] = (),
) -> dict[str, str]:
    """Return part name -> what entitles the recipient to it: a grant's `ref`, or "addressed".

    `grantor` is the node whose log it is; `contacts` are the nodes whose keys were compared and pinned.
    """
    return leaving_by(granted(grantor, recipient, register, agreements, today), recipient, register, row, contacts)


def granted(
    grantor: str, recipient: str, register: str, agreements: Sequence[Agreement], today: date
) -> tuple[StandingGrant, ...]:
    """Return the grants on one register that hold today between these two: the costly half, once per request."""
    return tuple(
        each
        for each in standing_grants(agreements, today)
        if (each.grant.grantor, each.grant.recipient, each.grant.register) == (grantor, recipient, register)
    )


def leaving_by(
    grants: Iterable[StandingGrant], recipient: str, register: str, row: Row, contacts: Collection[str] = ()
) -> dict[str, str]:
    """Decide one row by grants found with `granted`: the cheap half, once per row."""
    if register in SYSTEM:
        return {"shared": ADDRESSED} if _is_addressed(recipient, register, row, contacts) else {}
    leaving: dict[str, str] = {}
    for each in grants:
        for part in _parts_by(each, row):
            leaving.setdefault(part, each.ref)
    return leaving


def register_granted(
    grantor: str,
    recipient: str,
    register: str,
    agreements: Sequence[Agreement],
    today: date,
    contacts: Collection[str] = (),
) -> bool:
    """Tell whether the recipient may read tiles and entry bundles of this log (DESIGN §4.4)."""
    if register in SYSTEM:
        return recipient in contacts
    return bool(granted(grantor, recipient, register, agreements, today))


def _parts_by(standing: StandingGrant, row: Row) -> tuple[str, ...]:
    if row.op in LOG_OPS:
        # Whoever may read any of the log must be able to read what its records mean, and who speaks for it.
        return ("shared",)
    rows = standing.grant.filter
    return standing.grant.parts if rows is None or rows.matches(row.key, row.shared) else ()


def _is_addressed(recipient: str, register: str, row: Row, contacts: Collection[str]) -> bool:
    if recipient not in contacts:
        return False
    return register == "node" or row.op in LOG_OPS or Filter("to", (recipient,)).matches(row.key, row.shared)
