"""Signed notes, checkpoints, cosignatures and the public tessera log."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.tlog import checkpoint, cosignature, merkle, note, proof, tile
from lienvung.core.tlog.errors import (
    CheckpointMalformed,
    CosignatureMalformed,
    NoteMalformed,
    NoteSignatureInvalid,
    NoteUnsigned,
    ProofFileMalformed,
    RootMismatch,
    TlogError,
    VerifierKeyMalformed,
)

TESSERA = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))
SIGNER = note.Signer("hai-phong/document", KEY)
VERIFIER = note.Verifier("hai-phong/document", note.public_bytes(KEY))
TEXT = "hai-phong/document\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def test_tessera_log_verifies(vectors):
    """All sixteen checkpoints of a public log open under its key and match the roots of its entries."""
    name, kind, public_key = note.parse_vkey(TESSERA)
    assert note.format_vkey(name, public_key, kind) == TESSERA
    log = note.Verifier(name, public_key)
    folder = vectors / "tessera-log"
    for size in range(16):
        head = checkpoint.open_checkpoint((folder / f"checkpoint.{size}").read_bytes(), log, name)
        assert head.size == size
        if size == 0:
            assert head.root == merkle.EMPTY_ROOT
            continue
        bundle = folder / tile.format_tile_path("entries", 0, size)
        hashes = merkle.leaf_hashes(tile.parse_entry_bundle(bundle.read_bytes(), size))
        assert merkle.root_of(hashes) == head.root
        assert (folder / tile.format_tile_path(0, 0, size)).read_bytes() == tile.format_hash_tile(hashes)


def test_published_example_note_opens():
    """The example note in the documentation of Go's x/mod/sumdb/note (BSD-3) opens under its published key."""
    name, _, public_key = note.parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    signed = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    assert note.open_note(f"{text}\n— PeterNeumann {signed}\n".encode(), [note.Verifier(name, public_key)]).text == text


def test_note_opens_under_its_key_only():
    """A note opens under the key that signed it; without a known key it is refused as unsigned."""
    data = note.sign_note(TEXT, SIGNER)
    assert note.open_note(data, [VERIFIER]).text == TEXT
    with pytest.raises(NoteUnsigned):
        note.open_note(data, [note.Verifier("hai-phong/document", note.public_bytes(OTHER))])
    with pytest.raises(NoteUnsigned):
        note.open_note(data, [note.Verifier("quang-ninh/document", note.public_bytes(KEY))])


