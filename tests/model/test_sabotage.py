"""The state machine finds what is broken on purpose: each way of it, within a bounded number of stories."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from lienvung.core.errors import LienVungError
from tests.model.machine import Connected
from tests.model.sabotage import SABOTAGE
from tests.model.test_model import QUICK

HUNT = settings(QUICK, max_examples=150, stateful_step_count=30, phases=(Phase.generate,))


@pytest.mark.faults
@pytest.mark.timeout(900)
@pytest.mark.parametrize("broken", SABOTAGE)
def test_a_planted_fault_is_found(broken: str) -> None:
    """With this one thing broken some story ends badly."""
    with SABOTAGE[broken](), pytest.raises((AssertionError, LienVungError)):
        run_state_machine_as_test(Connected, settings=HUNT)
