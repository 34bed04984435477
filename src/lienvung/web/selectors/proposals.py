"""Changes that somebody asked for: what would change, who answered, whose turn it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.agreement.proposal import OPEN, Proposal, apply_proposal
from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.node.proposals import Answer, ProposalState, held_item, outdated_fields, proposals
from lienvung.office.selectors.proposals import every_proposal
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.values import Linked, Shower, say


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it says, what it should say; `moved` where the steward has changed it since."""

    label: str
    before: str
    after: str
    moved: bool = False


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One side's answer, or that it is awaited; `witnessed` says since when a third party can tell."""

    house: House
    words: str
    reason: str = ""
    at: str = ""
    witnessed: str = ""


SHOWN = 100
"""So many proposals of a kind stand on the page; the register has them all."""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal in a list."""

    key: str
    url: str
    record: Linked
    asker: House
    reason: str
    at: str
    state: str
    words: str
    decide_by: date | None
    days_left: int | None
    joint: bool
    for_us: bool
    ours: bool


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """One proposal with the difference that it makes."""

    row: ProposalRow
    of: str
    register: str
    changes: tuple[Change, ...]
    answers: tuple[ShownAnswer, ...]
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalList:
    """What waits for us, what we wait for, and what is settled."""

    for_us: "Rows"
    waiting: "Rows"
    settled: "Rows"


@dataclass(frozen=True, slots=True)
class Rows:
    """The first proposals of a kind, and how many more there are."""

    shown: tuple[ProposalRow, ...]
    more: int


def read_proposals(shower: Shower, today: date) -> ProposalList:
    """Gather every proposal held, the newest first; what waits for us by its day."""
    states = every_proposal(shower.reader, today)[::-1]
    own = shower.houses.own.name
    for_us = [state for state in states if _waits_for(state, own)]
    waiting = [state for state in states if state.outcome.state == OPEN and not _waits_for(state, own)]
    settled = [state for state in states if state.outcome.state != OPEN]

    def rows(those: Sequence[ProposalState]) -> Rows:
        return Rows(tuple(_row(shower, state, today) for state in those[:SHOWN]), max(len(those) - SHOWN, 0))

    by_day = sorted(for_us, key=lambda state: state.proposal.decide_by or date.max)
    return ProposalList(rows(by_day), rows(waiting), rows(settled))


def _waits_for(state: ProposalState, node: str) -> bool:
    # Our own answer is given when it is in our log, though it counts only when a witness has seen it.
    return state.awaits(node) and all(each.said.node != node for each in state.answers)


def proposals_about(shower: Shower, record: Record, today: date) -> tuple[ProposalRow, ...]:
    """Return the proposals about one record, the newest first."""
    held = proposals(shower.reader, today, about=record.key)
    return tuple(_row(shower, each, today) for each in reversed(held) if each.proposal.register == record.register)


def read_proposal(shower: Shower, state: ProposalState, today: date) -> ProposalPage:
    """Gather one proposal."""
    proposal = state.proposal
    moved = outdated_fields(shower.reader, proposal) if state.outcome.state == "open" else ()
    return ProposalPage(
        row=_row(shower, state, today),
        of=proposal.of,
        register=proposal.register,
        changes=_asked_changes(shower, proposal, moved),
        answers=tuple(_answers(shower, state)),
        moved=moved,
    )


def shown_changes(
    shower: Shower,
    definition: Definition,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    moved: Iterable[str] = (),
) -> tuple[Change, ...]:
    """Return the fields in which two shared parts differ, in the order of the register."""

    def words(name: str, values: Mapping[str, Any]) -> str:
        return shower.plain(definition.fields[name], values.get(name)) or _("(trống)")

    return tuple(
        Change(say(field.label), words(name, before), words(name, after), name in moved)
        for name, field in definition.fields.items()
        if before.get(name) != after.get(name)
    )


def _asked_changes(shower: Shower, proposal: Proposal, moved: tuple[str, ...]) -> tuple[Change, ...]:
    definition = shower.catalogue.get(proposal.register)
    if definition is None:
        return ()
    before = _read_then(shower, proposal)
    return shown_changes(shower, definition, before, apply_proposal(proposal, before), moved)


def _read_then(shower: Shower, proposal: Proposal) -> Mapping[str, Any]:
    """Return the shared part that the one who asks had read, else the newest one."""
    for version in reversed(shower.reader.history(proposal.register, proposal.about)):
        if version.entry.parts.get("shared") == proposal.base:
            return version.values.get("shared", {})
    record = shower.reader.record(proposal.register, proposal.about)
    return held_item(shower.reader, record).get("shared", {}) if record else {}


def _row(shower: Shower, state: ProposalState, today: date) -> ProposalRow:
    proposal, own = state.proposal, shower.houses.own.name
    left = (proposal.decide_by - today).days if proposal.decide_by and state.outcome.state == "open" else None
    return ProposalRow(
        key=state.key,
        url=reverse("web:proposal", args=[state.key]),
        record=shower.link(proposal.register, proposal.about),
        asker=shower.houses[proposal.node],
        reason=proposal.reason,
        at=state.at,
        state=state.outcome.state,
        words=_state_words(shower, state),
        decide_by=proposal.decide_by,
        days_left=left,
        joint=proposal.is_joint,
        for_us=_waits_for(state, own),
        ours=proposal.node == own,
    )


def _state_words(shower: Shower, state: ProposalState) -> str:
    names = shower.houses.titles(state.outcome.nodes)
    return {
        "open": _("chờ %(names)s"),
        "accepted": _("đã chấp thuận"),
        "refused": _("%(names)s từ chối"),
        "lapsed": _("hết hạn trả lời, chưa có %(names)s"),
    }[state.outcome.state] % {"names": names}


def _answers(shower: Shower, state: ProposalState) -> Iterable[ShownAnswer]:
    first: dict[str, Answer] = {}
    for each in state.answers:
        if each.said.node in state.proposal.sides and each.said.decision != "revoke":
            first.setdefault(each.said.node, each)
    for side in state.proposal.sides:
        answer = first.get(side)
        if answer is None:
            yield ShownAnswer(shower.houses[side], _("chưa trả lời"))
            continue
        words = _("chấp thuận") if answer.said.decision == "accept" else _("từ chối")
        yield ShownAnswer(shower.houses[side], words, answer.reason, answer.said.at, answer.witnessed or "")
