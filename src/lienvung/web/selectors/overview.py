"""Toàn cảnh: every figure of one nature of data, each with the list behind it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lienvung.core.programme.rollup import Overview
from lienvung.core.programme.status import FOUR_CELLS, Cell
from lienvung.core.programme.tally import Tally
from lienvung.web.addresses import list_address
from lienvung.web.selectors.commitments import FOLLOWED, OUTSIDE
from lienvung.web.selectors.lines import Line, field_words, show_lines
from lienvung.web.selectors.natures import nature_filter
from lienvung.web.selectors.portfolio import Portfolio
from lienvung.web.selectors.values import Shower

SHOWN = 6
_OUTSIDE = tuple(cell for cell in Cell if cell not in FOUR_CELLS and cell is not Cell.RESTATED)
_BAR = 1000  # the length of the bar in its own units


@dataclass(frozen=True, slots=True)
class Figure:
    """One number and the list it opens."""

    code: str
    count: int
    url: str
    percent: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the bar that shows what share of everything a class has."""

    code: str
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Strip:
    """The counts of some commitments: all that is followed, the four cells, and what stands outside them.

    What was raised again stands apart: its newer wording is already counted.
    """

    total: Figure
    dated: int
    cells: tuple[Figure, ...]
    outside: tuple[Figure, ...]
    restated: Figure
    bar: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class CellRow:
    """One field or side with its figures: the four cells, what stands outside, and all of them."""

    heading: str
    label: str
    url: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One commitment in a short list, with the mark that says why it is there."""

    text: str
    url: str
    about: str
    mark: str
    mark_class: str


@dataclass(frozen=True, slots=True)
class WorkList:
    """The most pressing few of a list, how many there are, and where all of them are."""

    title: str
    total: int
    url: str
    lines: tuple[WorkLine, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """All that Toàn cảnh shows of commitments."""

    nature: str
    today: date
    strip: Strip
    by_field: tuple[CellRow, ...]
    by_side: tuple[CellRow, ...]
    waiting: WorkList
    due_soon: WorkList
    raised_again: WorkList


def read_overview(shower: Shower, portfolio: Portfolio, nature: str) -> OverviewPage:
    """Turn the roll-up of one nature of data into the page's values."""
    seen, tracked = portfolio.overviews[nature], portfolio.tracked
    lists = _Lists(shower, nature, lambda keys: show_lines(shower, [tracked[key] for key in keys]))
    own = shower.houses.own.name
    return OverviewPage(
        nature=nature,
        today=portfolio.today,
        strip=read_strip(seen.total, nature),
        by_field=_rows(seen.by_field, nature, "linh_vuc", _("Lĩnh vực"), lambda code: field_words(shower, code)),
        by_side=_rows(seen.by_side, nature, "ben", _("Bên thực hiện"), lambda name: shower.houses[name].short),
        waiting=lists.waiting(seen.waiting_for.get(own, ()), own),
        due_soon=lists.due_soon(seen),
        raised_again=lists.raised_again(seen),
    )


def cell_figures(counts: Tally, nature: str, **filters: str) -> tuple[Figure, ...]:
    """Return the four cells, each with its list and its share of what has a deadline."""
    return tuple(_figure(cell, counts, nature, _percent(counts[cell], counts.dated), **filters) for cell in FOUR_CELLS)


def read_strip(counts: Tally, nature: str, **filters: str) -> Strip:
    """Return every count of a tally with its list; classes outside the four cells only where they have something."""
    cells = cell_figures(counts, nature, **filters)
    outside = tuple(_figure(cell, counts, nature, "", **filters) for cell in _OUTSIDE if counts[cell])
    url = list_address("web:commitments", **nature_filter(nature), **filters, tinh_trang=FOLLOWED)
    return Strip(
        total=Figure("total", counts.followed, url),
        dated=counts.dated,
        cells=cells,
        outside=outside,
        restated=_figure(Cell.RESTATED, counts, nature, "", **filters),
        bar=tuple(_bar((*cells, *outside), counts.followed)),
    )


def _bar(figures: Iterable[Figure], whole: int) -> Iterator[Stretch]:
    before = 0
    for figure in figures:
        if figure.count:
            yield Stretch(figure.code, round(_BAR * before / whole, 1), round(_BAR * figure.count / whole, 1))
        before += figure.count


def _figure(cell: Cell, counts: Tally, nature: str, percent: str, **filters: str) -> Figure:
    url = list_address("web:commitments", **nature_filter(nature), tinh_trang=cell, **filters)
    return Figure(cell, counts[cell], url, percent)


def _percent(part: int, whole: int) -> str:
    return f"{part * 100 // whole} %" if whole else ""


def _rows(
    tallies: Mapping[str, Tally], nature: str, name: str, heading: str, label: Callable[[str], str]
) -> tuple[CellRow, ...]:
    ordered = sorted(tallies.items(), key=lambda item: (-item[1][Cell.OPEN_OVERDUE], -item[1].followed, item[0]))
    return tuple(_row(counts, nature, name, group, heading, label(group)) for group, counts in ordered)


def _row(counts: Tally, nature: str, name: str, group: str, heading: str, label: str) -> CellRow:
    url = list_address("web:commitments", **nature_filter(nature), **{name: group}, tinh_trang=FOLLOWED)
    outside = list_address("web:commitments", **nature_filter(nature), **{name: group}, tinh_trang=OUTSIDE)
    figures = (
        *cell_figures(counts, nature, **{name: group}),
        Figure("outside", counts.followed - counts.dated, outside),
        Figure("total", counts.followed, url),
    )
    return CellRow(heading, label, url, figures)


@dataclass(frozen=True, slots=True)
class _Lists:
    shower: Shower
    nature: str
    lines: Callable[[Iterable[str]], list[Line]]

    def waiting(self, keys: tuple[str, ...], own: str) -> WorkList:
        return self._list(_("Chờ bên ta"), keys, _("Không có việc nào đang chờ bên ta."), _status_mark, cho=own)

    def due_soon(self, seen: Overview) -> WorkList:
        nothing = _("Không có việc nào đến hạn trong 30 ngày tới.")
        return self._list(_("Đến hạn trong 30 ngày"), seen.due_soon, nothing, _due_mark, han="30")

    def raised_again(self, seen: Overview) -> WorkList:
        nothing = _("Không có việc nào nêu nhiều kỳ mà còn dở.")
        return self._list(_("Nêu nhiều kỳ, còn dở"), seen.raised_again, nothing, _raised_mark, neu="2")

    def _list(
        self,
        title: str,
        keys: tuple[str, ...],
        nothing: str,
        mark: Callable[[Line], tuple[str, str]],
        **filters: str,
    ) -> WorkList:
        url = list_address("web:commitments", **nature_filter(self.nature), **filters)
        shown = tuple(
            WorkLine(line.text, line.url, f"{line.sides} · {line.deadline}", *mark(line))
            for line in self.lines(keys[:SHOWN])
        )
        return WorkList(title, len(keys), url, shown, nothing)


def _status_mark(line: Line) -> tuple[str, str]:
    return line.note, f"status {line.cell}"


def _due_mark(line: Line) -> tuple[str, str]:
    return line.note, "status open-in-term"


def _raised_mark(line: Line) -> tuple[str, str]:
    return _("%(n)d kỳ") % {"n": line.raised}, "tag again"
