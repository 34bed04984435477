"""A small illustrative paper, and a programme to hang it on."""

from pathlib import Path

import pytest

from lienvung.node.append import Change, append
from lienvung.node.node import Node

SAMPLES = Path(__file__).parents[2] / "samples" / "illustrative"


@pytest.fixture
def paper() -> bytes:
    """The illustrative joint conclusion as plain text."""
    return (SAMPLES / "ket-luan-lien-tich.txt").read_bytes()


@pytest.fixture
def programme(node: Node) -> str:
    """The key of a programme between Hải Phòng and Quảng Ninh, in our own log."""
    key = "hai-phong-" + "a" * 16
    values = {"title": "Hợp tác minh họa", "sides": ["hai-phong", "quang-ninh"], "nature": "illustrative"}
    append(node, [Change("put", "programme", key, {"shared": values})], idempotency_key="programme")
    return key
