"""Say, row by row, what a task table would change: new, changed, unchanged, waiting, wrong.

Pure: the rows, what is already there, today. A row is the same commitment when its text folds to the same
letters; so the same table twice changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lienvung.core.text import fold
from lienvung.core.text.date import check_date, last_day, parse_date_text
from lienvung.core.text.errors import TextError
from lienvung.office.sides import sides_named
from lienvung.office.tables.reading import Row

State = Literal["new", "changed", "unchanged", "waiting", "heading", "wrong"]
COMPARED = ("leads", "partners", "product", "deadline-kind", "deadline", "owed-by")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A cell that cannot be taken over.

    `reason` is one of no-text, twice, no-year, no-date, no-side; of a returned workbook also no-record, key-twice,
    no-progress, no-day, in-future, no-evidence.
    """

    column: str
    cell: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What one row would do. `key` is the record it changes; `report` the result it tells, or empty."""

    place: str
    state: State
    text: str
    key: str
    values: Mapping[str, object]
    report: Mapping[str, object]
    changes: tuple[tuple[str, object, object], ...]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """What is there before the import: text folded -> (key, values); results told; texts and results that wait."""

    commitments: Mapping[str, tuple[str, Mapping[str, object]]]
    results: Mapping[str, str]
    waiting: frozenset[str]
    waiting_results: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for the whole table: programme, nature, day, own side, sides of the programme."""

    programme: str
    nature: str
    today: date
    side: str
    sides: Mapping[str, str]


def plan_rows(
    headings: Sequence[str], columns: Mapping[str, str], rows: Sequence[Row], present: Present, setting: Setting
) -> list[RowPlan]:
    """Return one plan a row, in the order of the table."""
    seen: set[str] = set()
    plans = []
    for place, cells in rows:
        filled = zip(headings, cells, strict=True)
        named = {columns[heading]: cell.strip() for heading, cell in filled if heading in columns}
        plans.append(_plan_row(place, named, seen, present, setting))
        seen.add(fold(named.get("text", "")))
    return plans


def _plan_row(place: str, cells: Mapping[str, str], seen: set[str], present: Present, setting: Setting) -> RowPlan:
    text, folded = cells.get("text", ""), fold(cells.get("text", ""))
    filled = [name for name, cell in cells.items() if cell and name != "number"]
    if len(filled) == 1 and (not text or _is_heading(cells)):
        return RowPlan(place, "heading", next(iter(cells[name] for name in filled)), "", {}, {}, (), ())
    values, mistakes = _values(cells, setting)
    if not text:
        mistakes = (Mistake("text", "", "no-text"), *mistakes)
    elif folded in seen:
        mistakes = (Mistake("text", text, "twice"), *mistakes)
    if mistakes:
        return RowPlan(place, "wrong", text, "", values, {}, (), mistakes)
    if folded in present.waiting:
        return RowPlan(place, "waiting", text, "", values, {}, (), ())
    return _compare(place, cells, values, present, setting)


def _compare(
    place: str, cells: Mapping[str, str], values: Mapping[str, object], present: Present, setting: Setting
) -> RowPlan:
    text = str(values["text"])
    key, before = present.commitments.get(fold(text), ("", {}))
    report = _report(cells, setting)
    waits = bool(report) and (key, report.get("text")) in present.waiting_results
    if waits or (key and report and present.results.get(key) == report["text"]):
        report = {}
    # An empty cell says nothing about a record that is there: only what the table does say can change it.
    said = {name: values[name] for name in _said_fields(cells) if values.get(name)}
    differing = ((name, before.get(name, ""), after) for name, after in said.items())
    changes = tuple(each for each in differing if each[1] != each[2])
    if not key:
        return RowPlan(place, "new", text, "", values, report, (), ())
    unchanged: State = "waiting" if waits else "unchanged"
    state: State = "changed" if changes or report else unchanged
    merged = {**before, **{name: after for name, _, after in changes}}
    return RowPlan(place, state, text, key, merged, report, changes, ())


def _said_fields(cells: Mapping[str, str]) -> list[str]:
    """Without a cell for it, a deadline of no kind and a side taken for granted are nobody's words."""
    silent = set() if cells.get("deadline") else {"deadline-kind"}
    silent |= set() if cells.get("leads") or cells.get("side") else {"owed-by"}
    return [name for name in COMPARED if name not in silent]


def _values(cells: Mapping[str, str], setting: Setting) -> tuple[dict[str, object], tuple[Mistake, ...]]:
    deadline, mistakes = _deadline(cells.get("deadline", ""), setting.today)
    leads = _listed(cells.get("leads", ""))
    owed = _owed_by(cells, leads, setting)
    values: dict[str, object] = {
        "text": cells.get("text", ""),
        "programmes": [setting.programme],
        "leads": leads,
        "partners": _listed(cells.get("partners", "")),
        "product": cells.get("product", ""),
        "owed-by": owed,
        "nature": setting.nature,
        "internal-note": _note(cells),
        **deadline,
    }
    if cells.get("side") and not owed:
        mistakes = (*mistakes, Mistake("side", cells["side"], "no-side"))
    return {name: value for name, value in values.items() if value}, mistakes


def _owed_by(cells: Mapping[str, str], leads: list[str], setting: Setting) -> list[str]:
    said = cells.get("side", "")
    named = sides_named((said,) if said else leads, setting.sides, parties=setting.sides.values())
    return list(named) or ([] if said else [setting.side])


def _deadline(cell: str, today: date) -> tuple[dict[str, object], tuple[Mistake, ...]]:
    if not cell:
        return {"deadline-kind": "none"}, ()
    words = fold(cell)
    if "thuong xuyen" in words or "hang nam" in words or "hang quy" in words or "hang thang" in words:
        return {"deadline-kind": "recurring", "deadline-text": cell}, ()
    try:
        value = parse_date_text(cell, today)
        known = last_day(check_date(value)) is not None
    except TextError:
        return {"deadline-kind": "none"}, (Mistake("deadline", cell, "no-date"),)
    if not known:
        return {"deadline-kind": "none"}, (Mistake("deadline", cell, "no-year"),)
    return {"deadline-kind": "dated", "deadline": value, "deadline-text": cell}, ()


def _report(cells: Mapping[str, str], setting: Setting) -> dict[str, object]:
    """What the result column tells. "Hoàn thành" without evidence stays words: it closes nothing."""
    result = cells.get("result", "")
    if not result:
        return {}
    report: dict[str, object] = {
        "text": result,
        "side": setting.side,
        "reported-on": setting.today.isoformat(),
        "nature": setting.nature,
        "obstacle": cells.get("obstacle", ""),
        "evidence-text": cells.get("evidence", ""),
        "progress": progress_said(result, evidenced=bool(cells.get("evidence"))),
    }
    return {name: value for name, value in report.items() if value}


def progress_said(result: str, *, evidenced: bool) -> str:
    """Return the progress that the words claim, "" when they claim none or claim an end without evidence."""
    words = fold(result)
    if words.startswith(("chua thuc hien", "chua trien khai")):
        return "not-started"
    if words.startswith(("da hoan thanh", "hoan thanh")):
        return "done" if evidenced else ""
    return "in-progress" if words.startswith(("dang", "da trien khai")) else ""


def _note(cells: Mapping[str, str]) -> str:
    parts = [cells.get("request", ""), "" if cells.get("result") else cells.get("obstacle", "")]
    return "\n".join(part for part in parts if part)


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.replace("\n", ";").split(";") if part.strip()]


def _is_heading(cells: Mapping[str, str]) -> bool:
    number = cells.get("number", "").strip(". )")
    return bool(number) and not number.isdigit()
