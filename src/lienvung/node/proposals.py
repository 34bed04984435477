"""Changes asked of somebody else, as this node holds them: what was asked, who answered when, what became of it.

The rules are core's (docs/formats/proposal.md); this module joins them with the records of the registers `proposal` and
`acceptance` and with the cosignatures that say when an answer was first witnessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Final

from lienvung.core.agreement.acceptance import Acceptance, acceptance_of
from lienvung.core.agreement.errors import AgreementError
from lienvung.core.agreement.proposal import ACCEPTED, OPEN, Outcome, Proposal, moved_since, outcome, proposal_of
from lienvung.core.errors import LienVungError
from lienvung.core.register.entry import format_time
from lienvung.core.register.record import Record
from lienvung.core.tlog.cosignature import cosignature_time
from lienvung.core.tlog.note import parse_signature
from lienvung.node.stores.every import every_record
from lienvung.node.stores.port import Reader

PAGE: Final = 500
OLDEST_FIRST: Final = ("time", "key")
WITNESSES: Final = 64


@dataclass(eq=False)
class ProposalUnknown(LienVungError):
    code: ClassVar[str] = "proposal-unknown"
    hash: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One side's answer: `said` has the entry's own time, `witnessed` when a witness first cosigned it, if one did."""

    said: Acceptance
    reason: str
    to: tuple[str, ...]
    key: str
    origin: str
    index: int
    witnessed: str | None


@dataclass(frozen=True, slots=True)
class ProposalState:
    """One proposal as a record: its key and place, what it asks, who answered, and what became of it today."""

    key: str
    origin: str
    index: int
    at: str
    proposal: Proposal
    answers: tuple[Answer, ...]
    outcome: Outcome

    def awaits(self, node: str) -> bool:
        """Tell whether it is this node's turn."""
        return self.outcome.state == OPEN and node in self.outcome.nodes

    @property
    def settled_at(self) -> str:
        """Return when the last side accepted, "" before."""
        accepted = [each.said.at for each in self.answers if each.said.decision == "accept"]
        return max(accepted) if self.outcome.state == ACCEPTED and accepted else ""


def proposals(reader: Reader, today: date, *, about: str | None = None, of: str | None = None) -> list[ProposalState]:
    """Return the proposals held, oldest first; of one record, or the one of a hash, where asked."""
    where = {"about": about} if about else {}
    held = every_record(reader, "proposal", where, OLDEST_FIRST)
    named = [row for row in held if of in (None, row.digests.get("shared"))]
    pages = (named[first : first + PAGE] for first in range(0, len(named), PAGE))
    return [state for page in pages for state in _states(reader, page, today)]


def find_proposal(reader: Reader, of: str, today: date) -> ProposalState:
    """Return the proposal of a hash (ProposalUnknown)."""
    for state in proposals(reader, today, of=of):
        return state
    raise ProposalUnknown(of)


def outdated_fields(reader: Reader, proposal: Proposal) -> tuple[str, ...]:
    """Return the proposed fields that the steward has changed since the proposal was read from the record."""
    record = reader.record(proposal.register, proposal.about)
    if record is None or record.state != "live":
        return proposal.fields
    versions = reader.history(proposal.register, proposal.about)
    read = [each for each in versions if each.entry.op == "put" and each.entry.parts.get("shared") == proposal.base]
    if not read:
        return proposal.fields
    return moved_since(proposal, read[-1].values.get("shared", {}), held_item(reader, record).get("shared", {}))


def held_item(reader: Reader, record: Record) -> dict[str, dict[str, Any]]:
    """Return the parts of the put that a record's values come from, as far as they are held."""
    versions = [each for each in reader.history(record.register, record.key) if each.entry.op == "put"]
    newest = next((each for each in reversed(versions) if each.entry.parts == record.digests), None)
    return {name: dict(values) for name, values in newest.values.items()} if newest else {}


def proposal_state(reader: Reader, record: Record, today: date) -> ProposalState | None:
    """Return what a record of the register `proposal` asks and what became of it; None where it asks for nothing."""
    return next(_states(reader, [record], today), None)


def _states(reader: Reader, records: Sequence[Record], today: date) -> Iterator[ProposalState]:
    """Yield what these records ask and what became of it; their answers are read at once."""
    asked = [(record, proposal) for record in records for proposal in _read(record)]
    said = defaultdict[str, list[Record]](list)
    answered = {"of": tuple(proposal.of for _, proposal in asked)}
    for row in every_record(reader, "acceptance", answered, OLDEST_FIRST):
        said[str(row.values["of"])].append(row)
    for record, proposal in asked:
        # The first answer of a node is the first in its log.
        rows = sorted(said[proposal.of], key=lambda row: (row.origin, row.index))
        answers = tuple(_answers(reader, proposal, rows))
        counted = [each for answer in answers if (each := _as_witnessed(answer, proposal)) is not None]
        became = outcome(proposal.of, proposal.sides, counted, proposal.decide_by, today)
        yield ProposalState(record.key, record.origin, record.index, record.time, proposal, answers, became)


def _read(record: Record) -> Iterator[Proposal]:
    try:
        yield proposal_of(record.values, record.steward, record.digests.get("shared", ""))
    except AgreementError:
        # A partner may have written nonsense into its own log; nonsense asks for nothing.
        return


def _as_witnessed(answer: Answer, proposal: Proposal) -> Acceptance | None:
    """Return an answer with the time that counts, None while it has to wait for a witness.

    The steward who decides alone also carries out: there is nobody to whom it could be late.
    """
    if proposal.decide_by is None or not proposal.is_joint:
        return answer.said
    return replace(answer.said, at=answer.witnessed) if answer.witnessed else None


def _answers(reader: Reader, proposal: Proposal, rows: Iterable[Record]) -> Iterator[Answer]:
    for row in rows:
        try:
            said = acceptance_of(row.values, row.steward, row.time)
        except AgreementError:
            continue
        to, reason = tuple(row.values.get("to", ())), str(row.values.get("reason", ""))
        witnessed = first_witnessed(reader, row.origin, row.index)
        yield Answer(said, reason, to, row.key, row.origin, row.index, witnessed)


def first_witnessed(reader: Reader, origin: str, index: int) -> str | None:
    """Return when a witness first cosigned a checkpoint that has this entry in it; the lines were checked when kept."""
    lines = reader.cosignatures_from(origin, index + 1, WITNESSES)
    moments = [cosignature_time(parse_signature(row.line)) for _, row in lines]
    return format_time(datetime.fromtimestamp(min(moments), UTC)) if moments else None
