"""Keys and origins: names that never come from values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.register.errors import KeyInvalid
from lienvung.core.register.key import format_token, new_key, steward_of_key
from lienvung.core.register.origin import format_origin, parse_origin

node_names = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
chosen = st.from_regex(r"[a-z0-9]{1,64}", fullmatch=True)


@given(node_names, st.binary(min_size=10, max_size=10))
def test_a_key_names_its_creator(node, random):
    """Whatever the 80 bits are, the key says which node created the record."""
    assert steward_of_key(new_key(node, format_token(random)), "opaque") == node


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_a_token_loses_no_bit(one, other):
    """Different bits are different tokens."""
    assert (format_token(one) == format_token(other)) == (one == other)


def test_a_token_takes_ten_bytes():
    """Fewer bits than the format promises are refused, not padded."""
    with pytest.raises(ValueError, match="10 random bytes"):
        format_token(b"short")


@pytest.mark.parametrize(
    "key", ["", "hai-phong", "hai-phong-ABCDEFGH234567AB", "-abcdefgh234567ab", "a_b-abcdefgh234567ab"]
)
def test_what_is_no_opaque_key_is_refused(key):
    """A node name, a hyphen and a token: nothing else is an opaque key."""
    with pytest.raises(KeyInvalid, match="K1-form"):
        steward_of_key(key, "opaque")


@pytest.mark.parametrize("key", ["", "vn31", "Hai-Phong", "a--b", "a/b", "đ", "a-" + "b" * 65, "hai-phong-"])
def test_what_is_no_natural_key_is_refused(key):
    """A natural key is its steward's name, a hyphen and a chosen token without hyphens: nothing else."""
    with pytest.raises(KeyInvalid, match="K3-natural"):
        steward_of_key(key, "natural")


@given(node_names, node_names, chosen, chosen)
def test_a_natural_key_names_one_steward(one, other, token, its):
    """Two nodes never spell one key, also where the name of one begins with the name of the other."""
    assert steward_of_key(f"{one}-{token}", "natural") == one
    assert (f"{one}-{token}" == f"{other}-{its}") == ((one, token) == (other, its))


def test_a_node_name_that_ends_like_a_token_is_not_confused():
    """The token is the last 16 characters, whatever the node is called."""
    assert steward_of_key(new_key("abcdefgh234567ab", "zzzzzzzzzzzzzzzz"), "opaque") == "abcdefgh234567ab"


@given(node_names, st.sampled_from(["commitment", "administrative-unit"]))
def test_an_origin_reads_back(node, register):
    """An origin is a node and a register."""
    assert parse_origin(format_origin(node, register)) == (node, register)


@pytest.mark.parametrize(
    "origin", ["", "hai-phong", "hai-phong/", "/commitment", "a/b/c", "Hai/commitment", "a/B", "a/b\n"]
)
def test_what_is_no_origin_is_refused(origin):
    """One slash between two names, and nothing more."""
    with pytest.raises(KeyInvalid, match="K5-origin"):
        parse_origin(origin)
