"""Entries: seven names, one spelling, and the rule that a wrong leaf breaks."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.register.arguments import check_arguments
from lienvung.core.register.entry import LARGEST_ENTRY, OPS, Entry, format_entry, format_time, parse_entry
from lienvung.core.register.errors import EntryInvalid
from lienvung.core.tlog.merkle import leaf_hash

from .vectors import read_vector

INVALID = read_vector("entry-invalid")["cases"]
PUT = parse_entry(read_vector("entry-put")["entry"].encode())


@pytest.mark.parametrize("op", OPS)
def test_vector(op):
    """Each op's leaf reads, writes back the same bytes, and hashes as RFC 6962 says."""
    vector = read_vector(f"entry-{op}")
    leaf = vector["entry"].encode()
    entry = parse_entry(leaf, "sample")
    assert (entry.op, format_entry(entry)) == (op, leaf)
    assert leaf_hash(leaf).hex() == vector["leaf-hash"]
    if op != "put":
        check_arguments(entry, vector["item"]["shared"])


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case["expect"] + "-" + case.get("comment", ""))
def test_invalid_vector(case):
    """A leaf that breaks a rule is refused by that rule."""
    with pytest.raises(EntryInvalid) as refusal:
        parse_entry(case["entry"].encode())
    assert refusal.value.rule == case["expect"]


def test_an_entry_of_another_register_is_refused():
    """A log of one register holds no entry of another."""
    with pytest.raises(EntryInvalid, match="E12-origin"):
        parse_entry(format_entry(PUT), "commitment")


def test_a_leaf_that_no_entry_bundle_can_count_is_refused():
    """65,535 bytes is the most that 16 bits count; one more is refused both ways."""
    parts = {f"part-{number:03}": "0" * 64 for number in range(1000)}
    large = replace(PUT, parts={**PUT.parts, **parts})
    with pytest.raises(EntryInvalid, match="E1-size"):
        format_entry(large)
    with pytest.raises(EntryInvalid, match="E1-size"):
        parse_entry(b" " * (LARGEST_ENTRY + 1))


@given(st.binary(max_size=60))
def test_no_bytes_crash_the_reader(data):
    """Whatever arrives is an entry or a named refusal."""
    with pytest.raises(EntryInvalid):
        parse_entry(data)


@given(
    st.sampled_from(sorted(json.loads(format_entry(PUT)))), st.none() | st.integers() | st.text() | st.lists(st.text())
)
def test_a_value_of_the_wrong_kind_is_refused(name, value):
    """One name with another value never reads as a put of the vector, and never crashes."""
    leaf = json.dumps({**json.loads(format_entry(PUT)), name: value}, sort_keys=True, separators=(",", ":")).encode()
    try:
        entry = parse_entry(leaf)
    except EntryInvalid:
        return
    assert format_entry(entry) == leaf


def test_an_entry_that_breaks_a_rule_is_not_written():
    """The writer is held to the reader's rules."""
    with pytest.raises(EntryInvalid, match="E6-op"):
        format_entry(Entry("sample", PUT.key, "delete", PUT.time, PUT.definition, PUT.batch, PUT.parts))


def test_a_moment_has_one_spelling():
    """UTC to the second, wherever the clock stood; a moment without a zone has no spelling."""
    hanoi = timezone(timedelta(hours=7))
    assert format_time(datetime(2026, 11, 22, 15, 0, 0, 999, hanoi)) == "2026-11-22T08:00:00Z"
    assert format_time(datetime(2026, 11, 22, 8, tzinfo=UTC)) == "2026-11-22T08:00:00Z"
    with pytest.raises(ValueError, match="time zone"):
        format_time(datetime(2026, 11, 22, 8))  # noqa: DTZ001 - the point of the test
