"""The two people through whom everything enters a register."""

from collections.abc import Callable

import pytest

from lienvung.node.node import Node
from lienvung.office.models import User


@pytest.fixture
def clerk(node: Node, person: Callable[..., User], jobs_at_once: None) -> User:
    """Who asks, at a node whose jobs run at once."""
    return person("clerk")


@pytest.fixture
def approver(person: Callable[..., User]) -> User:
    """Who decides."""
    return person("approver")
