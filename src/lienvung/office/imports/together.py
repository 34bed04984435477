"""Rows of a table that name each other: their keys are given out first; what names a wrong row, or itself in the end,
is wrong."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lienvung.core.register.definition import Definition
from lienvung.office.imports.headings import Row
from lienvung.office.imports.mistakes import Mistake
from lienvung.office.imports.plan import Lookups, RowPlan
from lienvung.office.imports.rows import RowReader


def links_to_itself(reader: RowReader) -> list[str]:
    """Return the fields of which the table speaks that name records of the same register."""
    return [name for name in reader.links if reader.definition.fields[name].to == reader.definition.register]


def assign_keys(reader: RowReader, named_by: str, rows: Iterable[Row], lookups: Lookups) -> None:
    """Give a key to each row that will be a new record, before any row names it; what two rows say names neither."""
    reader.named_by = named_by
    said = Counter(reader.read(row).values.get(named_by) for row in rows if not reader.key_of(row))
    texts = [text for text, rows_saying in said.items() if isinstance(text, str) and rows_saying == 1]
    there = lookups.by_value(named_by, texts) if texts else {}
    reader.assigned.update({text: lookups.fresh_key() for text in texts if not there.get(text)})


def refuse_entangled(
    definition: Definition, plans: Sequence[RowPlan], names: Sequence[str], lookups: Lookups
) -> list[RowPlan]:
    """Mark as wrong the rows that name a row that is wrong, and those whose links lead back to themselves."""
    single = [name for name in names if not definition.fields[name].many]
    found = list(plans)
    for name in single:
        found = _refuse_circles(found, name, lookups)
    return _refuse_dangling(found, names, lookups)


def _refuse_circles(plans: Sequence[RowPlan], name: str, lookups: Lookups) -> list[RowPlan]:
    leads = {plan.key: plan.values[name] for plan in plans if name in plan.values}
    _follow_records(leads, name, lookups)
    return [_wrong(plan, name, "circle") if _leads_back(plan.key, leads) else plan for plan in plans]


def _follow_records(leads: dict[str, Any], name: str, lookups: Lookups) -> None:
    """Add where the records lead that are there and not in the table, link by link."""
    open_ends = set(leads.values()) - leads.keys()
    while open_ends:
        records = lookups.by_key(open_ends)
        further = {key: records[key].values.get(name) if key in records else None for key in open_ends}
        leads.update(further)
        open_ends = {key for key in further.values() if key is not None} - leads.keys()


def _leads_back(key: str, leads: Mapping[str, Any]) -> bool:
    passed: set[str] = set()
    at = leads.get(key)
    while at is not None and at not in passed:
        if at == key:
            return True
        passed.add(at)
        at = leads.get(at)
    return False


def _refuse_dangling(plans: Sequence[RowPlan], names: Sequence[str], lookups: Lookups) -> list[RowPlan]:
    found = list(plans)
    named = {key for plan in found for key in _named(plan, names)}
    while True:
        live = {plan.key for plan in found if plan.state != "wrong"}
        there = lookups.by_key(named - live)
        gone = named - live - there.keys()
        judged = [_wrong(plan, names[0], "link-to-wrong-row") if gone & _named(plan, names) else plan for plan in found]
        if judged == found:
            return found
        found = judged


def _named(plan: RowPlan, names: Sequence[str]) -> set[str]:
    values = (plan.values.get(name) for name in names)
    return {key for value in values if value is not None for key in (value if isinstance(value, list) else [value])}


def _wrong(plan: RowPlan, name: str, code: str) -> RowPlan:
    return replace(plan, state="wrong", values={}, mistakes=(*plan.mistakes, Mistake(name, "", code)))
