"""Our own vectors of the log formats (vectors/log.json), written by a script that shares no code with these modules."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.tlog.checkpoint import Checkpoint, format_checkpoint, open_checkpoint
from lienvung.core.tlog.cosignature import cosign
from lienvung.core.tlog.merkle import leaf_hashes, root_of
from lienvung.core.tlog.note import Signer, Verifier, public_bytes, sign_note
from lienvung.core.tlog.tile import format_entry_bundle, format_tile_path

ORIGIN = "hai-phong/commitment"


@pytest.fixture(scope="module")
def vector():
    """The file, as a value."""
    return json.loads((Path(__file__).parents[3] / "vectors" / "log.json").read_text(encoding="utf-8"))


def key(vector, name):
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector[f"{name}-private-key"]))


def leaves(vector):
    return [leaf.encode() for leaf in vector["leaves"]]


def test_roots(vector):
    """The roots of the first trees are those of the vector, the empty one too."""
    hashes = leaf_hashes(leaves(vector))
    assert [root_of(hashes[:size]).hex() for size in range(len(hashes) + 1)] == vector["roots"]


def test_checkpoint_is_signed_to_the_byte(vector):
    """The same head under the same key gives the same note, which opens again."""
    hashes = leaf_hashes(leaves(vector))
    head = Checkpoint(ORIGIN, len(hashes), root_of(hashes))
    signed = sign_note(format_checkpoint(head), Signer(ORIGIN, key(vector, "log")))
    assert signed.decode() == vector["checkpoint"]
    assert open_checkpoint(signed, Verifier(ORIGIN, public_bytes(key(vector, "log"))), ORIGIN) == head


def test_cosignature_is_made_to_the_byte(vector):
    """The same witness at the same time gives the same line."""
    text = vector["checkpoint"].rpartition("\n\n")[0] + "\n"
    assert cosign(text, vector["witness"], key(vector, "witness"), vector["time"]) == vector["cosignature"]


def test_entry_bundle_and_paths(vector):
    """Leaves are framed, and tile numbers spelled, as in the vector."""
    assert format_entry_bundle(leaves(vector)).hex() == vector["entry-bundle"]
    for number, spelled in vector["paths"].items():
        assert format_tile_path("entries", int(number)) == f"tile/entries/{spelled}"
