"""Ask for a change that somebody else decides, and what became of it (docs/formats/proposal.md; DESIGN §4.3).

A proposal is named by the digest of the shared part of its entry. Asked of the steward alone it is a counter-proposal;
asked of several sides it is a joint change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from lienvung.core.agreement.acceptance import Acceptance
from lienvung.core.agreement.errors import ProposalInvalid
from lienvung.core.agreement.joint import answers
from lienvung.core.agreement.shape import is_day
from lienvung.core.register.canonical import canonical, parse_canonical, prune
from lienvung.core.register.entry import is_hash
from lienvung.core.register.errors import NotCanonical
from lienvung.core.register.key import is_id, is_key, is_node_name

VIETNAM: Final = timedelta(hours=7)

OPEN, ACCEPTED, REFUSED, LAPSED = "open", "accepted", "refused", "lapsed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of one record: `of` is the proposal's own hash, `node` asks, `sides` decide.

    `values` is what fields should say, `clear` the fields that should say nothing, `base` the digest of the shared part
    that the one who asks had read.
    """

    of: str
    node: str
    register: str
    about: str
    base: str
    values: Mapping[str, Any]
    clear: tuple[str, ...]
    sides: tuple[str, ...]
    to: tuple[str, ...]
    reason: str
    decide_by: date | None

    @property
    def is_joint(self) -> bool:
        """Tell whether several sides must accept."""
        return len(self.sides) > 1

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that it would change, by name."""
        return tuple(sorted((*self.values, *self.clear)))


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


def proposal_of(fields: Mapping[str, Any], node: str, of: str) -> Proposal:
    """Return the proposal that a record of the register `proposal` makes; `node` is its log's node."""
    about = str(fields.get("about", ""))
    text = fields.get("values")
    values = parse_proposed(str(text), about) if text is not None else {}
    clear, sides, to = (_strings(fields, name, about) for name in ("clear", "sides", "to"))
    if not (values or clear) or not values.keys().isdisjoint(clear) or len(set(clear)) < len(clear):
        raise ProposalInvalid(about, "X4-values")
    register, base, decide_by = fields.get("about-register"), fields.get("base"), fields.get("decide-by")
    named = isinstance(register, str) and is_id(register) and is_key(about) and all(is_id(name) for name in clear)
    if not named or not isinstance(base, str) or not is_hash(base) or not (decide_by is None or is_day(decide_by)):
        raise ProposalInvalid(about, "X8-names")
    if not sides or len(set(sides)) < len(sides) or not all(map(is_node_name, sides)) or set(sides) - {*to, node}:
        raise ProposalInvalid(about, "X9-sides")
    if len(sides) > 1 and decide_by is None:
        raise ProposalInvalid(about, "X10-day")
    return Proposal(
        of=of,
        node=node,
        register=str(register),
        about=about,
        base=base,
        values=values,
        clear=clear,
        sides=sides,
        to=to,
        reason=str(fields.get("reason", "")),
        decide_by=date.fromisoformat(str(decide_by)) if decide_by else None,
    )


def apply_proposal(proposal: Proposal, shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shared part as it would be."""
    kept = {name: value for name, value in shared.items() if name not in proposal.clear}
    return {**kept, **proposal.values}


def moved_since(proposal: Proposal, base: Mapping[str, Any], shared: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the proposed fields that say something else now than when the proposal was made.

    `base` is the shared part that the proposal was read from, `shared` the newest one.
    """
    return tuple(name for name in proposal.fields if base.get(name) != shared.get(name))


def outcome(
    of: str, sides: Iterable[str], acceptances: Iterable[Acceptance], decide_by: date | None, today: date
) -> Outcome:
    """Return what became of a proposal that these sides must answer.

    `at` of an acceptance is when it was first witnessed. An answer after `decide_by` is late and does not count.
    An acceptance is never withdrawn: until that day it may not be, and after it the outcome stands.
    """
    timely = [each for each in acceptances if each.decision != "revoke" and counts_in_time(each.at, decide_by)]
    joint = answers(of, sides, timely)
    if joint.refused:
        return Outcome(REFUSED, tuple(sorted(joint.refused)))
    if joint.is_binding:
        return Outcome(ACCEPTED)
    lapsed = decide_by is not None and today > decide_by
    return Outcome(LAPSED if lapsed else OPEN, joint.waiting)


def counts_in_time(at: str, decide_by: date | None) -> bool:
    """Tell whether an answer first witnessed at this time counts, by Viet Nam's day."""
    return decide_by is None or (datetime.fromisoformat(at) + VIETNAM).date() <= decide_by


def _strings(fields: Mapping[str, Any], name: str, about: str) -> tuple[str, ...]:
    found = fields.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise ProposalInvalid(about, "X8-names")
    return tuple(found)
