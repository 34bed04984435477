"""Terms: immutable bytes, and the rule that wrong ones break."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lienvung.catalogue import load_catalogue
from lienvung.core.agreement.errors import TermsInvalid
from lienvung.core.agreement.terms import FOLLOW_UP, Filter, format_terms, parse_terms, terms_hash

from .vectors import read_vector

VECTOR = read_vector("agreement")
BYTES = VECTOR["valid"]["terms"].encode()
TERMS = parse_terms(BYTES)


def test_valid_vector():
    """The terms read, write back the same bytes, and have the vector's hash."""
    assert format_terms(TERMS) == BYTES
    assert terms_hash(BYTES) == VECTOR["valid"]["hash"]
    assert TERMS.nodes == ("hai-phong", "quang-ninh")
    assert (TERMS.ends, TERMS.grants[1].until) == (date(2030, 12, 31), None)


@pytest.mark.parametrize("case", VECTOR["refused"], ids=lambda case: case["expect"])
def test_refused_vector(case):
    """Wrong terms are refused by the rule they break."""
    with pytest.raises(TermsInvalid) as refusal:
        parse_terms(case["terms"].encode())
    assert refusal.value.rule == case["expect"]


def test_every_rule_of_the_page_has_a_vector():
    """T1 to T13 are each broken once."""
    numbers = {int(case["expect"].split("-")[0][1:]) for case in VECTOR["refused"]}
    assert numbers == set(range(1, 14))


def test_replacing_vector():
    """Terms that stand for earlier ones name their hashes, and have a hash of their own."""
    data = VECTOR["replacing"]["terms"].encode()
    terms = parse_terms(data)
    assert terms.replaces == (VECTOR["replacing"]["replaces"],) == (VECTOR["valid"]["hash"],)
    assert (format_terms(terms), terms_hash(data)) == (data, VECTOR["replacing"]["hash"])


def test_wrong_terms_are_not_written():
    """The writer is held to the reader's rules."""
    with pytest.raises(TermsInvalid, match="T5-parties"):
        format_terms(replace(TERMS, parties=TERMS.parties[:1]))


@given(st.binary(max_size=80))
def test_no_bytes_crash_the_reader(data):
    """Whatever arrives is terms or a named refusal."""
    with pytest.raises(TermsInvalid):
        parse_terms(data)


json_values = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["title", "parties", "basis", "contacts", "ends", "replaces", "grants"]), json_values)
def test_no_value_crashes_the_reader(name, value):
    """A term of the wrong kind is refused, not stumbled over."""
    data = json.dumps({**json.loads(BYTES), name: value}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        terms = parse_terms(data.encode(errors="surrogatepass"))
    except TermsInvalid:
        return
    assert format_terms(terms).decode() == data


@given(st.integers(0, len(TERMS.grants) - 1), st.sampled_from(sorted(json.loads(BYTES)["grants"][0])), json_values)
@example(0, "grantor", ["hai-phong"])
@example(0, "recipient", {})
def test_no_value_in_a_grant_crashes_the_reader(number, name, value):
    """What a partner puts where a name, a day or a list belongs is terms or a named refusal."""
    document = json.loads(BYTES)
    document["grants"][number][name] = value
    data = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        terms = parse_terms(data.encode(errors="surrogatepass"))
    except TermsInvalid:
        return
    assert format_terms(terms).decode() == data


@pytest.mark.parametrize("register", sorted(FOLLOW_UP))
def test_a_register_of_follow_up_is_filtered_by_whole_programmes_only(register):
    """Inside a programme no row is held back, so both sides count the same."""
    whole = "key" if register == "programme" else "programmes"
    for field, allowed in ((whole, True), ("nature", False)):
        grant = replace(TERMS.grants[0], register=register, filter=Filter(field, ("real",)))
        terms = replace(TERMS, grants=(grant,))
        if allowed:
            assert parse_terms(format_terms(terms)) == terms
        else:
            with pytest.raises(TermsInvalid, match="T12-follow-up"):
                format_terms(terms)


def test_the_registers_of_follow_up_are_in_the_catalogue():
    """A name that no register has would guard nothing."""
    assert set(load_catalogue()) >= FOLLOW_UP


@pytest.mark.parametrize(
    ("field", "shared", "within"),
    [
        ("programmes", {"programmes": ["a", "b"]}, True),
        ("programmes", {"programmes": ["c"]}, False),
        ("programmes", {}, False),
        ("side", {"side": "b"}, True),
        ("side", {"side": "ab"}, False),
        ("open", {"open": True}, False),
        ("key", {"key": "b"}, False),
    ],
)
def test_a_filter_matches_the_value_or_any_member(field, shared, within):
    """Single values and lists alike; a missing field is never within; `key` is the key and no field."""
    assert Filter(field, ("a", "b")).matches("k", shared) is within
    assert Filter("key", ("k",)).matches("k", shared)
