"""What the address of the map asks: two times, layers, frame, level of units, order of the table.

    ngay=2025-06-30&lop=public-work&lop=gateway&khung=106.4,20.6,107.9,21.6&cap=commune&xep=-layer&bang=don-vi
    luc=2026-10-01        as it was known at the end of that day (recorded time), as in lists
    co=hep                a picture for a narrow screen

`lop` stands once for each layer that is on; without any all are, and `lop=khong` is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from lienvung.spatial.sovereignty import Box
from lienvung.web.registers.asked import end_of_day, read_day

NO_LAYER = "khong"
LEVELS = ("province", "district", "commune")
ORDERS = ("title", "layer", "steward")
UNITS_TABLE = "don-vi"
NARROW = "hep"
"""Said in the address of a picture for a narrow screen, on which a wide one would have letters too small to read."""
_LARGEST = (180, 90)
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class MapAsked:
    """What an address asks; `layers` is None where it names none, `box` where it gives no frame."""

    day: date
    is_today: bool = True
    layers: tuple[str, ...] | None = None
    box: Box | None = None
    level: str = ""
    order: str = ""
    table: str = ""
    known: date | None = None
    is_narrow: bool = False

    @property
    def moment(self) -> str | None:
        """The moment of recorded time that is asked for, as entries spell it; None for now."""
        return end_of_day(self.known) if self.known else None

    @property
    def known_day(self) -> str:
        """What the address of a record takes over, so that it is shown as it was known then; "" for now."""
        return self.known.isoformat() if self.known else ""

    def shows(self, register: str) -> bool:
        """Tell whether the layer of a register is on."""
        return self.layers is None or register in self.layers

    def address(self, name: str = "map:map", args: Sequence[str] = (), **changed: Any) -> str:
        """Return the address of this map, or of a part of it, with something changed."""
        pairs = list(replace(self, **changed).pairs())
        return reverse(name, args=args) + (f"?{urlencode(pairs)}" if pairs else "")

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the names and values of the address, always in the same order."""
        if not self.is_today:
            yield "ngay", self.day.isoformat()
        if self.known:
            yield "luc", self.known.isoformat()
        if self.layers is not None:
            yield from (("lop", name) for name in self.layers or (NO_LAYER,))
        if self.box:
            yield "khung", format_box(self.box)
        size = NARROW if self.is_narrow else ""
        single = {"cap": self.level, "bang": self.table, "xep": self.order, "co": size}
        yield from ((name, value) for name, value in single.items() if value)


def read_map_asked(query: QueryDict, today: date) -> MapAsked:
    """Read an address; what it does not say rightly is passed over."""
    day = read_day(query.get("ngay", "")) or today
    order = query.get("xep", "")
    return MapAsked(
        day=day,
        is_today=day == today,
        layers=tuple(dict.fromkeys(query.getlist("lop")[:_LONGEST])) if "lop" in query else None,
        box=read_box(query.get("khung", "")),
        level=query.get("cap", "") if query.get("cap") in LEVELS else "",
        order=order if order.removeprefix("-") in ORDERS else "",
        table=UNITS_TABLE if query.get("bang") == UNITS_TABLE else "",
        known=read_day(query.get("luc", "")),
        is_narrow=query.get("co", "") == NARROW,
    )


def format_box(box: Box) -> str:
    """Spell a frame as addresses do."""
    return ",".join(f"{each:.4f}".rstrip("0").rstrip(".") for each in box)


def read_box(text: str) -> Box | None:
    """Return west, south, east, north of four numbers that make a frame, else None."""
    words = text[:_LONGEST].split(",")
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        return None
    if len(numbers) != len(_LARGEST) * 2:
        return None
    west, south, east, north = numbers
    inside = -_LARGEST[0] <= west < east <= _LARGEST[0] and -_LARGEST[1] <= south < north <= _LARGEST[1]
    return (west, south, east, north) if inside else None
