"""Bring a table into any register: read it, see row by row what it would change, put it before an approver.

Reading and comparing are jobs, and both are harmless to repeat: a job that was killed begins its step anew.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice
from typing import Any, Final

import orjson
from django.db import transaction

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.node.collector import collector_paused
from lienvung.office.errors import NothingToSubmit
from lienvung.office.imports.aliases import unclear_names
from lienvung.office.imports.columns import KEY, guess_columns, headings_hash, targets_of
from lienvung.office.imports.errors import (
    ColumnTwice,
    ImportBusy,
    ImportRowsWrong,
    NothingToMatchBy,
    NothingUnderstood,
    RegisterClosed,
)
from lienvung.office.imports.headings import Row, Table
from lienvung.office.imports.plan import Planner, RowPlan
from lienvung.office.imports.reading import read_pasted, read_table
from lienvung.office.imports.recognition import way_name, ways_of, ways_open
from lienvung.office.imports.rows import RowReader
from lienvung.office.imports.together import assign_keys, links_to_itself, refuse_entangled
from lienvung.office.models import (
    Decision,
    ImportChunk,
    PlannedRow,
    RegisterImport,
    SavedMapping,
    User,
    plans_keep,
    rows_forget,
)
from lienvung.office.node_access import get_node, now
from lienvung.office.selectors.imports import may_be_set_aside, pack, require_open, rows_of
from lienvung.office.selectors.lookups import StoreLookups
from lienvung.office.services.decisions import prepare_decision
from lienvung.office.services.jobs import Progress, job_kind, job_queue
from lienvung.office.services.trail import event_record

READ, PLAN = "import-read", "import-plan"
_CHUNK: Final = 4_000
_LONGEST_PLACE: Final = 120
_LONGEST_NAME: Final = 255
_MOST_KINDS: Final = 12
_MOST_NAMES: Final = 30
State = RegisterImport.State


def import_bring(
    *, user: User, register: str, name: str, data: bytes = b"", pasted: str = "", by_job: bool = True
) -> RegisterImport:
    """Take a table in for preview and have its rows read; no register is touched.

    Columns are understood as they were the last time with the same headings, else by their words. Raises what
    imports.reading refuses at the first look, and RegisterClosed; what only a later row shows ends the job. Who waits
    for the rows anyway asks for no job, and calls `import_work`.
    """
    definition = get_node().catalogue[register]
    if definition.system:
        raise RegisterClosed(name)
    table = _open(definition, name, data, pasted)
    imported = _keep(user, definition, name, data or pasted.encode(), table, pasted=bool(pasted), by_job=by_job)
    imported.refresh_from_db()
    return imported


@transaction.atomic
def import_map(
    *,
    user: User,
    imported: RegisterImport,
    columns: Mapping[str, str],
    match: str = "",
    clears: bool = False,
    by_job: bool = True,
) -> RegisterImport:
    """Say what each column means, by what rows find their records, what an empty cell says; compare anew.

    Raises NothingUnderstood, ColumnTwice, NothingToMatchBy, ImportBusy.
    """
    require_open(imported)
    known = {target.name for target in targets_of(get_node().catalogue[imported.register])}
    chosen = {
        heading: target for heading, target in columns.items() if heading in imported.headings and target in known
    }
    imported.columns, imported.clears = chosen, clears
    imported.match = _require_match(imported, match)
    imported.state = State.PLANNING
    imported.save(update_fields=["columns", "clears", "match", "state"])
    SavedMapping.objects.update_or_create(
        headings_hash=headings_hash(imported.register, imported.headings),
        defaults={"columns": chosen, "saved_by": user, "saved_at": now()},
    )
    if by_job:
        job_queue(kind=PLAN, subject=imported.id, by=user)
    return imported


def import_work(imported: RegisterImport) -> RegisterImport:
    """Read and compare now what is to be read and compared, and return the table as it stands then.

    A table that is refused in the middle is forgotten: nobody has a page open on which to set it aside.
    """
    try:
        read_rows(str(imported.pk), lambda done, total: None)
    except LienVungError:
        rows_forget(imported, State.ASIDE)
        raise
    imported.refresh_from_db()
    return imported


@transaction.atomic
def import_submit(*, user: User, imported: RegisterImport, skip_wrong: bool = False) -> Decision:
    """Put every new and changed row before an approver as one whole; nothing is written before that person decides.

    Raises ImportRowsWrong while rows are wrong, unless they are to be left out; NothingToSubmit, ImportBusy.
    """
    require_open(imported)
    if imported.state != State.PLANNED:
        raise ImportBusy(imported.name, imported.state)
    counted = imported.counted
    if counted.get("wrong") and not skip_wrong:
        raise ImportRowsWrong(imported.name, counted["wrong"])
    if not counted.get("new") and not counted.get("changed"):
        raise NothingToSubmit
    facts = {
        "import": str(imported.id),
        "register": imported.register,
        "name": imported.name,
        "sha256": imported.sha256,
        "new": counted.get("new", 0),
        "changed": counted.get("changed", 0),
        "wrong": counted.get("wrong", 0),
        "digest": imported.digest,
    }
    imported.decision = prepare_decision(user=user, kind="register-import", facts=facts)
    imported.save(update_fields=["decision"])
    return imported.decision


@transaction.atomic
def import_set_aside(*, user: User, imported: RegisterImport) -> None:
    """Forget the rows of a table that is not wanted (ImportBusy while a job is at it, or it waits for a decision)."""
    imported.refresh_from_db()
    if not may_be_set_aside(imported):
        raise ImportBusy(imported.name, imported.state)
    rows_forget(imported, State.ASIDE)
    event_record(by=user, what="import-set-aside", subject=imported.id, register=imported.register)


# --- the jobs ----------------------------------------------------------------------------------------------


@job_kind(READ)
@collector_paused()
def read_rows(subject: str, progress: Progress) -> None:
    """Read all rows of a table; what a broken-off attempt left is read again. Then compare, if nothing is open."""
    imported = RegisterImport.objects.get(pk=subject)
    if imported.state == State.READING:
        definition = get_node().catalogue[imported.register]
        data = bytes(imported.data)
        table = _open(definition, imported.name, b"" if imported.pasted else data, _pasted(imported, data))
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
        for plans in _plans(imported, definition, lookups):
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
        imported.unclear = [
            [register, text, rows, lookups.near(register, text)]
            for (register, text), rows in unclear.most_common(_MOST_NAMES)
        ]
    imported.counted, imported.digest, imported.state = dict(counted), seal.hexdigest(), State.PLANNED
    imported.notes = {**imported.notes, "mistakes": [[*kind, rows] for kind, rows in mistaken.most_common(_MOST_KINDS)]}
    imported.save(update_fields=["counted", "digest", "state", "notes", "unclear"])


def _plans(imported: RegisterImport, definition: Definition, lookups: StoreLookups) -> Iterator[list[RowPlan]]:
    reader = RowReader(definition, imported.headings, imported.columns, imported.notes.get("system", ""), imported.name)
    ways = ways_of(definition, imported.match, imported.columns)
    aliases = lookups.standing(imported.aliases)
    planner = Planner(definition, reader, ways, get_node().name, lookups, imported.clears, aliases)
    own_links = links_to_itself(reader)
    if not own_links:
        yield from (planner.plan(chunk) for chunk in rows_of(imported))
        return
    # Rows that name each other are known only all together.
    rows = [row for chunk in rows_of(imported) for row in chunk]
    if ways:
        named_by = imported.match if imported.match in definition.fields else definition.title_field
        assign_keys(reader, named_by, rows, lookups)
    yield refuse_entangled(definition, planner.plan(rows), own_links, lookups)


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
        imported.match = _require_match(imported, imported.match)
        imported.state = State.PLANNING
    except (NothingUnderstood, ColumnTwice, NothingToMatchBy):
        imported.state = State.MAPPING
    imported.save(update_fields=["rows", "notes", "data", "match", "state"])


# --- small steps -------------------------------------------------------------------------------------------


@transaction.atomic
def _keep(
    user: User, definition: Definition, name: str, data: bytes, table: Table, *, pasted: bool, by_job: bool
) -> RegisterImport:
    remembered = SavedMapping.objects.filter(pk=headings_hash(definition.register, table.headings)).first()
    imported = RegisterImport.objects.create(
        register=definition.register,
        name=_short(name),
        sha256=sha256(data).hexdigest(),
        brought_by=user,
        brought_at=now(),
        data=data,
        pasted=pasted,
        headings=list(table.headings),
        columns=remembered.columns if remembered else guess_columns(definition, table.headings),
        aliases=remembered.aliases if remembered else {},
    )
    facts = {"register": definition.register, "sha256": imported.sha256}
    event_record(by=user, what="import-bring", subject=imported.id, **facts)
    if by_job:
        job_queue(kind=READ, subject=imported.id, by=user)
    return imported


def _short(name: str) -> str:
    """Return the name of a file as long as it may be, still with the ending that says how it is read."""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME // 2] + "…" + name[-_LONGEST_NAME // 2 + 1 :]


def _open(definition: Definition, name: str, data: bytes, pasted: str) -> Table:
    def understands(headings: Any) -> int:
        return len(guess_columns(definition, headings))

    return read_pasted(pasted, name, understands) if pasted else read_table(data, name, understands)


def _pasted(imported: RegisterImport, data: bytes) -> str:
    return data.decode() if imported.pasted else ""


def _require_match(imported: RegisterImport, match: str) -> str:
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
