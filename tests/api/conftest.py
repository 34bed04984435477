"""The node whose interfaces for programmes are asked."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.api.places import PLACE, PLACES, REGISTER, write_place

from lienvung.api import visitor
from lienvung.api.allowance import Allowance
from lienvung.node.home import Home
from lienvung.node.node import Node


@pytest.fixture
def places(home: Home, request: pytest.FixtureRequest) -> Node:
    """A node of seven places."""
    home.registers.mkdir()
    (home.registers / f"{REGISTER}.yaml").write_text(PLACE, "utf-8")
    node: Node = request.getfixturevalue("node")
    for number in range(PLACES):
        write_place(node, number)
    return node


@pytest.fixture
def reader(places: Node, browser_of: Callable[..., Client]) -> Client:
    """A browser of somebody who may only read."""
    return browser_of("viewer")


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the minute in which requests are counted begin now and never end."""
    monkeypatch.setattr(visitor, "_asked", Allowance(lambda: 0.0))
