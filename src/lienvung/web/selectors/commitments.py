"""The list of commitments: filters, order, groups and page, all read from the address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from lienvung.core.programme.rollup import is_raised_again, pressing
from lienvung.core.programme.status import FOUR_CELLS, SOON_DAYS, Cell
from lienvung.core.text.fold import fold, nfc
from lienvung.core.text.sort import sort_key
from lienvung.web import words
from lienvung.web.addresses import list_address
from lienvung.web.selectors.lines import Line, field_words, show_line
from lienvung.web.selectors.natures import nature_filter
from lienvung.web.selectors.portfolio import Portfolio, Tracked
from lienvung.web.selectors.values import Shower

PER_PAGE = 100
_MOST_DIGITS = 5
# Classes of cells that an address may ask for beside the cells themselves.
OUTSIDE, DONE, FOLLOWED = "ngoai", "xong", "theo-doi"
CLASSES = {
    OUTSIDE: frozenset(Cell) - frozenset(FOUR_CELLS) - {Cell.RESTATED},
    DONE: frozenset({Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.DONE_UNDATED}),
    FOLLOWED: frozenset(Cell) - {Cell.RESTATED},
}

# What asks for work stands first, what is over last.
PRESSING = (
    Cell.OPEN_OVERDUE,
    Cell.OPEN_IN_TERM,
    Cell.NO_DEADLINE,
    Cell.UNCLEAR,
    Cell.RECURRING,
    Cell.SUSPENDED,
    Cell.DONE_LATE,
    Cell.DONE_ON_TIME,
    Cell.DONE_UNDATED,
    Cell.CANCELLED,
    Cell.RESTATED,
)

Test = Callable[[Tracked], bool]

# What each filter of the address asks of a commitment.
FILTERS: dict[str, Callable[[str], Test]] = {
    "chuong_trinh": lambda key: lambda one: key in one.commitment.programmes,
    "tinh_trang": lambda code: lambda one: _in_cell(one, code),
    "linh_vuc": lambda code: lambda one: one.commitment.field == code,
    "ben": lambda side: lambda one: side in one.commitment.owed_by,
    "cho": lambda sides: lambda one: not set(sides.split(",")).isdisjoint(one.status.waiting_for),
    "han": lambda days: lambda one: _due_within(one, days),
    "neu": lambda _times: lambda one: is_raised_again(one.status),
    "van_ban": lambda key: lambda one: one.commitment.document == key,
}

ORDERS: dict[str, Callable[[Tracked], Any]] = {
    "noi_dung": lambda one: sort_key(one.commitment.text),
    "linh_vuc": lambda one: one.commitment.field,
    "ben": lambda one: one.commitment.owed_by,
    "han": lambda one: (one.status.due is None, one.status.due or date.max),
    "tinh_trang": lambda one: (PRESSING.index(one.status.cell), pressing(one.status)),
}
DEFAULT_ORDER = "tinh_trang"
_COLUMNS = (
    ("noi_dung", lazy("Nội dung")),
    ("ben", lazy("Bên thực hiện")),
    ("han", lazy("Thời hạn")),
    ("tinh_trang", lazy("Tình trạng")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the list."""

    nature: str
    q: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    group: str = ""
    page: int = 1

    def address(self, **changed: str) -> str:
        """Return the address of this list with something changed."""
        asked = {"q": self.q, **self.filters, "xep": self.order, "nhom": self.group, **changed}
        return list_address("web:commitments", **nature_filter(self.nature), **asked)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of a list."""

    name: str
    title: str
    all: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head; `url` sorts by it, `sorted` says how it is sorted now."""

    title: str
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together, under a title where they are grouped."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CommitmentsPage:
    """The list as the page shows it."""

    nature: str
    q: str
    sort: str
    total: int
    filters: tuple[Filter, ...]
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    filtered: bool
    clear_url: str
    next_url: str
    hidden: tuple[tuple[str, str], ...]


def read_commitments(shower: Shower, portfolio: Portfolio, asked: Asked) -> CommitmentsPage:
    """Return the lines that an address asks for."""
    everything = portfolio.of_nature(asked.nature)
    found = order_commitments(search_commitments(_counted(portfolio, everything, asked), asked), asked.order)
    shown = found[(asked.page - 1) * PER_PAGE : asked.page * PER_PAGE]
    filters = tuple(_filters(shower, portfolio, everything, asked))
    offered = {each.name for each in filters}
    return CommitmentsPage(
        nature=asked.nature,
        q=asked.q,
        sort=asked.order,
        total=len(found),
        filters=filters,
        columns=commitment_columns(asked),
        groups=group_commitments(shower, shown, asked.group),
        filtered=bool(asked.q or asked.filters),
        clear_url=list_address("web:commitments", **nature_filter(asked.nature)),
        next_url=asked.address(trang=str(asked.page + 1)) if len(found) > asked.page * PER_PAGE else "",
        hidden=tuple((name, value) for name, value in asked.filters.items() if name not in offered),
    )


