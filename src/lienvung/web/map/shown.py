"""What the page of the map shows around the picture: legend, days, level, and the table of what is in the frame."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from lienvung.core.text import sort_key
from lienvung.node.units import REGISTERS, read_gazetteer
from lienvung.office.selectors.boundaries import BOUNDARY
from lienvung.spatial.frame import COUNTRY
from lienvung.spatial.outlines import levels_on
from lienvung.spatial.sovereignty import ARCHIPELAGOS, SEA, Box
from lienvung.web.map.asked import UNITS_TABLE, MapAsked, format_box
from lienvung.web.map.drawn import layer_in, layers_on, legend_of
from lienvung.web.map.layers import Feature, MapLayer, home_frame
from lienvung.web.map.sources import read_sources
from lienvung.web.map.units import (
    Step,
    UnitRow,
    fitting_level,
    outlines_in,
    read_outlines,
    steps_until,
    unit_row,
    units_at,
)
from lienvung.web.selectors.heads import HeadLine
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot

ROWS: Final = 100
"""So many rows stand in the table; beyond, a nearer frame or fewer layers."""

_LEVEL_WORDS = {"province": _("cấp tỉnh"), "district": _("cấp huyện (trước 01/07/2025)"), "commune": _("cấp xã")}
_ORDERS: dict[str, Callable[[Feature], str]] = {
    "title": lambda each: sort_key(each.title),
    "layer": lambda each: sort_key(each.layer_title),
    "steward": lambda each: sort_key(each.steward.short),
}
_HEADS = {"title": _("Tên"), "layer": _("Sổ"), "steward": _("Chủ quản")}


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """A level of units that may be drawn on the day."""

    value: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; its address sorts by it."""

    title: str
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Label:
    """A name that always stands on the map."""

    title: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class MapPage:
    """The page of the map for one address."""

    asked: MapAsked
    box: Box
    layers: tuple[MapLayer, ...]
    steps: tuple[Step, ...]
    today: date
    levels: tuple[LevelChoice, ...]
    level: str
    labels: tuple[Label, ...]
    columns: tuple[Head, ...]
    features: tuple[Feature, ...]
    units: tuple[UnitRow, ...]
    has_more: bool
    heads: tuple[HeadLine, ...]

    @property
    def shows_units(self) -> bool:
        """Tell whether the table lists units."""
        return self.asked.table == UNITS_TABLE

    @property
    def times(self) -> dict[str, date | None]:
        """Return the two times that are asked for, as lists tell them."""
        return {"known": self.asked.known, "held": None if self.asked.is_today else self.asked.day}

    @property
    def days(self) -> tuple[Step, ...]:
        """Return the days to choose from, the newest first: those of change, and the one asked for if it is none."""
        between = () if self.asked.is_today else (Step(self.asked.day, ()),)
        steps = {step.day: step for step in (*between, *self.steps)}
        return tuple(steps[day] for day in sorted(steps, reverse=True))

    @property
    def box_words(self) -> str:
        """Return the frame as scripts and the address spell it."""
        return format_box(self.box)

    @property
    def archipelago_boxes(self) -> list[list[float]]:
        """Return the boxes of both archipelagos, as scripts read them."""
        return [list(each.box) for each in ARCHIPELAGOS]

    @property
    def layers_on(self) -> int:
        """Return how many layers are on."""
        return sum(each.is_on for each in self.layers)

    @property
    def is_home(self) -> bool:
        """Tell whether the frame is the one that nobody had to ask for."""
        return self.asked.box is None

    @property
    def home_url(self) -> str:
        """Return the address with the frame around what this node holds."""
        return self.asked.address(box=None)

    @property
    def country_url(self) -> str:
        """Return the address with the whole country and both archipelagos in the frame."""
        return self.asked.address(box=COUNTRY)

    @property
    def picture_url(self) -> str:
        """Return the address of the same as a picture."""
        return self.asked.address("map:picture")

    @property
    def narrow_url(self) -> str:
        """Return the address of the same as a picture for a narrow screen."""
        return self.asked.address("map:picture", is_narrow=True)

    @property
    def png_url(self) -> str:
        """Return the address of the same as PNG."""
        return self.asked.address("map:picture-png")

    @property
    def today_url(self) -> str:
        """Return the address of the same as it is today, and as it is known today."""
        return self.asked.address(day=self.today, is_today=True, known=None)

    @property
    def records_url(self) -> str:
        """Return the address of the table of records."""
        return self.asked.address(table="", order="")

    @property
    def units_url(self) -> str:
        """Return the address of the table of units."""
        return self.asked.address(table=UNITS_TABLE, order="")


def read_map_page(seen: Snapshot, asked: MapAsked) -> MapPage:
    """Return the page for an address."""
    shown = layers_on(seen, asked)
    box = asked.box or home_frame(seen, asked)
    level = fitting_level(box, asked.day, asked.level)
    features, more_records = ((), False) if asked.table else _features(seen, asked, box)
    rows, more_units = _units(seen, asked, box, level) if asked.table else ((), False)
    return MapPage(
        asked=asked,
        box=box,
        layers=legend_of(seen, asked),
        steps=steps_until(read_gazetteer(seen.reader, asked.moment).atlas, seen.today),
        today=seen.today,
        levels=tuple(LevelChoice(each, str(_LEVEL_WORDS[each]), each == asked.level) for each in levels_on(asked.day)),
        level=level,
        labels=always_labels(),
        columns=tuple(_head(asked, name) for name in _ORDERS),
        features=features,
        units=rows,
        has_more=more_records or more_units,
        heads=tuple(each.head for each in read_sources(seen, {*shown, *REGISTERS, BOUNDARY}).values()),
    )


def always_labels() -> tuple[Label, ...]:
    """Return the names that no switch and no zoom takes from the map."""
    named = [(each.label, each.at) for each in ARCHIPELAGOS] + [(SEA.label, SEA.at)]
    return tuple(Label(say(label), *at) for label, at in named)


def _features(seen: Snapshot, asked: MapAsked, box: Box) -> tuple[tuple[Feature, ...], bool]:
    """Return the first rows of the table, and whether there are more."""
    found: list[Feature] = []
    has_more = False
    for name in layers_on(seen, asked):
        page = layer_in(seen, asked, name, box, ROWS)
        found, has_more = [*found, *page.features], has_more or page.has_more
    order = asked.order or "title"
    found.sort(key=_ORDERS[order.removeprefix("-")], reverse=order.startswith("-"))
    places = units_at(seen, asked, [each.mark.shape for each in found[:ROWS]])
    rows = (replace(each, inside=inside) for each, inside in zip(found[:ROWS], places, strict=True))
    return tuple(rows), has_more or len(found) > ROWS


def _units(seen: Snapshot, asked: MapAsked, box: Box, level: str) -> tuple[tuple[UnitRow, ...], bool]:
    atlas = read_gazetteer(seen.reader, asked.moment).atlas
    near = outlines_in(read_outlines(seen.reader, asked, level), box).units
    named = sorted(near, key=lambda each: sort_key(each.unit.name))
    return tuple(unit_row(seen, atlas, each, asked) for each in named[:ROWS]), len(named) > ROWS


def _head(asked: MapAsked, name: str) -> Head:
    current, down = (asked.order or "title").removeprefix("-") == name, asked.order.startswith("-")
    url = asked.address(order=f"-{name}" if current and not down else name)
    return Head(str(_HEADS[name]), url, ("descending" if down else "ascending") if current else "")
