"""Task tables in preview, and what each of their rows would change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from lienvung.core.register.key import is_key
from lienvung.core.text import fold
from lienvung.node.stores.port import Query, Reader
from lienvung.office.models import Draft, TableImport
from lienvung.office.node_access import get_node, today
from lienvung.office.selectors.sides import sides_known
from lienvung.office.tables.plan import Present, RowPlan, Setting, plan_rows
from lienvung.office.tables.returned import Answered, plan_returned

_MOST = 100_000


def table_import(table_id: object) -> TableImport | None:
    """Return one table in preview."""
    return TableImport.objects.select_related("brought_by").filter(pk=table_id).first()


def table_imports(limit: int = 20) -> list[TableImport]:
    """Return the newest tables."""
    return list(TableImport.objects.select_related("brought_by")[:limit])


def programme_begun(table: TableImport) -> Draft | None:
    """Return the programme that begins with this table, while it is not yet in the register."""
    states = [Draft.State.CONFIRMED, Draft.State.SUBMITTED]
    return Draft.objects.filter(register="programme", key=table.programme, state__in=states).first()


def table_plan(table: TableImport) -> list[RowPlan]:
    """Return what each row would change, against the register and what waits for an approver."""
    rows = [(place, tuple(cells)) for place, cells in table.rows]
    node = get_node()
    if table.kind == TableImport.Kind.RETURNED:
        with node.store.reading() as reader:
            return plan_returned(
                rows, _answered(reader, [cells[0] for _, cells in rows], node.name), node.name, today()
            )
    with node.store.reading() as reader:
        setting = Setting(table.programme, table.nature, today(), node.name, _sides(reader, table.programme))
        present = _present(reader, table.programme, node.name)
    return plan_rows(table.headings, table.columns, rows, present, setting)


def _sides(reader: Reader, programme: str) -> dict[str, str]:
    known = sides_known()
    record = reader.record("programme", programme) if programme else None
    return {name: known.get(name, name) for name in record.values["sides"]} if record else known


def _present(reader: Reader, programme: str, own: str) -> Present:
    """Our own commitments of the programme by their text; another node's records are not ours to change."""
    found = reader.find("commitment", Query(where={"programmes": programme}, sort=("key",), limit=_MOST)).records
    own_ones = [record for record in found if record.steward == own]
    reports = reader.find("progress-report", Query(where={"side": own}, sort=("time",), limit=_MOST)).records
    # Oldest first: the newest report of a commitment is the one that stays.
    results = {str(report.values["commitment"]): str(report.values["text"]) for report in reports}
    return Present(
        commitments={fold(str(record.values["text"])): (record.key, record.values) for record in own_ones},
        results=results,
        waiting=_waiting(),
        waiting_results=_waiting_results(),
    )


def _answered(reader: Reader, keys: Iterable[str], own: str) -> Answered:
    """The commitments that a workbook names, and what our side has said or is about to say of them."""
    found = {key: reader.record("commitment", key) for key in keys if is_key(key)}
    live = {key: record.values for key, record in found.items() if record and record.state == "live"}
    reports = {key: _reports(reader, key, own) for key in live}
    states = [Draft.State.CONFIRMED, Draft.State.SUBMITTED]
    waiting: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for draft in Draft.objects.filter(register="progress-report", op=Draft.Op.PUT, state__in=states):
        waiting[str(draft.values.get("commitment", ""))].append(draft.values)
    return Answered(live, reports, waiting)


def _reports(reader: Reader, commitment: str, own: str) -> list[Mapping[str, object]]:
    query = Query(where={"commitment": commitment, "side": own}, sort=("time",), limit=_MOST)
    return [record.values for record in reader.find("progress-report", query).records]


def _waiting() -> frozenset[str]:
    states = [Draft.State.CONFIRMED, Draft.State.SUBMITTED]
    drafts = Draft.objects.filter(register="commitment", op=Draft.Op.PUT, state__in=states)
    return frozenset(fold(str(draft.values.get("text", ""))) for draft in drafts)


def _waiting_results() -> frozenset[tuple[str, str]]:
    """The commitments whose results are on their way to an approver, each with the words told."""
    states = [Draft.State.CONFIRMED, Draft.State.SUBMITTED]
    drafts = Draft.objects.filter(register="progress-report", op=Draft.Op.PUT, state__in=states)
    return frozenset((str(one.values.get("commitment", "")), str(one.values.get("text", ""))) for one in drafts)
