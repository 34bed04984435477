#!/usr/bin/env python3
"""Kiểm chứng giấy chứng nhận bản ghi Liên Vùng, không cần mạng, không cần phần mềm Liên Vùng.
Verify a Liên Vùng proof of records off line. Needs Python 3.11 and `cryptography`; nothing of the programme.

    python3 verify_lienvung_proof.py FILE.zip [--root FINGERPRINT …]

Format: docs/formats/record-proof.md. Exit: 0 sound and compared · 1 broken · 2 usage · 4 sound, not compared.
"""

import base64
import hashlib
import json
import os
import re
import sys
import unicodedata
import zipfile
from datetime import datetime, timedelta, timezone
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PROOF = re.compile(r"\Ac2sp\.org/tlog-proof@v1\n(?:extra (\S+)\n)?index (0|[1-9][0-9]{0,18})((?:\n\S{44}){0,63})\Z")
HEAD = re.compile(r"\A([a-z0-9-]+)/([a-z0-9-]+)\n([1-9][0-9]{0,18})\n(\S{44})\n\Z")
ENTRY = r"entries/(?:0|[1-9][0-9]{0,4})/(?:leaf\.json|parts\.json|proof\.tlog-proof)"
MEMBER = re.compile(rf"proof\.json|{ENTRY}|definitions/[0-9a-f]{{64}}\.json|nodes/[a-z0-9]+(?:-[a-z0-9]+)*\.json")
FOR_PEOPLE = {"giay-chung-nhan.docx", "verify_lienvung_proof.py", "DOC-TRUOC.txt"}
VERDICTS = (
    "CHƯA ĐỐI CHIẾU KHÓA: tự nó đúng; đối chiếu dấu vân khóa rồi thêm --root. / SOUND IN ITSELF, key not compared.",
    "ĐÚNG: nhật ký đã ghi như trên, khóa gốc đã đối chiếu. / SOUND: the log holds this; root key compared.",
)
# ruff: noqa: UP017, DTZ007 - one file that stands alone, for older Pythons too

def need(holds: object, rule: str, where: object = "") -> None:
    if not holds:
        raise ValueError(f"{rule} {where}")

def sha(*data: bytes) -> bytes:
    return hashlib.sha256(b"".join(data)).digest()

def b64(text: str) -> bytes:
    need(base64.b64encode(data := base64.b64decode(text, validate=True)).decode() == text, "base64")
    return data

def spell(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

def is_plain(value: Any) -> bool:
    if isinstance(value, dict | list):
        return all(map(is_plain, value)) and (isinstance(value, list) or all(map(is_plain, value.values())))
    return unicodedata.is_normalized("NFC", value) if isinstance(value, str) else type(value) in (int, bool)

def read(data: bytes, where: object = "") -> Any:
    """Read canonical JSON (docs/formats/item.md): one spelling for each value."""
    value = json.loads(data)
    need(is_plain(value) and spell(value) == data, "canonical JSON", where)
    return value

def read_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Return a signed note's text and its lines as (name, key id, value) (C2SP signed-note)."""
    text, _, tail = note.rpartition("\n\n")
    lines = [re.fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/=]{8,})", line) for line in tail[:-1].split("\n")]
    need(text and tail.endswith("\n") and all(lines) and len(lines) <= 100, "signed note")
    need(not re.search(r"[\x00-\x09\x0b-\x1f]", note), "signed note")
    return text + "\n", [(line[1], b64(line[2])[:4], b64(line[2])[4:]) for line in lines if line]

def key_id(name: str, kind: int, key: bytes) -> bytes:
    return sha(name.encode(), b"\n", bytes([kind]), key)[:4]

def check_roots(note: str, name: str, root: dict[str, Any]) -> None:
    """Check that as many root keys as the set's threshold says signed a keys document."""
    ids = {(name, key_id(name, 1, b64(key))): b64(key) for key in root["keys"]}
    signed = {line[:2]: line[2] for line in reversed(read_note(note)[1]) if line[:2] in ids}
    for who, value in signed.items():
        Ed25519PublicKey.from_public_bytes(ids[who]).verify(value, read_note(note)[0].encode())
    need(1 <= root["threshold"] <= len(signed), "root signatures", name)

