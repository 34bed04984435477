"""A geometry as GeoPackage keeps it: a header with its bounds, then Well-Known Binary (OGC 12-128r19 §2.1.3).

"GP" ‖ 0 ‖ flags ‖ i32 reference system ‖ west, east, south, north as f64 ‖ WKB          little-endian throughout
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lienvung.core.register.geometry import bounds_of, to_geojson

WGS84: Final = 4326
_LITTLE_ENDIAN, _WITH_BOUNDS = 0b1, 0b10
_KINDS: Final = {
    "Point": 1, "LineString": 2, "Polygon": 3, "MultiPoint": 4, "MultiLineString": 5, "MultiPolygon": 6
}  # fmt: skip
_MEMBERS: Final = {"MultiPoint": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}


def format_geometry(value: Mapping[str, Any]) -> bytes:
    """Write a checked geometry."""
    west, south, east, north = bounds_of(value)
    header = struct.pack("<2sBBi", b"GP", 0, _LITTLE_ENDIAN | _WITH_BOUNDS, WGS84)
    numbers = to_geojson(value)
    return header + struct.pack("<4d", west, east, south, north) + _wkb(numbers["type"], numbers["coordinates"])


def _wkb(kind: str, coordinates: Sequence[Any]) -> bytes:
    head = struct.pack("<BI", 1, _KINDS[kind])
    if kind == "Point":
        return head + struct.pack("<2d", *coordinates)
    if kind == "LineString":
        return head + _line(coordinates)
    if kind == "Polygon":
        return head + struct.pack("<I", len(coordinates)) + b"".join(map(_line, coordinates))
    members = b"".join(_wkb(_MEMBERS[kind], member) for member in coordinates)
    return head + struct.pack("<I", len(coordinates)) + members


def _line(positions: Sequence[Sequence[float]]) -> bytes:
    return struct.pack("<I", len(positions)) + b"".join(struct.pack("<2d", *position) for position in positions)
