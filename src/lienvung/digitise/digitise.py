"""From a text layer to a reading: shape, header, entities, statements, each by its own rules."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from lienvung.core.text.date import last_day

from .cues import COMMITMENT, ESCALATION
from .finders.agencies import find_agencies
from .finders.attributes import read_attributes, read_cell_bodies, read_cell_deadline, unit_name
from .finders.dates import find_date_mentions
from .finders.docrefs import find_docrefs
from .finders.localities import find_localities
from .finders.news_header import read_news_header
from .finders.official_header import read_official_header
from .finders.persons import find_persons, is_name_alone
from .finders.places import find_places
from .finders.statements import Found, find_statements
from .finders.tables import Row, find_table_rows
from .gazetteer import CENTRAL, PROVINCE, level_of
from .layer import TextLayer
from .model import Entity, Reading, Statement
from .outline import NEWS, Block, Outline, outline, split_lines, unwrap
from .spans import Span, Spans

TABLE_CONFIDENCE = 0.9
_CONVENE = re.compile(r"\b(?:tổ chức|ký kết|ký|họp|làm việc|đi)\b")
_AT = re.compile(r"\b(?:tại|ở) $")


def digitise(layer: TextLayer) -> Reading:
    """Return everything the rules read in a text layer; nothing of it is confirmed."""
    text = unwrap(layer.text)
    shape = outline(text)
    meta = {"kind": shape.kind, **_header(text, shape)}
    reference = _reference(meta)
    entities = _entities(text, shape, reference)
    parties = _parties(text, meta, shape, entities)
    if parties:
        meta["parties"] = [unit_name(party) for party in parties]
    statements = sorted(
        [*_prose_statements(text, shape, entities, parties, reference), *_table_statements(shape, reference)],
        key=lambda statement: statement.start,
    )
    return Reading(
        layer,
        meta,
        shape.body,
        shape.ignore,
        _boilerplate(text, shape),
        tuple(replace(found, text=layer.text[found.start : found.end]) for found in entities),
        tuple(replace(found, text=layer.text[found.start : found.end]) for found in _mark_duplicates(statements)),
    )


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


# --- entities -------------------------------------------------------------------------------------------------


def _entities(text: str, shape: Outline, reference: date | None) -> tuple[Entity, ...]:
    agencies = list(find_agencies(text))
    docrefs = list(find_docrefs(text))
    places = list(find_places(text))
    author = _author_line(shape)
    localities = list(find_localities(text, Spans(_spans([*places, *author]))))
    places = _outside(places, agencies)
    persons = _outside(find_persons(text, _spans(agencies + localities)), author) + author
    dates = list(find_date_mentions(text, reference))
    everything = agencies + docrefs + places + localities + persons + dates
    ignored = Spans(shape.ignore)
    own = [found for found in everything if found.end <= shape.body[1] and not ignored.cover(found.start, found.end)]
    return tuple(_nest(sorted(own, key=lambda found: (found.start, -found.end))))


def _author_line(shape: Outline) -> list[Entity]:
    """Return the name under an article, which may also be the name of a district."""
    last = shape.blocks[-1].line if shape.kind == NEWS and shape.blocks else None
    if last is None or not is_name_alone(last.text):
        return []
    return [Entity("person", last.start, last.end, last.text)]


def _spans(entities: Iterable[Entity]) -> list[Span]:
    return [(found.start, found.end) for found in entities]


def _outside(entities: Iterable[Entity], others: Iterable[Entity]) -> list[Entity]:
    covering = Spans(_spans(others))
    return [found for found in entities if not covering.cover(found.start, found.end)]


def _nest(entities: list[Entity]) -> Iterator[Entity]:
    """Yield the entities, sorted by where they begin and the longer first; one inside an earlier one is nested."""
    furthest = -1
    for found in entities:
        yield replace(found, nested=True) if found.end <= furthest else found
        furthest = max(furthest, found.end)


def _parties(text: str, meta: dict[str, object], shape: Outline, entities: tuple[Entity, ...]) -> tuple[str, ...]:
    """Return the units that the paper is between: those of its subject, or of the first paragraph that names two."""
    subject = str(meta.get("subject") or "")
    named = [unit_name(found.text) for found in find_localities(subject, Spans(_spans(find_places(subject))))]
    units = [found for found in entities if found.type == "locality"]
    for block in () if named else shape.blocks:
        convenors = [unit_name(found.text) for found in units if _convenes(text, found, block)]
        if block.role == "prose" and len(set(convenors)) > 1:
            named = convenors
            break
    full = {unit_name(found.text): found.text for found in reversed(units) if found.text != unit_name(found.text)}
    distinct = tuple(dict.fromkeys(named))
    return tuple(full[name] for name in distinct) if all(name in full for name in distinct) else distinct


def _convenes(text: str, unit: Entity, block: Block) -> bool:
    """Say whether a unit of the block stands before its verb, outside brackets and not as the place of meeting."""
    start = block.line.start
    verb = _CONVENE.search(text, start, block.line.end)
    if not start <= unit.start < (verb.start() if verb else block.line.end):
        return False
    before = text[start : unit.start]
    return before.count("(") == before.count(")") and not _AT.search(before)


# --- statements -------------------------------------------------------------------------------------------------


def _prose_statements(
    text: str, shape: Outline, entities: tuple[Entity, ...], parties: tuple[str, ...], reference: date | None
) -> Iterator[Statement]:
    before: tuple[Found, Statement] | None = None
    starts = [entity.start for entity in entities]
    for found in find_statements(text, shape, reference):
        clause = found.clause
        words = text[clause.start : clause.end]
        named = entities[bisect_left(starts, clause.start) : bisect_left(starts, clause.end)]
        source = "caption" if clause.block.role == "caption" else None
        statement = Statement(found.kind, clause.start, clause.end, words, found.confidence, source=source)
        if found.kind == COMMITMENT:
            statement = _with_attributes(statement, found, named, parties, reference, before)
        elif found.kind == ESCALATION:
            statement = replace(statement, escalates_to=_superiors(statement, named))
        before = (found, statement)
        yield statement


def _with_attributes(
    statement: Statement,
    found: Found,
    entities: tuple[Entity, ...],
    parties: tuple[str, ...],
    reference: date | None,
    before: tuple[Found, Statement] | None,
) -> Statement:
    read = read_attributes(statement.text, statement.start, entities, parties, reference)
    lead, inferred = read.lead, read.inferred
    if not lead:
        # A clause without a subject goes on with the lead of the clause before it in the same paragraph.
        same = before is not None and before[0].clause.block is found.clause.block
        lead = before[1].lead if same and before is not None else ()
        lead = lead or (parties if read.mode == "agreed" else ())
        inferred = (*inferred, "lead") if lead else inferred
    return replace(
        statement,
        lead=lead,
        partners=tuple(name for name in read.partners if name not in lead),
        deadline=read.deadline,
        deadline_text=read.deadline_text,
        old_deadline=read.old_deadline,
        product=read.product,
        mode=read.mode,
        inferred=inferred,
    )


def _superiors(statement: Statement, entities: tuple[Entity, ...]) -> tuple[str, ...]:
    """Return the bodies of central or provincial level that the clause names."""
    bodies = [
        found.text
        for found in entities
        if found.type == "agency" and statement.start <= found.start and found.end <= statement.end
    ]
    central = [body for body in bodies if level_of(body) == CENTRAL]
    return tuple(dict.fromkeys(central or [body for body in bodies if level_of(body) == PROVINCE]))


def _table_statements(shape: Outline, reference: date | None) -> Iterator[Statement]:
    for row in find_table_rows(shape):
        yield from _row_statements(row, reference)


def _row_statements(row: Row, reference: date | None) -> Iterator[Statement]:
    cells = {cell.column: cell for cell in reversed(row)}
    for cell in row:
        if cell.column not in ("lead", "partners", "product", "deadline"):
            statement = Statement(cell.column, cell.start, cell.end, cell.text, TABLE_CONFIDENCE, source="table")
            if cell.column == COMMITMENT:
                due = cells.get("deadline")
                value, inferred = read_cell_deadline(due.text, reference) if due else (None, ())
                statement = replace(
                    statement,
                    lead=read_cell_bodies(cells["lead"].text) if "lead" in cells else (),
                    partners=read_cell_bodies(cells["partners"].text) if "partners" in cells else (),
                    product=cells["product"].text if "product" in cells else None,
                    deadline=value,
                    deadline_text=due.text if due else None,
                    mode="directive",
                    inferred=inferred,
                )
            yield statement


def _mark_duplicates(statements: list[Statement]) -> Iterator[Statement]:
    """Yield the statements again; one that repeats an earlier one word for word points to it."""
    first: dict[tuple[str, str], int] = {}
    for index, statement in enumerate(statements):
        original = first.setdefault((statement.type, statement.text), index)
        yield statement if original == index else replace(statement, duplicate_of=original)
