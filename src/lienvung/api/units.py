"""Administrative units through time, for programmes: /api/v1/units/.

What a name, an address or a code meant on a day, what a unit is on another day, which units there were.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from ninja import Router

from lienvung.api.asking import QueryRefused, check_names
from lienvung.api.problems import Refused
from lienvung.api.shapes import ProblemShape
from lienvung.api.sight import sight
from lienvung.catalogue.unit_seed import UNIT
from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.core.geography.plain import Plain, plain_answer, plain_codes, plain_trace, plain_unit
from lienvung.core.geography.trace import trace
from lienvung.core.geography.unit import LEVELS, Unit
from lienvung.node.units import read_gazetteer
from lienvung.office.node_access import today

LONGEST_TEXT, MOST_UNITS = 300, 1_000
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
PROBLEMS = dict.fromkeys((401, 404, 406, 422, 429), ProblemShape)
router = Router(tags=["units"])


@router.get("/resolve", response={200: dict[str, Any], **PROBLEMS}, summary="What a name meant, and what it is")
def resolve(request: HttpRequest, q: str, on: date | None = None, to: date | None = None, level: str = "") -> Plain:
    """Return every unit that `q` (a name, an address, a code, or code@day) meant on a day, and what each is on `to`.

    Without days it is today. `sure` is true where one unit was meant and nothing written speaks against it.
    """
    check_names(request.GET, "q", "on", "to", "level")
    if not q.strip() or len(q) > LONGEST_TEXT or level not in ("", *LEVELS):
        raise QueryRefused("q, level")
    with _units(request) as gazetteer:
        return plain_answer(gazetteer, gazetteer.resolve(q, _day(on), level), _day(to))


@router.get("/count", response={200: dict[str, Any], **PROBLEMS}, summary="How many units there were")
def count(request: HttpRequest, on: date | None = None) -> Plain:
    """Return how many units of each level and kind there were on a day."""
    check_names(request.GET, "on")
    with _units(request) as gazetteer:
        return {"on": _day(on).isoformat(), "levels": gazetteer.atlas.count(_day(on))}


@router.get("", response={200: dict[str, Any], **PROBLEMS}, summary="The units of a day")
def units(
    request: HttpRequest, on: date | None = None, level: str = "", within: str = "", after: str = "", limit: int = 100
) -> Plain:
    """Return the units of a day by key, `limit` at a time; `after` is the `next` of the page before.

    `within` is the key of a unit directly above, of any of its periods.
    """
    check_names(request.GET, "on", "level", "within", "after", "limit")
    if level not in ("", *LEVELS) or not 1 <= limit <= MOST_UNITS:
        raise QueryRefused("level, limit")
    with _units(request) as gazetteer:
        atlas, day = gazetteer.atlas, _day(on)
        found = atlas.children(_unit(gazetteer, within), day) if within else atlas.alive(day)
        kept = sorted((each for each in found if level in ("", each.level) and each.key > after), key=lambda u: u.key)
        told = [plain_unit(atlas, each, day) for each in kept[:limit]]
        return {"on": day.isoformat(), "units": told, "next": kept[limit - 1].key if len(kept) > limit else None}


@router.get("/{key}", response={200: dict[str, Any], **PROBLEMS}, summary="One unit")
def unit(request: HttpRequest, key: str) -> Plain:
    """Return one period of a unit with all periods of the same unit, and its codes in other lists."""
    check_names(request.GET)
    with _units(request) as gazetteer:
        found, atlas = _unit(gazetteer, key), gazetteer.atlas
        periods = [plain_unit(atlas, each, each.nearest_day(today())) for each in atlas.versions[found.identity]]
        told = plain_unit(atlas, found, found.nearest_day(today()))
        return {**told, "periods": periods, "other-codes": plain_codes(gazetteer, found)}


@router.get("/{key}/trace", response={200: dict[str, Any], **PROBLEMS}, summary="What a unit is on another day")
def trace_unit(request: HttpRequest, key: str, to: date | None = None) -> Plain:
    """Return what the unit became by a later day, or came from on an earlier one: whole, part or remainder.

    It says what lies where, never who inherits a promise.
    """
    check_names(request.GET, "to")
    with _units(request) as gazetteer:
        found = trace(gazetteer.atlas, _unit(gazetteer, key), _day(to))
        return {"key": key, "to": _day(to).isoformat(), **plain_trace(gazetteer.atlas, found, _day(to))}


@contextmanager
def _units(request: HttpRequest) -> Iterator[Gazetteer]:
    with sight(request) as seen:
        seen.definition(UNIT)
        yield read_gazetteer(seen.reader)


def _unit(gazetteer: Gazetteer, key: str) -> Unit:
    found = gazetteer.atlas.unit(key)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND)
    return found


def _day(asked: date | None) -> date:
    if asked is not None and not EARLIEST <= asked <= LATEST:
        raise QueryRefused("on, to")
    return asked or today()
