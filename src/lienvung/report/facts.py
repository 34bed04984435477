"""Gather what a report stands on from one snapshot of the store: records, and the heads they are read at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from lienvung.core.agreement.proposal import ACCEPTED
from lienvung.core.programme.deadline import Extension
from lienvung.core.programme.freeze import Heads
from lienvung.core.programme.joint import JointChange, with_joint_changes
from lienvung.core.programme.reading import (
    assignment_of,
    capital_of,
    commitment_of,
    escalation_of,
    limitation_of,
    paper_of,
    payment_of,
    programme_of,
    progress_of,
    review_of,
    work_of,
)
from lienvung.core.programme.records import FollowUp, Programme
from lienvung.core.programme.scope import stewards_of
from lienvung.node.contact import contacts, own_document
from lienvung.node.exchange.cursor import logs_receiving
from lienvung.node.proposals import proposals
from lienvung.node.stores.every import every_record
from lienvung.node.stores.port import Reader
from lienvung.report.errors import ProgrammeUnknown

# What the status of a commitment is computed from; a freeze code names the heads of these.
COUNTED_REGISTERS = frozenset({
    "programme", "document", "review", "commitment", "progress-report", "limitation", "escalation",
    "proposal", "acceptance",
})  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold everything known of what is followed, the sides' titles (node name -> title), all heads held, and
    the side of each agency in the register of organisations (its name -> node name). `receiving` are the logs
    whose head is here and whose values are still on their way.
    """

    follow_up: FollowUp
    sides: Mapping[str, str] = field(default_factory=dict)
    heads: Heads = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    receiving: frozenset[str] = frozenset()

    def side(self, name: str) -> str:
        """Return a side's title; a side without a known title keeps its name."""
        return self.sides.get(name, name)

    def programme(self, key: str) -> Programme:
        """Return a programme by key. Raises ProgrammeUnknown."""
        for programme in self.follow_up.programmes:
            if programme.key == key:
                return programme
        raise ProgrammeUnknown(key)

    def heads_of(self, programme: Programme) -> Heads:
        """Return the heads of the logs from which the figures of a programme are computed."""
        return {origin: head for origin, head in self.heads.items() if _concerns(origin, stewards_of(programme))}

    def receives(self, programme: Programme) -> bool:
        """Tell whether values that the figures of a programme may count are still on their way."""
        return not self.receiving.isdisjoint(self.heads_of(programme))


def gather(reader: Reader, today: date, sides: Mapping[str, str] | None = None) -> Facts:
    """Read every live record of the follow-up registers and the head of each log, in one snapshot.

    `sides` adds titles of nodes to those that contacts and our own node document give. Deadlines that the sides moved
    together by `today` are in force.
    """
    titles = side_titles(reader) | dict(sides or {})

    def read(register: str, build: Callable[[str, Mapping[str, object], str], T]) -> tuple[T, ...]:
        return tuple(build(one.key, one.values, one.steward) for one in every_record(reader, register))

    programmes = read("programme", programme_of)
    commitments = read("commitment", commitment_of)
    follow_up = FollowUp(
        programmes=programmes,
        papers=read("document", paper_of),
        reviews=read("review", review_of),
        commitments=with_joint_changes(commitments, programmes, joint_changes(reader, today, titles)),
        assignments=read("assignment", assignment_of),
        reports=tuple(
            progress_of(one.key, one.values, one.steward, one.time) for one in every_record(reader, "progress-report")
        ),
        limitations=read("limitation", limitation_of),
        escalations=read("escalation", escalation_of),
        works=read("public-work", work_of),
        capital=read("investment-line", capital_of),
        payments=read("disbursement", payment_of),
    )
    heads = {log.origin: (log.size, log.frontier.root().hex()) for log in reader.logs() if log.size}
    agencies = {
        str(one.values[name]): str(one.values["side"])
        for one in every_record(reader, "organisation")
        for name in ("name", "short-name")
        if one.values.get("side") and one.values.get(name)
    }
    return Facts(follow_up, titles, heads, agencies, logs_receiving(reader))


def side_titles(reader: Reader) -> dict[str, str]:
    """Return the titles of this node and of its contacts, by node name."""
    own = own_document(reader)
    known = [*contacts(reader).values(), *([own] if own else [])]
    return {contact.name: contact.title for contact in known}


def joint_changes(reader: Reader, today: date, titles: Mapping[str, str]) -> Iterator[JointChange]:
    """Yield the deadlines that all the sides asked have accepted in time; sides are named by their titles."""
    for state in proposals(reader, today):
        asked = state.proposal
        until = asked.values.get("deadline")
        if asked.register != "commitment" or not asked.is_joint or state.outcome.state != ACCEPTED or not until:
            continue
        accepted = [one for one in state.answers if one.said.decision == "accept" and one.said.node in asked.sides]
        readers = [{asked.node, *asked.to}, *({one.said.node, *one.to} for one in accepted)]
        names = ", ".join(titles.get(side, side) for side in asked.sides)
        extension = Extension(str(until), asked.reason, titles.get(asked.node, asked.node), names)
        yield JointChange(asked.about, asked.sides, frozenset(set.intersection(*readers)), state.settled_at, extension)


def _concerns(origin: str, stewards: frozenset[str]) -> bool:
    node, _, register = origin.partition("/")
    return node in stewards and register in COUNTED_REGISTERS
