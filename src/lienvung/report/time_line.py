"""The time line of a programme, from its first paper to today: papers, reviews, commitments in three lanes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lienvung.core.programme.records import FollowUp
from lienvung.core.programme.scope import of_nature, within
from lienvung.core.text.date import format_date, last_day
from lienvung.core.text.number import format_number
from lienvung.report import svg
from lienvung.report.sentence import page_path
from lienvung.report.words import clip, format_paper

WIDTH, LEFT, RIGHT = 760, 96, 24
TOP, LANE_HEIGHT = 18, 46
AXIS_HEIGHT = 30
LANES = {"document": "Văn bản", "review": "Sơ kết", "commitment": "Cam kết"}
COLOURS = {
    "document": "var(--lane-document, #5f6368)",
    "review": "var(--lane-review, #1c5a8a)",
    "commitment": "var(--lane-commitment, #8a1c1c)",
}
YEAR_LABEL_ROOM = 44


@dataclass(frozen=True, slots=True)
class Event:
    """Hold one thing on the time line: its register (the lane), key, date value and words."""

    register: str
    key: str
    on: str
    words: str


def events_of(follow_up: FollowUp, programme: str, nature: str) -> tuple[Event, ...]:
    """Return the papers, reviews and commitments of one programme and nature, by date value.

    What has no year ("ngày 18/10") cannot stand on a line of years and is left out; lists show it.
    """
    known = of_nature(within(follow_up, programme), nature)
    found = [
        *(Event("document", one.key, one.issued_on, f"{format_paper(one)}: {one.subject}") for one in known.papers),
        *(Event("review", one.key, one.held_on, one.title) for one in known.reviews),
        *(Event("commitment", one.key, one.agreed_on, one.text) for one in known.commitments),
    ]
    return tuple(sorted((one for one in found if one.on and last_day(one.on)), key=lambda one: (one.on, one.key)))


def draw_time_line(events: Sequence[Event], today: date, title: str, name: str = "time-line") -> str:
    """Draw events in three lanes over the years; dots of one day join and carry their number."""
    days = [day for event in events if (day := last_day(event.on))]
    axis = _Axis(date(min([*days, today]).year, 1, 1), max([*days, today]))
    shapes = [*_years(axis), *_lanes(), *_today(axis, today)]
    for (register, day), joined in _by_day(events).items():
        shapes.append(_dot(register, axis.at(day), joined))
    height = TOP + LANE_HEIGHT * len(LANES) + AXIS_HEIGHT
    return svg.picture(name, title, _description(events), (WIDTH, height), shapes, role="group")


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    def at(self, day: date) -> float:
        span = max(1, (self.last - self.first).days)
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / span


def _by_day(events: Sequence[Event]) -> dict[tuple[str, date], list[Event]]:
    found: defaultdict[tuple[str, date], list[Event]] = defaultdict(list)
    for event in events:
        if day := last_day(event.on):
            found[event.register, day].append(event)
    return found


def _dot(register: str, x: float, joined: Sequence[Event]) -> str:
    y = TOP + LANE_HEIGHT * (list(LANES).index(register) + 0.5)
    words = "; ".join(f"{format_date(event.on)}: {clip(event.words, 90)}" for event in joined)
    shape = svg.dot(x, y, 6 if len(joined) == 1 else 10, COLOURS[register], words)
    if len(joined) == 1:
        return svg.link(page_path(register, joined[0].key), shape, words)
    return shape + svg.text(x, y + 4.5, format_number(len(joined)), anchor="middle", fill="#fff", weight="600")


def _lanes() -> Iterator[str]:
    for place, label in enumerate(LANES.values()):
        y = TOP + LANE_HEIGHT * (place + 0.5)
        yield svg.text(0, y + 4.5, label, weight="600")
        yield svg.line(LEFT, y, WIDTH - RIGHT, y)


def _years(axis: _Axis) -> Iterator[str]:
    """Mark years, leaving labels out where they would run into each other."""
    years = range(axis.first.year, axis.last.year + 1)
    step = 1
    while len(years) / step * YEAR_LABEL_ROOM > WIDTH - LEFT - RIGHT:
        step += 1
    bottom = TOP + LANE_HEIGHT * len(LANES)
    for year in years:
        x = axis.at(date(year, 1, 1))
        yield svg.line(x, TOP, x, bottom, opacity=0.12)
        if (year - axis.first.year) % step == 0:
            yield svg.text(x, bottom + 18, str(year), anchor="middle")


def _today(axis: _Axis, today: date) -> Iterator[str]:
    x = axis.at(today)
    yield svg.line(x, TOP - 4, x, TOP + LANE_HEIGHT * len(LANES), opacity=0.7)
    yield svg.text(x, TOP - 6, "hôm nay", anchor="end")


def _description(events: Sequence[Event]) -> str:
    if not events:
        return "Chưa có mốc nào."
    counts = ", ".join(
        f"{label.lower()} {format_number(sum(event.register == register for event in events))}"
        for register, label in LANES.items()
    )
    return f"Từ {format_date(events[0].on)} đến {format_date(events[-1].on)}: {counts}."
