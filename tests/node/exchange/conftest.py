"""Two places in contact, for every test of the exchange."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from two_places import Place, grant, meet, open_place


@pytest.fixture
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Hải Phòng and Quảng Ninh, in contact, without any agreement; their stores on a server where the run wants it."""
    stores = ["", ""]
    if "postgres" in os.environ.get("LIENVUNG_TEST_STORE", ""):
        server = request.getfixturevalue("postgres_server")
        stores = [server.new_database(), server.new_database()]
    pair = (
        open_place(tmp_path, "hai-phong", "Thành phố Hải Phòng", stores[0]),
        open_place(tmp_path, "quang-ninh", "Quảng Ninh", stores[1]),
    )
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


@pytest.fixture
def pair(hai_phong: Place, quang_ninh: Place) -> tuple[Place, Place]:
    """Hải Phòng reads the limitations of Quảng Ninh, and has pulled two of them."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(2)
    quang_ninh.pull(hai_phong)
    hai_phong.pull(quang_ninh)
    return hai_phong, quang_ninh


@pytest.fixture
def agreed(hai_phong: Place, quang_ninh: Place) -> tuple[Place, Place]:
    """An agreement in force, and three records written there of which nothing was pulled."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(3)
    return hai_phong, quang_ninh
