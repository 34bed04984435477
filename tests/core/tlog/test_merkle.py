"""The Merkle tree against public vectors and against the slow reference tree."""

import json
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.tlog import merkle, tile
from lienvung.core.tlog.errors import ProofMalformed, TlogError

from . import reference_tree as slow

entries_lists = st.integers(0, 80).map(lambda n: [b"entry %d" % i for i in range(n)])


def reader(entries: list[bytes]) -> merkle.HashReader:
    """Answer subtree hashes straight from the definition."""
    return lambda nodes: [slow.mth(entries[n << level : (n + 1) << level]) for level, n in nodes]


def verdict(check) -> bool:
    try:
        check()
    except TlogError:
        return False
    return True


def unpack(hashes) -> list[bytes]:
    return [b64decode(node) for node in hashes or ()]


def root(text) -> bytes:
    return b64decode(text or "")


def cases(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_public_inclusion_vectors(vectors):
    """Every public inclusion case gets the verdict that its authors expect."""
    for case in cases(vectors / "merkle-inclusion.jsonl"):
        ok = verdict(
            lambda c=case: merkle.check_inclusion(
                c["leafIdx"], c["treeSize"], root(c["leafHash"]), unpack(c["proof"]), root(c["root"])
            )
        )
        assert ok is not case["wantErr"], case["name"]


def test_public_consistency_vectors(vectors):
    """Every public consistency case gets the verdict that its authors expect."""
    for case in cases(vectors / "merkle-consistency.jsonl"):
        ok = verdict(
            lambda c=case: merkle.check_consistency(
                c["size1"], root(c["root1"]), c["size2"], root(c["root2"]), unpack(c["proof"])
            )
        )
        assert ok is not case["wantErr"], case["name"]


@given(entries_lists)
def test_root_equals_the_definition(entries):
    """The fast root is the root of RFC 6962."""
    assert merkle.root_of(merkle.leaf_hashes(entries)) == slow.mth(entries)


@given(entries_lists, st.data())
def test_frontier_grows_in_any_steps(entries, data):
    """A frontier fed in two steps of any size equals one fed at once, and appending equals extending."""
    hashes = merkle.leaf_hashes(entries)
    cut = data.draw(st.integers(0, len(hashes)))
    frontier = merkle.Frontier().extend(hashes[:cut])
    assert frontier.root() == slow.mth(entries[:cut])
    assert len(frontier.hashes) == cut.bit_count()
    for leaf in hashes[cut:]:
        frontier = frontier.append(leaf)
    assert frontier == merkle.Frontier().extend(hashes)


@given(entries_lists, st.integers(0, 4))
def test_frontier_takes_whole_subtrees(entries, level):
    """Extending an aligned frontier by subtree roots equals extending it by the leaves below them."""
    width = 1 << level
    whole = len(entries) // width
    start = max(0, whole - 1) // 2 * width
    roots = [slow.mth(entries[i * width : (i + 1) * width]) for i in range(start // width, whole)]
    leaves = merkle.leaf_hashes(entries)
    frontier = merkle.Frontier().extend(leaves[: start + width - 1]).aligned(level)
    assert frontier.size == start
    assert frontier.extend(roots, level).extend(leaves[whole * width :]).root() == slow.mth(entries)


def test_unaligned_frontier_refuses_subtrees():
    """A frontier that is not aligned to the level refuses subtrees instead of computing a wrong root."""
    with pytest.raises(ProofMalformed):
        merkle.Frontier().append(merkle.leaf_hash(b"x")).extend([bytes(32)], level=8)


@given(entries_lists.filter(bool), st.data())
def test_inclusion_proofs_equal_the_definition(entries, data):
    """An inclusion proof is the path of RFC 6962, verifies, and fails for any other leaf."""
    index = data.draw(st.integers(0, len(entries) - 1))
    proof = merkle.prove_inclusion(index, len(entries), reader(entries))
    assert proof == slow.path(index, entries)
    head = slow.mth(entries)
    merkle.check_inclusion(index, len(entries), merkle.leaf_hash(entries[index]), proof, head)
    assert not verdict(lambda: merkle.check_inclusion(index, len(entries), merkle.leaf_hash(b"other"), proof, head))


@given(entries_lists.filter(bool), st.data())
def test_consistency_proofs_equal_the_definition(entries, data):
    """A consistency proof is that of RFC 6962, verifies, and fails when one leaf below was changed."""
    old = data.draw(st.integers(1, len(entries)))
    proof = merkle.prove_consistency(old, len(entries), reader(entries))
    assert proof == slow.proof(old, entries)
    head = slow.mth(entries)
    merkle.check_consistency(old, slow.mth(entries[:old]), len(entries), head, proof)
    rewritten = [b"rewritten", *entries[1:old]]
    assert not verdict(lambda: merkle.check_consistency(old, slow.mth(rewritten), len(entries), head, proof))


@given(st.integers(1, 1500), st.data())
def test_proofs_read_from_tiles(size, data):
    """Proofs built from hash tiles verify, across tile borders and with partial tiles."""
    leaves = merkle.leaf_hashes([b"%d" % i for i in range(size)])
    rows = [leaves]
    while len(rows[-1]) >= 256:
        below = rows[-1]
        rows.append([merkle.root_of(below[i : i + 256]) for i in range(0, len(below) // 256 * 256, 256)])
    hashes = tile.hashes_from_tiles(lambda level, n: b"".join(rows[level][n * 256 : n * 256 + 256]))
    index = data.draw(st.integers(0, size - 1))
    head = merkle.root_of(leaves)
    merkle.check_inclusion(index, size, leaves[index], merkle.prove_inclusion(index, size, hashes), head)
    old = index + 1
    proof = merkle.prove_consistency(old, size, hashes)
    merkle.check_consistency(old, merkle.root_of(leaves[:old]), size, head, proof)
    assert merkle.Frontier(size, tuple(hashes(merkle.frontier_nodes(size)))).root() == head
