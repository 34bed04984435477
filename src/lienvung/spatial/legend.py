"""What a picture is read by: what its colours mean and whence its lines are, below it; how long a kilometre is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lienvung.spatial.frame import Frame
from lienvung.spatial.marks import COLOURS
from lienvung.spatial.svg import Box, Element, element

ROW: Final = 17  # pixels
FOOT: Final = 20
_COLUMN: Final = 230
_LETTERS: Final = 38  # that a column has room for
_SOFT = "#4a463d"
_ROUND = (500, 200, 100, 50, 20, 10, 5, 2, 1)
_LONGEST_BAR = 130  # pixels
_KILOMETRES = 111.2  # a degree of latitude
_NOTES = {
    "vi": ("Bờ biển, sông: GSHHG 2.3.7.", "Ranh giới xấp xỉ, không có giá trị pháp lý."),
    "en": ("Coast, rivers: GSHHG 2.3.7.", "Boundaries approximate, without legal value."),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend: a colour of the palette and what it means."""

    colour: str
    words: str


def legend_height(width: int, keys: Sequence[Key]) -> int:
    """Return how high the strip below a picture is, in pixels."""
    return FOOT + -(-len(keys) // _columns(width)) * ROW


def draw_legend(frame: Frame, keys: Sequence[Key], language: str, *, approximate: bool) -> Iterator[Element]:
    """Draw the strip below the picture."""
    height = legend_height(frame.width, keys)
    yield element("rect", "foot", y=str(frame.height), width=str(frame.width), height=str(height), fill="#fff")
    for number, key in enumerate(keys):
        row, column = divmod(number, _columns(frame.width))
        yield from _line(key, 10 + column * _COLUMN, frame.height + row * ROW + 13)
    base = frame.height + height - 6.5
    source, standing = _NOTES[language]
    note = f"{source} {standing}" if approximate else source
    yield element("text", "note", note, x="8", y=f"{base:g}", font_size="10.5", fill=_SOFT)


def draw_scale(frame: Frame, corner: Box | None) -> Element:
    """Draw a round number of kilometres below on the left; on the right, where an inset stands there."""
    pixels = frame.scale / _KILOMETRES  # a kilometre
    length = next((each for each in _ROUND if each * pixels <= _LONGEST_BAR), _ROUND[-1])
    covered = corner is not None and corner[0] < frame.width / 2 and corner[3] > frame.height / 2
    left, base = (frame.width - _LONGEST_BAR - 40 if covered else 10), frame.height - 10
    looks = {"fill": "none", "stroke": _SOFT, "stroke_width": "1.4"}
    bar = element("path", "", d=f"M{left} {base - 6}v6h{length * pixels:.1f}v-6", **looks)
    words = element(
        "text", "", f"{length} km", x=f"{left + length * pixels + 5:.1f}", y=str(base), font_size="10.5", fill=_SOFT,
        stroke="#fff", stroke_width="2.5", paint_order="stroke",
    )  # fmt: skip
    return Element("g", (("class", "scale"),), children=(bar, words))


def _columns(width: int) -> int:
    return max(1, width // _COLUMN)


def _line(key: Key, x: int, y: int) -> Iterator[Element]:
    words = key.words if len(key.words) <= _LETTERS else f"{key.words[: _LETTERS - 1]}…"
    yield element("circle", "key", cx=str(x), cy=f"{y - 3.5:g}", r="4.5", fill=COLOURS[key.colour])
    yield element("text", "key", words, x=str(x + 9), y=str(y), font_size="10.5", fill=_SOFT)