def read_node(data: bytes, name: str) -> tuple[dict[str, Any], list[str]]:
    """Return the keys that speak for a node, and its root sets' fingerprints, oldest first (node-json.md)."""
    document, keys, prints = read(data, name), dict[str, Any](), list[str]()
    need(document.keys() == {"address", "keys", "name", "title"} and 1 <= len(document["keys"]) <= 64, "node", name)
    for note in document["keys"]:
        header, body, end = read_note(note)[0].split("\n")
        before, keys = keys, read(body.encode(), name)
        need((header, end, keys["node"]) == ("lienvung/keys/v1", "", name), "keys document", name)
        need(keys["version"] > before.get("version", 0), "version", name)
        for root in (keys["root"], before.get("root", keys["root"])):
            check_roots(note, f"{name}/root", root)
        prints.append(sha(b"lienvung/root/v1\0", spell(keys["root"])).hex())
    need((document["name"], document["address"]) == (keys["node"], keys["address"]), "node", name)
    return keys, prints

def ran_at(listed: dict[str, Any], seconds: int) -> bool:
    """Say whether a witness key was good at the second that a cosignature states; days are Viet Nam's."""
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    days = {f"{moment + timedelta(hours=7, minutes=skew):%Y-%m-%d}" for skew in (-5, 5)}
    revoked = "revoked" in listed and f"{moment:%Y-%m-%dT%H:%M:%SZ}" >= listed["revoked"]["at"]
    return not revoked and any(listed["since"] <= day <= listed.get("until", day) for day in days)

def check_lines(note: str, origin: str, nodes: dict[str, Any]) -> list[tuple[str, int]]:
    """Check a checkpoint's signature and the known witnesses' lines; return (witness node, second) of each."""
    text, lines = read_note(note)
    owner = origin.split("/")[0]
    log = (key for key in nodes[owner][0]["log"] if "revoked" not in key)
    known = {(origin, key_id(origin, 1, b64(key["key"]))): (1, key) for key in log}
    for name, node in ((f"{name}/witness", node) for name, node in nodes.items() if name != owner):
        known |= {(name, key_id(name, 4, b64(key["key"]))): (4, key) for key in node[0]["witness"]}
    signed: dict[tuple[str, bytes], int] = {}
    for name, line_id, value in lines:
        kind, key = known.get((name, line_id), (0, {}))
        if kind and (name, line_id) not in signed:
            at = int.from_bytes(value[:8], "big") if kind == 4 else 0
            need(len(value) == 64 if kind == 1 else len(value) == 72 and ran_at(key, at), "signature", name)
            message = text if kind == 1 else f"cosignature/v1\ntime {at}\n{text}"
            Ed25519PublicKey.from_public_bytes(b64(key["key"])).verify(value[-64:], message.encode())
            signed[name, line_id] = at
    need(any(name == origin for name, _ in signed), "log signature", origin)
    return [(name.removesuffix("/witness"), at) for (name, _), at in signed.items() if name != origin]

def root_from(index: int, size: int, node: bytes, path: list[bytes]) -> bytes:
    """Return the root to which an inclusion path leads (RFC 6962 §2.1.1)."""
    need(bool(path) == (size > 1) and 0 <= index < size, "path")
    if size == 1:
        return node
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return sha(b"\1", root_from(index, half, node, path[:-1]), path[-1])
    return sha(b"\1", path[-1], root_from(index - half, size - half, node, path[:-1]))

