"""The reviewed units that come with the package (units/NOTICE), as records to append: register, token, values.

A token is the part of a natural key after the steward. Nothing is ever read from it.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import StringIO

from lienvung.core.text.date import first_day, last_day

UNIT, EVENT, EDGE, CODE = "administrative-unit", "unit-event", "unit-edge", "unit-code"
TABLES = ("units", "events", "edges", "codes")


@dataclass(frozen=True, slots=True)
class SeedRecord:
    """One record; the names in `links` are fields whose value is a token of the seed."""

    register: str
    token: str
    values: Mapping[str, str | list[str]]
    links: Mapping[str, str]


@cache
def seed_id() -> str:
    """Return a short name of this edition of the seed: the same tables have the same name."""
    return sha256("".join(map(_text, TABLES)).encode()).hexdigest()[:16]


@cache
def seed_rows(table: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of one table."""
    return tuple(csv.DictReader(StringIO(_text(table))))


def seed_records(provinces: Collection[str] = ()) -> Iterator[SeedRecord]:
    """Yield events, units, edges and codes, parents first.

    With `provinces` (codes of any day), all provinces, but districts and communes only of those.
    """
    kept = _kept(frozenset(provinces))
    yield from map(_event, seed_rows("events"))
    yield from (_unit(row) for row in seed_rows("units") if row["id"] in kept)
    names = {row["id"]: row["name"] for row in seed_rows("units")}
    for row in seed_rows("edges"):
        if row["old"] in kept and (not row["new"] or row["new"] in kept):
            yield _edge(row, names)
    yield from (_code(row) for row in seed_rows("codes") if row["unit"] in kept)


def token_on(code: str, day: str) -> str:
    """Return the token of the unit that had a code on a day (YYYY-MM-DD), the later one where the days are vague.

    Raise KeyError where none had it.
    """
    found = [row["id"] for row in seed_rows("units") if row["code"] == code and _stood(row, date.fromisoformat(day))]
    if not found:
        raise KeyError(f"{code}@{day}")
    return found[-1]


def _stood(row: Mapping[str, str], day: date) -> bool:
    since = first_day(row["since"]) if row["since"] else None
    until = last_day(row["until"]) if row["until"] else None
    return (since or day) <= day <= (until or day)


def _kept(provinces: frozenset[str]) -> frozenset[str]:
    rows = {row["id"]: row for row in seed_rows("units")}
    if not provinces:
        return frozenset(rows)
    return frozenset(
        name for name, row in rows.items() if row["level"] == "province" or _province(row, rows) in provinces
    )


def _province(row: Mapping[str, str], rows: Mapping[str, Mapping[str, str]]) -> str:
    while row["parent"]:
        row = rows[row["parent"]]
    return row["code"]


def _event(row: Mapping[str, str]) -> SeedRecord:
    issuer = row["issuer"] or ("Ủy ban Thường vụ Quốc hội" if "UBTVQH" in row["act"] else "")
    values = {
        "name": row["name"],
        "kind": row["kind"],
        "act": row["act"],
        "issuer": issuer,
        "issued-on": row["issued"],
        "effective-on": row["effective"],
        "status": "in-force",
        "confidence": row["confidence"],
        "note": row["note"],
    }
    return SeedRecord(EVENT, row["id"], {**_present(values), **_cited(row)}, {})


def _unit(row: Mapping[str, str]) -> SeedRecord:
    values = {name: row[name] for name in ("name", "kind", "level", "code")}
    values |= {"valid-from": row["since"], "valid-until": row["until"]}
    return SeedRecord(UNIT, row["id"], _present(values), _present({"unit": row["unit"], "parent": row["parent"]}))


def _edge(row: Mapping[str, str], names: Mapping[str, str]) -> SeedRecord:
    name = " → ".join(names[row[end]] for end in ("old", "new") if row[end])
    values = {"name": name, **{field: row[field] for field in ("extent", "area", "evidence", "confidence", "note")}}
    token = sha256("/".join((row["event"], row["old"], row["new"])).encode()).hexdigest()[:12]
    links = {"event": row["event"], "from": row["old"], "to": row["new"]}
    return SeedRecord(EDGE, token, _present(values), _present(links))


def _code(row: Mapping[str, str]) -> SeedRecord:
    token = f"{row['scheme']}{row['value']}".lower().replace("-", "")
    values = {"code": row["value"], "scheme": row["scheme"], "note": row["note"]}
    values |= {"valid-from": row["since"], "valid-until": row["until"]}
    return SeedRecord(CODE, token, {**_present(values), **_cited(row)}, {"unit": row["unit"]})


def _cited(row: Mapping[str, str]) -> dict[str, list[str]]:
    return {"citation": [row["citation"]]} if row["citation"] else {}


def _present(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _text(table: str) -> str:
    return (files("lienvung.catalogue") / "units" / f"{table}.csv").read_text("utf-8")
