"""Batches: consecutive in every log."""

from dataclasses import replace

import pytest

from lienvung.core.register.batch import find_batches
from lienvung.core.register.entry import parse_entry
from lienvung.core.register.errors import BatchSplit

from .vectors import read_vector

ENTRY = parse_entry(read_vector("entry-put")["entry"].encode())


@pytest.mark.parametrize("case", read_vector("batch")["cases"], ids=lambda case: str(case["expect"]))
def test_vector(case):
    """Consecutive entries are one batch; a batch that returns is refused."""
    entries = [replace(ENTRY, batch=batch) for batch in case["batches"]]
    if isinstance(case["expect"], str):
        with pytest.raises(BatchSplit):
            list(find_batches(entries))
    else:
        assert [list(batch) for batch in find_batches(entries)] == case["expect"]


def test_indices_count_from_the_first_entry_given():
    """A later stretch of the log reports its own indices."""
    assert list(find_batches([ENTRY], first=256)) == [(ENTRY.batch, 256, 257)]
