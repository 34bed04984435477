"""Administrative units on the map: outlines and names of a day, what each is today, and the days of change."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, Final

import shapely
from django.conf import settings
from shapely.geometry.base import BaseGeometry

from lienvung.core.geography.atlas import Atlas
from lienvung.core.geography.event import IN_FORCE, Event
from lienvung.core.geography.trace import trace
from lienvung.core.geography.unit import Unit
from lienvung.core.register.record import Record
from lienvung.node.stores.every import every_found
from lienvung.node.stores.port import Query, Reader
from lienvung.node.units import read_gazetteer
from lienvung.office.selectors.boundaries import BOUNDARY
from lienvung.spatial.frame import COUNTRY, bounds_of_all
from lienvung.spatial.outlines import APPROX, Outline, Outlines, levels_on, outlines_on, with_official
from lienvung.spatial.shape import to_shape
from lienvung.spatial.sovereignty import Box, keeps_islands
from lienvung.web.addresses import record_address
from lienvung.web.map.asked import MapAsked
from lienvung.web.registers.narrowing import held_on
from lienvung.web.snapshot import Snapshot

FIRST_STEP: Final = date(2019, 1, 1)
"""What changed before is not on the slider: the lists of units begin here."""

COMMUNE_SPAN: Final = 1.6
"""Degrees: a frame no wider shows the smallest units, where no level is asked for."""

_UNIT = "administrative-unit"
_KEPT: Final = 24
_FINE = 1500  # of a frame: how far a line may move


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which units changed, and by which acts."""

    day: date
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the day asked for, and what it is today."""

    name: str
    url: str
    part_of: str
    now: str
    standing: str
    source: str


def steps_until(atlas: Atlas, today: date) -> tuple[Step, ...]:
    """Return the days of change from the first list to today, in order."""
    names: dict[date, list[str]] = {}
    for event in atlas.events.values():
        if event.effective and FIRST_STEP <= event.effective <= today and _is_dated(event):
            names.setdefault(event.effective, []).append(event.name)
    return tuple(Step(day, tuple(sorted(set(names[day])))) for day in sorted(names))


def _is_dated(event: Event) -> bool:
    """Tell whether it is a change in force whose day itself is known: not a list's date, a year or a span."""
    return event.status == IN_FORCE and event.kind != "listing" and len(event.effective_on) == len("2019-03-01")


def fitting_level(box: Box | None, day: date, asked: str = "") -> str:
    """Return the level that suits a frame: the one asked for where it is drawn then, else the finest that fits."""
    levels = levels_on(day)
    if asked in levels:
        return asked
    if asked:
        return levels[-1] if asked != levels[0] else levels[0]
    return levels[-1] if box and max(box[2] - box[0], box[3] - box[1]) <= COMMUNE_SPAN else levels[0]


_kept: dict[tuple[object, ...], Outlines] = {}
_lock = Lock()


def read_outlines(reader: Reader, asked: MapAsked, level: str) -> Outlines:
    """Return the units of a level on a day; where a register has an official outline, the approximate one gives way."""
    atlas = read_gazetteer(reader, asked.moment).atlas
    drawn = (atlas, _last_change(atlas, asked.day), level)  # between two changes all days are alike
    approximate = _keep(drawn, lambda: outlines_on(atlas, asked.day, level))
    if not any(log.register == BOUNDARY and log.size for log in reader.logs()):
        return approximate
    state = (*drawn, settings.LIENVUNG_HOME, reader.projections(), asked.day, asked.known)
    return _keep(state, lambda: with_official(approximate, _official_on(reader, atlas, asked)))


def _keep(key: tuple[object, ...], draw: Callable[[], Outlines]) -> Outlines:
    with _lock:
        if key not in _kept:
            while len(_kept) >= _KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[key] = draw()
        return _kept[key]


def _last_change(atlas: Atlas, day: date) -> date:
    """Return the last day up to `day` on which anything changed: between changes the map is the same."""
    days = (each for unit in atlas.units.values() for each in (unit.since, unit.until) if each is not None)
    return max((each for each in days if each <= day), default=date.min)


def _official_on(reader: Reader, atlas: Atlas, asked: MapAsked) -> Mapping[str, Outline]:
    """Return the outlines that registers hold for a day, by the identity of the unit; unsound ones are passed over."""
    definition = reader.definition(BOUNDARY)
    found: dict[str, Outline] = {}
    if definition is None:
        return found
    held = every_found(reader, BOUNDARY, Query(ranges=held_on(definition, asked.day), as_of=asked.moment))
    for record in sorted(held, key=_precedence):
        values = record.values
        unit = atlas.unit(str(values.get("unit", "")))
        if unit is not None and "place" in values and values.get("standing") != APPROX:
            outline = Outline(unit, to_shape(values["place"]), str(values["standing"]), str(values.get("maker", "")))
            if keeps_islands(outline.shape, unit.code):
                found[unit.identity] = outline
    return found


