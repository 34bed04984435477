"""Bring the office's own task table in: preview first, and only "Ghi vào sổ" writes, through an approver."""

from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction

from lienvung.office.errors import ColumnMissing, NothingToSubmit, TableRowsWrong, TableWritten
from lienvung.office.models import Draft, SavedMapping, Submission, TableImport, User
from lienvung.office.node_access import now
from lienvung.office.selectors.tables import table_plan
from lienvung.office.services.drafts import draft_confirm, draft_propose
from lienvung.office.services.submissions import submission_submit
from lienvung.office.services.trail import event_record
from lienvung.office.tables.columns import NEEDED, guess_columns, headings_hash
from lienvung.office.tables.plan import RowPlan
from lienvung.office.tables.reading import TaskTable, find_table, read_pasted, read_sheets
from lienvung.office.tables.returned import read_returned


def table_bring(*, user: User, name: str = "", data: bytes = b"", pasted: str = "") -> TableImport:
    """Read a table from a file or from pasted cells and keep it for preview; no register is touched.

    No cell anywhere may be a secrecy stamp (SecrecyStamped), a file must pass the guard and is parsed under limits.
    Columns are understood as they were the last time with the same headings, else by their words. A workbook that
    this application sent to an agency is recognised by its key column.
    """
    if pasted:
        return _keep(user, name, pasted.encode(), read_pasted(pasted), TableImport.Kind.TASKS)
    sheets = read_sheets(data, name)
    returned = read_returned(sheets)
    if returned:
        return _keep(user, name, data, returned, TableImport.Kind.RETURNED)
    return _keep(user, name, data, find_table(sheets, name), TableImport.Kind.TASKS)


@transaction.atomic
def table_map(
    *,
    user: User,
    table: TableImport,
    columns: Mapping[str, str],
    programme: str,
    nature: str,
    new_programme: Mapping[str, object] | None = None,
) -> TableImport:
    """Say what each column means and which programme the rows belong to; remember the columns.

    `programme` is the key of one that exists; `new_programme` are the values of one that begins with this
    table and goes to the approver with its rows.
    """
    if table.kind == TableImport.Kind.RETURNED:  # its columns and records are our own
        return table
    chosen = {heading: field for heading, field in columns.items() if heading in table.headings and field}
    for field in NEEDED:
        if field not in chosen.values():
            raise ColumnMissing(field)
    if new_programme:
        begun = draft_propose(user=user, register="programme", origin=Draft.Origin.FORM, values=new_programme)
        programme = draft_confirm(user=user, draft_id=begun.id, revision=begun.revision).key
    table.columns, table.programme, table.nature = chosen, programme, nature
    table.save()
    SavedMapping.objects.update_or_create(
        headings_hash=headings_hash(table.headings),
        defaults={"columns": chosen, "saved_by": user, "saved_at": now()},
    )
    return table


@transaction.atomic
def table_write(*, user: User, table: TableImport, skip_wrong: bool = False) -> Submission:
    """Confirm every new and changed row under one's name and put them before an approver as one whole.

    TableRowsWrong while rows are wrong, unless they are to be left out; NothingToSubmit when nothing changes;
    TableWritten when these rows went to an approver before: bring the table again to see what is still new.
    """
    # The office database takes its write lock at the start of each transaction: who reads here, decides.
    table.refresh_from_db(fields=["written"])
    if table.written:
        raise TableWritten(table.name)
    if table.kind == TableImport.Kind.TASKS and not table.programme:
        raise ColumnMissing("programme")
    plans = table_plan(table)
    wrong = tuple(plan.place for plan in plans if plan.state == "wrong")
    if wrong and not skip_wrong:
        raise TableRowsWrong(wrong)
    drafts = [
        draft
        for position, plan in enumerate(plans)
        if plan.state in ("new", "changed")
        for draft in _drafts_of(user, table, plan, position)
    ]
    if not drafts:
        raise NothingToSubmit
    begun = Draft.objects.filter(register="programme", key=table.programme or None, state=Draft.State.CONFIRMED)
    submission = submission_submit(user=user, drafts=[*begun, *drafts], title=table.name)
    table.written = True
    table.save(update_fields=["written"])
    event_record(by=user, what="table-write", subject=table.id, rows=len(drafts))
    return submission


@transaction.atomic
def _keep(user: User, name: str, data: bytes, table: TaskTable, kind: str) -> TableImport:
    remembered = SavedMapping.objects.filter(pk=headings_hash(table.headings)).first()
    return TableImport.objects.create(
        name=name,
        sha256=sha256(data).hexdigest(),
        brought_by=user,
        brought_at=now(),
        headings=list(table.headings),
        rows=[[place, list(cells)] for place, cells in table.rows],
        kind=kind,
        columns=remembered.columns if remembered else guess_columns(table.headings),
    )


def _drafts_of(user: User, table: TableImport, plan: RowPlan, position: int) -> list[Draft]:
    """The commitment of a row where it is new or changed, and the report of its result where it tells one."""
    passage = {"citation": [", ".join(part for part in (table.name, plan.place) if part)]}
    if table.kind == TableImport.Kind.RETURNED:
        return [_confirmed(user, "progress-report", "", plan.report, passage, position)]
    drafts = []
    key = plan.key
    if plan.state == "new" or plan.changes:
        drafts.append(_confirmed(user, "commitment", plan.key, plan.values, passage, position))
        key = drafts[0].key
    if plan.report:
        drafts.append(_confirmed(user, "progress-report", "", {**plan.report, "commitment": key}, passage, position))
    return drafts


def _confirmed(
    user: User, register: str, key: str, values: Mapping[str, object], passage: Mapping[str, object], position: int
) -> Draft:
    draft = draft_propose(
        user=user,
        register=register,
        key=key,
        values=values,
        passage=passage,
        origin=Draft.Origin.TABLE,
        position=position,
    )
    return draft_confirm(user=user, draft_id=draft.id, revision=draft.revision)
