"""node.json: one root key speaks for all the others."""

import json
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.agreement.contact import check_node_json, format_node_json, introduce
from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.agreement.keys import fingerprint, open_keys, sign_keys, spoken_fingerprint

from .vectors import read_vector

VECTOR = read_vector("node-json")
GOOD = VECTOR["valid"]["node.json"].encode()
ROOT = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTOR["root-private-key"]))


def test_valid_vector():
    """The document reads, is signed by the root key whose fingerprint the vector names, and writes back."""
    document = check_node_json(GOOD)
    assert format_node_json(document) == GOOD
    assert fingerprint(document.keys.root) == VECTOR["valid"]["fingerprint"]
    assert (document.name, document.title, document.keys.version) == ("hai-phong", "Thành phố Hải Phòng", 1)
    assert (document.keys.log, document.keys.encryption) == (b"\1" * 32, b"\4" * 32)


@pytest.mark.parametrize("case", VECTOR["refused"], ids=lambda case: case["expect"])
def test_refused_vector(case):
    """A wrong document is refused by the rule it breaks."""
    with pytest.raises(NodeDocumentInvalid) as refusal:
        check_node_json(case["node.json"].encode())
    assert refusal.value.rule == case["expect"]


def test_introducing_writes_the_vector():
    """Ed25519 is deterministic: the same keys and root give the vector's bytes."""
    document = check_node_json(GOOD)
    assert format_node_json(introduce(document.title, document.keys, ROOT)) == GOOD


def test_a_new_address_needs_a_new_signature():
    """Who carries the file cannot send partners elsewhere."""
    keys = check_node_json(GOOD).keys
    moved = replace(keys, version=2, address="https://lienvung.other.example", until=date(2030, 1, 1))
    assert open_keys(sign_keys(moved, ROOT)) == moved
    with pytest.raises(NodeDocumentInvalid):
        open_keys(sign_keys(keys, ROOT).replace("lienvung.example", "lienvung.elsewhere"))


def test_another_key_cannot_sign_for_the_root():
    """The signer must be the root key that the document names."""
    with pytest.raises(NodeDocumentInvalid, match="N6-signed"):
        sign_keys(check_node_json(GOOD).keys, Ed25519PrivateKey.generate())


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lienvung.example",
        "ftp://a",
        "https://a/",
        "https://a/b",
        "https://u@a",
        "https://a?b",
        "https://a:0",
        "http://-a",
        "http://a:99999",
        "http://a..b",
        "http://" + 64 * "a",
    ],
)
def test_an_address_is_scheme_host_and_port(address):
    """Nothing that could lead a request elsewhere is an address."""
    with pytest.raises(NodeDocumentInvalid, match="N5-values"):
        sign_keys(replace(check_node_json(GOOD).keys, address=address), ROOT)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8101", "https://lienvung.haiphong.example", "http://[::1]:8101"])
def test_names_numbers_and_ports_are_addresses(address):
    """Hosts by name and by number, with and without a port."""
    keys = replace(check_node_json(GOOD).keys, address=address)
    assert open_keys(sign_keys(keys, ROOT)) == keys


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_no_byte_can_be_changed_unseen(place, byte):
    """One changed byte is refused or changes only the title, which no key speaks for."""
    changed = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    try:
        document = check_node_json(changed)
    except NodeDocumentInvalid:
        return
    assert document.keys == check_node_json(GOOD).keys
    assert json.loads(changed) | {"title": ""} == json.loads(GOOD) | {"title": ""}


def test_a_fingerprint_is_read_aloud_in_fours():
    """Sixteen groups of four, all of it: a shortened fingerprint could be met by another key."""
    words = spoken_fingerprint(VECTOR["valid"]["fingerprint"]).split()
    assert len(words) == 16
    assert "".join(words) == VECTOR["valid"]["fingerprint"]
