"""Find the unit whose body a paper names as it prints it: `Ban Thường vụ Huyện ủy Lục Nam`, `UBND thị xã Kinh Môn`.

The name must agree with its marks, and the level as well: the district committee of Lục Nam is not of the ward that
has the name today.
"""

from collections.abc import Iterable, Mapping, Sequence

from lienvung.core.geography.names import spell, without_kind
from lienvung.core.geography.unit import Unit

_NONE = frozenset[str]()
_PROVINCES = {"province": frozenset({"tỉnh"}), "city-central": frozenset({"thành"})}
_LEVELS = {
    "district": frozenset({"huyện", "thị", "thành", "quận"}),
    "commune": frozenset({"xã", "phường", "đặc", "trấn"}),
}


def index_bodies(units: Iterable[Unit]) -> Mapping[str, Sequence[Unit]]:
    """Return units by the name that their bodies end with."""
    index: dict[str, list[Unit]] = {}
    for unit in units:
        index.setdefault(without_kind(spell(unit.name.partition("(")[0])), []).append(unit)
    return index


def units_of_body(body: str, index: Mapping[str, Sequence[Unit]]) -> list[Unit]:
    """Return the indexed units of which this may be a body: more than one where the name alone does not say."""
    words = spell(body).split()
    for start in range(1, len(words)):
        named = index.get(" ".join(words[start:]), ())
        found = [unit for unit in named if not _words_of(unit).isdisjoint(words[:start])]
        if found:
            return found
    return []


def _words_of(unit: Unit) -> frozenset[str]:
    """Return the words by which bodies of such a unit say their level; of a city that was a town, both are printed."""
    return _PROVINCES.get(unit.kind, _NONE) if unit.level == "province" else _LEVELS.get(unit.level, _NONE)
