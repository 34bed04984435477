"""Units that were dissolved, and who has taken on what they promised: a decision says it, never the map."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.urls import reverse

from lienvung.core.geography.atlas import Atlas
from lienvung.core.geography.body import index_bodies
from lienvung.core.geography.trace import trace
from lienvung.core.geography.unit import Unit
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
from lienvung.core.text import sort_key
from lienvung.node.stores.every import every_record
from lienvung.node.stores.port import Reader
from lienvung.node.units import read_gazetteer
from lienvung.web.addresses import face_address, list_address, record_address
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.natures import nature_filter
from lienvung.web.selectors.portfolio import Portfolio
from lienvung.web.selectors.values import Linked, Shower

CHANGED_KIND = "reclassified"
"""A unit that only changed its kind has its bodies still: nobody needs to inherit anything."""


@dataclass(frozen=True, slots=True, eq=False)
class Dissolved:
    """The dissolved units that matter here: by key, by the names of their bodies, and the last version of each key."""

    atlas: Atlas
    units: Mapping[str, Unit]
    bodies: Mapping[str, Sequence[Unit]]

    def last(self, key: str) -> str:
        """Return the key of the last version of a unit; a key that no unit has stands for itself."""
        unit = self.atlas.unit(key)
        return self.atlas.versions[unit.identity][-1].key if unit else key


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
    dissolved = dissolved_units(shower, portfolio.today)
    promises = _promises(shower.reader, portfolio, nature, dissolved)
    lines = [_line(dissolved.atlas, dissolved.units[key], each, nature) for key, each in promises.items()]
    lines.sort(key=lambda line: (-line.unclaimed, -line.total, sort_key(line.name)))
    return DissolvedPage(nature, tuple(lines), len(dissolved.units) - len(lines))


def read_unit(shower: Shower, portfolio: Portfolio, unit: Unit, record: Record, nature: str) -> UnitPage:
    """Gather one dissolved unit; `record` is its record."""
    dissolved = dissolved_units(shower, portfolio.today)
    promises = _promises(shower.reader, portfolio, nature, dissolved).get(dissolved.last(unit.key), [])
    shown = {how: tuple(_promise(shower, one) for one in promises if one.how == how) for how in HOWS}
    now = trace(dissolved.atlas, unit, portfolio.today)
    return UnitPage(
        name=unit.name,
        nature=nature,
        until=unit.until,
        act=_act(dissolved.atlas, unit),
        today=tuple(Linked(share.unit.name, reverse("units:unit", args=[share.unit.key])) for share in now.shares),
        inherited=shown[INHERITED],
        shared=shown[SHARED],
        unclaimed=shown[UNCLAIMED],
        record_url=record_address("administrative-unit", unit.key),
        citation=tuple(record.values.get("citation", ())),
    )


def dissolved_units(shower: Shower, today: date) -> Dissolved:
    """Return the units that are no more and did not merely change, in the provinces whose nodes are known here.

    A commune's name may be found thirty times in the country: where a name is all that a promise says, only units of
    the parties can be meant.
    """
    gazetteer = read_gazetteer(shower.reader)
    titles = shower.houses.known.values()
    homes = {unit.key for title in titles for unit in gazetteer.resolve(title, today, "province").units}
    return _dissolved(gazetteer.atlas, today, frozenset(homes))


@lru_cache(maxsize=4)
def _dissolved(atlas: Atlas, today: date, homes: frozenset[str]) -> Dissolved:
    near: dict[str, bool] = {}

    def is_near(unit: Unit) -> bool:
        province = atlas.within(unit, "province", unit.nearest_day(today))
        if province is None or not homes:
            return True
        if province.key not in near:
            near[province.key] = any(share.unit.key in homes for share in trace(atlas, province, today).shares)
        return near[province.key]

    # The last version stands for all: what the unit promised under an earlier name or kind it promised.
    lasts = [
        replace(versions[-1], since=versions[0].since)
        for versions in atlas.versions.values()
        if is_dissolved(atlas, versions[-1], today) and is_near(versions[-1])
    ]
    lasts.sort(key=lambda unit: (sort_key(unit.name), unit.key))
    return Dissolved(atlas, {unit.key: unit for unit in lasts}, index_bodies(lasts))


def is_dissolved(atlas: Atlas, unit: Unit, today: date) -> bool:
    """Tell whether a unit ended before today, and its bodies with it."""
    last = atlas.versions[unit.identity][-1]
    return last.until is not None and last.until < today and last.succession != CHANGED_KIND


def dissolved_promisers(shower: Shower, portfolio: Portfolio, commitments: Sequence[Commitment]) -> tuple[Linked, ...]:
    """Return the dissolved units that made one of these promises, each with how many nobody has taken on."""
    if not commitments:
        return ()
    dissolved, nature = dissolved_units(shower, portfolio.today), commitments[0].nature
    said = _inheritances(shower.reader, nature, dissolved)
    found = inherited_by_unit(dissolved.bodies, commitments, _papers(portfolio), said)
    named = sorted((dissolved.units[key] for key in found), key=lambda unit: (sort_key(unit.name), unit.key))
    return tuple(
        Linked(unit.name, unit_address(unit.key, nature), about=str(_count(found[unit.key])[UNCLAIMED] or ""))
        for unit in named
    )


def unit_address(key: str, nature: str) -> str:
    """Return the page of a dissolved unit."""
    return list_address("web:dissolved-unit", key, **nature_filter(nature))


def _promises(reader: Reader, portfolio: Portfolio, nature: str, dissolved: Dissolved) -> dict[str, list[Inherited]]:
    commitments = [one.commitment for one in portfolio.of_nature(nature)]
    said = _inheritances(reader, nature, dissolved)
    return inherited_by_unit(dissolved.bodies, commitments, _papers(portfolio), said)


def _papers(portfolio: Portfolio) -> dict[str, Paper]:
    return {paper.key: paper for paper in portfolio.follow_up.papers}


def _inheritances(reader: Reader, nature: str, dissolved: Dissolved) -> list[Inheritance]:
    said = (inheritance_of(one.key, one.values, one.steward) for one in every_record(reader, "promise-succession"))
    return [replace(one, unit=dissolved.last(one.unit)) for one in said if one.nature == nature]


def _act(atlas: Atlas, unit: Unit) -> str:
    """Return the act by which a unit ended, as its record says it, or the change that it was part of."""
    edges = atlas.leaving.get(unit.key, ())
    acts = (atlas.events[edge.event].act for edge in edges if edge.event in atlas.events)
    return unit.act or next(filter(None, acts), "")


def _count(promises: Sequence[Inherited]) -> Counter[str]:
    return Counter(one.how for one in promises)


def _line(atlas: Atlas, unit: Unit, promises: Sequence[Inherited], nature: str) -> UnitLine:
    count = _count(promises)
    url = unit_address(unit.key, nature)
    return UnitLine(unit.name, url, unit.until, _act(atlas, unit), count[INHERITED], count[SHARED], count[UNCLAIMED])


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
