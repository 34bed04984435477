#!/usr/bin/env python3
"""Mở và kiểm chứng toàn bộ dữ liệu một nút Liên Vùng, không cần phần mềm Liên Vùng.
Open and verify a sealed export of a Liên Vùng node. Needs Python 3.11 and `cryptography`; nothing of the programme.

    python3 verify_lienvung_export.py FILE --to FOLDER [--root FINGERPRINT …]
        (--key encryption.pem [--key-passphrase-file TXT] | --passphrase-file TXT)

Format: docs/formats/sealed-export.md. Exit: 0 sound · 1 broken · 2 usage.
"""

import base64
import hashlib
import json
import os
import re
import struct
import sys
import tarfile
import unicodedata
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

DOMAIN, PIECE = b"lienvung/export/v1", 1024 * 1024 + 16
OPTIONS = {"--key", "--key-passphrase-file", "--passphrase-file", "--root", "--to"}

def need(holds: object, what: str, where: object = "") -> None:
    if not holds:
        raise ValueError(f"{what} {where}")

def sha(*data: bytes) -> bytes:
    return hashlib.sha256(b"".join(data)).digest()

def b64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

def spell(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

def words_in(path: str) -> bytes:
    return unicodedata.normalize("NFC", Path(path).read_text("utf-8").rstrip("\r\n")).encode()

def shared_secret(seal: dict[str, str], given: dict[str, str]) -> bytes:
    """Return the secret that the archive was sealed with, from the successor's key or a passphrase."""
    if "scrypt" in seal:
        need("--passphrase-file" in given, "sealed under a passphrase: --passphrase-file")
        return Scrypt(b64(seal["scrypt"]), 32, n=2**17, r=8, p=1).derive(words_in(given["--passphrase-file"]))
    need("--key" in given, "sealed for a node's key: --key")
    lock = words_in(given["--key-passphrase-file"]) if "--key-passphrase-file" in given else None
    own = load_pem_private_key(Path(given["--key"]).read_bytes(), lock)
    need(isinstance(own, X25519PrivateKey), "an X25519 key in PEM")
    assert isinstance(own, X25519PrivateKey)
    need(own.public_key().public_bytes_raw() == b64(seal["to"]), "sealed for another key")
    return own.exchange(X25519PublicKey.from_public_bytes(b64(seal["x25519"])))

def unseal(path: str, out: Path, given: dict[str, str]) -> None:
    """Write the plaintext archive; a piece that is changed, missing or out of place opens nothing further."""
    with open(path, "rb") as sealed, out.open("wb") as plain:
        need(sealed.readline() == DOMAIN + b"\n", "first line")
        line = sealed.readline()
        secret = shared_secret(json.loads(line)["seal"], given)
        cipher = ChaCha20Poly1305(HKDF(SHA256(), 32, salt=sha(line), info=DOMAIN).derive(secret))
        number, piece = 0, sealed.read(PIECE)
        while piece:
            following = sealed.read(PIECE)
            plain.write(cipher.decrypt(number.to_bytes(11, "big") + bytes([not following]), piece, None))
            number, piece = number + 1, following

def read_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Return a signed note's text and its lines as (name, key id, value) (C2SP signed-note)."""
    text, _, tail = note.rpartition("\n\n")
    lines = [re.fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/=]{8,})", line) for line in tail[:-1].split("\n")]
    need(text and tail.endswith("\n") and all(lines), "signed note")
    return text + "\n", [(line[1], b64(line[2])[:4], b64(line[2])[4:]) for line in lines if line]

def key_id(name: str, kind: int, key: bytes) -> bytes:
    return sha(name.encode(), b"\n", bytes([kind]), key)[:4]

def check_roots(note: str, name: str, root: dict[str, Any]) -> None:
    """Check that as many root keys as the set's threshold says signed a keys document."""
    ids = {(name, key_id(name, 1, b64(key))): b64(key) for key in root["keys"]}
    text, lines = read_note(note)
    signed = {line[:2]: line[2] for line in lines if line[:2] in ids}
    for who, value in signed.items():
        Ed25519PublicKey.from_public_bytes(ids[who]).verify(value, text.encode())
    need(1 <= root["threshold"] <= len(signed), "root signatures", name)

def read_node(path: Path) -> tuple[dict[str, Any], set[str]]:
    """Return the keys that speak for a node, and the fingerprints of its root sets (docs/formats/node-json.md)."""
    name, keys, prints = path.stem, dict[str, Any](), set[str]()
    for note in json.loads(path.read_bytes())["keys"]:
        header, body, end = read_note(note)[0].split("\n")
        before, keys = keys, json.loads(body)
        need((header, end, keys["node"]) == ("lienvung/keys/v1", "", name), "keys document", name)
        for root in (keys["root"], before.get("root", keys["root"])):
            check_roots(note, f"{name}/root", root)
        prints.add(sha(b"lienvung/root/v1\0", spell(keys["root"])).hex())
    return keys, prints

def check_signatures(note: str, origin: str, nodes: dict[str, Any]) -> int:
    """Check the log's signature over a checkpoint and each known witness's line; return how many witnesses."""
    text, lines = read_note(note)
    known = {(origin, key_id(origin, 1, b64(key["key"]))): (1, key) for key in nodes[origin.split("/")[0]]["log"]}
    for name, keys in ((f"{node}/witness", keys) for node, keys in nodes.items()):
        known |= {(name, key_id(name, 4, b64(key["key"]))): (4, key) for key in keys["witness"]}
    signed = set()
    for name, line_id, value in lines:
        kind, key = known.get((name, line_id), (0, {}))
        if kind:
            at = int.from_bytes(value[:8], "big") if kind == 4 else 0
            message = text if kind == 1 else f"cosignature/v1\ntime {at}\n{text}"
            Ed25519PublicKey.from_public_bytes(b64(key["key"])).verify(value[-64:], message.encode())
            signed.add(name)
    need(origin in signed, "log signature", origin)
    return len(signed) - 1

