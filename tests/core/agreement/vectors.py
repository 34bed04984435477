"""Our own language-neutral vectors."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[3] / "vectors"


def read_vector(name: str) -> dict[str, Any]:
    """Read one vector file."""
    return json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
