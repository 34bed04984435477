"""A node with something on its map, and a browser at it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.book import put

from lienvung.core.register.geometry import from_geojson
from lienvung.node.append import append
from lienvung.node.node import Node

BRIDGE, PIER, LINE, OLD = (f"hai-phong-{letter * 16}" for letter in "mnop")


def point(longitude: float, latitude: float) -> dict[str, Any]:
    """Return a stored point."""
    return from_geojson({"type": "Point", "coordinates": [longitude, latitude]})


def work(name: str, place: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the values of an illustrative public work."""
    return {"name": name, "nature": "illustrative", "place": place, **more}


@pytest.fixture
def mapped(book: Node) -> Node:
    """A node with two works, a route and nothing else on the map."""
    route = from_geojson({"type": "LineString", "coordinates": [[106.7, 20.9], [106.9, 20.8]]})
    line = {"code": "TM1", "name": "Tuyến mẫu", "nature": "illustrative", "line": route, "side": "hai-phong"}
    changes = [
        put(book, "public-work", BRIDGE, work("Cầu <mẫu> & một", point(106.75, 20.965), stage="building")),
        put(book, "public-work", PIER, work("Bến mẫu hai", point(104.0, 10.2), stage="open")),
        put(book, "public-work", OLD, {"name": "Không có vị trí", "nature": "illustrative"}),
        put(book, "vessel-route", LINE, line),
    ]
    append(book, changes, idempotency_key="map")
    return book


@pytest.fixture
def seen(mapped: Node, browser_of: Callable[..., Client]) -> Client:
    """A browser of somebody who may only read, at the node with a map."""
    return browser_of("viewer")
