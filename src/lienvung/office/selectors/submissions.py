"""Submissions as an approver sees them."""

from lienvung.office.models import Draft, Submission, User

_RELATED = ("submitted_by", "decided_by", "source_file")


def submission(submission_id: object) -> Submission | None:
    """Return one submission."""
    return Submission.objects.select_related(*_RELATED).filter(pk=submission_id).first()


def submissions_waiting() -> list[Submission]:
    """Return what waits for an approver, the oldest first."""
    waiting = Submission.objects.filter(state=Submission.State.WAITING)
    return list(waiting.select_related(*_RELATED).order_by("submitted_at"))


def submissions_decided(limit: int = 50) -> list[Submission]:
    """Return what was sent or returned, the newest first."""
    decided = Submission.objects.exclude(state=Submission.State.WAITING)
    return list(decided.select_related(*_RELATED).order_by("-decided_at")[:limit])


def submission_drafts(of: Submission) -> list[Draft]:
    """Return the drafts of a submission in the order of the paper."""
    return list(of.drafts.select_related("confirmed_by", "entered_by"))


def may_decide(user: User, of: Submission) -> bool:
    """Return whether four eyes are kept if this person decides: they neither confirmed nor submitted any of it."""
    confirmed = of.drafts.filter(confirmed_by=user).exists()
    return of.submitted_by_id != user.pk and not confirmed
