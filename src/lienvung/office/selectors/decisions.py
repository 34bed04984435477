"""Two-person acts as people see them."""

from collections.abc import Iterable

from django.db.models.functions import Coalesce

from lienvung.office.decisions import KINDS, Kind
from lienvung.office.models import OPEN_STATES, Decision, Job, User
from lienvung.office.roles import holds

__all__ = [
    "Decision",
    "Kind",
    "decision_by_id",
    "decisions_closed",
    "decisions_of",
    "decisions_open",
    "job_of",
    "kind_of",
]
_PEOPLE = ("prepared_by", "decided_by")


def decision_by_id(decision_id: object) -> Decision | None:
    """Return one decision with its people."""
    return Decision.objects.select_related(*_PEOPLE).filter(pk=decision_id).first()


def decisions_open() -> list[Decision]:
    """Return what waits for a second person, the oldest first."""
    waiting = Decision.objects.filter(state__in=[*OPEN_STATES, Decision.State.DOING])
    return list(waiting.select_related(*_PEOPLE).order_by("prepared_at"))


def decisions_closed(limit: int = 50) -> list[Decision]:
    """Return what was carried out or returned, the newest first."""
    closed = Decision.objects.exclude(state__in=[*OPEN_STATES, Decision.State.DOING])
    latest = Coalesce("decided_at", "prepared_at").desc()
    return list(closed.select_related(*_PEOPLE).order_by(latest)[:limit])


def decisions_of(kinds: Iterable[str], **facts: str) -> list[Decision]:
    """Return decisions of these kinds whose facts say this, the newest first."""
    asked = {f"facts__{name.replace('_', '-')}": value for name, value in facts.items()}
    return list(Decision.objects.filter(kind__in=list(kinds), **asked).select_related(*_PEOPLE))


def kind_of(decision: Decision) -> Kind:
    """Return the kind of a decision."""
    return KINDS[decision.kind]


def job_of(decision: Decision) -> Job | None:
    """Return the job that carries out a decision which takes long, None for one that does not."""
    return Job.objects.filter(kind="decision", subject=str(decision.pk)).first()


def may_decide(user: User, decision: Decision) -> bool:
    """Return whether this person may carry it out or return it."""
    other = decision.prepared_by_id != user.pk
    return decision.is_open and other and holds(user.role, kind_of(decision).decides)


def waiting_for(user: User) -> int:
    """Return how many decisions wait for this person."""
    mine = [code for code, kind in KINDS.items() if holds(user.role, kind.decides)]
    return Decision.objects.filter(state__in=OPEN_STATES, kind__in=mine).exclude(prepared_by=user).count()
