"""The heads document and evidence: vectors, and one spelling."""

import json
from pathlib import Path

import pytest

from lienvung.core.tlog.note import verify_ed25519
from lienvung.node.exchange.errors import EvidenceMalformed
from lienvung.node.exchange.evidence import check_evidence, format_evidence, parse_evidence
from lienvung.node.exchange.heads import HeadsMalformed, format_heads, parse_heads, parse_stated, statement

VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/heads.json").read_text())


def named(kind: str) -> list[object]:
    return [pytest.param(vector, id=vector["comment"]) for vector in VECTORS if vector["kind"] == kind]


@pytest.mark.parametrize("vector", named("heads"))
def test_heads_vectors(vector: dict[str, str]) -> None:
    """Each document is read and written back byte for byte, or refused by its rule."""
    data = vector["document"].encode()
    if "refused" in vector:
        with pytest.raises(HeadsMalformed, match=vector["refused"]):
            parse_heads(data)
        return
    assert format_heads(*parse_heads(data)) == data


@pytest.mark.parametrize("vector", named("evidence"))
def test_evidence_vectors(vector: dict[str, str]) -> None:
    """Each file is read and written back byte for byte, and holds against the log's key, or is refused."""
    data, key = vector["document"].encode(), bytes.fromhex(vector["log_key"])
    evidence = parse_evidence(data)
    assert format_evidence(evidence) == data
    if "refused" in vector:
        with pytest.raises(EvidenceMalformed, match=vector["refused"]):
            check_evidence(evidence, key)
        return
    smaller, larger = check_evidence(evidence, key)
    assert smaller.size < larger.size


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('"node":"quang-ninh"', '"node":"Quảng Ninh"', "node"),
        ('"readable":true', '"readable":1', "types"),
        ('"register":"agreement"', '"register":"Agreement"', "register"),
        ('"register":"agreement"', '"register":"commitment"', "order"),
        ('{"logs"', '{ "logs"', "canonical"),
    ],
)
def test_heads_have_one_spelling(old: str, new: str, rule: str) -> None:
    """Each rule of the document is refused by its name."""
    document = VECTORS[0]["document"]
    assert old in document
    with pytest.raises(HeadsMalformed, match=rule):
        parse_heads(document.replace(old, new).encode())


@pytest.mark.parametrize("vector", named("stated"))
def test_statement_vectors(vector: dict[str, str]) -> None:
    """A statement is read and written back byte for byte and verifies at its time alone, or is refused by its rule."""
    data = vector["document"].encode()
    if "refused" in vector:
        with pytest.raises(HeadsMalformed, match=vector["refused"]):
            parse_stated(data)
        return
    stated, (node, heads) = parse_stated(data), parse_heads(data)
    assert stated is not None
    assert format_heads(node, heads, stated) == data
    verified = verify_ed25519(
        bytes.fromhex(vector["request_key"]), statement(node, heads, stated.at), stated.signature
    )  # fmt: skip
    assert (stated.at if verified else None) == vector["at"]