def test_one_bad_signature_of_a_known_key_refuses_the_note():
    """A good signature does not save a note on which another known key's signature is wrong."""
    witness = note.Signer("quang-ninh/x", OTHER)
    forged = note.Signature("quang-ninh/x", witness.sign(TEXT).key_id, bytes(64))
    data = note.format_note(TEXT, [SIGNER.sign(TEXT), forged])
    assert note.open_note(data, [VERIFIER]).text == TEXT
    with pytest.raises(NoteSignatureInvalid):
        note.open_note(data, [VERIFIER, note.Verifier("quang-ninh/x", note.public_bytes(OTHER))])


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"text\n", "no-empty-line"),
        (b"text\n\n", "no-signature"),
        (b"text\n\n\xe2\x80\x94 n AAAAAAA=", "no-final-newline"),
        (b"text\n\n- n AAAAAAA=\n", "signature-line"),
        (b"text\n\n\xe2\x80\x94 n  AAAAAAA=\n", "signature-line"),
        (b"text\n\n\xe2\x80\x94 a+b AAAAAAA=\n", "signature-line"),
        (b"text\n\n\xe2\x80\x94 n AAAAAAB=\n", "signature-base64"),
        (b"text\n\n\xe2\x80\x94 n AAAA\n", "signature-base64"),
        (b"te\txt\n\n\xe2\x80\x94 n AAAAAAA=\n", "control-character"),
        (b"te\xffxt\n\n\xe2\x80\x94 n AAAAAAA=\n", "not-utf-8"),
        (b"t\n\n" + "— n AAAAAAA=\n".encode() * 101, "too-many-signatures"),
    ],
)
def test_malformed_notes_name_the_rule(data, rule):
    """A malformed note is refused by the name of the rule it breaks."""
    with pytest.raises(NoteMalformed) as refusal:
        note.parse_note(data)
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("o\n0\n", "lines"),
        ("o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n", "extension-lines"),
        ("\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "origin"),
        ("o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "size"),
        ("o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "size"),
        ("o\n١\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "size"),
        ("o\n1\n47DEQpj8HBSa\n", "root"),
        ("o\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "root-of-empty-tree"),
    ],
)
def test_malformed_checkpoints_name_the_rule(text, rule):
    """A malformed checkpoint is refused by the name of the rule it breaks."""
    with pytest.raises(CheckpointMalformed) as refusal:
        checkpoint.parse_checkpoint(text)
    assert refusal.value.rule == rule


@given(st.binary(max_size=400))
def test_arbitrary_bytes_only_raise_our_errors(data):
    """Whatever arrives, the parsers answer with a value or with their own refusal."""
    for parse in (note.parse_note, proof.parse_proof, tile.parse_entry_bundle, tile.parse_hash_tile):
        try:
            parse(data)
        except TlogError:
            continue


def test_checkpoint_of_another_origin_is_refused():
    """A checkpoint signed by the right key for another log is refused."""
    with pytest.raises(CheckpointMalformed):
        checkpoint.open_checkpoint(note.sign_note(TEXT, SIGNER), VERIFIER, "hai-phong/review")


def test_cosignature_verifies_with_its_time():
    """A cosignature opens beside the log's signature and states its time; another text or time fails."""
    line = cosignature.cosign(TEXT, "quang-ninh/witness", OTHER, 1_795_000_000)
    witness = cosignature.CosignatureVerifier("quang-ninh/witness", note.public_bytes(OTHER))
    opened = note.open_note(note.sign_note(TEXT, SIGNER) + line.encode(), [VERIFIER, witness])
    signature = next(s for s in opened.signatures if s.name == "quang-ninh/witness")
    assert cosignature.cosignature_time(signature) == 1_795_000_000
    assert not witness.verify(TEXT + "x", signature.value)
    later = (1_795_000_001).to_bytes(8, "big") + signature.value[8:]
    assert not witness.verify(TEXT, later)


@pytest.mark.parametrize("timestamp", [0, -1, 2**63])
def test_cosignature_time_is_bounded(timestamp):
    """A witness never signs time zero, a negative one, or one beyond 63 bits."""
    with pytest.raises(CosignatureMalformed):
        cosignature.cosign(TEXT, "w", OTHER, timestamp)


@pytest.mark.parametrize("vkey", ["x", "a b+00000000+AQ==", "o+00000000+AQ==", TESSERA.replace("33d7", "33d8")])
def test_verifier_keys_are_checked(vkey):
    """A verifier key with a bad name, length or key id is refused."""
    with pytest.raises(VerifierKeyMalformed):
        note.parse_vkey(vkey)


def test_proof_file_carries_a_checkable_proof():
    """A .tlog-proof written here reads back and proves its entry, and no other entry."""
    entries = [b"%d" % i for i in range(5)]
    hashes = merkle.leaf_hashes(entries)
    head = checkpoint.Checkpoint("hai-phong/document", 5, merkle.root_of(hashes))
    signed = note.sign_note(checkpoint.format_checkpoint(head), SIGNER)
    path = merkle.prove_inclusion(3, 5, tile.hashes_from_tiles(lambda level, n: b"".join(hashes)))
    made = proof.Proof(3, tuple(path), signed, extra=b"note")
    assert proof.parse_proof(proof.format_proof(made)) == made
    assert proof.check_proof(made, b"3", VERIFIER, "hai-phong/document") == head
    with pytest.raises(RootMismatch):
        proof.check_proof(made, b"4", VERIFIER, "hai-phong/document")


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"c2sp.org/tlog-proof@v1\nindex 1", "shape"),
        (b"c2sp.org/tlog-proof@v2\nindex 1\n\n", "first-line"),
        (b"c2sp.org/tlog-proof@v1\nindex 01\n\n", "index"),
        (b"c2sp.org/tlog-proof@v1\nextra AAB=\nindex 1\n\n", "extra"),
        (b"c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n", "hash"),
    ],
)
def test_malformed_proof_files_name_the_rule(data, rule):
    """A malformed proof file is refused by the name of the rule it breaks."""
    with pytest.raises(ProofFileMalformed) as refusal:
        proof.parse_proof(data)
    assert refusal.value.rule == rule
