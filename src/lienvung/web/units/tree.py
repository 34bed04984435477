"""A small picture of succession: where a unit came from, the unit, what it became. Boxes and lines, for an SVG.

The same is said in tables beside it; the picture is for seeing it at a glance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lienvung.web.units.showing import ShownUnit

MOST_BOXES = 9
BOX_WIDTH, BOX_HEIGHT, STEP, COLUMN = 250, 40, 52, 325
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Box:
    """One unit: where its box stands, what is written in it, where it leads."""

    x: int
    y: int
    name: str
    below: str
    url: str
    kind: str

    @property
    def middle(self) -> int:
        """The height at which lines meet the box."""
        return self.y + BOX_HEIGHT // 2


@dataclass(frozen=True, slots=True)
class Line:
    """One edge from box to box; a dashed one is a part."""

    x1: int
    y1: int
    x2: int
    y2: int
    kind: str

    @property
    def path(self) -> str:
        """The line as a path that leaves and arrives level."""
        half = (self.x1 + self.x2) // 2
        return f"M{self.x1} {self.y1} C{half} {self.y1} {half} {self.y2} {self.x2} {self.y2}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its size."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(before: Sequence[ShownUnit], unit: ShownUnit, after: Sequence[ShownUnit]) -> Picture | None:
    """Return the picture, None where there is nothing before and nothing after; a side without units has no room."""
    if not before and not after:
        return None
    left, right = _cut(before), _cut(after)
    height, middle = STEP * max(len(left), len(right), 1), COLUMN if left else 0
    centre = Box(middle, (height - BOX_HEIGHT) // 2, _short(unit.name), unit.days, "", "here")
    lefts, rights = _column(left, 0, height), _column(right, middle + COLUMN, height)
    lines = [_line(box, centre, shown) for box, shown in zip(lefts, left, strict=True)]
    lines += [_line(centre, box, shown) for box, shown in zip(rights, right, strict=True)]
    width = middle + BOX_WIDTH + (COLUMN if right else 0)
    return Picture(width, height, (*lefts, centre, *rights), tuple(lines))


def _cut(units: Sequence[ShownUnit]) -> list[ShownUnit | str]:
    if len(units) <= MOST_BOXES:
        return list(units)
    rest = len(units) - MOST_BOXES + 1
    return [*units[: MOST_BOXES - 1], _("và %(n)d đơn vị khác") % {"n": rest}]


def _column(units: Sequence[ShownUnit | str], x: int, height: int) -> list[Box]:
    top = (height - STEP * len(units) + STEP - BOX_HEIGHT) // 2
    return [_box(unit, x, top + STEP * place) for place, unit in enumerate(units)]


def _box(unit: ShownUnit | str, x: int, y: int) -> Box:
    if isinstance(unit, str):
        return Box(x, y, unit, "", "", "more")
    return Box(x, y, _short(unit.name), " · ".join(filter(None, (unit.extent, unit.code))), unit.url, "unit")


def _line(start: Box, end: Box, unit: "ShownUnit | str") -> Line:
    return Line(start.x + BOX_WIDTH, start.middle, end.x, end.middle, _kind(unit))


def _kind(unit: ShownUnit | str) -> str:
    if isinstance(unit, str):
        return "more"
    return "whole" if unit.is_whole else "part"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
