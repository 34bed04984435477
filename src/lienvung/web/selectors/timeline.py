"""One programme on one line of time: papers and reviews above, a row a commitment below.

Pure geometry. The page draws these numbers as SVG; every length is in the units of its view box.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lienvung.core.programme.status import Cell
from lienvung.report.words import CELL_SIGNS

WIDTH = 1040
LEFT, RIGHT = 360, 24
TOP, LANE, ROW, FOOT = 14, 20, 24, 20
CHARACTER, DIGIT = 6.7, 8.2  # mean advances of the label face at 13 units: of a sentence, of a date or a number
FIRST_YEAR = 2019
FEW_YEARS = 2


@dataclass(frozen=True, slots=True)
class Event:
    """A paper, a review or a milestone on its day; `kind` is "paper", "review" or "milestone"."""

    on: date
    kind: str
    label: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A commitment from the day it was agreed to the day its line ends: done, due, or still open (None)."""

    key: str
    since: date
    until: date | None
    cell: str
    label: str
    title: str
    url: str
    predecessors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marker:
    """An event with its place; `left` says that its label stands left of the sign."""

    event: Event
    x: float
    y: float
    left: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A commitment with its place; the bar runs from `x1` to `x2` and its sign stands at `end`."""

    term: Term
    y: float
    x1: float
    x2: float
    short: str
    sign: str

    @property
    def end(self) -> float:
        """Return where the sign stands."""
        return self.x2 + 5

    @property
    def baseline(self) -> float:
        """Return where the letters of this row stand."""
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Timeline:
    """All numbers of the picture."""

    width: int
    height: float
    ticks: tuple[tuple[str, float], ...]
    today: float
    markers: tuple[Marker, ...]
    ground: float
    rows: tuple[Row, ...]
    chains: tuple[str, ...]

    @property
    def foot(self) -> float:
        """Return where the rows end; below stands what marks today."""
        return self.height - FOOT

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the classes that the rows have, for the legend."""
        used = {row.term.cell for row in self.rows}
        return tuple(cell for cell in CELL_SIGNS if cell in used)


@dataclass(frozen=True, slots=True)
class _Scale:
    start: date
    stop: date

    def x(self, day: date) -> float:
        share = (max(day, self.start) - self.start).days / (self.stop - self.start).days
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def draw_timeline(events: Iterable[Event], terms: Iterable[Term], today: date) -> Timeline:
    """Lay out events and terms on one scale of whole years, up to the last date that matters.

    The scale begins with the first event, but not before 2019: what is older is told in words beside the picture.
    """
    ordered = sorted(terms, key=lambda term: (term.since, term.until or today, term.label))
    happened = sorted(events, key=lambda event: (event.on, event.kind, event.title))
    scale = _scale([event.on for event in happened], ordered, today)
    markers = _markers([event for event in happened if event.on >= scale.start], scale)
    ground = max((marker.y for marker in markers), default=TOP) + LANE
    rows = tuple(_row(term, ground + ROW * (n + 0.75), scale, today) for n, term in enumerate(ordered))
    return Timeline(
        width=WIDTH,
        height=ground + ROW * (len(rows) + 0.5) + FOOT,
        ticks=tuple(_ticks(scale)),
        today=scale.x(today),
        markers=markers,
        ground=ground,
        rows=rows,
        chains=tuple(_chains({row.term.key: row for row in rows})),
    )


def _ticks(scale: _Scale) -> Iterator[tuple[str, float]]:
    """Mark the years; the quarters too where there are few years."""
    years = range(scale.start.year, scale.stop.year + 1)
    few = len(years) <= FEW_YEARS
    for year in years:
        for month in (1, 4, 7, 10) if few else (1,):
            yield f"{month:02}/{year}" if few else str(year), scale.x(date(year, month, 1))


def _scale(happened: Iterable[date], terms: Iterable[Term], today: date) -> _Scale:
    days = [today, *happened]
    for term in terms:
        days += [term.since, term.until or today]
    first, last = max(min(days).year, FIRST_YEAR), max(max(days).year, FIRST_YEAR)
    return _Scale(date(first, 1, 1), date(last, 12, 31))


def _markers(events: Sequence[Event], scale: _Scale) -> tuple[Marker, ...]:
    """Put each event on the first lane where it does not touch the one before."""
    ends: list[float] = []
    placed = []
    for event in events:
        x, width = scale.x(event.on), 12 + len(event.label) * DIGIT
        left = x + width > WIDTH
        begin, end = (x - width, x + 8) if left else (x - 8, x + width)
        lane = next((n for n, used in enumerate(ends) if used < begin), len(ends))
        ends[lane : lane + 1] = [end]
        placed.append(Marker(event, x, TOP + LANE * (lane + 1), left))
    return tuple(placed)


def _row(term: Term, y: float, scale: _Scale, today: date) -> Row:
    x1 = scale.x(term.since)
    x2 = max(scale.x(term.until or today), x1 + 3)
    short = shorten(term.label, int((LEFT - 12) / CHARACTER))
    return Row(term, round(y, 1), x1, x2, short, CELL_SIGNS[Cell(term.cell)])


def shorten(text: str, room: int) -> str:
    """Cut a text to `room` characters, with an ellipsis when something was cut."""
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def _chains(rows: Mapping[str, Row]) -> Iterable[str]:
    """Draw a curve from the end of each predecessor to the start of what raised it again."""
    for row in rows.values():
        for earlier in (rows[key] for key in row.term.predecessors if key in rows):
            middle = round((earlier.y + row.y) / 2, 1)
            bend = f"{earlier.x2 + 14:.1f} {middle} {row.x1 - 14:.1f} {middle}"
            yield f"M{earlier.x2} {earlier.y}C{bend} {row.x1} {row.y}"
