"""GDAL's own client of OGC API - Features, over real HTTP on this machine: what QGIS and ogr2ogr see."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from tests.api.places import KEEPER, NOTE, PLACES, REGISTER

from lienvung.node.node import Node
from lienvung.office.services.api_tokens import token_give

# GDAL waits for its answer with Python's lock in its hand, so it asks from a process of its own.
CLIENT = """
import json, sys, pyogrio
asked = json.loads(sys.argv[1])
pyogrio.set_gdal_config_options(asked["config"])
if asked["layer"] is None:
    print(json.dumps([name for name, _ in pyogrio.list_layers(asked["address"])]))
else:
    if "bbox" in asked["options"]:
        asked["options"]["bbox"] = tuple(asked["options"]["bbox"])
    meta, _, shapes, fields = pyogrio.raw.read(asked["address"], layer=asked["layer"], **asked["options"])
    import shapely
    points = [[each.x, each.y] for each in shapely.from_wkb(shapes)]
    columns = {name: [str(each) for each in values] for name, values in zip(meta["fields"], fields)}
    print(json.dumps({"crs": meta["crs"], "points": points, "columns": columns}))
"""
POINT_3 = [107.03, 20.8]


def gdal(address: str, layer: str | None = None, config: dict[str, str] | None = None, **options: Any) -> Any:
    """Return what GDAL reads there."""
    asked = json.dumps({"address": address, "layer": layer, "config": config or {}, "options": options})
    done = subprocess.run(
        [sys.executable, "-c", CLIENT, asked], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def address(places: Node, live_server: Any, settings: Any) -> str:
    """The address of the features of a node that answers on this machine."""
    settings.ALLOWED_HOSTS = ["*"]
    return f"OAPIF:{live_server.url}/api/features/"


def test_gdal_lists_the_register_and_reads_every_feature(address):
    """What strangers may see are layers; pages of three bring all seven places once, with shapes and public fields."""
    listed = [each["id"] for each in Client().get("/api/features/collections").json()["collections"]]
    assert REGISTER in listed
    assert gdal(address) == listed
    found = gdal(address, REGISTER, PAGE_SIZE="3", INITIAL_REQUEST_PAGE_SIZE="3")
    columns = found["columns"]
    assert len(found["points"]) == len({*columns["id"]}) == PLACES
    assert sorted(columns["berths"]) == [str(number) for number in range(PLACES)]
    assert POINT_3 in found["points"]
    assert not {"note", "keeper"} & {*columns}
    assert not any(secret in json.dumps(found, ensure_ascii=False) for secret in (KEEPER, NOTE))


def test_gdal_asks_for_a_box(address):
    """Only what lies within the box comes over the line and out of the layer."""
    found = gdal(address, REGISTER, bbox=[106.9, 20.7, 107.025, 20.9])
    assert sorted(found["columns"]["berths"]) == ["0", "1", "2"]


@pytest.mark.parametrize("code", ["4756", "3405", "5898"])
def test_gdal_reads_vn_2000(address, code):
    """Asked for another system, the layer has it, and points lie where PROJ puts them."""
    from pyproj import Transformer

    found = gdal(address, REGISTER, CRS=f"EPSG:{code}")
    assert found["crs"] == f"EPSG:{code}"
    expected = Transformer.from_crs("EPSG:4326", f"EPSG:{code}", always_xy=True).transform(*POINT_3)
    tolerance = 2e-5 if code == "4756" else 2.0  # the transformations that are official differ by under two metres
    assert any(abs(x - expected[0]) < tolerance and abs(y - expected[1]) < tolerance for x, y in found["points"]), (
        expected,
        found["points"],
    )


def test_gdal_reads_with_a_key_what_its_owner_may_read(address, person):
    """With a key as bearer or as password the internal field is there, and the personal one is not."""
    owner = person("clerk")
    secret = token_give(owner=owner, name="ogr2ogr").secret
    ways = ({"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": secret}, {"GDAL_HTTP_USERPWD": f"clerk:{secret}"})
    for config in ways:
        found = gdal(address, REGISTER, config)
        assert {*found["columns"]["note"]} == {NOTE}
        assert KEEPER not in json.dumps(found, ensure_ascii=False)
