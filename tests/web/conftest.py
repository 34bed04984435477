"""The book that the pages are looked at with."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.web.book import write_book

from lienvung.node.node import Node


@pytest.fixture
def book(node: Node) -> Node:
    """A node whose logs hold a small programme."""
    write_book(node)
    return node


@pytest.fixture
def viewer(book: Node, browser_of: Callable[..., Client]) -> Client:
    """A browser of somebody who may only read."""
    return browser_of("viewer")
