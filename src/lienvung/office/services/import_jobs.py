"""The jobs of an import: read the rows of a table that was brought, compare them with the register.

Both are harmless to repeat: a job that was killed begins its step anew.
"""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from typing import Any, Final

import orjson

from lienvung.core.register.definition import Definition
from lienvung.node.collector import collector_paused
from lienvung.office.imports.aliases import unclear_names
from lienvung.office.imports.columns import KEY, guess_columns
from lienvung.office.imports.errors import ColumnTwice, NothingToMatchBy, NothingUnderstood
from lienvung.office.imports.headings import Row, Table
from lienvung.office.imports.plan import Planner, RowPlan
from lienvung.office.imports.reading import read_pasted, read_table
from lienvung.office.imports.recognition import way_name, ways_of, ways_open
from lienvung.office.imports.rows import RowReader
from lienvung.office.imports.together import assign_keys, links_to_itself, refuse_entangled
from lienvung.office.models import ImportChunk, PlannedRow, RegisterImport, plans_keep
from lienvung.office.node_access import get_node
from lienvung.office.selectors.imports import pack, rows_of
from lienvung.office.selectors.lookups import StoreLookups
from lienvung.office.services.jobs import Progress, job_kind

READ, PLAN = "import-read", "import-plan"
_CHUNK: Final = 4_000
_LONGEST_PLACE: Final = 120
_MOST_KINDS: Final = 12
_MOST_NAMES: Final = 30
State = RegisterImport.State


@job_kind(READ)
@collector_paused()
def read_rows(subject: str, progress: Progress) -> None:
    """Read all rows of a table; what a broken-off attempt left is read again. Then compare, if nothing is open."""
    imported = RegisterImport.objects.get(pk=subject)
    if imported.state == State.READING:
        definition = get_node().catalogue[imported.register]
        data = bytes(imported.data)
        table = open_table(definition, imported.name, b"" if imported.pasted else data, _pasted(imported, data))
        ImportChunk.objects.filter(imported=imported).delete()
        total = 0
        for number, rows in enumerate(_portions(table.rows)):
            ImportChunk.objects.create(imported=imported, number=number, rows=pack(rows))
            total += len(rows)
            progress(total, 0)
        _understood(imported, table, total)
    if imported.state == State.PLANNING:
        plan_rows(subject, progress)


@job_kind(PLAN)
@collector_paused()
def plan_rows(subject: str, progress: Progress) -> None:
    """Compare all rows of a table with the register and keep what each would do."""
    imported = RegisterImport.objects.get(pk=subject)
    if imported.state != State.PLANNING:
        return
    node = get_node()
    definition = node.catalogue[imported.register]
    PlannedRow.objects.filter(imported=imported).delete()
    counted: Counter[str] = Counter()
    mistaken: Counter[tuple[str, str]] = Counter()
    unclear: Counter[tuple[str, str]] = Counter()
    seal = sha256()
    number = 0
    with node.store.reading() as reader:
        lookups = StoreLookups(reader, definition)
        planner = _planner(imported, definition, lookups)
        for plans in _plans(imported, planner):
            planned = [_planned(number + n, plan) for n, plan in enumerate(plans)]
            plans_keep(imported, planned)
            counted.update(plan.state for plan in plans)
            mistaken.update(kind for plan in plans for kind in {(each.field, each.code) for each in plan.mistakes})
            unclear.update(unclear_names(definition, (each for plan in plans for each in plan.mistakes)))
            for plan, (*_, said) in zip(plans, planned, strict=True):
                if plan.state in ("new", "changed"):
                    seal.update(plan.key.encode() + said)
            number += len(plans)
            progress(number, imported.rows)
        asked = Counter({name: n for name, n in unclear.items() if not lookups.is_called_personally(name[0])})
        imported.names = list(_names(planner, lookups, asked))
    imported.counted, imported.digest, imported.state = dict(counted), seal.hexdigest(), State.PLANNED
    kinds = [[*kind, rows] for kind, rows in mistaken.most_common(_MOST_KINDS)]
    imported.notes = {**imported.notes, "mistakes": kinds, "unclear": len(asked)}
    imported.save(update_fields=["counted", "digest", "state", "notes", "names"])


