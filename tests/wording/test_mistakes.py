"""What is said of a wrong cell: the reason and a remedy that can be followed."""

import pytest

from lienvung.wording.mistakes import explain_mistake


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"minimum": "1", "maximum": "5000"}, "từ 1 đến 5000"),
        ({"minimum": "0"}, "từ 0 trở lên"),
        ({"maximum": "2030"}, "không quá 2030"),
    ],
)
def test_bounds_are_said_in_words(facts, said):
    """Where there is no bound on a side, none is named."""
    assert explain_mistake("I11-bounds", facts).why == f"nằm ngoài giới hạn: {said}"


def test_a_pattern_comes_with_a_value_that_keeps_it():
    """Who cannot read a pattern can read an example."""
    assert explain_mistake("I8-pattern", {"pattern": "[A-Z]{2}-[0-9]{3}"}).do == "Viết như AA-001."
