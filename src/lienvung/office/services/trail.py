"""Leave a trail of who did what."""

from lienvung.office.models import AuditEvent, User
from lienvung.office.node_access import now


def event_record(*, by: User | None, what: str, subject: object = "", **facts: object) -> None:
    """Add one line to the trail; call it inside the transaction of the act itself."""
    AuditEvent.objects.create(at=now(), by=by, what=what, subject=str(subject), facts=facts)


def refusal_record(*, by: User | None, what: str, subject: object = "", **facts: object) -> None:
    """Add one line about an act that was refused; call it outside the transaction that the refusal undoes."""
    AuditEvent.objects.create(at=now(), by=by, what=what, subject=str(subject), facts=facts, succeeded=False)
