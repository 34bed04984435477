"""How much waits for one person, by the page on which they do it."""

from lienvung.office.models import Submission, User
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.decisions import waiting_for


def waiting_counts(user: User) -> dict[str, int]:
    """Return address name -> how many acts on that page wait for this person; nothing for who may not act."""
    counts = {}
    if holds(user.role, Duty.APPROVE):
        waiting = Submission.objects.filter(state=Submission.State.WAITING).exclude(submitted_by=user)
        counts["intake:approvals"] = waiting.exclude(drafts__confirmed_by=user).distinct().count()
    if holds(user.role, Duty.DECIDE):
        counts["web:decisions"] = waiting_for(user)
    return counts
