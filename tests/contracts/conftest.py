"""Each of the stores, empty and with a few records."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lienvung.node.stores.port import Store
from tests.contracts.gateways import DEFINITION, fill, key, put
from tests.postgres_server import open_kind


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_kind(request.param, request, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def shown(store: Store) -> Store:
    """A store with a few records of the test register."""
    with store.writing() as writer:
        fill(writer, 20)
        writer.add_definition(DEFINITION)
        put(writer, 0, 0, name="Đông Triều", length=5, kind="đường bộ", sides=["hai-phong", "quang-ninh"])
        put(writer, 1, 1, name="Dong Trieu cũ", length=3, kind="đường bộ", sides=["quang-ninh"])
        put(writer, 2, 2, name="Ăn Hải", length=9, kind="biển", next=key(0))
        put(writer, 3, 3, name="An Hải", kind="biển", sides=["hai-phong"], time="2026-11-23T08:00:00Z")
        put(writer, 4, 4, name="Bến Rừng", state="retired", next=key(0))
    return store
