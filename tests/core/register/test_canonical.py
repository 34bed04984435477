"""Canonical JSON: one spelling, and every other one refused by name."""

import json
import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.register.canonical import LARGEST_INTEGER, canonical, parse_canonical, prune
from lienvung.core.register.errors import NotCanonical

from .vectors import read_vector

CASES = read_vector("canonical")["cases"]

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(
    lambda s: unicodedata.normalize("NFC", s)
)
names = st.text(st.characters(max_codepoint=126, min_codepoint=32), min_size=1)
leaves = text | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=20)
nothing = st.sampled_from([None, "", [], {}])
sparse = st.recursive(leaves | nothing, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=20)


def inside(value):
    """Return everything inside a value, at any depth."""
    children = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [*children, *(deeper for child in children for deeper in inside(child))]


@given(values)
def test_agrees_with_rfc8785(value):
    """The spelling is the one of an independent RFC 8785 writer."""
    assert canonical(value) == rfc8785.dumps(value)


@given(values)
def test_reads_back_what_it_wrote(value):
    """Reading the bytes gives the value back."""
    assert parse_canonical(canonical(value)) == value


@given(values)
def test_refuses_every_other_spelling(value):
    """The same value spelled with blanks or escapes is refused unless the spelling is the same."""
    for other in (json.dumps(value).encode(), json.dumps(value, ensure_ascii=False, indent=1).encode()):
        if other != canonical(value):
            with pytest.raises(NotCanonical, match=r"C9-spelling"):
                parse_canonical(other)


@given(st.binary(max_size=40))
def test_any_bytes_are_read_exactly_or_refused(data):
    """No bytes are read that the value would not be written as."""
    try:
        value = parse_canonical(data)
    except NotCanonical:
        return
    assert canonical(value) == data


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['expect']}-{case['bytes'][:24]}")
def test_vector(case):
    """Each vector is accepted, or refused by the rule it names."""
    data = bytes.fromhex(case["bytes"])
    if case["expect"] == "valid":
        assert canonical(parse_canonical(data)) == data
        return
    with pytest.raises(NotCanonical) as refusal:
        parse_canonical(data)
    assert refusal.value.rule == case["expect"]


def test_a_refusal_names_the_place():
    """The path leads to the value that broke the rule."""
    with pytest.raises(NotCanonical) as refusal:
        canonical({"parts": {"shared": ["a", 0.5]}})
    assert (refusal.value.rule, refusal.value.where) == ("C3-type", "parts/shared/1")


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (None, "C3-type"),
        (1.0, "C3-type"),
        (b"bytes", "C3-type"),
        (2**53, "C4-integer"),
        ("u\u0309", "C5-nfc"),
        ("a\0", "C6-nul"),
        ({1: "a"}, "C7-name"),
        ("\ud800", "C1-utf8"),
    ],
)
def test_a_writer_is_held_to_the_same_rules(value, rule):
    """A value outside the profile is never spelled."""
    with pytest.raises(NotCanonical) as refusal:
        canonical(value)
    assert refusal.value.rule == rule


@given(st.dictionaries(names, sparse))
def test_pruning_leaves_nothing_empty(value):
    """Pruning twice is pruning once, and no empty thing remains at any depth."""
    pruned = prune(value)
    assert prune(pruned) == pruned
    assert all(inner not in (None, "", [], {}) for inner in inside(pruned))


def test_pruning_keeps_false_and_zero():
    """False and 0 say something; the empty things do not."""
    assert prune({"a": False, "b": 0, "c": "", "d": [None, {}, 0], "e": {"f": []}}) == {"a": False, "b": 0, "d": [0]}
