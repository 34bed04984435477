"""A reader of our logs that knows nothing of this programme: the standard library and `cryptography` alone.

It is written from docs/outside-readers.md and the pages that it names, and imports nothing of ours on purpose.
"""

import base64
import hashlib
import http.client
import json
import secrets
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX = "/lienvung/v1"
Fetch = Callable[[str], bytes]


def sha(*data: bytes) -> bytes:
    return hashlib.sha256(b"".join(data)).digest()


def signing_fetch(address: str, asked: str, caller: str, key: Ed25519PrivateKey, now: Callable[[], float]) -> Fetch:
    """Return a GET that signs (RFC 9421) as request-signature.md says."""

    def fetch(path: str) -> bytes:
        nonce = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        parameters = (
            f'("@method" "@path" "@query" "lienvung-node");created={int(now())};nonce="{nonce}";'
            f'keyid="{caller}/request";alg="ed25519";tag="lienvung/v1"'
        )
        base = (
            f'"@method": GET\n"@path": {path}\n"@query": ?\n"lienvung-node": {asked}\n'
            f'"@signature-params": {parameters}'
        )
        signature = base64.b64encode(key.sign(base.encode())).decode()
        headers = {
            "Lienvung-Node": asked,
            "Signature-Input": f"lienvung={parameters}",
            "Signature": f"lienvung=:{signature}:",
        }
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise OSError(f"{answer.status} {path}")
        return body

    return fetch


def open_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Split a signed note into its text and its lines as (name, key id, value)."""
    text, _, tail = note.rpartition("\n\n")
    lines = [line.split(" ") for line in tail.splitlines()]
    blobs = [(name, base64.b64decode(blob)) for _dash, name, blob in lines]
    return text + "\n", [(name, blob[:4], blob[4:]) for name, blob in blobs]


def signed_by(note: str, name: str, kind: int, key: bytes) -> bool:
    """Tell whether a key signed (1) or cosigned (4) a note under a name; a wrong signature raises."""
    text, lines = open_note(note)
    key_id = sha(name.encode(), b"\n", bytes([kind]), key)[:4]
    for who, known, value in lines:
        if (who, known) == (name, key_id):
            at = int.from_bytes(value[:8], "big")
            message = f"cosignature/v1\ntime {at}\n{text}" if kind == 4 else text
            Ed25519PublicKey.from_public_bytes(key).verify(value[-64:], message.encode())
            return True
    return False


def keys_of(node_json: bytes, use: str) -> tuple[str, list[bytes]]:
    """Return the fingerprint of the first root set and the keys for one use of the newest document, all signed."""
    document, roots, listed = json.loads(node_json), list[dict[str, Any]](), list[bytes]()
    for note in document["keys"]:
        body = json.loads(open_note(note)[0].split("\n")[1])
        roots.append(body["root"])
        for root in roots[-2:]:
            signed = [signed_by(note, f"{document['name']}/root", 1, base64.b64decode(key)) for key in root["keys"]]
            assert sum(signed) >= root["threshold"]
        listed = [base64.b64decode(key["key"]) for key in body[use] if "revoked" not in key]
    spelled = json.dumps(roots[0], sort_keys=True, separators=(",", ":")).encode()
    return sha(b"lienvung/root/v1\0", spelled).hex(), listed


def tile_path(level: int | str, n: int, width: int) -> str:
    """Return a tile's path as tlog-tiles spells it."""
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.insert(0, f"x{n % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < 256 else "")


def root_of(hashes: list[bytes]) -> bytes:
    """Return the root of a tree by its definition (RFC 6962 §2.1)."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\1", root_of(hashes[:half]), root_of(hashes[half:]))


def read_log(checkpoint: str, log_keys: list[bytes], fetch: Fetch) -> list[bytes]:
    """Return all leaves of a log, tied to its signed checkpoint by entry bundles and by hash tiles alike."""
    origin, size_text, root_text, _ = open_note(checkpoint)[0].split("\n")
    assert any(signed_by(checkpoint, origin, 1, key) for key in log_keys)
    size, leaves = int(size_text), list[bytes]()
    for n in range(-(-size // 256)):
        data, at = fetch(tile_path("entries", n, min(256, size - n * 256))), 0
        while at < len(data):
            length = int.from_bytes(data[at : at + 2], "big")
            leaves.append(data[at + 2 : at + 2 + length])
            at += 2 + length
    hashes = [sha(b"\0", leaf) for leaf in leaves]
    assert (len(leaves), root_of(hashes)) == (size, base64.b64decode(root_text))
    level = 0
    while hashes:
        for n in range(-(-len(hashes) // 256)):
            row = hashes[n * 256 : (n + 1) * 256]
            assert fetch(tile_path(level, n, len(row))) == b"".join(row)
        full = len(hashes) // 256
        hashes, level = [root_of(hashes[n * 256 : (n + 1) * 256]) for n in range(full)], level + 1
    return leaves


def bundle_fetch(path: Path, register: str) -> tuple[str, bytes, Fetch]:
    """Return a log's checkpoint out of an unzipped bundle, the sender's node.json, and how its tiles are read."""
    archive = zipfile.ZipFile(path)
    heads = {head["register"]: head["checkpoint"] for head in json.loads(archive.read("heads"))["logs"]}
    return heads[register], archive.read("node.json"), lambda tile: archive.read(f"logs/{register}/{tile}")


def http_fetch(fetch: Fetch, register: str) -> tuple[str, bytes, Fetch]:
    """Return the same over the line."""
    prefix = f"{PREFIX}/logs/{register}"
    node_json = fetch(f"{PREFIX}/node.json")
    return fetch(f"{prefix}/checkpoint").decode(), node_json, lambda tile: fetch(f"{prefix}/{tile}")