def _precedence(record: Record) -> tuple[str, bool, str]:
    """Order outlines so that the last of one unit counts: the newest, a legal line before a digital one."""
    return str(record.values.get("valid-from", "")), record.values.get("standing") == "legal", record.key


def outlines_in(found: Outlines, box: Box | None) -> Outlines:
    """Return the outlines that meet a frame, thinned to what can be seen in it."""
    if box is None:
        return found
    window = shapely.box(*box)
    near = [each for each in found.units if shapely.intersects(each.shape.envelope, window)]
    return Outlines(tuple(near), shapely.clip_by_rect(found.borders, *box))


def units_at(seen: Snapshot, asked: MapAsked, shapes: Sequence[BaseGeometry]) -> list[str]:
    """Return the smallest units of the day in which points and areas lie, in words; "" for lines, and outside."""
    atlas = read_gazetteer(seen.reader, asked.moment).atlas
    units = read_outlines(seen.reader, asked, levels_on(asked.day)[-1]).units
    tree = shapely.STRtree([each.shape for each in units])
    found = ["" for _ in shapes]
    if not shapes:
        return found
    inner = [None if "Line" in each.geom_type else each.representative_point() for each in shapes]
    for place, unit in zip(*tree.query(inner, predicate="intersects").tolist(), strict=True):
        named = (units[unit].unit, *atlas.lineage(units[unit].unit, asked.day)[-1:])
        found[place] = ", ".join(each.name for each in named)
    return found


def document_of(seen: Snapshot, found: Outlines, asked: MapAsked) -> dict[str, Any]:
    """Return outlines, borders and names as one GeoJSON collection; `kind` says which a feature is."""
    west, south, east, north = asked.box or bounds_of_all(each.shape for each in found.units) or COUNTRY
    step = max(east - west, north - south) / _FINE
    atlas = read_gazetteer(seen.reader, asked.moment).atlas
    shapes = shapely.simplify([each.shape for each in found.units], step)
    features = [_border(found.borders, step)]
    for each, shape in zip(found.units, shapes, strict=True):
        features += _unit_features(unit_row(seen, atlas, each, asked), each, shape)
    return {"type": "FeatureCollection", "features": features}


def _border(borders: BaseGeometry, step: float) -> dict[str, Any]:
    line = shapely.simplify(borders, step)
    return {"type": "Feature", "properties": {"kind": "border", "standing": APPROX}, "geometry": _plain(line)}


def _unit_features(row: UnitRow, each: Outline, shape: BaseGeometry) -> Iterator[dict[str, Any]]:
    properties = {"name": row.name, "url": row.url, "of": row.part_of, "now": row.now, "standing": each.standing}
    properties["source"] = each.source
    if not shape.is_empty:
        yield {"type": "Feature", "properties": {**properties, "kind": "area"}, "geometry": _plain(shape)}
    largest = max(shapely.get_parts(each.shape), key=lambda part: part.area)
    place = _plain(largest.representative_point())
    yield {"type": "Feature", "properties": {**properties, "kind": "name"}, "geometry": place}


def unit_row(seen: Snapshot, atlas: Atlas, outline: Outline, asked: MapAsked) -> UnitRow:
    """Return a unit by its name of the day, what it was part of, and what it is today."""
    unit = outline.unit
    around = ", ".join(each.name for each in atlas.lineage(unit, asked.day))
    now = _said(atlas, [share.unit for share in trace(atlas, unit, seen.today).shares], seen.today)
    same = now == _said(atlas, [unit], asked.day)
    url = record_address(_UNIT, unit.key, asked.known_day)
    return UnitRow(unit.name, url, around, "" if same else now, outline.standing, outline.source)


def _said(atlas: Atlas, units: Sequence[Unit], day: date) -> str:
    """Return units by name, those of one province together with its name behind them."""
    inside: dict[str, list[str]] = {}
    for unit in units:
        around = atlas.lineage(unit, day)
        inside.setdefault(f" ({around[-1].name})" if around else "", []).append(unit.name)
    return "; ".join(", ".join(names) + province for province, names in inside.items())


def _plain(shape: BaseGeometry) -> dict[str, Any]:
    return shapely.geometry.mapping(shapely.transform(shape, lambda places: places.round(4)))
