"""The registers that go with one: whose records are parts of its records, or name them, each with an answer of its own.

A work has components, milestones and lines of capital; a line has payments. Who opens the register of works sees how
all of them stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lienvung.core.register.definition import Definition
from lienvung.web.addresses import list_address
from lienvung.web.registers.asked import Asked
from lienvung.web.registers.figures import Figure, figures_of, nature_of
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Companion:
    """A register beside this one, and the first thing that it counts; None where nobody asks it anything."""

    title: str
    url: str
    figure: Figure | None
    nature: str


def companions_of(seen: Snapshot, definition: Definition) -> list[Companion]:
    """Return the registers that go with one: parts of it first, parts of those next, then what else names it."""
    catalogue = {name: each for name, each in seen.shower.catalogue.items() if not each.system}
    names = [*_parts_of(catalogue, definition.register), *_naming(catalogue, definition.register)]
    found = [name for name in dict.fromkeys(names) if name != definition.register]
    return [_companion(seen, catalogue[name]) for name in found[:MOST_SHOWN]]


def _parts_of(catalogue: dict[str, Definition], register: str) -> Iterator[str]:
    """Yield the registers none of whose records stands without one of this register, the nearest first."""
    known, near = {register}, [register]
    while near:
        near = [
            name
            for name, each in catalogue.items()
            if name not in known and any(field.required and field.to in near for field in each.fields.values())
        ]
        known.update(near)
        yield from near


def _naming(catalogue: dict[str, Definition], register: str) -> Iterator[str]:
    return (name for name, each in catalogue.items() if any(field.to == register for field in each.fields.values()))


def _companion(seen: Snapshot, definition: Definition) -> Companion:
    nature = nature_of(seen, definition, Asked(definition.register))
    # A sum goes through all records: it stands here only where nothing is counted.
    first = sorted(definition.questions, key=lambda question: bool(question.sum))[:1]
    figure = next(figures_of(seen, definition, nature, first), None)
    return Companion(say(definition.title), list_address("web:register", definition.register), figure, nature)
