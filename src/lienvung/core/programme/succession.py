"""What became of the promises of a unit that was dissolved: a decision says it, never the map (DESIGN §4.8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienvung.core.geography.body import units_of_body
from lienvung.core.geography.unit import Unit
from lienvung.core.programme.records import Commitment, Paper
from lienvung.core.text.date import last_day

INHERITED, SHARED, UNCLAIMED = "inherited", "shared", "unclaimed"
HOWS = (INHERITED, SHARED, UNCLAIMED)


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What a record of the register `promise-succession` says of one promise of one unit."""

    key: str
    commitment: str
    unit: str
    how: str
    inheritors: tuple[str, ...]
    act: str
    decided_on: str
    passage: str
    document: str
    nature: str
    citation: tuple[str, ...]
    steward: str


@dataclass(frozen=True, slots=True)
class Inherited:
    """One promise of a dissolved unit: `how` it stands, and the decisions that say so; none where nobody took it."""

    commitment: Commitment
    how: str
    decisions: tuple[Inheritance, ...] = ()


def inheritance_of(key: str, values: Mapping[str, Any], steward: str) -> Inheritance:
    """Return the inheritance that a record says."""
    return Inheritance(
        key=key,
        commitment=values.get("commitment", ""),
        unit=values.get("unit", ""),
        how=values.get("how", UNCLAIMED),
        inheritors=tuple(values.get("inheritors", ())),
        act=values.get("act", ""),
        decided_on=values.get("decided-on", ""),
        passage=values.get("passage", ""),
        document=values.get("document", ""),
        nature=values.get("nature", ""),
        citation=tuple(values.get("citation", ())),
        steward=steward,
    )


def inherited_by_unit(
    bodies: Mapping[str, Sequence[Unit]],
    commitments: Iterable[Commitment],
    papers: Mapping[str, Paper],
    inheritances: Iterable[Inheritance],
) -> dict[str, list[Inherited]]:
    """Return, by unit, its promises with what became of each, in the order of the commitments.

    `bodies` are the units by the names of their bodies (`geography.body.index_bodies`); units without a promise are
    left out.
    A promise is a unit's when a body of the unit leads or coordinates it, when one issued the paper it stands in,
    or when a succession record says so. Without a record that says who took it, nobody has.
    """
    said = _by_commitment(inheritances)
    keys = {unit.key for units in bodies.values() for unit in units}
    found: dict[str, list[Inherited]] = {}
    for commitment in commitments:
        decisions = said.get(commitment.key, [])
        paper = papers.get(commitment.document)
        promisers = _promisers(commitment, paper, bodies) | {one.unit for one in decisions}
        for key in sorted(promisers & keys):
            about = tuple(one for one in decisions if one.unit == key)
            found.setdefault(key, []).append(Inherited(commitment, _how(about), about))
    return found


def _by_commitment(inheritances: Iterable[Inheritance]) -> dict[str, list[Inheritance]]:
    found: dict[str, list[Inheritance]] = {}
    for one in inheritances:
        found.setdefault(one.commitment, []).append(one)
    return found


def _promisers(commitment: Commitment, paper: Paper | None, index: Mapping[str, Sequence[Unit]]) -> set[str]:
    bodies = (*commitment.leads, *commitment.partners, *(paper.issuers if paper else ()))
    promised = _promised_on(commitment, paper)
    units = (unit for body in bodies for unit in units_of_body(body, index))
    return {unit.key for unit in units if promised is None or unit.exists_on(promised)}


def _promised_on(commitment: Commitment, paper: Paper | None) -> date | None:
    """Return the day of the promise, None where none is known: who was gone by then did not make it."""
    values = (commitment.agreed_on, paper.issued_on if paper else "")
    return next((day for value in values if value and (day := last_day(value))), None)


def _how(decisions: Sequence[Inheritance]) -> str:
    """Return the state of a promise: two that each took it share it; a decision outweighs that there was none."""
    taken = [one for one in decisions if one.how != UNCLAIMED]
    if not taken:
        return UNCLAIMED
    takers = {name for one in taken for name in one.inheritors}
    return INHERITED if len(takers) <= 1 and all(one.how == INHERITED for one in taken) else SHARED
