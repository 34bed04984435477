"""A per-agency workbook that came back: what each answer would add to the reports of our side.

Pure. An answer that repeats a report we hold, word for word, is no news: the same file twice changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lienvung.core.programme.sides import ProgressState
from lienvung.core.text.date import last_day
from lienvung.digitise.grids import Grid
from lienvung.office.tables.plan import Mistake, RowPlan, State
from lienvung.office.tables.reading import Row, TaskTable
from lienvung.report.agency_rows import ASKED, DONE_ON, EVIDENCE, KEY, PROGRESS
from lienvung.report.agency_xlsx import ReturnedRow, parse_agency_sheets, returned_row
from lienvung.report.errors import WorkbookUnreadable
from lienvung.report.words import PROGRESS_NAMES

HEADINGS = (KEY, *ASKED)
COMPARED = ("progress", "done-on", "text", "evidence-text", "obstacle")
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answered:
    """What is there before: live commitments by key, reports of our side by commitment oldest first, those waiting."""

    commitments: Mapping[str, Values]
    reports: Mapping[str, Sequence[Values]]
    waiting: Mapping[str, Sequence[Values]]


def read_returned(sheets: Iterable[Grid]) -> TaskTable | None:
    """Return the answers of a workbook that this application sent out; None for any other file."""
    try:
        answers = parse_agency_sheets({sheet.name: sheet.rows for sheet in sheets})
    except WorkbookUnreadable:
        return None
    rows = tuple((str(each.line), (each.key, *each.said.values())) for each in answers)
    return TaskTable(HEADINGS, rows)


def plan_returned(rows: Sequence[Row], there: Answered, side: str, today: date) -> list[RowPlan]:
    """Return one plan an answer, in the order of the workbook; `report` holds the values of the report it makes."""
    plans, seen = [], set()
    for line, cells in rows:
        answer = returned_row(int(line), dict(zip(HEADINGS, cells, strict=True)))
        plans.append(_plan(answer, there, side, today, is_second=answer.key in seen))
        seen.add(answer.key)
    return plans


def _plan(answer: ReturnedRow, there: Answered, side: str, today: date, *, is_second: bool) -> RowPlan:
    place, key = f"hàng {answer.line}", answer.key
    commitment = there.commitments.get(key)
    text = str(commitment["text"]) if commitment else ""
    mistakes = tuple(_mistakes(answer, today, is_known=commitment is not None, is_second=is_second))
    if commitment is None or mistakes:
        return RowPlan(place, "wrong", text, key, {}, {}, (), mistakes)
    report = _report(answer, commitment, side, today)
    said = [name for name in COMPARED if name != "done-on" or answer.done_on]
    before = there.reports.get(key, ())
    newest = before[-1] if before else {}
    changes = tuple((name, newest.get(name, ""), report.get(name, "")) for name in said)
    changes = tuple(change for change in changes if change[1] != change[2])
    state = _state(report, said, before, there.waiting.get(key, ()))
    return RowPlan(place, state, text, key, {}, report, changes if state == "changed" else (), ())


def _state(report: Values, said: Sequence[str], before: Sequence[Values], waiting: Sequence[Values]) -> State:
    def repeats(earlier: Values) -> bool:
        return all(report.get(name, "") == earlier.get(name, "") for name in said)

    if any(map(repeats, before)):
        return "unchanged"
    if any(map(repeats, waiting)):
        return "waiting"
    return "changed" if before else "new"


def _mistakes(answer: ReturnedRow, today: date, *, is_known: bool, is_second: bool) -> list[Mistake]:
    found = [] if is_known else [Mistake(KEY, answer.key, "no-record")]
    found += [Mistake(KEY, answer.key, "key-twice")] if is_second else []
    found += [Mistake(PROGRESS, answer.said[PROGRESS], "no-progress")] if PROGRESS in answer.faults else []
    done_on = last_day(answer.done_on) if answer.done_on else None
    if DONE_ON in answer.faults or (answer.done_on and done_on is None):
        found.append(Mistake(DONE_ON, answer.said[DONE_ON], "no-day"))
    elif done_on and done_on > today and answer.progress is ProgressState.DONE:
        found.append(Mistake(DONE_ON, answer.said[DONE_ON], "in-future"))
    if answer.progress is ProgressState.DONE and not answer.evidence:
        found.append(Mistake(EVIDENCE, "", "no-evidence"))
    return found


def _report(answer: ReturnedRow, commitment: Values, side: str, today: date) -> dict[str, object]:
    is_done = answer.progress is ProgressState.DONE
    values: dict[str, object] = {
        "commitment": answer.key,
        "side": side,
        "reported-on": today.isoformat(),
        "progress": answer.progress.value if answer.progress else "",
        "done-on": (answer.done_on or today.isoformat()) if is_done else "",
        # Who only chose from the list has said that much.
        "text": answer.result or (PROGRESS_NAMES[answer.progress] if answer.progress else answer.obstacle),
        "evidence-text": answer.evidence,
        "obstacle": answer.obstacle,
        "nature": commitment.get("nature", "real"),
    }
    return {name: value for name, value in values.items() if value}
