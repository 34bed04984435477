"""Ask a record's steward for a change, and what became of it (docs/formats/acceptance.md; DESIGN §4.3).

A proposal is named by the digest of the shared part of its entry. Its `values` are canonical JSON: field -> value,
every field whose value should be another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienvung.core.agreement.acceptance import Acceptance
from lienvung.core.agreement.errors import ProposalInvalid
from lienvung.core.agreement.joint import answers
from lienvung.core.register.canonical import canonical, parse_canonical, prune
from lienvung.core.register.errors import NotCanonical


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a proposal: open, accepted, refused or lapsed; `nodes` are those it waits for or fell by."""

    state: str
    nodes: tuple[str, ...] = ()


def format_proposed(values: Mapping[str, Any]) -> str:
    """Return the text of a proposal's `values`."""
    return canonical(prune(values)).decode()


def parse_proposed(text: str, about: str) -> dict[str, Any]:
    """Read a proposal's `values`; raise ProposalInvalid."""
    try:
        values = parse_canonical(text.encode())
    except (NotCanonical, UnicodeEncodeError) as error:
        raise ProposalInvalid(about, "X4-values") from error
    if not isinstance(values, dict) or not values or prune(values) != values:
        raise ProposalInvalid(about, "X4-values")
    return values


def outcome(
    of: str, sides: Iterable[str], acceptances: Iterable[Acceptance], decide_by: date | None, today: date
) -> Outcome:
    """Return what became of a proposal that these sides must answer.

    `at` of an acceptance is when it was first witnessed. An answer after `decide_by` is late and does not count.
    An acceptance is never withdrawn: until that day it may not be, and after it the outcome stands.
    """
    timely = [each for each in acceptances if _counts(each, decide_by)]
    joint = answers(of, sides, timely)
    if joint.refused:
        return Outcome("refused", tuple(sorted(joint.refused)))
    if joint.is_binding:
        return Outcome("accepted")
    lapsed = decide_by is not None and today > decide_by
    return Outcome("lapsed" if lapsed else "open", joint.waiting)


def _counts(acceptance: Acceptance, decide_by: date | None) -> bool:
    return acceptance.decision != "revoke" and (
        decide_by is None or date.fromisoformat(acceptance.at[:10]) <= decide_by
    )
