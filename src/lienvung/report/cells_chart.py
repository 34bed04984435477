"""The four cells by field as stacked bars: length is a count, sign and number stand in every part."""

from collections.abc import Iterator, Sequence

from lienvung.core.programme.status import FOUR_CELLS, Cell
from lienvung.core.programme.tally import Tally
from lienvung.core.text.number import format_number
from lienvung.report import svg
from lienvung.report.words import CELL_NAMES, CELL_SIGNS, clip, sentence_case

WIDTH, LABEL_WIDTH, TOTAL_WIDTH = 760, 210, 40
ROW_HEIGHT, BAR_HEIGHT = 32, 22
LEGEND_HEIGHT, LEGEND_STEP = 58, 270
NAME_LENGTH = 28
SHORTEST_WITH_WORDS = 26

Segment = tuple[str, str, str, int]


def draw_cells(rows: Sequence[tuple[str, Tally]], title: str, name: str = "cells") -> str:
    """Draw one stacked bar for each (label, tally); the description says every number in words."""
    longest = max((tally.followed for _, tally in rows), default=0)
    room = WIDTH - LABEL_WIDTH - TOTAL_WIDTH
    shapes = [*_legend()]
    for place, (label, tally) in enumerate(rows):
        shapes.extend(_row(label, tally, LEGEND_HEIGHT + place * ROW_HEIGHT, room / longest if longest else 0))
    height = LEGEND_HEIGHT + max(1, len(rows)) * ROW_HEIGHT
    return svg.picture(name, title, describe_cells(rows), (WIDTH, height), shapes)


def describe_cells(rows: Sequence[tuple[str, Tally]]) -> str:
    """Return the chart in words, for those who do not see it."""
    return " ".join(
        f"{sentence_case(label)}: "
        + (", ".join(f"{words} {format_number(count)}" for _, words, _, count in _segments(tally)) or "không có")
        + "."
        for label, tally in rows
    )


def _segments(tally: Tally) -> list[Segment]:
    """Return the parts of a bar as (sign, name, colour, count): the four cells, then everything beside them."""
    parts = [(CELL_SIGNS[cell], CELL_NAMES[cell], svg.CELL_COLOURS[cell], tally[cell]) for cell in FOUR_CELLS]
    parts.append(("○", "ngoài bốn ô", svg.BESIDE_COLOUR, tally.followed - tally.dated))
    return [part for part in parts if part[3]]


def _row(label: str, tally: Tally, top: float, scale: float) -> Iterator[str]:
    middle = top + BAR_HEIGHT / 2 + 5
    yield svg.text(0, middle, clip(sentence_case(label), NAME_LENGTH))
    left = float(LABEL_WIDTH)
    for sign, words, colour, count in _segments(tally):
        width = count * scale
        yield svg.bar(left, top, max(1.0, width - 1), BAR_HEIGHT, colour, f"{label}: {words} {format_number(count)}")
        inside = f"{sign} {format_number(count)}"
        if width >= max(SHORTEST_WITH_WORDS, 8 * len(inside)):
            yield svg.text(left + width / 2, middle, inside, anchor="middle", fill="#fff", weight="600")
        left += width
    yield svg.text(left + 8, middle, format_number(tally.followed), weight="600")


def _legend() -> Iterator[str]:
    entries = [(CELL_SIGNS[cell], CELL_NAMES[cell], svg.CELL_COLOURS[cell]) for cell in FOUR_CELLS]
    entries.append(("○", f"ngoài bốn ô ({CELL_NAMES[Cell.NO_DEADLINE]}, …)", svg.BESIDE_COLOUR))
    for place, (sign, words, colour) in enumerate(entries):
        x, y = place % 3 * LEGEND_STEP, place // 3 * 22
        yield svg.bar(x, y + 3, 14, 14, colour, words)
        yield svg.text(x + 20, y + 15, f"{sign} {words}")
