"""The map of an address, and of a register, as a drawing: frame, outlines of the day, marks, and what colours mean."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.core.text import sort_key
from lienvung.report.map_picture import MapPicture
from lienvung.spatial.drawing import Drawing
from lienvung.spatial.frame import COUNTRY, bounds_of_all, frame_of, on_earth
from lienvung.spatial.legend import Key
from lienvung.spatial.raster import draw_png
from lienvung.spatial.sovereignty import Box
from lienvung.web.map.asked import MapAsked
from lienvung.web.map.drawn import layer_in, layers_on
from lienvung.web.map.layers import Drawer, Feature, features_found, home_frame
from lienvung.web.map.sources import read_sources
from lienvung.web.map.units import fitting_level, outlines_in, read_outlines
from lienvung.web.registers.asked import Asked
from lienvung.web.registers.narrowing import query_for
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot

MOST_DRAWN: Final = 3_000
"""So many records of a register are drawn in a picture."""

_WIDE, _NARROW = (960, 640), (420, 500)
_SMALL, _SMALLEST = (640, 380), (420, 320)  # of one record
_NEAR: Final = 0.08  # degrees around one record


def read_drawing(seen: Snapshot, asked: MapAsked) -> Drawing:
    """Return what the map page shows, as a picture."""
    box = asked.box or home_frame(seen, asked)
    shown = frame_of(box, *_size(asked)).box
    found = (layer_in(seen, asked, each, shown, MOST_DRAWN) for each in layers_on(seen, asked))
    features = [feature for each in found for feature in each.features]
    title = _("Bản đồ ngày %(day)s") % {"day": f"{asked.day:%d/%m/%Y}"}
    return drawing_of(seen, asked, title, features, box)


def register_drawing(seen: Snapshot, definition: Definition, asked: Asked, *, is_narrow: bool = False) -> Drawing:
    """Return the records that a list finds, where they lie."""
    query = query_for(definition, replace(asked, order="", after=""), seen.today)
    shown = MapAsked(asked.held or seen.today, asked.held is None, known=asked.known)
    found = features_found(seen.at(asked.moment), definition, query, shown.known_day, MOST_DRAWN)
    around = bounds_of_all(each.mark.shape for each in found.features) or COUNTRY
    return drawing_of(seen, shown, say(definition.title), found.features, around, _NARROW if is_narrow else _WIDE)


def record_drawing(
    seen: Snapshot, definition: Definition, record: Record, *, is_narrow: bool = False
) -> Drawing | None:
    """Return where one record lies, among the units of today; None for one without a place that may be drawn."""
    assert definition.map is not None
    feature = Drawer(seen, definition).feature(record) if definition.map.geometry in record.values else None
    if feature is None:
        return None
    west, south, east, north = feature.mark.shape.bounds
    around = west - _NEAR, south - _NEAR, east + _NEAR, north + _NEAR
    bare, size = replace(feature, url=""), _SMALLEST if is_narrow else _SMALL
    return drawing_of(seen, MapAsked(seen.today), feature.title, [bare], on_earth(around), size)


def register_picture(seen: Snapshot, definition: Definition) -> MapPicture:
    """Return where the records of a register lie, for a paper: in Vietnamese, with the logs that it was read from."""
    with override("vi"):
        drawing = register_drawing(seen, definition, Asked(definition.register))
        placed = len(drawing.marks)
        title = _("Bản đồ: %(title)s, %(n)s bản ghi có vị trí, ngày %(day)s") % {
            "title": drawing.title, "n": placed, "day": f"{seen.today:%d/%m/%Y}",
        }  # fmt: skip
        sources = [each.words for each in read_sources(seen, [definition.register]).values()]
        return MapPicture(draw_png(drawing), title, sources)


def drawing_of(
    seen: Snapshot,
    asked: MapAsked,
    title: str,
    features: Sequence[Feature],
    box: Box,
    size: tuple[int, int] | None = None,
) -> Drawing:
    """Return features on the units of a day; units are drawn to the edges of the picture, beyond the box."""
    bare = Drawing(
        title,
        [each.mark for each in features],
        box=box,
        language=get_language() or "vi",
        size=size or _size(asked),
        legend=[] if asked.is_narrow else keys_of(features),
    )
    shown = bare.frame.box
    level = fitting_level(shown, asked.day, asked.level)
    return replace(bare, outlines=outlines_in(read_outlines(seen.reader, asked, level), shown))


def _size(asked: MapAsked) -> tuple[int, int]:
    return _NARROW if asked.is_narrow else _WIDE


def keys_of(features: Iterable[Feature]) -> list[Key]:
    """Return what the colours of features mean, register after register."""
    said = {(each.layer_title, each.meaning, each.colour) for each in features}
    ordered = sorted(said, key=lambda each: (sort_key(each[0]), sort_key(each[1]), each[2]))
    return [Key(colour, f"{title}: {meaning}" if meaning else title) for title, meaning, colour in ordered]
