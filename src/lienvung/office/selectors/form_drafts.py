"""What was typed into the form of a register and is no entry yet: it waits for an approver, or came back."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from lienvung.office.models import Draft, User

__all__ = ["Draft", "draft_by_id", "draft_sent_back", "draft_waiting", "drafts_sent_back", "drafts_waiting"]


MOST_SENT_BACK = 20


def draft_waiting(register: str, key: str) -> Draft | None:
    """Return the change of a record that waits for an approver."""
    waiting = Draft.objects.filter(register=register, key=key, state=Draft.State.SUBMITTED)
    return waiting.select_related("submission", "confirmed_by").first()


def drafts_waiting(register: str, *, but: str = "") -> QuerySet[Draft]:
    """Return what else of a register waits for an approver to be written, the record of one key left out."""
    return Draft.objects.filter(register=register, op=Draft.Op.PUT, state=Draft.State.SUBMITTED).exclude(key=but)


def draft_sent_back(register: str, key: str) -> Draft | None:
    """Return the change of a record that an approver returned."""
    return _sent_back(register).filter(key=key).first()


def draft_by_id(register: str, draft: str) -> Draft | None:
    """Return the returned draft of this id."""
    try:
        return _sent_back(register).filter(pk=draft).first()
    except ValidationError:  # no id at all
        return None


def drafts_sent_back(user: User, register: str = "") -> list[Draft]:
    """Return a person's own drafts, of one register or of all, that came back or were taken back, the newest first."""
    found = _sent_back(register) if register else _all_sent_back()
    return list(found.filter(entered_by=user).order_by("-entered_at")[:MOST_SENT_BACK])


def _sent_back(register: str) -> QuerySet[Draft]:
    return _all_sent_back().filter(register=register)


def _all_sent_back() -> QuerySet[Draft]:
    # A form is confirmed as it is sent: one that is merely proposed has been there and come back.
    return Draft.objects.filter(origin=Draft.Origin.FORM, state=Draft.State.PROPOSED)
