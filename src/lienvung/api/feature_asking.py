"""What an address of the interface for features asks: a page, a region, days, a coordinate system; read strictly."""

import re
from datetime import datetime

import shapely
from django.http import QueryDict

from lienvung.api.asking import FEATURES, MOST_FEATURES, QueryRefused, asked_box, asked_count, asked_filters
from lienvung.api.projections import CRS84, Projection, find_projection, region_of
from lienvung.core.register.definition import Definition
from lienvung.node.stores.port import Query
from lienvung.node.stores.rows import Range

_NAMES = frozenset({"bbox", "bbox-crs", "crs", "datetime", "limit", "after", "q", "f"})
_OPEN = ("", "..")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt][0-9:.]{8,}(?:[Zz]|[+ -][0-9]{2}:[0-9]{2}))?\Z")


def asked_page(definition: Definition, params: QueryDict, region: shapely.Geometry | None) -> Query:
    """Return the query for a page of features; `region` is what `bbox` asked, if it asked."""
    where, ranges = asked_filters(definition, params, _NAMES)
    for name, span in _asked_days(definition, params.get("datetime", "")).items():
        if name in ranges:
            raise QueryRefused("datetime")
        ranges[name] = span
    return Query(
        where=where,
        ranges=ranges,
        text=params.get("q", ""),
        sort=("key",),
        after=params.get("after") or None,
        # More than there may be is no fault: as many as may be (17-069r4, 7.15.2).
        limit=min(asked_count(params, FEATURES), MOST_FEATURES),
        box=_bounds(region) if region is not None else None,
    )


def _asked_days(definition: Definition, said: str) -> dict[str, Range]:
    """Return what `datetime` asks of valid time: the fact held on some day of the instant or interval."""
    if not said:
        return {}
    begin, _, end = said.partition("/")
    first, last = _asked_day(begin), _asked_day(end if "/" in said else begin)
    if (first is None and last is None and "/" not in said) or (first and last and first > last):
        raise QueryRefused("datetime")
    valid = definition.valid_time
    if valid is None:
        return {}
    found = {}
    if last is not None:
        found[valid.since] = Range(None, last, missing=True)
    if first is not None:
        found[valid.until] = Range(first, None, missing=True)
    return found


def _asked_day(said: str) -> str | None:
    if said in _OPEN:
        return None
    found = _DAY.match(said)
    try:
        # Facts hold by days; of a moment only its day counts. A plus in an address is a blank to who reads forms.
        datetime.fromisoformat(said.replace(" ", "+").upper())
    except ValueError:
        found = None
    if found is None:
        raise QueryRefused("datetime")
    return found[1]


def asked_projection(params: QueryDict, name: str) -> Projection:
    """Return the coordinate system that a parameter names; longitude and latitude where it names none."""
    found = find_projection(params.get(name, CRS84))
    if found is None:
        raise QueryRefused(name)
    return found


def asked_region(params: QueryDict) -> shapely.Geometry | None:
    """Return what `bbox` covers, on the globe; None where it is not asked."""
    given_in, box = asked_projection(params, "bbox-crs"), asked_box(params.get("bbox", ""))
    if box is None:
        return None
    region = region_of(box, given_in)
    if region is None:
        raise QueryRefused("bbox")
    return region


def _bounds(region: shapely.Geometry) -> tuple[float, float, float, float]:
    """Return the box around a region, on the globe; of a region in two halves, from the eastern one to the western."""
    halves = [half.bounds for half in getattr(region, "geoms", [region])]
    west, south, east, north = halves[0] if len(halves) == 1 else _joined(*sorted(halves))
    return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)


def _joined(western: tuple[float, ...], eastern: tuple[float, ...]) -> tuple[float, float, float, float]:
    return eastern[0], min(western[1], eastern[1]), western[2], max(western[3], eastern[3])
