"""What `make demo ARGS=--check` checks, on the demonstration that the browser tests use."""

import pytest

from lienvung.demo.check import check
from lienvung.demo.setup import exchange_until_quiet
from tests.conftest import Demonstration

pytestmark = pytest.mark.timeout(240)


def test_every_check_of_the_demonstration_holds(demonstration: Demonstration) -> None:
    """Equal figures, verified and cosigned logs, a quiet fsck, passages that resolve, reports that open."""
    exchange_until_quiet(demonstration.folder)
    lines = list(check(demonstration.folder))
    assert len(lines) >= 15
    assert [line.sentence for line in lines if not line.well] == []
