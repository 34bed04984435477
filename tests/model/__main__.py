"""Tell the quick stories in a process of its own, and say how much there was to judge.

Hypothesis draws on the constants of every module that is loaded: beside other tests the stories would be others.
"""

from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import JUDGED, Connected
from tests.model.test_model import JUDGED_AT_ALL, QUICK

run_state_machine_as_test(Connected, settings=QUICK)
for what in JUDGED_AT_ALL:
    print(f"{JUDGED[what]:8,}  {what}")
    assert JUDGED[what], what