def _counted(portfolio: Portfolio, everything: list[Tracked], asked: Asked) -> list[Tracked]:
    """Return what the figures of the programme asked for count, so that each figure opens its own list."""
    key = asked.filters.get("chuong_trinh")
    of_key = (one for one in portfolio.follow_up.programmes if (one.key, one.nature) == (key, asked.nature))
    programme = next(of_key, None)
    return portfolio.of_programme(programme) if programme else everything


def search_commitments(everything: Iterable[Tracked], asked: Asked) -> list[Tracked]:
    """Return what passes every filter and holds every word, marks forgiven."""
    tests = [FILTERS[name](value) for name, value in asked.filters.items()]
    wanted = fold(asked.q).split()
    found = [one for one in everything if all(test(one) for test in tests)]
    return [one for one in found if _holds(one, wanted)] if wanted else found


def order_commitments(found: Iterable[Tracked], order: str) -> list[Tracked]:
    """Sort by a column of the list, "-" before its name for the other way round."""
    name = order.removeprefix("-")
    return sorted(found, key=ORDERS.get(name, ORDERS[DEFAULT_ORDER]), reverse=order.startswith("-"))


def group_commitments(shower: Shower, found: Iterable[Tracked], group: str) -> tuple[Group, ...]:
    """Put lines under the heads of a group ("tinh_trang", "linh_vuc", "ben"), or all under none."""
    title: Callable[[Tracked], str] = _group_titles(shower).get(group, lambda _one: "")
    grouped: dict[str, list[Line]] = {}
    for one in found:
        grouped.setdefault(title(one), []).append(show_line(shower, one))
    return tuple(Group(head, tuple(lines)) for head, lines in grouped.items())


def commitment_columns(asked: Asked | None = None) -> tuple[Column, ...]:
    """Return the heads of the columns, as links that sort where the list has an address."""
    if asked is None:
        return tuple(Column(str(title)) for _name, title in _COLUMNS)
    return tuple(_column(asked, name, str(title)) for name, title in _COLUMNS)


def _column(asked: Asked, name: str, title: str) -> Column:
    current = asked.order.removeprefix("-") == name
    down = current and asked.order.startswith("-")
    state = ("descending" if down else "ascending") if current else ""
    return Column(title, asked.address(xep=name if down or not current else f"-{name}"), state)


def _group_titles(shower: Shower) -> dict[str, Callable[[Tracked], str]]:
    return {
        "tinh_trang": lambda one: words.cell_word(one.status.cell),
        "linh_vuc": lambda one: field_words(shower, one.commitment.field),
        "ben": lambda one: shower.houses.shorts(one.commitment.owed_by),
    }


def _filters(shower: Shower, portfolio: Portfolio, everything: Iterable[Tracked], asked: Asked) -> Iterable[Filter]:
    many = list(everything)
    used = {key for one in many for key in one.commitment.programmes}
    programmes = {one.key: one.short_title or one.title for one in portfolio.follow_up.programmes if one.key in used}
    fields = {one.commitment.field: field_words(shower, one.commitment.field) for one in many}
    sides = {side: shower.houses[side].short for one in many for side in one.commitment.owed_by}
    classes = words.cell_words() | {
        FOLLOWED: _("mọi việc đang theo dõi"),
        DONE: _("đã hoàn thành"),
        OUTSIDE: _("ngoài bốn ô"),
    }
    groups = {"tinh_trang": _("tình trạng"), "linh_vuc": _("lĩnh vực"), "ben": _("bên thực hiện")}
    yield _filter("chuong_trinh", _("Chương trình"), programmes, asked)
    yield _filter("tinh_trang", _("Tình trạng"), classes, asked)
    yield _filter("linh_vuc", _("Lĩnh vực"), dict(sorted(fields.items(), key=lambda item: sort_key(item[1]))), asked)
    yield _filter("ben", _("Bên thực hiện"), sides, asked)
    yield _filter("nhom", _("Xếp nhóm theo"), groups, asked, every=_("không xếp nhóm"))


def _filter(name: str, title: str, titles: Mapping[str, str], asked: Asked, every: str = "") -> Filter:
    chosen = asked.group if name == "nhom" else asked.filters.get(name, "")
    choices = tuple(Choice(value, shown, value == chosen) for value, shown in titles.items())
    return Filter(name, title, every or _("tất cả"), choices)


def _in_cell(one: Tracked, code: str) -> bool:
    return one.status.cell in CLASSES.get(code, {code})


def _due_within(one: Tracked, days: str) -> bool:
    left = one.status.days_left
    return left is not None and left <= (int(days) if days.isdecimal() and len(days) < _MOST_DIGITS else SOON_DAYS)


def _holds(one: Tracked, wanted: Iterable[str]) -> bool:
    commitment = one.commitment
    text = fold(nfc(" ".join((commitment.text, commitment.product, *commitment.leads, *commitment.partners))))
    return all(word in text for word in wanted)
