"""The units of the whole country as the seed has them, for tests that need no store."""

from datetime import date
from functools import cache

from lienvung.catalogue.unit_seed import CODE, EDGE, EVENT, UNIT, SeedRecord, seed_records
from lienvung.core.geography.atlas import chart
from lienvung.core.geography.code import code_of
from lienvung.core.geography.event import edge_of, event_of
from lienvung.core.geography.gazetteer import Gazetteer, gather
from lienvung.core.geography.trace import Trace, trace
from lienvung.core.geography.unit import Unit, unit_of

TODAY = date(2026, 11, 22)


@cache
def country() -> Gazetteer:
    """Return everything, under the node name "vn"."""
    records = {
        register: [one for one in seed_records() if one.register == register] for register in (UNIT, EVENT, EDGE, CODE)
    }
    return gather(
        chart(
            (unit_of(f"vn-{one.token}", values(one)) for one in records[UNIT]),
            (event_of(f"vn-{one.token}", values(one)) for one in records[EVENT]),
            (edge_of(f"vn-{one.token}", values(one)) for one in records[EDGE]),
        ),
        (code_of(f"vn-{one.token}", values(one)) for one in records[CODE]),
    )


def values(record: SeedRecord) -> dict[str, object]:
    """Return the values of a record as a node would append them."""
    return {**record.values, **{name: f"vn-{token}" for name, token in record.links.items()}}


def day(text: str) -> date:
    """Return the day that a test writes as 2025-07-01."""
    return date.fromisoformat(text)


def only(text: str, on: str | date) -> Unit:
    """Return the one unit that a text means on a day."""
    found = country().resolve(text, on if isinstance(on, date) else day(on)).units
    assert len(found) == 1, [(unit.name, unit.code) for unit in found]
    return found[0]


def named(text: str, on: str) -> list[str]:
    """Return the names and codes of all units that a text means on a day."""
    return [f"{unit.name} {unit.code}" for unit in country().resolve(text, day(on)).units]


def traced(text: str, on: str, to: date | str = TODAY) -> Trace:
    """Return what the one unit of a text and a day is on another day."""
    return trace(country().atlas, only(text, on), to if isinstance(to, date) else day(to))


def now(text: str, on: str, to: date | str = TODAY) -> list[str]:
    """Return the same as names, codes and extents."""
    return [f"{share.unit.name} {share.unit.code} {share.extent}" for share in traced(text, on, to).shares]
