"""Coordinate systems: WGS 84 and VN-2000, from one to the other without any file from a network.

VN-2000 to WGS 84 is EPSG:6960, the seven parameters of Decision 05/2007/QĐ-BTNMT, within about a metre. Maps of a
province use three-degree zones (TM-3) with the province's own central meridian (Circular 973/2001/TT-TCĐC).
"""

import re
from functools import cache
from typing import Any, Final

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from pyproj.transformer import AreaOfInterest

from lienvung.spatial.errors import ProjectionUnknown

WGS84: Final = "EPSG:4326"
VN2000: Final = "EPSG:4756"
VN2000_UTM: Final = ("EPSG:3405", "EPSG:3406")
"""UTM zones 48N and 49N."""

TM3: Final = {
    "102": "EPSG:5896", "103": "EPSG:9205", "104": "EPSG:9206", "104.5": "EPSG:9207", "104.75": "EPSG:9208",
    "105": "EPSG:5897", "105.5": "EPSG:9209", "105.75": "EPSG:9210", "106": "EPSG:9211", "106.25": "EPSG:9212",
    "106.5": "EPSG:9213", "107": "EPSG:9214", "107.25": "EPSG:9215", "107.5": "EPSG:9216", "107.75": "EPSG:5899",
    "108": "EPSG:5898", "108.25": "EPSG:9217", "108.5": "EPSG:9218",
}  # fmt: skip
"""Central meridian in degrees -> the TM-3 zone."""

KNOWN: Final = (WGS84, VN2000, *VN2000_UTM, *TM3.values())
_CODE = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:{1,2}(?:[0-9.]*:)?(?P<code>\d{4,5})", re.IGNORECASE)
_WGS84_NAMES = ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84", "CRS84")
_OF_A_ZONE = (
    "Latitude of natural origin",
    "Longitude of natural origin",
    "Scale factor at natural origin",
    "False easting",
    "False northing",
)
_LAND_AND_SEA = AreaOfInterest(102, 6, 118, 24)


def parse_projection(name: str) -> str:
    """Return the code ("EPSG:3405") that a name, an URN or a WKT means; raise ProjectionUnknown."""
    text = name.strip()
    if text in _WGS84_NAMES:
        return WGS84
    match = _CODE.fullmatch(text)
    code = f"EPSG:{match['code']}" if match else _code_of_wkt(text)
    if code not in KNOWN:
        raise ProjectionUnknown(name[:120])
    return code


def _code_of_wkt(text: str) -> str:
    """Return the code of a coordinate system in WKT, as a .prj file has it.

    Other programs write VN-2000 in their own words, so what counts is the ellipsoid's place and the projection.
    """
    try:
        system = CRS.from_user_input(text)
    except CRSError:
        return ""
    code = system.to_epsg(min_confidence=70)
    if code is not None and f"EPSG:{code}" in KNOWN:
        return f"EPSG:{code}"
    datum = f"{system.datum} {system.geodetic_crs}".upper().replace("_", " ").replace("-", " ")
    if "VN 2000" not in datum and "VIETNAM 2000" not in datum:
        return ""
    return _vn2000(system) if system.is_projected else VN2000


def _vn2000(system: CRS) -> str:
    asked = _laid_out(system)
    return next((code for code in (*VN2000_UTM, *TM3.values()) if _zone(code) == asked), "")


@cache
def _zone(code: str) -> tuple[Any, ...]:
    return _laid_out(CRS.from_user_input(code))


def _laid_out(system: CRS) -> tuple[Any, ...]:
    """Return what tells one zone from another: central meridian, scale on it, where its figures begin."""
    operation = system.coordinate_operation
    values = {each.name: each.value for each in operation.params} if operation else {}
    return tuple(values.get(name) for name in _OF_A_ZONE)


@cache
def transformer(source: str, target: str) -> Transformer:
    """Return what turns (east, north) of one known system into that of another; degrees are longitude first."""
    for code in (source, target):
        if code not in KNOWN:
            raise ProjectionUnknown(code[:120])
    return Transformer.from_crs(
        source, target, always_xy=True, area_of_interest=_LAND_AND_SEA, allow_ballpark=False, only_best=True
    )


def is_in_degrees(code: str) -> bool:
    """Tell whether a known system counts in degrees."""
    return code in (WGS84, VN2000)
