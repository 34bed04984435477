"""Acts that take two people: prepare one, carry out or return what another prepared.

The order is what survives a crash: the decision is committed first (state `doing`), then the node acts under the
decision's id, then the office notes what came of it. Whoever finds one in `doing` does it again; the node answers
the same receipt and appends nothing.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import transaction

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import canonical
from lienvung.office.decisions import KINDS, People
from lienvung.office.errors import DecisionClosed, DecisionNotYours, FourEyes, ReasonMissing
from lienvung.office.models import OPEN_STATES, Decision, User
from lienvung.office.node_access import get_node, now
from lienvung.office.roles import Duty, holds
from lienvung.office.services.jobs import Progress, job_kind, job_queue
from lienvung.office.services.trail import event_record

log = structlog.get_logger(__name__)


@transaction.atomic
def prepare_decision(*, user: User, kind: str, facts: Mapping[str, Any]) -> Decision:
    """Put an act before a second person; the same act by the same person, still open, is not put twice.

    `facts` are what the kind's module says, canonical JSON values (NotCanonical). DecisionNotYours by role.
    """
    _require(user, kind, KINDS[kind].prepares)
    canonical(facts)
    mine = Decision.objects.filter(kind=kind, prepared_by=user, state__in=OPEN_STATES)
    same = next((each for each in mine if each.facts == facts), None)
    if same:
        return same
    decision = Decision.objects.create(kind=kind, facts=facts, prepared_by=user, prepared_at=now())
    event_record(by=user, what="decision-prepare", subject=decision.id, kind=kind)
    return decision


def decide(*, user: User, decision: Decision, approve: bool, reason: str = "") -> Decision:
    """Carry out (`approve`) or return what another person prepared; returning takes a reason.

    Raises FourEyes, DecisionNotYours, DecisionClosed, ReasonMissing, and whatever the act itself refuses: then
    nothing was done, the refusal is kept and the decision may be tried again or returned. What takes long is left to
    a job: the decision comes back in state `doing`.
    """
    if user.pk == decision.prepared_by_id:
        raise FourEyes(str(user))
    _require(user, decision.kind, KINDS[decision.kind].decides)
    if not approve:
        return _return(user, decision, reason)
    if KINDS[decision.kind].slow:
        return _take_for_a_job(user, decision)
    _take(user, decision, Decision.State.DOING)
    return _carry_out(decision)


@transaction.atomic
def take_back_decision(*, user: User, decision: Decision) -> Decision:
    """Take back what one prepared oneself, while nobody has decided it (DecisionNotYours, DecisionClosed)."""
    if user.pk != decision.prepared_by_id:
        raise DecisionNotYours(str(user), str(KINDS[decision.kind].title))
    taken = Decision.objects.filter(pk=decision.pk, state__in=OPEN_STATES).update(state=Decision.State.TAKEN)
    decision.refresh_from_db()
    if not taken:
        raise DecisionClosed(str(decision.get_state_display()), str(decision.decided_by or ""))
    event_record(by=user, what="decision-take-back", subject=decision.id, kind=decision.kind)
    return decision


def decisions_reconcile() -> int:
    """Finish what a stopped process left between a decision and what came of it; return how many were done."""
    done = 0
    quick = [code for code, kind in KINDS.items() if not kind.slow]  # the others have a job that is resumed
    for decision in Decision.objects.filter(state=Decision.State.DOING, kind__in=quick):
        try:
            _carry_out(decision)
        except LienVungError as refusal:
            log.warning("decision not carried out", decision=str(decision.id), refusal=str(refusal))
        else:
            done += 1
    return done


@job_kind("decision")
def finish_decision(subject: str, progress: Progress) -> None:
    """Carry out a decision that takes long; one that was carried out before stays as it is."""
    decision = Decision.objects.select_related("prepared_by", "decided_by").get(pk=subject)
    if decision.state == Decision.State.DOING:
        _carry_out(decision)


@transaction.atomic
def _take_for_a_job(user: User, decision: Decision) -> Decision:
    _take(user, decision, Decision.State.DOING)
    job_queue(kind="decision", subject=decision.pk, by=user)
    return decision


def _carry_out(decision: Decision) -> Decision:
    try:
        outcome = KINDS[decision.kind].perform(get_node(), decision, _people(decision))
    except LienVungError as refusal:
        with get_node().store.reading() as reader:
            appended = reader.appended(str(decision.id))
        # Entries that are stored cannot be taken back: then the decision stands, to be finished at the next start.
        if appended is None:
            _note(decision, Decision.State.FAILED, {"code": refusal.code, "facts": _plain(refusal)}, "decision-fail")
        raise
    _note(decision, Decision.State.DONE, outcome, "decision-approve")
    return decision


@transaction.atomic
def _return(user: User, decision: Decision, reason: str) -> Decision:
    if not reason.strip():
        raise ReasonMissing
    _take(user, decision, Decision.State.RETURNED)
    decision.reason = reason.strip()
    decision.save(update_fields=["reason"])
    event_record(by=user, what="decision-return", subject=decision.id, kind=decision.kind, reason=decision.reason)
    return decision


def _take(user: User, decision: Decision, state: str) -> None:
    """Move an open decision on; of two who press at the same moment, the second finds it closed."""
    taken = Decision.objects.filter(pk=decision.pk, state__in=OPEN_STATES)
    moved = taken.update(state=state, decided_by=user, decided_at=now())
    decision.refresh_from_db()
    if not moved:
        raise DecisionClosed(str(decision.get_state_display()), str(decision.decided_by or ""))


@transaction.atomic
def _note(decision: Decision, state: str, outcome: Mapping[str, Any], what: str) -> None:
    decision.state, decision.outcome = state, outcome
    decision.save(update_fields=["state", "outcome"])
    event_record(by=decision.decided_by, what=what, subject=decision.id, kind=decision.kind, **outcome)


def _people(decision: Decision) -> People:
    prepared, decided = decision.prepared_by, decision.decided_by
    attribution = {
        "entered-by": str(prepared),
        "entered-office": prepared.office_name,
        "confirmed-by": str(prepared),
        "confirmed-at": _instant(decision.prepared_at),
        "approved-by": str(decided),
        "approved-at": _instant(decision.decided_at or now()),
    }
    return People(str(prepared), str(decided), {name: value for name, value in attribution.items() if value})


def _require(user: User, kind: str, duty: Duty) -> None:
    if not holds(user.role, duty):
        raise DecisionNotYours(str(user), str(KINDS[kind].title))


def _plain(refusal: LienVungError) -> dict[str, Any]:
    return {name: value if isinstance(value, str | int) else str(value) for name, value in refusal.facts().items()}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
