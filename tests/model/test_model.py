"""Nodes that agree, write, exchange, break and lie in any order: the invariants hold after every step."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Connected

QUICK = settings(
    max_examples=60,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(QUICK, max_examples=1500, stateful_step_count=50, derandomize=False)


def test_everything_holds_after_every_step() -> None:
    """I1–I8 hold through sixty stories of thirty acts, the same in every run."""
    run_state_machine_as_test(Connected, settings=QUICK)
