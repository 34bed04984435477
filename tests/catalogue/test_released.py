"""Registers that nodes have in their logs already: what ships today goes on from them.

`released/` holds each definition as it was when nodes began to use it. A register that changes keeps its file here.
"""

from pathlib import Path

import pytest

from lienvung.catalogue import load_catalogue, read_definition
from lienvung.core.register.evolution import check_compatible

FILES = sorted((Path(__file__).parent / "released").glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_released_register_only_grew(file):
    """Today's definition is the released one or a newer version that only adds, so every node can go on."""
    released = read_definition(file)
    check_compatible(released, load_catalogue()[released.register])
