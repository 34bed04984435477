"""From a text layer to a reading: shape, header, entities, statements, each by its own rules."""

from collections.abc import Iterable
from datetime import date

from lienvung.core.text.date import last_day

from .finders.agencies import find_agencies
from .finders.dates import find_date_mentions
from .finders.docrefs import find_docrefs
from .finders.localities import find_localities
from .finders.news_header import read_news_header
from .finders.official_header import read_official_header
from .finders.persons import find_persons, is_name_alone
from .finders.places import find_places
from .layer import TextLayer
from .model import Entity, Reading
from .outline import NEWS, Outline, outline, split_lines


def digitise(layer: TextLayer) -> Reading:
    """Return everything the rules read in a text layer; nothing of it is confirmed."""
    shape = outline(layer.text)
    meta = {"kind": shape.kind, **_header(layer.text, shape)}
    entities = _entities(layer.text, shape, _reference(meta))
    return Reading(layer, meta, shape.body, shape.ignore, _boilerplate(layer.text, shape), entities)


def _header(text: str, shape: Outline) -> dict[str, object]:
    if shape.kind == NEWS:
        return read_news_header(split_lines(text), shape.blocks, shape.body[1])
    return read_official_header(shape.header, shape.blocks, shape.closing)


def _reference(meta: dict[str, object]) -> date | None:
    """Return the day of the paper itself, which a year left out refers to."""
    printed = meta.get("date") or meta.get("published")
    return last_day(str(printed)) if printed else None


def _boilerplate(text: str, shape: Outline) -> tuple[tuple[int, int], ...]:
    end = shape.body[1]
    return ((end, len(text)),) if text[end:].strip() else ()


def _entities(text: str, shape: Outline, reference: date | None) -> tuple[Entity, ...]:
    agencies = list(find_agencies(text))
    docrefs = list(find_docrefs(text))
    places = list(find_places(text))
    author = _author_line(shape)
    localities = [found for found in find_localities(text, _spans(places)) if not _inside(found, author)]
    places = [found for found in places if not _inside(found, agencies)]
    persons = [*find_persons(text, _spans(agencies + localities)), *author]
    dates = list(find_date_mentions(text, reference))
    everything = agencies + docrefs + places + localities + persons + dates
    own = [found for found in everything if found.end <= shape.body[1] and not _ignored(found, shape)]
    return tuple(_nest(sorted(own, key=lambda found: (found.start, -found.end))))


def _author_line(shape: Outline) -> list[Entity]:
    """Return the name under an article, which may also be the name of a district."""
    last = shape.blocks[-1].line if shape.kind == NEWS and shape.blocks else None
    if last is None or not is_name_alone(last.text):
        return []
    return [Entity("person", last.start, last.end, last.text)]


def _spans(entities: Iterable[Entity]) -> list[tuple[int, int]]:
    return [(found.start, found.end) for found in entities]


def _inside(found: Entity, others: Iterable[Entity]) -> bool:
    return any(other.start <= found.start and found.end <= other.end and other is not found for other in others)


def _ignored(found: Entity, shape: Outline) -> bool:
    return any(start <= found.start and found.end <= end for start, end in shape.ignore)


def _nest(entities: list[Entity]) -> Iterable[Entity]:
    for found in entities:
        nested = _inside(found, entities)
        yield Entity(found.type, found.start, found.end, found.text, nested, found.attributes) if nested else found
