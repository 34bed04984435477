"""node.json: one root key speaks for all the others."""

import json
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.agreement.contact import check_node_json, continue_from, format_node_json, introduce, succeed
from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.agreement.keys import (
    PublishedKey,
    RootSet,
    count_signed,
    countersign,
    format_keys,
    open_keys,
    open_successor,
    read_request,
    sign_keys,
    spoken_fingerprint,
)

from .vectors import read_vector

VECTOR = read_vector("node-json")
GOOD = VECTOR["valid"]["node.json"].encode()
CHAIN = check_node_json(VECTOR["chain"]["node.json"].encode())
ROOT, SECOND, THIRD = (
    Ed25519PrivateKey.from_private_bytes(bytes.fromhex(each)) for each in VECTOR["root-private-keys"]
)


def raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def test_valid_vector():
    """The document reads, is signed by the root set whose fingerprint the vector names, and writes back."""
    document = check_node_json(GOOD)
    assert format_node_json(document) == GOOD
    assert document.fingerprint == VECTOR["valid"]["fingerprint"]
    assert (document.name, document.title, document.keys.version) == ("hai-phong", "Thành phố Hải Phòng", 1)
    assert (document.keys.log[0].key, document.keys.encryption[0].key) == (b"\1" * 32, b"\4" * 32)


def test_chain_vector():
    """A chain reads and writes back; the fingerprint stays that of the first root set, and all sets are known."""
    assert format_node_json(CHAIN) == VECTOR["chain"]["node.json"].encode()
    assert CHAIN.fingerprint == VECTOR["chain"]["fingerprint"]
    assert CHAIN.roots == set(VECTOR["chain"]["roots"])
    assert CHAIN.keys.log[0].revoked.void == {"limitation": (12, 15)}
    assert [each.version for each in CHAIN.chain] == [1, 3, 4]


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
    """The signers must be of the root set that the document names."""
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


def rotated(document, version=2):
    """Return the next keys document: one more log key."""
    keys = document.keys
    added = PublishedKey(bytes([40 + version]) * 32, date(2026, 12, version))
    return replace(keys, version=version, log=(*keys.log, added))


def test_a_chain_keeps_first_changes_and_newest():
    """Versions in between fall out of the chain; a contact can follow it from any of them all the same."""
    held = [check_node_json(GOOD)]
    for version in (2, 3):
        held.append(succeed(held[-1], sign_keys(rotated(held[-1], version), ROOT)))
    moved = replace(held[-1].keys, version=4, root=RootSet(tuple(sorted([raw(SECOND), raw(THIRD)])), 2))
    held.append(succeed(held[-1], sign_keys(moved, ROOT, SECOND, THIRD)))
    for version in (5, 6):
        held.append(succeed(held[-1], sign_keys(rotated(held[-1], version), SECOND, THIRD)))
    assert [each.version for each in held[-1].chain] == [1, 4, 6]
    for earlier in held:
        assert continue_from(earlier, held[-1])
        assert check_node_json(format_node_json(held[-1])) == held[-1]
        assert not continue_from(held[-1], earlier) or earlier is held[-1]


def test_a_stolen_old_root_starts_no_branch():
    """Who holds the root that was replaced cannot lead a contact that knows of the replacement elsewhere."""
    first = check_node_json(GOOD)
    moved = replace(first.keys, version=2, root=RootSet((raw(SECOND),), 1))
    held = succeed(first, sign_keys(moved, ROOT, SECOND))
    astray = replace(first.keys, version=2, root=RootSet((raw(THIRD),), 1))
    branch = succeed(first, sign_keys(astray, ROOT, THIRD))
    longer = succeed(branch, sign_keys(rotated(branch, 3), THIRD))
    assert not continue_from(held, branch)
    assert not continue_from(held, longer)
    both = succeed(held, sign_keys(rotated(held, 3), SECOND))
    assert continue_from(held, both)


def test_a_forged_next_version_is_refused():
    """A newer document that the root before did not sign is refused, whoever signed it."""
    first = check_node_json(GOOD)
    forged = replace(first.keys, version=2, root=RootSet((raw(SECOND),), 1))
    with pytest.raises(NodeDocumentInvalid, match="N12-signed-before"):
        succeed(first, sign_keys(forged, SECOND))


def test_two_of_three_sign_one_after_the_other():
    """A request is carried from one officer to the next; one signature twice is one, and each adds a line."""
    first = check_node_json(GOOD)
    trio = RootSet(tuple(sorted(map(raw, (ROOT, SECOND, THIRD)))), 2)
    text = format_keys(replace(first.keys, version=2, root=trio))
    once = countersign(text, ROOT)
    again = countersign(once, ROOT)
    assert once == again
    with pytest.raises(NodeDocumentInvalid, match="N6-signed"):
        open_keys(again)
    twice = countersign(again, SECOND)
    assert open_successor(first.keys, twice) == read_request(twice)[0] == read_request(text)[0]
    assert count_signed(twice, "hai-phong", trio) == 2
    assert count_signed(once, "hai-phong", RootSet((raw(THIRD),), 1)) == 0


def test_right_key_id_wrong_key():
    """A line that bears the root's id and another key's signature refuses the whole document."""
    note = sign_keys(check_node_json(GOOD).keys, ROOT)
    text, _, line = note.rpartition("\n— ")
    name, blob = line.split()
    forged = b64decode(blob)[:4] + SECOND.sign((text + "\n").encode())
    with pytest.raises(NodeDocumentInvalid, match="N6-signed"):
        open_keys(f"{text}\n— {name} {b64encode(forged).decode()}\n")
