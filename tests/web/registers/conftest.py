"""A register that somebody wrote as one YAML file, and the people who work with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lienvung.node.home import Home
from lienvung.node.node import Node

PIER = Path(__file__).with_name("pier.yaml")


@pytest.fixture
def home(home: Home) -> Home:
    """The node's folder with the register `pier` in it."""
    home.registers.mkdir()
    (home.registers / PIER.name).write_bytes(PIER.read_bytes())
    return home


@pytest.fixture
def clerk(node: Node, browser_of: Callable[..., Client]) -> Client:
    """A browser of somebody who writes."""
    return browser_of("clerk")


@pytest.fixture
def approver(node: Node, browser_of: Callable[..., Client]) -> Client:
    """A browser of somebody who approves."""
    return browser_of("approver")


@pytest.fixture
def viewer_of_piers(node: Node, browser_of: Callable[..., Client]) -> Client:
    """A browser of somebody who may only read."""
    return browser_of("viewer")


@pytest.fixture
def clock(settings: Any) -> Callable[[str], None]:
    """Put the node's clock to a moment: `clock("2026-11-23T08:00:00+00:00")`."""

    def put(moment: str) -> None:
        settings.LIENVUNG_NOW = moment

    return put
