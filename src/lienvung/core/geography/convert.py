"""Say for each row of a table which unit it named on its day, and what that unit is on another day.

Nothing is decided for a person: where a name meant two units, or a unit was split, the candidates are listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lienvung.core.geography.columns import ADDRESS, CODE, DAY, Columns
from lienvung.core.geography.gazetteer import Found, Gazetteer, Resolution
from lienvung.core.geography.trace import Trace, trace
from lienvung.core.geography.unit import LEVELS
from lienvung.core.text.date import last_day, parse_date_text
from lienvung.core.text.errors import DateUnreadable

LONGEST_CELL = 300
"""No address of a unit is longer; what is, is cut before anything is looked up."""
# What became of a row, the best first.
DONE, SPLIT, DOUBTFUL, AMBIGUOUS, LOST, NOT_FOUND, NO_DAY, EMPTY = (
    "done", "split", "doubtful", "ambiguous", "lost", "not-found", "no-day", "empty",
)  # fmt: skip
OUTCOMES = (DONE, SPLIT, DOUBTFUL, AMBIGUOUS, LOST, NOT_FOUND, NO_DAY, EMPTY)


@dataclass(frozen=True, slots=True)
class Converted:
    """One row: what was asked, the unit of its day, what that is on the other day.

    `outcome`: done; split (its unit has several successors); doubtful (found, but something written disagrees);
    ambiguous (several units had that name); lost (no record says how it goes on); not-found; no-day (the row says a
    day that cannot be read: of another day nothing is answered); empty.
    """

    outcome: str
    resolution: Resolution
    trace: Trace

    @property
    def found(self) -> Found | None:
        """The one unit that was meant, None where there is none or several."""
        return self.resolution.found[0] if len(self.resolution.found) == 1 else None


def convert_row(gazetteer: Gazetteer, cells: Sequence[str], columns: Columns, on: date, to: date) -> Converted:
    """Return what one row names on its own day, else on `on`, and what that is on the day `to`."""
    said = _cell(cells, columns.place(DAY))
    day = _day_of(said)
    resolution = _resolve(gazetteer, cells, columns, day or on)
    if said and day is None and resolution.text:
        return Converted(NO_DAY, Resolution(resolution.text, on), Trace(()))
    return judge(gazetteer, resolution, to)


def judge(gazetteer: Gazetteer, resolution: Resolution, to: date) -> Converted:
    """Return what became of a resolution on another day."""
    if not resolution.found:
        return Converted(NOT_FOUND if resolution.text else EMPTY, resolution, Trace(()))
    if len({found.unit.identity for found in resolution.found}) > 1:
        return Converted(AMBIGUOUS, resolution, Trace(()))
    found = trace(gazetteer.atlas, resolution.found[0].unit, to)
    return Converted(_outcome(resolution, found), resolution, found)


def _outcome(resolution: Resolution, found: Trace) -> str:
    if not found.shares:
        return LOST
    if not resolution.is_sure:
        return DOUBTFUL
    return DONE if found.only else SPLIT


def _resolve(gazetteer: Gazetteer, cells: Sequence[str], columns: Columns, day: date) -> Resolution:
    code = _cell(cells, columns.place(CODE))
    if code and code.isdigit() and len(code) <= 5:
        found = gazetteer.resolve(code, day, _level_of_code(columns))
        if found.found:
            return found
    named = [(level, _cell(cells, columns.place(level))) for level in reversed(LEVELS)]
    parts = [text for _, text in named if text]
    if parts:
        level = next(level for level, text in named if text)
        return gazetteer.resolve_named(parts, day, level)
    return gazetteer.resolve(_cell(cells, columns.place(ADDRESS)) or code, day)


def _level_of_code(columns: Columns) -> str:
    """Return the level that a code is of: that of the smallest unit which the table names, else unknown."""
    return "commune" if columns.place("commune") is not None else ""


def _day_of(text: str) -> date | None:
    try:
        return last_day(parse_date_text(text))
    except DateUnreadable:
        return _iso_day(text)


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip()[:LONGEST_CELL] if place is not None and place < len(cells) else ""
