"""Parts: a salted digest in the log, the values beside it."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.register.definition import parse_definition
from lienvung.core.register.errors import PartInvalid, PartMismatch
from lienvung.core.register.part import check_part, format_part_body, parse_part_body, part_digest, seal_item

from .vectors import read_vector

VECTOR = read_vector("part")


@pytest.mark.parametrize("case", VECTOR["digests"], ids=lambda case: case["expect"] + case.get("comment", ""))
def test_digest_vector(case):
    """Salt and body give the digest, or the refusal names the rule."""
    salt, body = bytes.fromhex(case["salt"]), case["body"].encode()
    if case["expect"] == "valid":
        assert part_digest(salt, body).hex() == case["digest"]
        check_part("shared", salt, body, case["digest"])
        return
    with pytest.raises((PartInvalid, PartMismatch)) as refusal:
        check_part("shared", salt, body, case["digest"])
    assert refusal.value.rule == case["expect"]


@pytest.mark.parametrize("case", VECTOR["bodies"], ids=lambda case: case["body"])
def test_body_vector(case):
    """A body that its writer would have spelled otherwise is refused."""
    with pytest.raises(PartInvalid) as refusal:
        parse_part_body(case["body"].encode())
    assert refusal.value.rule == case["expect"]


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=64))
def test_digest_is_the_formula_of_the_page(salt, body):
    """The digest is SHA-256 over domain, salt and body, as docs/formats/part.md writes it."""
    assert part_digest(salt, body) == hashlib.sha256(b"lienvung/part/v1" + b"\x00" + salt + body).digest()


def test_every_part_is_sealed_with_a_fresh_salt(sample):
    """Empty parts have a digest too, and no two parts share a salt: presence and equality say nothing."""
    salts = iter(bytes([number]) * 16 for number in range(9))
    sealed = seal_item(sample, {"shared": {"name": "Cầu Bến Rừng"}}, lambda: next(salts))
    assert [part.name for part in sealed] == ["attribution", "internal", "personal", "shared", "source"]
    assert len({part.digest for part in sealed}) == 5
    assert [part.name for part in sealed if part.is_empty] == ["attribution", "internal", "personal", "source"]


def test_a_part_the_definition_does_not_name_is_not_sealed(sample):
    """What no definition names cannot be committed to by mistake."""
    with pytest.raises(PartInvalid) as refusal:
        seal_item(sample, {"secret": {"a": "b"}}, lambda: bytes(16))
    assert (refusal.value.part, refusal.value.rule) == ("secret", "P5-names")


def test_a_short_salt_is_not_sealed_with(sample):
    """A source of randomness that gives too little is found before anything is committed to."""
    with pytest.raises(PartInvalid, match="P1-salt"):
        seal_item(sample, {}, lambda: b"short")


def test_an_added_empty_field_changes_no_digest():
    """A field that a later definition adds, and that has no value, leaves the body as it was."""
    assert format_part_body({"name": "A", "added": None, "also": []}) == format_part_body({"name": "A"})


@pytest.mark.parametrize("case", VECTOR["definitions"], ids=lambda case: case["hash"][:8])
def test_definition_hash_vector(case):
    """A definition has the hash that its normal form gives."""
    assert parse_definition(case["definition"]).hash == case["hash"]


@pytest.mark.parametrize("op", ["put", "retire", "restore", "merge", "erase", "define", "hand-over"])
def test_the_parts_of_each_op_vector(op):
    """Sealing an op's item with the vector's salts gives the vector's bodies and digests."""
    vector = read_vector(f"entry-{op}")
    salts = iter(bytes.fromhex(vector["parts"][name]["salt"]) for name in sorted(vector["parts"]))
    sealed = seal_item(parse_definition(vector["definition"]), vector["item"], lambda: next(salts))
    shown = {part.name: {"salt": part.salt.hex(), "body": part.body.decode(), "digest": part.digest} for part in sealed}
    assert shown == vector["parts"]
    assert json.loads(shown["shared"]["body"]) == vector["item"].get("shared", {})
