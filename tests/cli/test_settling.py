"""What a serving process leaves out of the collections of cycles, once it is warm."""

import gc
from collections.abc import Iterator

import pytest

from lienvung.cli.serve import settle_once


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_after_so_many_answers_what_is_loaded_is_left_alone() -> None:
    """It happens once, and not before the last of these answers; what is made later is collected as ever."""
    answered = settle_once(3)
    frozen, made = [], []
    for _ in range(5):
        answered(None, None, None, None)
        frozen.append(gc.get_freeze_count())
        made += [[number] for number in range(1_000)]
    assert frozen[:2] == [0, 0]
    assert frozen[2] > 10_000
    # What is frozen may still go by itself; a second time would add what was made since.
    assert frozen[2] >= frozen[3] >= frozen[4]
    circle: list[object] = []
    circle.append(circle)
    del circle
    assert gc.collect() >= 1
