"""A picture of who this node is connected with: places around a centre, lines by the age of the copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from lienvung.web.selectors.freshness import Freshness

WIDTH = 640
_ACROSS, _DOWN, _PLACE = 235, 105, 45
_MOST = 12


@dataclass(frozen=True, slots=True)
class Spoke:
    """One partner: where it stands, how old its copy is, and how many agreements are in force with it."""

    partner: Freshness
    x: int
    y: int
    agreements: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The node in the middle and its partners; `left` more partners than a picture can hold stand in the table only."""

    spokes: tuple[Spoke, ...]
    left: int
    height: int
    width: int = WIDTH

    @property
    def centre(self) -> tuple[int, int]:
        """Where this node stands."""
        return self.width // 2, self.height // 2


def draw_network(partners: Sequence[Freshness], agreements: dict[str, int]) -> Picture:
    """Place up to twelve partners on an ellipse, the first at the left, then clockwise."""
    drawn = partners[:_MOST]
    # Two partners stand left and right of the middle: nobody is above or below.
    down = _DOWN if len(drawn) > 2 else 0
    height = 2 * (down + _PLACE)
    spokes = []
    for number, partner in enumerate(drawn):
        angle = pi + 2 * pi * number / len(drawn)
        x, y = WIDTH // 2 + round(_ACROSS * cos(angle)), height // 2 + round(down * sin(angle))
        spokes.append(Spoke(partner, x, y, agreements.get(partner.name, 0)))
    return Picture(tuple(spokes), len(partners) - len(drawn), height)
