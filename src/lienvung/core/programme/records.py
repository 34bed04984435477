"""The things followed up, as values: built from records, knowing nothing of stores or pages.

Field names and meanings are those of the register definitions; an absent value reads as "" or ().
"""

from dataclasses import dataclass

from lienvung.core.programme.deadline import Deadline, Extension

REAL = "real"
ILLUSTRATIVE = "illustrative"


@dataclass(frozen=True, slots=True)
class Programme:
    """Hold one cooperation programme."""

    key: str
    title: str
    short_title: str
    sides: tuple[str, ...]
    signatories: tuple[str, ...]
    signed_on: str
    period_from: str
    period_until: str
    milestones: tuple[tuple[str, str], ...]
    nature: str
    citation: tuple[str, ...]
    steward: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Hold one document: its number as printed, type, issuers, day and subject."""

    key: str
    number: str
    doc_type: str
    issuers: tuple[str, ...]
    issued_on: str
    subject: str
    publisher: str
    programmes: tuple[str, ...]
    nature: str
    citation: tuple[str, ...]
    steward: str


@dataclass(frozen=True, slots=True)
class Review:
    """Hold one review conference and the papers it produced."""

    key: str
    title: str
    programmes: tuple[str, ...]
    held_on: str
    place: str
    documents: tuple[str, ...]
    nature: str
    steward: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """Hold one promise as it was agreed; how it fares is computed elsewhere."""

    key: str
    text: str
    programmes: tuple[str, ...]
    document: str
    review: str
    field: str
    agreed_on: str
    deadline: Deadline
    owed_by: tuple[str, ...]
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    product: str
    predecessors: tuple[str, ...]
    nature: str
    citation: tuple[str, ...]
    steward: str

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """Return every request for more time, oldest first."""
        return self.deadline.extensions


@dataclass(frozen=True, slots=True)
class Assignment:
    """Hold one side's half of a commitment."""

    key: str
    commitment: str
    side: str
    lead: str
    coordinators: tuple[str, ...]
    product: str
    steward: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold one statement: what a side says it did, or what it thinks of the other side's statement."""

    key: str
    commitment: str
    side: str
    reported_on: str
    progress: str
    done_on: str
    text: str
    evidence: tuple[str, ...]
    evidence_text: str
    evidence_file: str
    responds_to: str
    stance: str
    nature: str
    citation: tuple[str, ...]
    steward: str
    recorded: str = ""

    @property
    def evidenced(self) -> bool:
        """Tell whether a paper, a file or words stand behind the statement."""
        return bool(self.evidence or self.evidence_text or self.evidence_file)


@dataclass(frozen=True, slots=True)
class Limitation:
    """Hold what a review found late or lacking."""

    key: str
    text: str
    programmes: tuple[str, ...]
    commitments: tuple[str, ...]
    document: str
    review: str
    cause: str
    owned_by: tuple[str, ...]
    since: str
    unblocks: str
    resolved_on: str
    nature: str
    steward: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """Hold a matter put to a superior body and its answer."""

    key: str
    text: str
    programmes: tuple[str, ...]
    commitments: tuple[str, ...]
    document: str
    addressee: str
    basis: str
    sent_document: str
    sent_on: str
    answer: str
    answered_on: str
    raised_by: tuple[str, ...]
    nature: str
    steward: str


@dataclass(frozen=True, slots=True)
class Work:
    """Hold one public work that both banks build or wait for."""

    key: str
    name: str
    sides: tuple[str, ...]
    programmes: tuple[str, ...]
    commitments: tuple[str, ...]
    stage: str
    started_on: str
    planned_on: str
    opened_on: str
    cost: int | None
    facts: str
    nature: str
    steward: str


@dataclass(frozen=True, slots=True)
class Capital:
    """Hold one medium-term investment line of a work; `source` says where the money comes from, in đồng."""

    key: str
    work: str
    source: str
    planned: int
    nature: str
    steward: str


@dataclass(frozen=True, slots=True)
class Payment:
    """Hold what was paid out of one line within one period, in đồng."""

    key: str
    line: str
    within: str
    disbursed: int
    nature: str
    steward: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Hold all that is known of what is followed, of one programme or of many."""

    programmes: tuple[Programme, ...] = ()
    papers: tuple[Paper, ...] = ()
    reviews: tuple[Review, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    reports: tuple[Progress, ...] = ()
    limitations: tuple[Limitation, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    works: tuple[Work, ...] = ()
    capital: tuple[Capital, ...] = ()
    payments: tuple[Payment, ...] = ()

    @property
    def nodes(self) -> frozenset[str]:
        """Return the sides that sign for themselves: the sides of the programme that this is the scope of."""
        return frozenset(side for programme in self.programmes for side in programme.sides)
