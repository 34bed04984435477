"""Write vectors/log.json from docs/formats/log.md, sharing no code with lienvung: two hands that must agree."""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN, WITNESS, TIME = "hai-phong/commitment", "quang-ninh/witness", 1_795_000_000
LEAVES = [f"leaf {number}".encode() for number in range(9)]


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 as it reads."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + root(leaves[:split]) + root(leaves[split:])).digest()


def line(name: str, kind: int, key: Ed25519PrivateKey, blob: bytes) -> str:
    """One signature line."""
    public = key.public_key().public_bytes_raw()
    identity = sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]
    return f"— {name} {b64encode(identity + blob).decode()}\n"


def main() -> None:
    """Compute everything from two fixed keys."""
    log, witness = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))
    text = f"{ORIGIN}\n{len(LEAVES)}\n{b64encode(root(LEAVES)).decode()}\n"
    cosigned = f"cosignature/v1\ntime {TIME}\n{text}".encode()
    vectors = {
        "origin": "computed from docs/formats by tools/make_log_vectors.py, without lienvung; Apache-2.0",
        "format": "docs/formats/log.md",
        "expect": "valid",
        "leaves": [leaf.decode() for leaf in LEAVES],
        "roots": [root(LEAVES[:size]).hex() for size in range(len(LEAVES) + 1)],
        "log-private-key": "01" * 32,
        "checkpoint": text + "\n" + line(ORIGIN, 1, log, log.sign(text.encode())),
        "witness-private-key": "02" * 32,
        "witness": WITNESS,
        "time": TIME,
        "cosignature": line(WITNESS, 4, witness, TIME.to_bytes(8, "big") + witness.sign(cosigned)),
        "entry-bundle": b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in LEAVES).hex(),
        "paths": {"0": "000", "255": "255", "1000": "x001/000", "1234067": "x001/x234/067"},
    }
    path = Path(__file__).parents[1] / "vectors" / "log.json"
    path.write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
