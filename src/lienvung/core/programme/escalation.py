"""Matters beyond authority: sent or not, answered or not, and how many days they have waited."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lienvung.core.programme.day import day_of
from lienvung.core.programme.records import Escalation


class EscalationState(StrEnum):
    """Name where a matter stands."""

    NOT_SENT = "not-sent"
    WAITING = "waiting"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class EscalationStatus:
    """Hold one matter's state and the days from sending to the answer, or to today; None when not sent."""

    key: str
    state: EscalationState
    days: int | None


def assess_escalation(escalation: Escalation, today: date) -> EscalationStatus:
    """Compute where a matter stands on one day."""
    sent = day_of(escalation.sent_on)
    answered = day_of(escalation.answered_on)
    days = max(0, ((answered or today) - sent).days) if sent else None
    if escalation.answered_on or escalation.answer:
        return EscalationStatus(escalation.key, EscalationState.ANSWERED, days)
    sent_at_all = escalation.sent_on or escalation.sent_document
    return EscalationStatus(escalation.key, EscalationState.WAITING if sent_at_all else EscalationState.NOT_SENT, days)
