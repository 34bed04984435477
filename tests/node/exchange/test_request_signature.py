"""Signed requests: what is accepted, and every way in which one is not."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.errors import LienVungError
from lienvung.node.exchange.errors import (
    SignatureMalformed,
    SignatureMissing,
    SignatureReplayed,
    SignatureStale,
    SignatureWrong,
)
from lienvung.node.exchange.request_signature import NonceWindow, Target, check_claim, parse_claim, sign_request

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
NOW = 1_795_334_400
TARGET = Target("POST", "/lienvung/v1/parts", "", "quang-ninh", b'{"log":"quang-ninh/commitment"}')
VECTORS = Path(__file__).parents[3] / "docs/formats/vectors/request-signature.json"


def signed(target: Target = TARGET, created: int = NOW) -> dict[str, str]:
    headers = sign_request(target, "hai-phong", KEY, created=created, nonce=bytes(16))
    return {name.lower(): value for name, value in headers.items()}


def accept(headers: dict[str, str], target: Target = TARGET, now: int = NOW) -> str:
    claim = parse_claim(headers, target)
    check_claim(claim, target, [PUBLIC], now=now)
    return claim.caller


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text()), ids=lambda vector: vector["comment"])
def test_vectors(vector: dict[str, str]) -> None:
    """Each vector's key, request and time give exactly its headers."""
    target = Target(vector["method"], vector["path"], vector["query"], vector["node"], vector["body"].encode())
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["private_key"]))
    headers = sign_request(
        target, vector["caller"], key, created=int(vector["created"]), nonce=bytes.fromhex(vector["nonce"])
    )
    assert headers == vector["headers"]


def test_a_signed_request_names_its_caller() -> None:
    """An untouched request is accepted, with and without a body."""
    get = Target("GET", "/lienvung/v1/heads", "", "quang-ninh", b"")
    assert accept(signed()) == accept(signed(get), get) == "hai-phong"


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"},
        {"path": "/lienvung/v1/heads"},
        {"query": "a=1"},
    ],
)
def test_a_changed_request_does_not_verify(change: dict[str, str]) -> None:
    """Method, path and query are covered by the signature."""
    with pytest.raises(SignatureWrong):
        accept(signed(), replace(TARGET, **change))


def test_a_changed_body_is_refused_before_the_signature() -> None:
    """The digest header must be the body's."""
    with pytest.raises(SignatureMalformed) as refusal:
        accept(signed(), replace(TARGET, body=b"{}"))
    assert refusal.value.rule == "content-digest"


def test_a_request_to_another_node_is_refused() -> None:
    """A request signed for one node cannot be carried to another."""
    with pytest.raises(SignatureMalformed) as refusal:
        accept(signed(), replace(TARGET, node="bac-ninh"))
    assert refusal.value.rule == "lienvung-node"


@pytest.mark.parametrize("age", [301, -301])
def test_a_signature_outside_the_window_is_stale(age: int) -> None:
    """Five minutes either way, not a second more."""
    accept(signed(created=NOW - 300 if age > 0 else NOW + 300))
    with pytest.raises(SignatureStale):
        accept(signed(created=NOW - age))


def test_another_key_does_not_verify() -> None:
    """The caller's own key is the only one that counts."""
    claim = parse_claim(signed(), TARGET)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    with pytest.raises(SignatureWrong):
        check_claim(claim, TARGET, [other], now=NOW)


@pytest.mark.parametrize(
    ("name", "edit", "refusal"),
    [
        ("signature", lambda value: None, SignatureMissing),
        ("signature-input", lambda value: None, SignatureMissing),
        ("signature", lambda value: "lienvung=:AAAA:", SignatureMalformed),
        ("signature-input", lambda value: value.replace('alg="ed25519"', 'alg="none"'), SignatureMalformed),
        ("signature-input", lambda value: value.replace(' "@query"', ""), SignatureMalformed),
        ("signature-input", lambda value: value + ", other=()", SignatureMalformed),
        ("signature-input", lambda value: value.replace("hai-phong", "Hai-Phong"), SignatureMalformed),
        ("lienvung-node", lambda value: None, SignatureMalformed),
        ("content-digest", lambda value: None, SignatureMalformed),
    ],
)
def test_headers_have_one_spelling(name: str, edit: Callable[[str], str | None], refusal: type[LienVungError]) -> None:
    """A missing, widened, narrowed or respelt header is refused."""
    headers = signed()
    value = edit(headers.pop(name))
    with pytest.raises(refusal):
        accept(headers if value is None else headers | {name: value})


def test_a_nonce_is_accepted_once_while_it_is_fresh() -> None:
    """The same claim is refused a second time, until its signature has gone stale anyway."""
    clock = iter([NOW, NOW, NOW + 2 * 300 + 1])
    window = NonceWindow(lambda: next(clock))
    claim = parse_claim(signed(), TARGET)
    window.accept(claim)
    with pytest.raises(SignatureReplayed):
        window.accept(claim)
    window.accept(claim)
