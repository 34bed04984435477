"""What the houses of the model write, and let each other read."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from lienvung.core.agreement.terms import Filter, Grant
from lienvung.core.register.key import new_key
from lienvung.core.register.origin import parse_origin
from lienvung.node.append import Change
from tests.model.house import ATTRIBUTION, House, state_of

WARDS: Final = ("hong-gai", "bai-chay")


def household(house: House, words: str, ward: str) -> Change:
    """Return a put of a new household of this house."""
    key = new_key(house.name, house.token())
    return Change("put", "household", key, household_item(words, ward))


def household_item(words: str, ward: str) -> dict[str, Any]:
    return {
        "shared": {"name": words, "ward": ward},
        "personal": {"phone": f"09 {words}"},
        "attribution": ATTRIBUTION,
    }


def limitation(house: House, words: str) -> Change:
    """Return a put of a new limitation of this house."""
    shared = {"text": words, "programmes": ["ha-noi-aaaaaaaaaaaaaaaa"], "nature": "illustrative"}
    return Change(
        "put", "limitation", new_key(house.name, house.token()), {"shared": shared, "attribution": ATTRIBUTION}
    )


def grant_of(
    giver: str, taker: str, register: str, parts: Sequence[str], ward: str | None, days: int | None, today: date
) -> Grant:
    """Return a grant from last year on, for so many days from today or without end."""
    return Grant(
        giver,
        taker,
        register,
        tuple(sorted(parts)),
        "Theo dõi chương trình hợp tác",
        date(2026, 1, 1),
        None if days is None else today + timedelta(days=days),
        Filter("ward", (ward,)) if ward else None,
    )


def own_records(house: House, register: str, state: str) -> list[str]:
    """Return the keys of a house's own records in one state, in an order that repeats."""
    rows = state_of(house.store).records
    return sorted(
        key for (name, key), row in rows.items() if name == register and row.state == state and _is_own(house, row)
    )


def _is_own(house: House, row: Any) -> bool:
    return parse_origin(row.origin).node == house.name
