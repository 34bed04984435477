"""The unit that a heading names for the figures below it: "Vốn (triệu đồng)" over 150 means 150,000,000 đồng."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lienvung.core.register.definition import Field
from lienvung.core.text import fold
from lienvung.office.imports.headings import Cell
from lienvung.office.imports.mistakes import CellWrong
from lienvung.office.imports.numbers import parse_decimal

ReadCell = Callable[[Cell], Any]

_BESIDE = re.compile(r"[(\[]([^)\]]*)[)\]]|[,;:]\s*([^,;:()\[\]]+)$")
_SCALES: Final = {
    "nghin ty": 10**12, "ngan ty": 10**12, "ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "nghin": 10**3,
    "ngan": 10**3, "1000": 10**3, "1000000": 10**6,
}  # fmt: skip
_DONG: Final = ("", "dong", "vnd", "d", "dong viet nam")
_FOREIGN: Final = frozenset({"usd", "$", "do la", "eur", "euro", "cny", "ndt", "nhan dan te", "jpy", "yen nhat"})
_UNITS: Final = frozenset({
    "m", "km", "cm", "mm", "dm", "hai ly", "m2", "km2", "cm2", "ha", "m3", "l", "lit", "ml", "kg", "g", "tan", "ta",
    "yen", "%", "kw", "mw", "kwh", "mwh", "gwh", "km/h", "m/s", "phut", "gio", "ngay", "thang", "nam", "nguoi",
    "khach", "luot", "luot khach", "luot nguoi", "ho",
})  # fmt: skip
_FIGURES: Final = ("money", "integer", "decimal", "measure")
_ORDERS = re.compile(r"(?<=\d)[.,](?=\d{3})")
_SUPERSCRIPT = str.maketrans("²³", "23")


@dataclass(frozen=True, slots=True)
class HeadingUnit:
    """What a heading makes of the figures below it: `scale` times as much, or figures of another unit."""

    scale: int = 1
    word: str = ""
    other: str = ""


def heading_unit(field: Field, heading: str) -> HeadingUnit:
    """Return what a heading says of the unit of a field's figures; where it is the field's own label, nothing."""
    if field.datatype not in _FIGURES or fold(heading) in map(fold, field.label.values()):
        return HeadingUnit()
    found = (_read(field, said) for said in _beside(heading))
    return next((each for each in found if each), HeadingUnit())


def of_heading(field: Field, unit: HeadingUnit, read: ReadCell) -> ReadCell:
    """Return what reads the cells below such a heading; a cell that names its own unit is read as it says."""
    if unit.other:
        facts = {"unit": field.unit or "VND", "found": unit.other}

        def refuse(cell: Cell) -> Any:
            raise CellWrong("other-unit", facts)

        return refuse
    return _scaled(field, unit, read) if unit.scale != 1 else read


def _scaled(field: Field, unit: HeadingUnit, read: ReadCell) -> ReadCell:
    def times(value: Any) -> Any:
        product = Decimal(str(value)) * unit.scale
        if field.datatype in ("decimal", "measure"):
            return f"{product:f}"
        if product != product.to_integral_value():
            raise CellWrong("not-integer")
        return int(product)

    def read_cell(cell: Cell) -> Any:
        if isinstance(cell, list) and cell[0] == "n":
            return times(cell[1])
        if isinstance(cell, str) and not any(letter.isalpha() for letter in cell):
            if field.datatype == "money":
                return read(f"{cell} {unit.word}")
            return times(parse_decimal(cell.strip()) if field.datatype == "integer" else read(cell))
        return read(cell)

    return read_cell


def _beside(heading: str) -> Iterator[str]:
    """Yield what a heading says in brackets, and behind its last comma or colon."""
    for found in _BESIDE.finditer(heading):
        yield (found[1] or found[2] or "").strip()


def _read(field: Field, said: str) -> HeadingUnit | None:
    words = _plain(said).removeprefix("dvt ").removeprefix("don vi tinh ").removeprefix("don vi ").strip()
    if not words or words == _plain(field.unit):
        return HeadingUnit() if words else None
    scale = next((word for word in sorted(_SCALES, key=len, reverse=True) if f"{words} ".startswith(f"{word} ")), "")
    rest = words.removeprefix(scale).strip()
    if field.datatype == "money":
        if rest in _DONG:
            return HeadingUnit(_SCALES.get(scale, 1), _word(scale))
        return HeadingUnit(other=said) if rest in _FOREIGN else None
    if scale and (rest == _plain(field.unit) or (not field.unit and (not rest or rest in _UNITS))):
        return HeadingUnit(_SCALES[scale], _word(scale))
    is_unit = rest.partition("/")[0].strip() in _UNITS or rest in _UNITS
    return HeadingUnit(other=said) if field.unit and is_unit else None


def _plain(text: str) -> str:
    """Return a unit as it may be compared: no marks, no dots, figures for superscripts."""
    return " ".join(_ORDERS.sub("", fold(text)).translate(_SUPERSCRIPT).replace(".", " ").replace(":", " ").split())


def _word(scale: str) -> str:
    """Return a scale as `parse_money` knows it."""
    return {10**12: "nghin ty", 10**9: "ty", 10**6: "trieu", 10**3: "nghin"}.get(_SCALES.get(scale, 1), "")
