"""A store on a server, alone and beside one in a file."""

from contextlib import closing

import pytest

from lienvung.node.stores.sqlite import open_sqlite


@pytest.fixture
def store(postgres_server):
    with closing(postgres_server.open()) as opened:
        yield opened


@pytest.fixture
def both(store, tmp_path):
    """The same store twice: on the server and in a file."""
    with closing(open_sqlite(tmp_path / "node.sqlite")) as file:
        yield store, file
