"""One small register that the register tests share."""

import pytest

from lienvung.core.register.definition import Definition, parse_definition

from .vectors import read_vector


@pytest.fixture
def sample() -> Definition:
    """The register of the vectors: shared, internal and personal parts."""
    return parse_definition(read_vector("entry-put")["definition"])
