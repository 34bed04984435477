"""Witness policies (C2SP tlog-policy): vectors, one spelling, and nothing but the parser's own error."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.tlog.cosignature import cosign
from lienvung.core.tlog.errors import PolicyMalformed
from lienvung.core.tlog.note import COSIGNATURE, ED25519, format_vkey, parse_signature
from lienvung.core.tlog.policy import MAX_BYTES, format_policy, parse_policy

VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/policy.json").read_text())
WORDS = st.sampled_from(
    ["log", "witness", "group", "quorum", "any", "all", "2", "none", "W1", " ", "\t", "\n", "#", "é"]
)


@pytest.mark.parametrize("vector", [pytest.param(each, id=each["comment"]) for each in VECTORS])
def test_policy_vectors(vector):
    """Each policy is read, judged and written as the vector says, or refused at its line by its rule."""
    data = vector["policy"].encode()
    if "refused" in vector:
        with pytest.raises(PolicyMalformed) as refusal:
            parse_policy(data)
        assert (refusal.value.line, refusal.value.rule) == (vector["line"], vector["refused"])
        return
    policy = parse_policy(data)
    assert [policy.is_met(cosigned) for cosigned in vector["met"]] == [True] * len(vector["met"])
    assert [policy.is_met(cosigned) for cosigned in vector["unmet"]] == [False] * len(vector["unmet"])
    assert format_policy(policy) == vector.get("written", vector["policy"]).encode()


@given(st.one_of(st.binary(max_size=200), st.lists(WORDS, max_size=30).map(lambda words: " ".join(words).encode())))
def test_any_bytes_are_a_policy_or_refused(data):
    """No bytes make the parser stumble, and what it reads it writes in a spelling that means the same."""
    try:
        policy = parse_policy(data)
    except PolicyMalformed:
        return
    assert parse_policy(format_policy(policy)) == policy


def test_names_are_octets():
    """Two names that a person reads alike, or that are not UTF-8 at all, are two names."""
    vkeys = [format_vkey(f"w{n}", bytes([n]) * 32, COSIGNATURE).encode() for n in range(3)]
    names = [b"K", b"\xe2\x84\xaa", b"\xff"]
    lines = b"".join(b"witness %s %s\n" % pair for pair in zip(names, vkeys, strict=True))
    data = lines + b"group all-three all K \xe2\x84\xaa \xff\nquorum all-three\n"
    assert format_policy(parse_policy(data)) == data


def test_a_witness_is_found_by_name_and_key(tmp_path):
    """A line counts for the witness whose vkey made it, and not for another key under the same name."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    vkey = format_vkey("hai-phong/witness", key.public_key().public_bytes_raw(), COSIGNATURE)
    policy = parse_policy(f"witness HP {vkey}\nquorum HP\n".encode())
    lines = [parse_signature(cosign("text\n", "hai-phong/witness", each, 1)) for each in (key, other)]
    assert policy.witnesses_among(lines[:1]) == ("HP",)
    assert policy.witnesses_among(lines[1:]) == ()


def test_a_policy_speaks_of_the_logs_that_it_lists():
    """With logs listed it judges those alone; with none it judges every log."""
    vkey = format_vkey("hai-phong/commitment", bytes(32), ED25519)
    listed, every = parse_policy(f"log {vkey}\nquorum none\n".encode()), parse_policy(b"quorum none\n")
    assert (listed.speaks_of("hai-phong/commitment"), listed.speaks_of("hai-phong/document")) == (True, False)
    assert every.speaks_of("hai-phong/document")


def test_a_file_without_end_is_refused():
    """A policy of more bytes than anybody writes is not read line by line."""
    with pytest.raises(PolicyMalformed, match="too-long"):
        parse_policy(b"#" * (MAX_BYTES + 1))
