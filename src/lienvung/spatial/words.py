"""A place as people type or paste it: "vĩ độ, kinh độ", GeoJSON or WKT; and a point as they read it."""

import re
from collections.abc import Mapping
from typing import Any

import orjson
import shapely
from shapely.geometry import mapping

from lienvung.core.register.errors import GeometryInvalid
from lienvung.core.register.geometry import to_geojson
from lienvung.spatial.shape import parse_shape

# Either both figures have a decimal point, or both a comma and something else between them.
_PAIR = re.compile(
    r"(-?[0-9]{1,3}(?:\.[0-9]+)?)°?\s*[,;\s]\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)°?"
    r"|(-?[0-9]{1,3}(?:,[0-9]+)?)°?\s*[;\s]\s*(-?[0-9]{1,3}(?:,[0-9]+)?)°?"
)


def read_place(words: str) -> dict[str, Any]:
    """Return the stored form of the geometry that the words say (GeometryInvalid, SpatialError)."""
    return parse_shape(read_words(words))


def read_words(words: str) -> object:
    """Return the GeoJSON geometry that the words say, not judged yet (GeometryInvalid)."""
    words = words.strip()
    if pair := _PAIR.fullmatch(words):
        latitude, longitude = (float(each.replace(",", ".")) for each in pair.groups() if each)
        return {"type": "Point", "coordinates": [longitude, latitude]}
    return _geometry(words) if words.startswith("{") else _of_wkt(words)


def is_pair(words: str) -> bool:
    """Tell whether the words are two numbers, latitude and longitude, and no shape of their own."""
    return bool(_PAIR.fullmatch(words.strip()))


def show_place(value: Mapping[str, Any]) -> str:
    """Return a point as "vĩ độ, kinh độ", any other geometry as GeoJSON."""
    if value["type"] == "Point":
        longitude, latitude = value["coordinates"]
        return f"{latitude}, {longitude}"
    return orjson.dumps(to_geojson(value)).decode()


def _geometry(words: str) -> object:
    """Return the geometry of a GeoJSON text; a feature's own where it is one."""
    try:
        document = orjson.loads(words)
    except orjson.JSONDecodeError:
        raise GeometryInvalid("G1-geometry") from None
    return document.get("geometry") if document.get("type") == "Feature" else document


def _of_wkt(words: str) -> object:
    try:
        return mapping(shapely.from_wkt(words))
    except (shapely.GEOSException, NotImplementedError):  # not words of a shape, or of one with bent lines
        raise GeometryInvalid("G1-geometry") from None
