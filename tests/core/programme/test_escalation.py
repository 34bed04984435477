"""Matters beyond authority: their state and the days they waited."""

import pytest

from lienvung.core.programme.escalation import EscalationState, assess_escalation

from .promises import TODAY, escalation


@pytest.mark.parametrize(
    ("values", "state", "days"),
    [
        ({}, EscalationState.NOT_SENT, None),
        ({"sent_document": "15-CV/TU"}, EscalationState.WAITING, None),
        ({"sent_on": "2026-11-12"}, EscalationState.WAITING, 10),
        ({"sent_on": "2026-10-01", "answered_on": "2026-10-21"}, EscalationState.ANSWERED, 20),
        ({"sent_on": "2026-10-01", "answer": "Đồng ý"}, EscalationState.ANSWERED, 52),
    ],
)
def test_state_and_days(values: dict[str, str], state: EscalationState, days: int | None) -> None:
    """Days run from sending to the answer or to today; a matter never sent has not waited a day."""
    found = assess_escalation(escalation("e1", **values), TODAY)
    assert (found.state, found.days) == (state, days)
