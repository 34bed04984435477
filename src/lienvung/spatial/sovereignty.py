"""Hoàng Sa and Trường Sa: on every map, named as Viet Nam's, and refused where a layer says otherwise.

The two archipelagos are part of Viet Nam: đặc khu Hoàng Sa of the city of Đà Nẵng, đặc khu Trường Sa of the province
of Khánh Hòa. No map is drawn without them (`drawing`, the style of the map page), and nothing turns them off.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from lienvung.core.register.definition import Definition
from lienvung.core.register.geometry import bounds_of
from lienvung.core.text.fold import fold, nfc
from lienvung.spatial.basemap import archipelago_shapes
from lienvung.spatial.errors import ArchipelagoMissing, SovereigntyBroken
from lienvung.spatial.shape import to_shape

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Archipelago:
    """One of the two: its label in both languages, where the label stands, its box, and the codes of its unit."""

    name: str
    label: Mapping[str, str]
    at: tuple[float, float]
    box: Box
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class SeaLabel:
    """The name of a sea and where it stands."""

    label: Mapping[str, str]
    at: tuple[float, float]


ARCHIPELAGOS: Final = (
    Archipelago(
        "hoang-sa",
        {"vi": "Quần đảo Hoàng Sa (Việt Nam)", "en": "Quần đảo Hoàng Sa (Viet Nam)"},
        (112.0, 16.4),
        (110.9, 15.6, 113.0, 17.3),
        frozenset({"20333", "498", "48"}),
    ),
    Archipelago(
        "truong-sa",
        {"vi": "Quần đảo Trường Sa (Việt Nam)", "en": "Quần đảo Trường Sa (Viet Nam)"},
        (114.2, 9.2),
        (111.0, 6.8, 116.9, 12.0),
        frozenset({"22736", "576", "56"}),
    ),
)
SEA: Final = SeaLabel({"vi": "Biển Đông", "en": "Biển Đông (East Sea)"}, (112.4, 13.6))

_SEA_BOX: Final[Box] = (109.5, 3.0, 122.0, 23.0)
"""East of all mainland of Viet Nam: most shapes need no closer look."""

_OFF: Final = 0.05
"""Degrees: as far as an island of the base map may lie from where an official layer has it."""

# Names under which others claim them, and the line at sea; spelled without marks.
_OTHERS: Final = (
    "xisha", "nansha", "sansha", "zhongsha", "paracel", "spratly", "kalayaan", "freedomland", "west philippine sea",
    "south china sea", "西沙", "南沙", "三沙", "中沙", "南海",
)  # fmt: skip
_OTHERS_IN_VIETNAMESE: Final = re.compile(
    r"(?<!việt )(?<!viet )\b(?:tây sa|tay sa|nam sa|tam sa|trung sa|nam h[ảa]i)\b"
)
"""Whole words: a text that says "Việt Nam sau", "tập trung sang" or "Việt Nam hai lần" names nobody."""
_STATES: Final = frozenset(
    {
        "china", "trung quoc", "chn", "cn", "prc", "people's republic of china", "taiwan", "dai loan", "twn", "tw",
        "philippines", "phl", "ph", "malaysia", "mys", "my", "brunei", "brn", "bn", "中国", "中國", "台灣",
        "disputed", "tranh chap",
    }
)  # fmt: skip
_LINES: Final = (
    "nine-dash", "nine dash", "9-dash", "u-shaped line", "duong luoi bo", "duong chin doan", "duong 9 doan",
    "duong chu u", "九段线",
)  # fmt: skip
_LINE_ALONE: Final = frozenset({"luoi bo", "chin doan"})
"""What is the line only by itself: a road may be built in nine sections ("chín đoạn")."""


def check_feature(geometry: Geometry, properties: Mapping[str, object]) -> None:
    """Raise SovereigntyBroken for a shape that gives the archipelagos to others, or is the line that claims the sea."""
    words = list(_words_of(properties.values()))
    for word in words:
        folded = fold(word)
        if folded in _LINE_ALONE or any(line in folded for line in _LINES):
            raise SovereigntyBroken(folded[:80])
    for archipelago in ARCHIPELAGOS:
        if shapely.box(*archipelago.box).intersects(geometry):
            _check_words(words)


def foreign_claims(definition: Definition, values: Mapping[str, Any]) -> Iterator[tuple[str, SovereigntyBroken]]:
    """Yield (field, refusal) for each shape of a record that gives the archipelagos to others."""
    for name, shapes in _shapes_of(definition, values):
        try:
            for shape in shapes:
                check_feature(to_shape(shape), values)
        except SovereigntyBroken as refusal:
            yield name, refusal


def may_be_drawn(definition: Definition, values: Mapping[str, Any]) -> bool:
    """Tell whether a record, perhaps a partner's, may stand on a map: it does not give the archipelagos to others."""
    at_sea = any(_meets_sea(shape) for _field, shapes in _shapes_of(definition, values) for shape in shapes)
    return not at_sea or next(foreign_claims(definition, values), None) is None


def _shapes_of(definition: Definition, values: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Yield each field in which a record has stored shapes, with them."""
    for name, field in definition.fields.items():
        if field.datatype == "geometry" and (held := values.get(name)):
            yield name, held if isinstance(held, list) else [held]


def _meets_sea(shape: Mapping[str, Any]) -> bool:
    """Tell whether a stored shape reaches into the sea in which claims are made."""
    west, south, east, north = _SEA_BOX
    box = bounds_of(shape)
    return box[0] <= east and box[2] >= west and box[1] <= north and box[3] >= south


def check_boundary(geometry: Geometry, code: str) -> None:
    """Raise SovereigntyBroken where a unit's outline has another's archipelago, ArchipelagoMissing without its own."""
    for archipelago in ARCHIPELAGOS:
        if code not in archipelago.codes and shapely.box(*archipelago.box).intersects(geometry):
            raise SovereigntyBroken(f"{archipelago.label['vi']}: {code}")
    for archipelago in ARCHIPELAGOS:
        islands = archipelago_shapes()[archipelago.name]
        if code in archipelago.codes and not shapely.dwithin(islands, geometry, _OFF).all():
            raise ArchipelagoMissing(archipelago.label["vi"])


def keeps_islands(geometry: Geometry, code: str) -> bool:
    """Tell whether the outline of a unit takes no archipelago from another and leaves out none of its own."""
    try:
        check_boundary(geometry, code)
    except (SovereigntyBroken, ArchipelagoMissing):
        return False
    return True


def _words_of(values: Iterable[object]) -> Iterator[str]:
    """Yield what values say, each of many by itself."""
    for value in values:
        if isinstance(value, list | tuple):
            yield from _words_of(value)
        elif isinstance(value, str | int):
            yield str(value).strip()


def _check_words(words: Sequence[str]) -> None:
    for word in words:
        folded = fold(word)
        is_others = folded in _STATES or any(name in folded for name in _OTHERS)
        if is_others or _OTHERS_IN_VIETNAMESE.search(nfc(word).casefold()):
            raise SovereigntyBroken(folded[:80])
