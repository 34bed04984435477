"""Bring a table into any register: have it read, see row by row what it would change, put it before an approver."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from django.db import transaction

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.office.errors import NothingToSubmit
from lienvung.office.imports.columns import guess_columns, headings_hash, targets_of
from lienvung.office.imports.errors import (
    ImportBusy,
    ImportRowsWrong,
    RegisterClosed,
)
from lienvung.office.imports.headings import Table
from lienvung.office.models import Decision, RegisterImport, SavedMapping, User, rows_forget
from lienvung.office.node_access import get_node, now
from lienvung.office.selectors.imports import may_be_set_aside, require_open
from lienvung.office.services.decisions import prepare_decision
from lienvung.office.services.import_jobs import PLAN, READ, open_table, read_rows, require_match
from lienvung.office.services.jobs import job_queue
from lienvung.office.services.trail import event_record

_LONGEST_NAME: Final = 255
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
    table = open_table(definition, name, data, pasted)
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
    imported.match = require_match(imported, match)
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
