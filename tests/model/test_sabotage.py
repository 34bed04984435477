"""The state machine finds what is broken on purpose: each way of it, within a bounded number of stories."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import initialize, run_state_machine_as_test

from lienvung.core.errors import LienVungError
from tests.faults.rows import PLANTED
from tests.model.machine import Connected
from tests.model.sabotage import SABOTAGE
from tests.model.test_model import QUICK

HUNT = settings(QUICK, max_examples=300, stateful_step_count=30, phases=(Phase.generate,), report_multiple_bugs=False)


class Counted(Connected):
    """The same machine, counting the stories that it begins."""

    stories = 0

    @initialize()
    def count(self) -> None:
        Counted.stories += 1


@pytest.mark.faults
@pytest.mark.row(PLANTED)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("broken", SABOTAGE)
def test_a_planted_fault_is_found(broken: str, record_property) -> None:
    """With this one thing broken some story ends badly."""
    Counted.stories = 0
    with SABOTAGE[broken](), pytest.raises((AssertionError, LienVungError)) as found:
        run_state_machine_as_test(Counted, settings=HUNT)
    said = str(found.value).partition("\n")[0][:60] or type(found.value).__name__
    record_property("found", f"{broken}: in story {Counted.stories} ({said})")
