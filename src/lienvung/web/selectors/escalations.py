"""Matters beyond authority in words: to whom, since when, answered or not."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienvung.core.programme.escalation import EscalationState, assess_escalation
from lienvung.core.programme.records import Escalation

_STATES = {
    EscalationState.NOT_SENT: lambda: _("chưa gửi"),
    EscalationState.WAITING: lambda: _("chờ trả lời"),
    EscalationState.ANSWERED: lambda: _("đã trả lời"),
}


def escalation_words(escalation: Escalation, today: date) -> str:
    """Return the addressee, where the matter stands, and the days it has waited."""
    status = assess_escalation(escalation, today)
    parts = [escalation.addressee, _STATES[status.state]()]
    if status.days is not None:
        parts.append(ngettext("%(n)d ngày", "%(n)d ngày", status.days) % {"n": status.days})
    return ", ".join(part for part in parts if part)
