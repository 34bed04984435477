"""A process that appends batches across two registers and says so after each, until it is killed."""

import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from one_node import commitment, make_node, put, send

from lienvung.node.keys import NodeKeys
from lienvung.node.signing import publish
from lienvung.node.stores.sqlite import open_sqlite

SEED = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = NodeKeys(SEED, SEED, SEED, SEED, X25519PrivateKey.from_private_bytes(bytes(32)))


def main(path: Path, name: str) -> None:
    """Append for ever: batches of 1 to 60 changes, so that bundles fill at every place."""
    node = make_node(open_sqlite(path), keys=KEYS)
    publish(node)
    for number in range(1_000_000):
        batch = f"{name}-{number}"
        paper = put("document", subject=batch, nature="illustrative")
        size = 1 + number * 17 % 60
        with node.store.reading() as reader:
            node.now.time = max([node.now.time, *newest(reader)])
        send(node, paper, *[commitment(f"{batch} {i}", document=paper.key) for i in range(size)], idempotency_key=batch)
        print(batch, size, flush=True)


def newest(reader):
    from datetime import datetime

    return [datetime.fromisoformat(row.time) for row in reader.changes("", limit=1)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
