"""Record values into the things followed up: one function a register."""

from collections.abc import Mapping

from lienvung.core.programme.deadline import Deadline, DeadlineKind, extension_of
from lienvung.core.programme.records import (
    Assignment,
    Capital,
    Commitment,
    Escalation,
    Limitation,
    Paper,
    Payment,
    Programme,
    Progress,
    Review,
    Work,
)

Values = Mapping[str, object]


def _one(values: Values, name: str) -> str:
    return str(values.get(name, ""))


def _many(values: Values, name: str) -> tuple[str, ...]:
    found = values.get(name, ())
    return tuple(str(value) for value in found) if isinstance(found, list | tuple) else (str(found),)


def _objects(values: Values, name: str) -> tuple[Values, ...]:
    found = values.get(name, ())
    return tuple(value for value in found if isinstance(value, Mapping)) if isinstance(found, list | tuple) else ()


def _money(values: Values, name: str) -> int:
    found = values.get(name, 0)
    return found if isinstance(found, int) else 0


def _deadline_kind(name: str) -> DeadlineKind:
    return DeadlineKind(name) if name in frozenset(DeadlineKind) else DeadlineKind.NONE


def programme_of(key: str, values: Values, steward: str) -> Programme:
    """Build a programme from its record's values."""
    return Programme(
        key=key,
        title=_one(values, "title"),
        short_title=_one(values, "short-title"),
        sides=_many(values, "sides"),
        signatories=_many(values, "signatories"),
        signed_on=_one(values, "signed-on"),
        period_from=_one(values, "period-from"),
        period_until=_one(values, "period-until"),
        milestones=tuple((_one(one, "on"), _one(one, "what")) for one in _objects(values, "timeline")),
        nature=_one(values, "nature"),
        citation=_many(values, "citation"),
        steward=steward,
    )


def paper_of(key: str, values: Values, steward: str) -> Paper:
    """Build a paper from the values of its document record."""
    return Paper(
        key=key,
        number=_one(values, "number-printed") or _one(values, "number"),
        doc_type=_one(values, "doc-type"),
        issuers=_many(values, "issuers"),
        issued_on=_one(values, "issued-on"),
        subject=_one(values, "subject"),
        publisher=_one(values, "publisher"),
        programmes=_many(values, "programmes"),
        nature=_one(values, "nature"),
        citation=_many(values, "citation"),
        steward=steward,
    )


def review_of(key: str, values: Values, steward: str) -> Review:
    """Build a review from its record's values."""
    return Review(
        key=key,
        title=_one(values, "title"),
        programmes=_many(values, "programmes"),
        held_on=_one(values, "held-on"),
        place=_one(values, "place"),
        documents=_many(values, "documents"),
        nature=_one(values, "nature"),
        steward=steward,
    )


def commitment_of(key: str, values: Values, steward: str) -> Commitment:
    """Build a commitment from its record's values; a kind of deadline that we do not know reads as none."""
    return Commitment(
        key=key,
        text=_one(values, "text"),
        programmes=_many(values, "programmes"),
        document=_one(values, "document"),
        review=_one(values, "review"),
        field=_one(values, "field") or "other",
        agreed_on=_one(values, "agreed-on"),
        deadline=Deadline(
            kind=_deadline_kind(_one(values, "deadline-kind")),
            value=_one(values, "deadline"),
            text=_one(values, "deadline-text"),
            extensions=tuple(extension_of(one) for one in _objects(values, "extensions")),
        ),
        owed_by=_many(values, "owed-by"),
        leads=_many(values, "leads"),
        partners=_many(values, "partners"),
        product=_one(values, "product"),
        predecessors=_many(values, "predecessors"),
        nature=_one(values, "nature"),
        citation=_many(values, "citation"),
        steward=steward,
    )


def assignment_of(key: str, values: Values, steward: str) -> Assignment:
    """Build an assignment from its record's values."""
    return Assignment(
        key=key,
        commitment=_one(values, "commitment"),
        side=_one(values, "side"),
        lead=_one(values, "lead"),
        coordinators=_many(values, "coordinators"),
        product=_one(values, "product"),
        steward=steward,
    )


def progress_of(key: str, values: Values, steward: str, recorded: str = "") -> Progress:
    """Build a progress report; `recorded` is the entry's time and settles two reports of one day."""
    return Progress(
        key=key,
        commitment=_one(values, "commitment"),
        side=_one(values, "side"),
        reported_on=_one(values, "reported-on"),
        progress=_one(values, "progress"),
        done_on=_one(values, "done-on"),
        text=_one(values, "text"),
        evidence=_many(values, "evidence"),
        evidence_text=_one(values, "evidence-text"),
        evidence_file=_one(values, "evidence-file"),
        responds_to=_one(values, "responds-to"),
        stance=_one(values, "stance"),
        nature=_one(values, "nature"),
        citation=_many(values, "citation"),
        steward=steward,
        recorded=recorded,
    )


def limitation_of(key: str, values: Values, steward: str) -> Limitation:
    """Build a limitation from its record's values."""
    return Limitation(
        key=key,
        text=_one(values, "text"),
        programmes=_many(values, "programmes"),
        commitments=_many(values, "commitments"),
        document=_one(values, "document"),
        review=_one(values, "review"),
        cause=_one(values, "cause"),
        owned_by=_many(values, "owned-by"),
        since=_one(values, "since"),
        unblocks=_one(values, "unblocks"),
        resolved_on=_one(values, "resolved-on"),
        nature=_one(values, "nature"),
        steward=steward,
    )


def escalation_of(key: str, values: Values, steward: str) -> Escalation:
    """Build an escalation from its record's values."""
    return Escalation(
        key=key,
        text=_one(values, "text"),
        programmes=_many(values, "programmes"),
        commitments=_many(values, "commitments"),
        document=_one(values, "document"),
        addressee=_one(values, "addressee"),
        basis=_one(values, "basis"),
        sent_document=_one(values, "sent-document"),
        sent_on=_one(values, "sent-on"),
        answer=_one(values, "answer"),
        answered_on=_one(values, "answered-on"),
        raised_by=_many(values, "raised-by"),
        nature=_one(values, "nature"),
        steward=steward,
    )


def work_of(key: str, values: Values, steward: str) -> Work:
    """Build a public work from its record's values; the cost is in đồng."""
    cost = values.get("cost")
    return Work(
        key=key,
        name=_one(values, "name"),
        sides=_many(values, "sides"),
        programmes=_many(values, "programmes"),
        commitments=_many(values, "commitments"),
        stage=_one(values, "stage"),
        started_on=_one(values, "started-on"),
        planned_on=_one(values, "planned-on"),
        opened_on=_one(values, "opened-on"),
        cost=cost if isinstance(cost, int) else None,
        facts=_one(values, "facts"),
        nature=_one(values, "nature"),
        steward=steward,
    )


def capital_of(key: str, values: Values, steward: str) -> Capital:
    """Build an investment line from its record's values."""
    return Capital(
        key=key,
        work=_one(values, "work"),
        source=_one(values, "capital"),
        planned=_money(values, "planned"),
        nature=_one(values, "nature"),
        steward=steward,
    )


def payment_of(key: str, values: Values, steward: str) -> Payment:
    """Build a disbursement from its record's values."""
    return Payment(
        key=key,
        line=_one(values, "line"),
        within=_one(values, "within"),
        disbursed=_money(values, "disbursed"),
        nature=_one(values, "nature"),
        steward=steward,
    )
