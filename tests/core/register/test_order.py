"""Order in a log: what it means is said first, and a batch stays together."""

from dataclasses import replace

import pytest

from lienvung.core.register.entry import parse_entry
from lienvung.core.register.errors import EntryInvalid
from lienvung.core.register.order import LogOrder

from .vectors import read_vector

PUT = parse_entry(read_vector("entry-put")["entry"].encode())
DEFINE = replace(PUT, op="define", key="sample", batch="a" * 16)
OTHER = "f" * 64


def follow(*entries, order=None):
    """Look at these entries one after the other."""
    order = order or LogOrder()
    for entry in entries:
        order.check(entry)


@pytest.mark.parametrize("case", read_vector("batch")["cases"], ids=lambda case: str(case["expect"]))
def test_vector(case):
    """Consecutive entries are one batch; a batch that returns is refused."""
    entries = [replace(PUT, batch=batch) for batch in case["batches"]]
    if isinstance(case["expect"], str):
        with pytest.raises(EntryInvalid, match=case["expect"]):
            follow(*entries, order=LogOrder(DEFINE))
    else:
        follow(*entries, order=LogOrder(replace(DEFINE, batch="z" * 16)))


def test_a_log_begins_by_saying_what_it_means():
    """Without a definition at its first entry a log says nothing."""
    follow(DEFINE, PUT)
    with pytest.raises(EntryInvalid, match="E13-first"):
        follow(PUT)


def test_an_entry_follows_the_newest_definition():
    """Each entry names the definition that the newest `define` brought, no earlier one and no other."""
    newer = replace(DEFINE, definition=OTHER, batch="c" * 16)
    follow(DEFINE, PUT, newer, replace(PUT, definition=OTHER, batch="d" * 16))
    for wrong in ([DEFINE, replace(PUT, definition=OTHER)], [DEFINE, newer, PUT]):
        with pytest.raises(EntryInvalid, match="E14-definition-known"):
            follow(*wrong)


def test_a_checkpoint_ends_a_batch():
    """What was confirmed together is whole at every checkpoint, but not at every place where a pull broke off."""
    follow(PUT, order=LogOrder(PUT))
    with pytest.raises(EntryInvalid, match="B2-together"):
        follow(PUT, order=LogOrder(PUT, whole=True))
