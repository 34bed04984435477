"""Commitments on the map, each at the works and cases that it is about, as rings in the colour of its status today."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _

from lienvung.core.programme.status import Cell
from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.node.stores.every import every_found
from lienvung.node.stores.port import COUNT_CAP
from lienvung.spatial.sovereignty import Box, may_be_drawn
from lienvung.web.addresses import face_address
from lienvung.web.counts import count_words
from lienvung.web.map.asked import MapAsked
from lienvung.web.map.layers import Colour, Feature, FeaturePage, MapLayer, mapped_registers, query_of
from lienvung.web.snapshot import Snapshot
from lienvung.web.words import cell_word

TASKS: Final = "commitment"
_LONGEST: Final = 120
_AT_ONCE: Final = 5_000
_COLOURS: Final = {
    Cell.DONE_ON_TIME: "green",
    Cell.DONE_LATE: "brown",
    Cell.OPEN_IN_TERM: "blue",
    Cell.OPEN_OVERDUE: "red",
}
_OTHER: Final = "grey"


def has_tasks(seen: Snapshot, asked: MapAsked) -> bool:
    """Tell whether commitments can be drawn: how they fared is computed of what is known now, not of an earlier day."""
    return asked.known is None and any(map(_field, mapped_registers(seen))) and bool(seen.portfolio.tracked)


def tasks_title() -> str:
    """Return what the layer is called."""
    return _("Cam kết, tại nơi liên quan")


def task_layer(seen: Snapshot, asked: MapAsked) -> MapLayer:
    """Return the commitments as a line of the legend."""
    colours = [Colour(colour, cell_word(cell)) for cell, colour in _COLOURS.items()]
    count = count_words(sum(1 for _each in islice(_found(seen, asked, None), COUNT_CAP)))
    return MapLayer(TASKS, tasks_title(), count, asked.shows(TASKS), (*colours, Colour(_OTHER, _("khác"))))


def tasks_in(seen: Snapshot, asked: MapAsked, box: Box | None, most: int) -> FeaturePage:
    """Return the commitments that had been agreed by the day asked for, at what they are about, in a frame."""
    found = tuple(islice(_found(seen, asked, box), most + 1))
    return FeaturePage(found[:most], len(found) > most)


def _found(seen: Snapshot, asked: MapAsked, box: Box | None) -> Iterator[Feature]:
    day = asked.day.isoformat()
    tracked = seen.portfolio.tracked.items()
    agreed = [key for key, each in tracked if each.commitment.agreed_on[:10] <= day]
    for definition in mapped_registers(seen):
        field = _field(definition)
        if field is not None:
            query = query_of(definition, asked, box)
            for first in range(0, len(agreed), _AT_ONCE):
                keys = tuple(agreed[first : first + _AT_ONCE])
                about = every_found(seen.reader, definition.register, replace(query, where={field: keys}))
                for record in (each for each in about if may_be_drawn(definition, each.values)):
                    yield from _about(seen, definition, record, set(keys).intersection(record.values[field]))


def _about(seen: Snapshot, definition: Definition, record: Record, keys: Collection[str]) -> Iterator[Feature]:
    """Yield commitments at the place of a record that names them."""
    assert definition.map is not None
    place = dict(record.values[definition.map.geometry])
    for key in sorted(keys):
        yield _feature(seen, key, seen.shower.title(record), place)


def _field(definition: Definition) -> str | None:
    """Return the field by which records of a register name the commitments that they are about."""
    fields = definition.fields.values()
    return next((each.name for each in fields if each.datatype == "link" and each.to == TASKS and each.many), None)


def _feature(seen: Snapshot, key: str, place: str, geometry: dict[str, Any]) -> Feature:
    tracked = seen.portfolio.tracked[key]
    commitment, cell = tracked.commitment, tracked.status.cell
    return Feature(
        layer=TASKS,
        layer_title=tasks_title(),
        key=key,
        title=commitment.text[:_LONGEST],
        url=face_address(TASKS, key),
        colour=_COLOURS.get(cell, _OTHER),
        meaning=f"{cell_word(cell)}; {place}",
        nature=commitment.nature,
        steward=seen.houses[commitment.steward],
        geometry=geometry,
        origin=f"{commitment.steward}/{TASKS}",
        is_ring=True,
    )
