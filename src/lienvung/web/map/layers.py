"""The layers of the map: for each register with a map, its records in a frame as of a day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from lienvung.core.register.definition import Definition, MapStyle
from lienvung.core.register.geometry import bounds_of, to_geojson
from lienvung.core.register.record import Record
from lienvung.core.text import sort_key
from lienvung.node.stores.every import PAGE, every_found
from lienvung.node.stores.port import Query
from lienvung.office.selectors.boundaries import BOUNDARY
from lienvung.spatial.frame import COUNTRY, on_earth
from lienvung.spatial.marks import COLOURS, Mark
from lienvung.spatial.shape import to_shape
from lienvung.spatial.sovereignty import Box, may_be_drawn
from lienvung.web.addresses import face_address
from lienvung.web.counts import count_words
from lienvung.web.map.asked import MapAsked, format_box
from lienvung.web.registers.kept import count_of
from lienvung.web.registers.narrowing import held_on
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot

MOST: Final = 10_000
"""So many features of a layer go to a browser at once; a nearer frame shows the rest."""

PLAIN: Final = "teal"
KEY: Final = "KEY"
"""Stands for a record's key in the address of its page, which all features of a layer share."""

_SAMPLE = 50  # of each layer, to find where most lies
_FAR = 12  # one of so many on each side may lie outside
_AROUND = 0.1  # degrees
_EVERYWHERE: Final[Box] = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Colour:
    """A line of a layer's legend: a colour of the palette and what it means."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A register that can be drawn: its title, how many records it has in all, and its legend."""

    register: str
    title: str
    count: str
    is_on: bool
    colours: tuple[Colour, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """One record on the map."""

    layer: str
    layer_title: str
    key: str
    title: str
    url: str
    colour: str
    meaning: str
    nature: str
    steward: House
    geometry: dict[str, Any]
    origin: str
    inside: str = ""
    is_ring: bool = False

    @property
    def name(self) -> str:
        """Return what scripts and rows of the table call it."""
        return f"{self.layer}/{self.key}"

    @property
    def box_words(self) -> str:
        """Return the box around it as addresses spell one."""
        return format_box(bounds_of(self.geometry))

    @property
    def mark(self) -> Mark:
        """Return it as it is drawn in a picture."""
        return Mark(to_shape(self.geometry), self.colour, self.title, self.url, self.name, self.is_ring)

    def document(self) -> dict[str, Any]:
        """Return it as GeoJSON for the page's script."""
        properties = {
            "name": self.name,
            "title": self.title,
            "colour": COLOURS[self.colour],
            "meaning": self.meaning,
            "steward": self.steward.short,
            "source": self.origin,
            "illustrative": self.nature == "illustrative",
        }
        return {"type": "Feature", "properties": properties, "geometry": to_geojson(self.geometry)}


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """The features of a layer, and whether there are more in the frame."""

    features: tuple[Feature, ...]
    has_more: bool


def mapped_registers(seen: Snapshot) -> list[Definition]:
    """Return the registers that say how they are drawn and have a record, by title; outlines of units are no layer."""
    drawn = [each for each in seen.shower.catalogue.values() if each.map and each.register != BOUNDARY]
    held = [each for each in drawn if seen.reader.definition(each.register) is not None]
    return sorted(held, key=lambda definition: sort_key(say(definition.title)))


def map_layer(seen: Snapshot, definition: Definition, asked: MapAsked) -> MapLayer:
    """Return a register as a line of the legend, with how many of its records can be drawn on the day asked for."""
    assert definition.map is not None
    count = count_words(count_of(seen, definition.register, query_of(definition, asked, None)))
    colours = tuple(_legend(definition, definition.map))
    return MapLayer(definition.register, say(definition.title), count, asked.shows(definition.register), colours)


def _legend(definition: Definition, style: MapStyle) -> Iterator[Colour]:
    if not style.colour_by:
        yield Colour(PLAIN, say(definition.title))
        return
    values = definition.fields[style.colour_by].values
    yield from (Colour(colour, say(values[value])) for value, colour in style.colours.items() if value in values)


def features_in(
    seen: Snapshot, definition: Definition, asked: MapAsked, box: Box | None, most: int = MOST
) -> FeaturePage:
    """Return the records of a register that are drawn in a frame, as they held on a day and were known at a moment."""
    return features_found(seen, definition, query_of(definition, asked, box), asked.known_day, most)


def features_found(
    seen: Snapshot, definition: Definition, query: Query, known_day: str = "", most: int = MOST
) -> FeaturePage:
    """Return the first records that a query finds as they are drawn; those without a place are none."""
    drawer = Drawer(seen, definition, known_day)
    placed = replace(query, box=query.box or _EVERYWHERE, sort=("key",))
    found = map(drawer.feature, every_found(seen.reader, definition.register, placed, min(PAGE, most + 1)))
    features = tuple(islice((each for each in found if each is not None), most + 1))
    return FeaturePage(features[:most], len(features) > most)


def query_of(definition: Definition, asked: MapAsked, box: Box | None) -> Query:
    """Return the query of what is drawn of a register for an address."""
    around = on_earth(box) if box else _EVERYWHERE
    return Query(ranges=held_on(definition, asked.day), box=around, sort=("key",), as_of=asked.moment)


class Drawer:
    """Makes features of a register's records; what is the same for all of them is looked up once."""

    def __init__(self, seen: Snapshot, definition: Definition, known_day: str = "") -> None:
        assert definition.map is not None
        self._seen, self._style, self._definition = seen, definition.map, definition
        self._label = definition.fields[definition.map.label or definition.title_field]
        self._field = definition.fields.get(definition.map.colour_by)
        self._meanings: dict[object, str] = {}
        self.title = say(definition.title)
        self.page = face_address(definition.register, KEY, known_day)

    def feature(self, record: Record) -> Feature | None:
        """Return a record as it is drawn; None for one, perhaps a partner's, that gives our islands away."""
        values, style = record.values, self._style
        if not may_be_drawn(self._definition, values):
            return None
        value = values.get(style.colour_by) if style.colour_by else None
        return Feature(
            layer=record.register,
            layer_title=self.title,
            key=record.key,
            title=self._seen.shower.plain(self._label, values.get(self._label.name)) or self._seen.shower.title(record),
            url=self.page.replace(KEY, record.key),
            colour=style.colours.get(str(value), PLAIN),
            meaning=self._meaning(value),
            nature=str(values.get("nature", "")),
            steward=self._seen.houses[record.steward],
            geometry=dict(values[style.geometry]),
            origin=record.origin,
        )

    def _meaning(self, value: object) -> str:
        if self._field is None or value is None:
            return ""
        if value not in self._meanings:
            self._meanings[value] = self._seen.shower.plain(self._field, value)
        return self._meanings[value]


def home_frame(seen: Snapshot, asked: MapAsked) -> Box:
    """Return the frame around most of what the layers hold: a far exhibition does not shrink the map of the region."""
    places = sorted(
        bounds_of(record.values[definition.map.geometry])
        for definition in mapped_registers(seen)
        if definition.map
        for record in seen.reader.find(
            definition.register, Query(box=_EVERYWHERE, limit=_SAMPLE, as_of=asked.moment)
        ).records
    )
    if not places:
        return COUNTRY
    edges = [sorted(place[side] for place in places) for side in range(4)]
    last, skipped = len(places) - 1, len(places) // _FAR
    west, south = edges[0][skipped], edges[1][skipped]
    east, north = edges[2][last - skipped], edges[3][last - skipped]
    return on_earth((west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND))
