"""A node that holds the units of the pilot provinces."""

import pytest

from lienvung.node.node import Node
from lienvung.node.units import load_units

PILOT = ("22", "24", "27", "30", "31")


@pytest.fixture
def units(book: Node) -> Node:
    """The small book, and all provinces with the districts and communes of five of them."""
    load_units(book, PILOT)
    return book
