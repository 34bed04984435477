"""Two places in contact, for every test of the exchange."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from two_places import Place, meet, open_place


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Hải Phòng and Quảng Ninh, in contact, without any agreement."""
    pair = open_place(tmp_path, "hai-phong", "Thành phố Hải Phòng"), open_place(tmp_path, "quang-ninh", "Quảng Ninh")
    meet(*pair)
    yield pair
    for place in pair:
        place.server.shutdown()
        place.server.server_close()
        place.node.store.close()


@pytest.fixture
def hai_phong(places: tuple[Place, Place]) -> Place:
    return places[0]


@pytest.fixture
def quang_ninh(places: tuple[Place, Place]) -> Place:
    return places[1]