def _names(planner: Planner, lookups: StoreLookups, unclear: Counter[tuple[str, str]]) -> Iterator[list[Any]]:
    """Yield [register, text, rows, keys that may be meant]: what is not clear, the commonest, then what was said."""
    for (register, text), rows in unclear.most_common(_MOST_NAMES):
        yield [register, text, rows, lookups.near(register, text)]
    for (register, text), rows in planner.used.most_common(_MOST_NAMES):
        yield [register, text, rows, [planner.aliases[register][text]]]


def _planner(imported: RegisterImport, definition: Definition, lookups: StoreLookups) -> Planner:
    reader = RowReader(definition, imported.headings, imported.columns, imported.notes.get("system", ""), imported.name)
    ways = ways_of(definition, imported.match, imported.columns)
    aliases = lookups.standing(imported.aliases)
    return Planner(definition, reader, ways, get_node().name, lookups, imported.clears, aliases)


def _plans(imported: RegisterImport, planner: Planner) -> Iterator[list[RowPlan]]:
    definition, reader = planner.definition, planner.reader
    own_links = links_to_itself(reader)
    if not own_links:
        yield from (planner.plan(chunk) for chunk in rows_of(imported))
        return
    # Rows that name each other are known only all together.
    rows = [row for chunk in rows_of(imported) for row in chunk]
    if planner.ways:
        named_by = imported.match if imported.match in definition.fields else definition.title_field
        assign_keys(reader, named_by, rows, planner.lookups)
    yield refuse_entangled(definition, planner.plan(rows), own_links, planner.lookups)


def _planned(number: int, plan: RowPlan) -> tuple[Any, ...]:
    """Return what is kept of a plan, as PLAN names it."""
    mistakes = [[each.field, each.cell, each.code, dict(each.facts)] for each in plan.mistakes]
    # The cells go back to whoever has to correct them; of every other row the values say it all.
    cells = plan.cells if plan.state == "wrong" else ()
    said = [dict(plan.values), plan.changes, mistakes, cells] if plan.state != "unchanged" else []
    spelled = orjson.dumps(said) if said else b""
    return number, plan.place[:_LONGEST_PLACE], plan.state, plan.title, plan.key[:_LONGEST_PLACE], plan.index, spelled


def _understood(imported: RegisterImport, table: Table, total: int) -> None:
    """Note what was read; where the columns are all understood, nothing is asked before the rows are compared."""
    imported.rows, imported.notes, imported.data = total, table.notes, b""
    try:
        imported.match = require_match(imported, imported.match)
        imported.state = State.PLANNING
    except (NothingUnderstood, ColumnTwice, NothingToMatchBy):
        imported.state = State.MAPPING
    imported.save(update_fields=["rows", "notes", "data", "match", "state"])


def open_table(definition: Definition, name: str, data: bytes, pasted: str) -> Table:
    """Return the table that a file is, or that was pasted; what imports.reading refuses is refused."""

    def understands(headings: Any) -> int:
        return len(guess_columns(definition, headings))

    return read_pasted(pasted, name, understands) if pasted else read_table(data, name, understands)


def _pasted(imported: RegisterImport, data: bytes) -> str:
    return data.decode() if imported.pasted else ""


def require_match(imported: RegisterImport, match: str) -> str:
    """Return by what a row without a key is recognised: what was asked for, else the best that has its columns."""
    definition = get_node().catalogue[imported.register]
    targets = list(imported.columns.values())
    if not targets:
        raise NothingUnderstood(imported.name)
    twice = next((target for target in targets if targets.count(target) > 1), "")
    if twice:
        raise ColumnTwice(imported.name, twice)
    possible = list(map(way_name, ways_open(definition, imported.columns)))
    if match in possible:
        return match
    if not possible and KEY not in targets:
        raise NothingToMatchBy(imported.name, definition.fields[definition.title_field].label["vi"])
    return possible[0] if possible else ""


def _portions(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while portion := list(islice(rows, _CHUNK)):
        yield portion
