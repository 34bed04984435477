"""Units as pages show them: name, kind, days, what they are part of, and how they go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.geography.atlas import Atlas
from lienvung.core.geography.code import Code
from lienvung.core.geography.event import UNCONFIRMED, WHOLE, Edge, Event
from lienvung.core.geography.trace import Share, Trace, acts_of, around_on
from lienvung.core.geography.unit import Unit
from lienvung.web.dates import show_date
from lienvung.wording.units import EXTENTS


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """One unit on one line."""

    name: str
    code: str
    url: str
    around: str
    days: str
    extent: str = ""
    is_whole: bool = True
    acts: tuple["ShownAct", ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class ShownAct:
    """An act by which something changed, and the day from which."""

    act: str
    since: str
    url: str


def show_unit(atlas: Atlas, unit: Unit, on: date, extent: str = "", path: Iterable[Edge] = ()) -> ShownUnit:
    """Return a unit as it was on a day, or on the nearest day of its life."""
    path = tuple(path)
    return ShownUnit(
        name=capital(unit.name),
        code=unit.code,
        url=unit_address(unit.key),
        around=", ".join(each.name for each in atlas.lineage(unit, on)),
        days=show_days(unit),
        extent=_(EXTENTS[extent]) if extent in EXTENTS else extent,
        is_whole=extent in ("", WHOLE),
        acts=tuple(show_act(atlas.events[key]) for key in acts_of(atlas, path)),
        doubt=_("chưa xác nhận") if any(edge.confidence == UNCONFIRMED for edge in path) else "",
    )


def show_shares(atlas: Atlas, found: Trace, on: date) -> tuple[ShownUnit, ...]:
    """Return the units of a trace."""
    return tuple(_share(atlas, share, on) for share in found.shares)


def _share(atlas: Atlas, share: Share, on: date) -> ShownUnit:
    return show_unit(atlas, share.unit, on, share.extent, share.path)


def show_around(atlas: Atlas, unit: Unit, on: date) -> ShownUnit | None:
    """Return what the ground of a unit lies in on a day, though no record says in which smaller unit."""
    around = around_on(atlas, unit, on)
    return show_unit(atlas, around, on) if around else None


def show_act(event: Event) -> ShownAct:
    """Return an event by its act; one without an act by its name."""
    since = show_date(event.effective_on) if event.effective_on else ""
    return ShownAct(event.act or event.name, since, reverse("web:record", args=["unit-event", event.key]))


def show_days(thing: Unit | Code) -> str:
    """Return from when until when a unit was so, or had a code, in words."""
    begins, ends = (show_date(said) if said else "" for said in (thing.begins, thing.ends))
    if begins and ends:
        return _("từ %(begins)s đến %(ends)s") % {"begins": begins, "ends": ends}
    if begins:
        return _("từ %(begins)s") % {"begins": begins}
    return _("đến %(ends)s") % {"ends": ends} if ends else ""


def capital(name: str) -> str:
    """Return a name with a capital first letter, as it stands in a title."""
    return name[:1].upper() + name[1:]


def unit_address(key: str, on: date | None = None) -> str:
    """Return the page of a unit."""
    return reverse("units:unit", args=[key]) + (f"?ngay={on.isoformat()}" if on else "")
