"""GDAL's own client of OGC API - Features, over real HTTP on this machine: what QGIS and ogr2ogr see."""

from collections.abc import Iterator

import pyogrio
import pytest
from django.test import Client
from tests.api.places import KEEPER, NOTE, PLACES, REGISTER

from lienvung.node.node import Node
from lienvung.office.services.api_tokens import token_give

# Where EPSG:4326 stands for WGS 84, QGIS and GDAL speak of longitude first all the same.
WEST_OF_107_03 = (106.9, 20.7, 107.025, 20.9)


@pytest.fixture
def address(places: Node, live_server, settings) -> Iterator[str]:
    """The address of the features of a node that answers on this machine; GDAL remembers no earlier one."""
    settings.ALLOWED_HOSTS = ["*"]
    pyogrio.set_gdal_config_options({"GDAL_HTTP_HEADERS": None, "CPL_VSIL_CURL_NON_CACHED": ""})
    yield f"OAPIF:{live_server.url}/api/features/"
    pyogrio.set_gdal_config_options({"GDAL_HTTP_HEADERS": None})


def test_gdal_lists_the_register_and_reads_every_feature(address):
    """The public register is a layer, and pages of three bring all seven places once, with types and shapes."""
    assert [name for name, _ in pyogrio.list_layers(address)] == [REGISTER]
    meta, _, shapes, fields = pyogrio.raw.read(address, layer=REGISTER, PAGE_SIZE="3")
    columns = dict(zip(meta["fields"], fields, strict=True))
    assert len(shapes) == len({*columns["id"]}) == PLACES
    assert sorted(columns["berths"]) == list(range(PLACES))
    assert meta["geometry_type"] in ("Point", "Unknown")
    assert not {"note", "keeper"} & {*meta["fields"]}
    assert KEEPER not in str(fields)
    assert NOTE not in str(fields)
