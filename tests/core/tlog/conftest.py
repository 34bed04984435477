"""Where the public test vectors lie: beside the repository, in `shared/vectors`."""

from pathlib import Path

import pytest

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors"


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of public vectors, or a skip that says it is missing."""
    if not VECTORS.is_dir():
        pytest.skip("the public test vectors (../shared/vectors) are not here")
    return VECTORS