def check_entry(files: dict[str, bytes], number: int, nodes: dict[str, Any]) -> list[Any]:
    """Check one entry and print it; return what the code is made of."""
    proof, data, parts = (files[f"entries/{number}/{end}"] for end in ("proof.tlog-proof", "leaf.json", "parts.json"))
    head, _, note = proof.decode().partition("\n\n")
    ((extra, index, path),) = PROOF.findall(head)
    ((node, register, size, root),) = HEAD.findall(read_note(note)[0])
    for each in {node, *re.findall("^— ([a-z0-9-]+)/witness ", note, re.MULTILINE)} - nodes.keys():
        if each == node or f"nodes/{each}.json" in files:
            nodes[each] = read_node(files[f"nodes/{each}.json"], each)
    witnesses = check_lines(note, f"{node}/{register}", nodes)
    reached = root_from(int(index), int(size), sha(b"\0", data), list(map(b64, path.split())))
    need(reached == b64(root) and b64(extra) is not None, "inclusion", number)
    leaf, shown = read(data, number), read(parts, number)
    need(leaf.keys() == {"batch", "definition", "key", "op", "parts", "register", "time"}, "leaf", number)
    void = [key.get("revoked", {}).get("void", {}).get(register, [0, 0]) for key in nodes[node][0]["log"]]
    need(leaf["register"] == register and not any(a <= int(index) < b for a, b in void), "leaf", number)
    for name, part in shown.items():
        need(part.keys() == {"body", "salt"} and re.fullmatch("[0-9a-f]{32}", part["salt"]), "part", f"{number} {name}")
        digest = sha(b"lienvung/part/v1\0", bytes.fromhex(part["salt"]), part["body"].encode())
        need(digest.hex() == leaf["parts"].get(name), "part", f"{number} {name}")
        shown[name] = read(part["body"].encode(), number)
    definition = sha(b"lienvung/definition/v1\0", files[f"definitions/{leaf['definition']}.json"])
    need(definition.hex() == leaf["definition"], "definition", number)
    times = (f"{name} {datetime.fromtimestamp(at, timezone.utc):%Y-%m-%d %H:%MZ}" for name, at in witnesses)
    print(f"{number}: {node}/{register} #{index}/{size} ✎ {', '.join(times)}")
    print(f"   {data.decode()}\n   {spell(shown).decode()}")
    return [int(index), sha(b"\0", data).hex(), f"{node}/{register}", reached.hex(), int(size)]

def code_of(rows: list[list[Any]]) -> str:
    """Return the code that stands on the sheet (freeze-code.md)."""
    number, check = int.from_bytes(sha(b"lienvung/record-proof/v1\0", spell(rows))[:5], "big"), 0
    digits = [number >> shift & 31 for shift in range(35, -1, -5)]
    for digit in digits:
        check = (check ^ digit) << 1 ^ (0b100101 if (check ^ digit) & 16 else 0)
    text = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[digit] for digit in [*digits, check])
    return f"{text[:4]}-{text[4:8]}-{text[8]}"

def verify(path: str, roots: set[str]) -> int:
    nodes: dict[str, Any] = {}
    with zipfile.ZipFile(path) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist() if info.filename not in FOR_PEOPLE}
        need(len(set(archive.namelist())) == len(archive.namelist()) <= 65000 and [*sizes][:1] == ["proof.json"], "zip")
        need(all(map(MEMBER.fullmatch, sizes)) and max(sizes.values()) <= 2**22 and sum(sizes.values()) <= 2**28, "zip")
        files = {name: archive.read(name) for name in sizes}
    index = read(files["proof.json"])
    need(index.keys() == {"entries", "made", "proof"} and index["proof"] == "lienvung/record-proof/v1", "proof.json")
    need(1 <= index["entries"] <= 20000 and datetime.strptime(index["made"], "%Y-%m-%dT%H:%M:%SZ"), "proof.json")
    need(sum(name.startswith("entries/") for name in files) == 3 * index["entries"], "zip")
    rows = [check_entry(files, number, nodes) for number in range(index["entries"])]
    need(len({(row[0], row[2]) for row in rows}) == len(rows), "once")
    logs = sorted({row[2].split("/")[0] for row in rows})
    known = [name for name in logs if roots & set(nodes[name][1])]
    print(*(f"{name}: {' '.join(nodes[name][1])}" for name in logs), f"Mã / code: {code_of(rows)}", sep="\n")
    need(known or not roots, "root", "khóa gốc khác với khóa đã cho / another root key than the one given")
    print(VERDICTS[known == logs])
    return 0 if known == logs else 4

def main(arguments: list[str]) -> int:
    flags, given = arguments[1::2], arguments[2::2]
    if len(arguments) % 2 == 0 or set(flags) - {"--root"} or not os.path.isfile(arguments[0]):
        print(__doc__)
        return 2
    try:
        return verify(arguments[0], {"".join(each.split()).lower() for each in given})
    except Exception as broken:  # what cannot be read is not proved, whatever was done to it
        print(f"KHÔNG ĐÚNG / BROKEN: {type(broken).__name__} {broken}")
        return 1

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
