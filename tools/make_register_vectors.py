"""Compute the vectors of items, parts, entries, agreements, acceptances and node.json, without Liên Vùng.

Nothing here imports lienvung: the bytes are spelled again from docs/formats with the standard library, so that
the code and the vectors check each other. Ed25519 is deterministic (RFC 8032), salts and keys are fixed.

    python -m tools.make_register_vectors vectors
"""

import json
import sys
from pathlib import Path

from tools.register_vectors.agreements import acceptance_vectors, agreement_vectors
from tools.register_vectors.definitions import definition_vectors
from tools.register_vectors.entries import batch_vectors, entry_vectors, hand_over_vectors, invalid_entries
from tools.register_vectors.node_json import node_json_vectors
from tools.register_vectors.parts import canonical_cases, part_vectors


def main(folder):
    vectors = {f"entry-{op}": vector for op, vector in entry_vectors()}
    vectors |= {
        "entry-invalid": invalid_entries(),
        "canonical": canonical_cases(),
        "definition": definition_vectors(),
        "part": part_vectors(),
        "batch": batch_vectors(),
        "agreement": agreement_vectors(),
        "acceptance": acceptance_vectors(),
        "hand-over": hand_over_vectors(),
        "node-json": node_json_vectors(),
    }
    for name, vector in vectors.items():
        Path(folder, f"{name}.json").write_text(json.dumps(vector, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