def tile_path(n: int, width: int) -> str:
    digits = f"{n:0{-(-len(str(n)) // 3) * 3}d}"
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    name = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/entries/{name}" + (f".p/{width}" if width < 256 else "")

def read_entries(folder: Path, size: int) -> list[bytes]:
    """Read all leaves of a log from its entry bundles (C2SP tlog-tiles)."""
    leaves: list[bytes] = []
    for n in range(-(-size // 256)):
        data, at = (folder / tile_path(n, min(256, size - 256 * n))).read_bytes(), 0
        while at < len(data):
            (length,) = struct.unpack_from(">H", data, at)
            leaves.append(data[at + 2 : at + 2 + length])
            at += 2 + length
    return leaves

def root_of(hashes: list[bytes]) -> bytes:
    """Return the RFC 6962 root: pairs level by level, an odd last one goes up as it is."""
    while len(hashes) > 1:
        pairs = [sha(b"\1", left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=False)]
        hashes = pairs + ([hashes[-1]] if len(hashes) % 2 else [])
    return hashes[0]

def lines_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_bytes().splitlines()]

def check_log(top: Path, origin: str, size: int, nodes: dict[str, Any]) -> tuple[list[Any], dict[tuple[int, str], Any]]:
    """Check one log against its signed head and its held parts against their entries; return entries and parts."""
    note = (top / "logs" / origin / "checkpoint").read_text("utf-8")
    witnesses = check_signatures(note, origin, nodes)
    head = read_note(note)[0].split("\n")
    leaves = read_entries(top / "logs" / origin, size)
    need(head[:2] == [origin, str(size)] and len(leaves) == size, "size", origin)
    need(root_of([sha(b"\0", leaf) for leaf in leaves]) == b64(head[2]), "root", origin)
    entries, parts = [json.loads(leaf) for leaf in leaves], {}
    for row in lines_of(top / "parts" / origin):
        if row["state"] == "held":
            digest = sha(b"lienvung/part/v1\0", bytes.fromhex(row["salt"]), row["body"].encode()).hex()
            where = f"{origin} {row['index']} {row['part']}"
            need(digest == entries[row["index"]]["parts"][row["part"]], "part", where)
            parts[row["index"], row["part"]] = json.loads(row["body"])
    print(f"{origin}: {size} ✎ {witnesses}")
    return entries, parts

def check_records(top: Path, logs: dict[str, Any]) -> int:
    """Check that each record shows its put's parts, and that each key has a record or a reason; return how many."""
    shown = {}
    for folder in sorted((top / "records").iterdir()) if (top / "records").exists() else ():
        for line in lines_of(folder):
            parts = logs[line["put-origin"]][1]
            names = logs[line["put-origin"]][0][line["put-index"]]["parts"].keys() - {"source", "attribution"}
            held = {k: v for name in names for k, v in parts.get((line["put-index"], name), {}).items()}
            need(line["state"] == "invalid" or line["values"] == held, "values", line["key"])
            shown[folder.name, line["key"]] = line
    refused = {(row["origin"], row["index"]) for row in lines_of(top / "refused")}
    for origin, (entries, _) in logs.items():
        for index, entry in enumerate(entries):
            known = (entry["register"], entry["key"]) in shown or (origin, index) in refused
            need(known or entry["op"] in ("define", "hand-over"), "key without a record", f"{origin} {index}")
    return len(shown)

def verify(top: Path, roots: set[str]) -> int:
    facts = json.loads((top / "export.json").read_bytes())
    nodes = {path.stem: read_node(path) for path in sorted((top / "nodes").glob("*.json"))}
    keys = {name: found[0] for name, found in nodes.items()}
    for folder, domain in (("definitions", b"lienvung/definition/v1\0"), ("blobs", b"")):
        for path in (top / folder).glob("*"):
            need(sha(domain, path.read_bytes()).hex() == path.stem, folder, path.stem)
    logs = {origin: check_log(top, origin, size, keys) for origin, size in facts["logs"].items()}
    records = check_records(top, logs)
    own = nodes[facts["node"]][1]
    print(f"{facts['node']} {facts['made']}: {len(logs)} nhật ký / logs, {records} bản ghi / records")
    print(*sorted(own), sep="\n")
    need(not roots or roots & own, "root", "khóa gốc khác với khóa đã cho / another root key than the one given")
    print("ĐÚNG / SOUND" if roots else "ĐÚNG, chưa đối chiếu khóa gốc / SOUND, root key not compared")
    return 0

def main(arguments: list[str]) -> int:
    options = list(zip(arguments[1::2], arguments[2::2], strict=False))
    given = dict(options)
    if len(arguments) % 2 == 0 or given.keys() - OPTIONS or "--to" not in given:
        print(__doc__)
        return 2
    try:
        top = Path(given["--to"])
        top.mkdir(mode=0o700, parents=True, exist_ok=False)
        unseal(arguments[0], top / "export.tar", given)
        with tarfile.open(top / "export.tar") as tar:
            tar.extractall(top, filter="data")
        os.remove(top / "export.tar")
        return verify(top, {"".join(value.split()).lower() for name, value in options if name == "--root"})
    except Exception as broken:  # what cannot be read is not proved, whatever was done to it
        print(f"KHÔNG ĐÚNG / BROKEN: {type(broken).__name__} {broken}")
        return 1

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
