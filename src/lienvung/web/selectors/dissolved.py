"""Units that were dissolved, and who has taken on what they promised: a decision says it, never the map."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lienvung.core.geography.unit import Unit, unit_of
from lienvung.core.programme.records import Commitment, Paper
from lienvung.core.programme.succession import (
    HOWS,
    INHERITED,
    SHARED,
    UNCLAIMED,
    Inheritance,
    Inherited,
    inheritance_of,
    inherited_by_unit,
)
from lienvung.core.register.record import Record
from lienvung.node.stores.every import every_record
from lienvung.node.stores.port import Reader
from lienvung.web.addresses import face_address, list_address, record_address
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.natures import nature_filter
from lienvung.web.selectors.portfolio import Portfolio
from lienvung.web.selectors.values import Linked, Shower

CHANGED_KIND = "reclassified"
"""A unit that only changed its kind has its bodies still: nobody needs to inherit anything."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One dissolved unit on one line: how many of its promises stand how."""

    name: str
    url: str
    until: date | None
    act: str
    inherited: int
    shared: int
    unclaimed: int

    @property
    def total(self) -> int:
        """How many promises it made."""
        return self.inherited + self.shared + self.unclaimed


@dataclass(frozen=True, slots=True)
class DissolvedPage:
    """All dissolved units that promised something; `others` is how many promised nothing that is in the books."""

    nature: str
    lines: tuple[UnitLine, ...]
    others: int


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """One act by which a promise was taken on."""

    act: str
    on: str
    inheritors: str
    passage: str
    citation: str
    url: str
    steward: House
    document: Linked | None


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """One promise, and the decisions about it."""

    text: str
    url: str
    nature: str
    steward: House
    decisions: tuple[ShownDecision, ...]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One dissolved unit: what it was, what the map says of it, and its promises by what became of them."""

    name: str
    nature: str
    until: date | None
    act: str
    today: tuple[Linked, ...]
    inherited: tuple[ShownPromise, ...]
    shared: tuple[ShownPromise, ...]
    unclaimed: tuple[ShownPromise, ...]
    record_url: str
    citation: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many promises it made."""
        return len(self.inherited) + len(self.shared) + len(self.unclaimed)


def read_dissolved(shower: Shower, portfolio: Portfolio, nature: str) -> DissolvedPage:
    """Return all dissolved units, those with most promises that nobody took first."""
    units = dissolved_units(shower.reader, portfolio.today)
    promises = _promises(shower.reader, portfolio, nature, units)
    lines = [_line(unit, promises[unit.key], nature) for unit in units if promises[unit.key]]
    lines.sort(key=lambda line: (-line.unclaimed, -line.total, line.name))
    return DissolvedPage(nature, tuple(lines), len(units) - len(lines))


def read_unit(shower: Shower, portfolio: Portfolio, record: Record, nature: str) -> UnitPage:
    """Gather one dissolved unit; `record` is its record."""
    unit = unit_of(record.key, record.values)
    promises = _promises(shower.reader, portfolio, nature, [unit])[unit.key]
    shown = {how: tuple(_promise(shower, one) for one in promises if one.how == how) for how in HOWS}
    return UnitPage(
        name=unit.name,
        nature=nature,
        until=unit.until,
        act=unit.act,
        today=tuple(shower.link("administrative-unit", key) for key in unit.successors),
        inherited=shown[INHERITED],
        shared=shown[SHARED],
        unclaimed=shown[UNCLAIMED],
        record_url=record_address("administrative-unit", unit.key),
        citation=tuple(record.values.get("citation", ())),
    )


def dissolved_units(reader: Reader, today: date) -> list[Unit]:
    """Return the units that are no more and did not merely change their kind, by name."""
    units = (unit_of(record.key, record.values) for record in every_record(reader, "administrative-unit"))
    return sorted((unit for unit in units if is_dissolved(unit, today)), key=lambda unit: (unit.name, unit.key))


def is_dissolved(unit: Unit, today: date) -> bool:
    """Tell whether a unit ended before today, and its bodies with it."""
    return unit.until is not None and unit.until < today and unit.succession != CHANGED_KIND


def dissolved_promisers(shower: Shower, portfolio: Portfolio, commitments: Sequence[Commitment]) -> tuple[Linked, ...]:
    """Return the dissolved units that made one of these promises, each with how many nobody has taken on."""
    if not commitments:
        return ()
    units = dissolved_units(shower.reader, portfolio.today)
    nature = commitments[0].nature
    found = inherited_by_unit(units, commitments, _papers(portfolio), _inheritances(shower.reader, nature))
    return tuple(
        Linked(unit.name, unit_address(unit.key, nature), about=str(_count(found[unit.key])[UNCLAIMED] or ""))
        for unit in units
        if found[unit.key]
    )


def unit_address(key: str, nature: str) -> str:
    """Return the page of a dissolved unit."""
    return list_address("web:dissolved-unit", key, **nature_filter(nature))


def _promises(reader: Reader, portfolio: Portfolio, nature: str, units: Sequence[Unit]) -> dict[str, list[Inherited]]:
    commitments = [one.commitment for one in portfolio.of_nature(nature)]
    return inherited_by_unit(units, commitments, _papers(portfolio), _inheritances(reader, nature))


def _papers(portfolio: Portfolio) -> dict[str, Paper]:
    return {paper.key: paper for paper in portfolio.follow_up.papers}


def _inheritances(reader: Reader, nature: str) -> list[Inheritance]:
    said = (inheritance_of(one.key, one.values, one.steward) for one in every_record(reader, "promise-succession"))
    return [one for one in said if one.nature == nature]


def _count(promises: Sequence[Inherited]) -> Counter[str]:
    return Counter(one.how for one in promises)


def _line(unit: Unit, promises: Sequence[Inherited], nature: str) -> UnitLine:
    count = _count(promises)
    url = unit_address(unit.key, nature)
    return UnitLine(unit.name, url, unit.until, unit.act, count[INHERITED], count[SHARED], count[UNCLAIMED])


def _promise(shower: Shower, one: Inherited) -> ShownPromise:
    commitment = one.commitment
    return ShownPromise(
        text=commitment.text,
        url=face_address("commitment", commitment.key),
        nature=commitment.nature,
        steward=shower.houses[commitment.steward],
        decisions=tuple(_decision(shower, each) for each in one.decisions),
    )


def _decision(shower: Shower, one: Inheritance) -> ShownDecision:
    return ShownDecision(
        act=one.act,
        on=one.decided_on,
        inheritors="; ".join(one.inheritors),
        passage=one.passage,
        citation="; ".join(one.citation),
        url=record_address("promise-succession", one.key),
        steward=shower.houses[one.steward],
        document=shower.link("document", one.document) if one.document else None,
    )
