"""What some kinds of decision show besides their lines: a template, and what it is filled with.

A kind that is not named here shows its lines and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lienvung.office.selectors.decisions import Decision

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Details:
    """A template that the page of a decision includes, with its values."""

    template: str
    values: Values


_DETAILS: dict[str, tuple[str, Callable[[Mapping[str, Any]], Values]]] = {}


def details_of(decision: Decision) -> Details | None:
    """Return what the page of this decision shows besides lines, None when nothing."""
    known = _DETAILS.get(decision.kind)
    return Details(known[0], known[1](decision.facts)) if known else None
