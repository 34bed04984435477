"""One unit: its periods, where it came from, what it became, what was inside it, and who took on its promises."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lienvung.catalogue.unit_seed import CODE
from lienvung.core.geography.atlas import Atlas
from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.core.geography.trace import Trace, trace
from lienvung.core.geography.unit import Unit
from lienvung.web.addresses import record_address
from lienvung.web.selectors.dissolved import is_dissolved
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot, snapshot
from lienvung.web.units.asked import Asked, asked_of, gazetteer_of
from lienvung.web.units.showing import ShownAct, ShownUnit, show_act, show_around, show_days, show_shares, show_unit
from lienvung.web.units.tree import Picture, draw


@dataclass(frozen=True, slots=True)
class Side:
    """Units before or after; `lost` are those of which nothing further is recorded, with what their ground lies in."""

    units: tuple[ShownUnit, ...]
    lost: tuple[tuple[ShownUnit, ShownUnit | None], ...]


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code of another list, and the record that says so."""

    scheme: str
    code: str
    days: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """All that the page of a unit shows; `day` is the day for which its inside is shown."""

    unit: ShownUnit
    kind: str
    day: date
    lineage: tuple[ShownUnit, ...]
    periods: tuple[ShownUnit, ...]
    before: Side
    after: Side
    is_now: bool
    ended_by: tuple[ShownAct, ...]
    picture: Picture | None
    codes: tuple[ShownCode, ...]
    children: tuple[ShownUnit, ...]
    record_url: str
    promises_url: str


def unit(request: HttpRequest, key: str) -> HttpResponse:
    """Show one unit, as it was on the day asked for."""
    with snapshot() as seen:
        asked = asked_of(request, seen.today)
        gazetteer = gazetteer_of(seen, asked)
        found = gazetteer.atlas.unit(key)
        if found is None:
            # A record that was retired, or was not known then, is still in the register with its history.
            seen.record("administrative-unit", key)
            return HttpResponseRedirect(record_address("administrative-unit", key))
        page = _read(seen, gazetteer, found, asked)
    return render(request, "units/unit.html", {"page": page, "asked": asked})


def _read(seen: Snapshot, gazetteer: Gazetteer, unit: Unit, asked: Asked) -> UnitPage:
    atlas, day = gazetteer.atlas, unit.nearest_day(asked.on)
    shown = show_unit(atlas, unit, day)
    before, after = _before(atlas, unit), _after(atlas, unit, asked.today)
    fields = seen.definition("administrative-unit").fields
    return UnitPage(
        unit=shown,
        kind=say(fields["kind"].values[unit.kind]) if unit.kind in fields["kind"].values else unit.kind,
        day=day,
        lineage=tuple(show_unit(atlas, each, day) for each in atlas.lineage(unit, day)),
        periods=tuple(show_unit(atlas, each, each.nearest_day(day)) for each in atlas.versions[unit.identity]),
        before=before,
        after=after,
        is_now=unit.exists_on(asked.today),
        ended_by=tuple(_ended_by(atlas, unit)),
        picture=draw(before.units, shown, after.units),
        codes=tuple(_codes(seen, gazetteer, unit)),
        children=tuple(_inside(atlas, unit, day)),
        record_url=record_address("administrative-unit", unit.key),
        promises_url=reverse("web:dissolved-unit", args=[unit.key]) if is_dissolved(atlas, unit, asked.today) else "",
    )


def _codes(seen: Snapshot, gazetteer: Gazetteer, unit: Unit) -> Iterator[ShownCode]:
    codes = gazetteer.carried.get(unit.identity, ())
    if codes:
        schemes = seen.definition(CODE).fields["scheme"].values
        for each in codes:
            scheme = say(schemes[each.scheme]) if each.scheme in schemes else each.scheme
            yield ShownCode(scheme, each.code, show_days(each), each.note, record_address(CODE, each.key))


def _before(atlas: Atlas, unit: Unit) -> Side:
    """Return what stood on the last day before the unit, where that day is known."""
    if unit.since is None:
        return Side((), ())
    day = unit.since - timedelta(days=1)
    return _side(atlas, trace(atlas, unit, day), day)


def _after(atlas: Atlas, unit: Unit, today: date) -> Side:
    if unit.until is None or unit.exists_on(today):
        return Side((), ())
    return _side(atlas, trace(atlas, unit, today), today)


def _side(atlas: Atlas, found: Trace, day: date) -> Side:
    lost = tuple((show_unit(atlas, unit, day), show_around(atlas, unit, day)) for unit in found.lost)
    return Side(show_shares(atlas, found, day), lost)


def _ended_by(atlas: Atlas, unit: Unit) -> Iterator[ShownAct]:
    events = dict.fromkeys(edge.event for edge in atlas.leaving.get(unit.key, ()) if edge.event in atlas.events)
    yield from (show_act(atlas.events[key]) for key in events)


def _inside(atlas: Atlas, unit: Unit, day: date) -> Iterable[ShownUnit]:
    children = sorted(atlas.children(unit, day), key=lambda child: (child.code, child.key))
    return (show_unit(atlas, child, day) for child in children)
