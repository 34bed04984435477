"""The leader's sheet as a value: what the page on the screen and the sheet of paper both show.

Five numbers, four short lists; texts are clipped and lists cut so that the sheet stays one A4 page, and what was
cut is counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from lienvung.core.programme.freeze import freeze_code
from lienvung.core.programme.records import Commitment, Programme
from lienvung.core.programme.sheet import Decision, DecisionKind, Figure, FigureName, SheetFigures, sheet_figures
from lienvung.core.programme.status import FOUR_CELLS, Cell, Status
from lienvung.core.text.number import format_number
from lienvung.report.facts import Facts
from lienvung.report.sentence import Run, Sentence, list_path, sentence
from lienvung.report.words import CELL_NAMES, DECISION_NAMES, FIGURE_NAMES, clip, format_share, format_status

ROWS = 5
TEXT_LENGTH, ADDRESSEE_LENGTH = 105, 40

# How the list of commitments is asked for what a number counts.
_FILTERS = {
    FigureName.FOLLOWED: {"tinh_trang": "theo-doi"},
    FigureName.DONE: {"tinh_trang": "xong"},
    FigureName.IN_TERM: {"tinh_trang": str(Cell.OPEN_IN_TERM)},
    FigureName.OVERDUE: {"tinh_trang": str(Cell.OPEN_OVERDUE)},
    FigureName.RAISED_AGAIN: {"neu": "2"},
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SheetNumber:
    """Hold one of the five numbers: the figure with its keys, its label, what it is made of, and its list's path."""

    figure: Figure
    label: str
    note: str
    path: str

    @property
    def said(self) -> Sentence:
        """Return the number as a sentence that leads to the list it counts."""
        also = tuple(("commitment", key) for key in self.figure.keys)
        return sentence(Run(format_number(self.figure.value), path=self.path), also=also)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Hold one line: the clipped text with its record, and its state in words."""

    text: Sentence
    note: str


@dataclass(frozen=True, slots=True)
class SheetList:
    """Hold one of the four lists, how many lines did not fit, what to say when it is empty, and the whole list's path.

    What waits for a decision is of several registers, so no one list has all of it.
    """

    title: str
    rows: tuple[SheetRow, ...]
    hidden: int
    empty: str
    path: str = ""

    @property
    def total(self) -> int:
        """Return how many there are, shown or not."""
        return len(self.rows) + self.hidden


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Hold the whole sheet of one side."""

    programme: Programme
    side: str
    side_title: str
    nature: str
    today: date
    code: str
    numbers: tuple[SheetNumber, ...]
    beside: str
    lists: tuple[SheetList, ...]
    figures: SheetFigures


def sheet_page(facts: Facts, *, programme: str, side: str, nature: str, today: date) -> SheetPage:
    """Build the leader's sheet of `side`. Raises ProgrammeUnknown."""
    chosen = facts.programme(programme)
    figures = sheet_figures(facts.follow_up, programme=programme, side=side, nature=nature, today=today)
    return SheetPage(
        programme=chosen,
        side=side,
        side_title=facts.side(side),
        nature=nature,
        today=today,
        code=freeze_code(programme, facts.heads_of(chosen), today, figures.counted),
        numbers=tuple(
            SheetNumber(
                figure,
                FIGURE_NAMES[figure.name],
                _note(figure.name, figures),
                list_path(nature, programme, **_FILTERS[figure.name]),
            )
            for figure in figures.figures
        ),
        beside=_beside(figures),
        lists=_lists(facts, chosen, figures),
        figures=figures,
    )


def _note(name: FigureName, figures: SheetFigures) -> str:
    total = figures.overview.total
    if name is FigureName.DONE:
        parts = {"đúng hạn": Cell.DONE_ON_TIME, "quá hạn": Cell.DONE_LATE, "không đặt hạn": Cell.DONE_UNDATED}
        return ", ".join(f"{word} {format_number(total[cell])}" for word, cell in parts.items() if total[cell])
    if name is FigureName.IN_TERM:
        soon = len(figures.overview.due_soon)
        return f"{format_number(soon)} đến hạn trong 30 ngày" if soon else ""
    if name is FigureName.OVERDUE and figures.overview.overdue:
        worst = figures.overview.statuses[figures.overview.overdue[0]]
        return f"lâu nhất {format_number(worst.days_late)} ngày"
    return ""


def _beside(figures: SheetFigures) -> str:
    """Return what lies outside the four cells, so that the reader can add the numbers up."""
    total = figures.overview.total
    cells = [cell for cell in Cell if cell not in FOUR_CELLS and cell is not Cell.RESTATED and total[cell]]
    parts = [f"{CELL_NAMES[cell]} {format_number(total[cell])}" for cell in cells]
    words = [f"Ngoài bốn ô có thời hạn: {', '.join(parts)}."] if parts else []
    if total.due:
        words.append(f"Hoàn thành {format_share(total.done_of_due)}.")
    if total[Cell.RESTATED]:
        words.append(f"{format_number(total[Cell.RESTATED])} cam kết cũ đã nêu lại, không tính hai lần.")
    return " ".join(words)


def _lists(facts: Facts, programme: Programme, figures: SheetFigures) -> tuple[SheetList, ...]:
    them = [side for side in programme.sides if side != figures.side]
    others = ", ".join(facts.side(side) for side in them) or "Bên kia"
    commitments = {one.key: one for one in facts.follow_up.commitments}
    statuses = figures.overview.statuses

    def commitment_row(key: str) -> SheetRow:
        return _commitment_row(commitments[key], statuses[key])

    def decision_row(decision: Decision) -> SheetRow:
        return _decision_row(facts, commitments, decision)

    def path(**filters: str) -> str:
        return list_path(figures.nature, programme.key, **filters)

    no_repeats = "Không có việc nào nêu từ hai kỳ mà chưa xong."
    return (
        _list("Ta còn nợ", figures.we_owe, commitment_row, "Không còn việc nào chờ bên ta.", path(cho=figures.side)),
        _list(
            f"{others} còn nợ",
            figures.they_owe,
            commitment_row,
            "Không còn việc nào chờ bên kia.",
            path(cho=",".join(them)),
        ),
        _list("Nêu đi nêu lại", figures.raised_again, commitment_row, no_repeats, path(neu="2")),
        _list("Cần quyết định", figures.to_decide, decision_row, "Không có việc nào chờ quyết định."),
    )


def _list(title: str, found: Sequence[T], row: Callable[[T], SheetRow], empty: str, path: str = "") -> SheetList:
    return SheetList(title, tuple(row(one) for one in found[:ROWS]), max(0, len(found) - ROWS), empty, path)


def _commitment_row(commitment: Commitment, status: Status) -> SheetRow:
    return SheetRow(
        sentence(Run(clip(commitment.text, TEXT_LENGTH), "commitment", commitment.key)), format_status(status)
    )


def _decision_row(facts: Facts, commitments: dict[str, Commitment], decision: Decision) -> SheetRow:
    days = f": {format_number(decision.days)} ngày" if decision.days is not None else ""
    name = DECISION_NAMES[decision.kind]
    if decision.kind is DecisionKind.ESCALATION:
        matter = next(one for one in facts.follow_up.escalations if one.key == decision.key)
        to = f" ({clip(matter.addressee, ADDRESSEE_LENGTH)})" if matter.addressee else ""
        return SheetRow(sentence(Run(clip(matter.text, TEXT_LENGTH), "escalation", matter.key)), f"{name}{days}{to}")
    text = commitments[decision.key].text
    return SheetRow(sentence(Run(clip(text, TEXT_LENGTH), "commitment", decision.key)), f"{name}{days}")
