"""Find the units that a name or a code meant on a day, and what they are today."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lienvung.core.geography.unit import Unit
from lienvung.core.text.fold import fold, modern_tones, nfc

_KINDS = ("thành phố", "thị xã", "đặc khu", "phường", "huyện", "tỉnh", "tp.", "tp", "tx.", "tx", "xã")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Units by key, by name as written, by name without marks, and by code."""

    units: Mapping[str, Unit]
    written: Mapping[str, tuple[Unit, ...]]
    folded: Mapping[str, tuple[Unit, ...]]
    codes: Mapping[str, tuple[Unit, ...]]

    def resolve(self, text: str, on: date) -> tuple[Unit, ...]:
        """Return every unit that the name or code meant on that day: more than one where it was ambiguous.

        A name may come with or without its kind ("phường Chí Linh", "Chí Linh"). Names with the same marks win over
        names that only look alike without them, so Cẩm Giang is not Cẩm Giàng.
        """
        name = spell(text)
        for found in (self.codes.get(text.strip()), self.written.get(name), self.folded.get(fold(name))):
            alive = tuple(unit for unit in found or () if unit.exists_on(on))
            if alive:
                return alive
        return ()

    def today(self, unit: Unit, today: date) -> tuple[Unit, ...]:
        """Return what a unit is on that day: itself, or those that succeeded it, however many steps later.

        The map does not say who inherits a signature: that is a decision, recorded as one.
        """
        now: dict[str, Unit] = {}
        seen: set[str] = set()
        waiting = [unit]
        while waiting:
            each = waiting.pop(0)
            if each.key in seen:
                continue
            seen.add(each.key)
            if each.exists_on(today):
                now[each.key] = each
            else:
                waiting += [self.units[key] for key in each.successors if key in self.units]
        return tuple(now.values())

    def within(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units that this one was part of, the nearest first."""
        chain: dict[str, Unit] = {}
        parent = self.units.get(unit.parent)
        while parent is not None and parent.key not in chain:
            chain[parent.key] = parent
            parent = self.units.get(parent.parent)
        return tuple(chain.values())


def gather(units: Iterable[Unit]) -> Gazetteer:
    """Return a gazetteer of these units."""
    known = tuple(units)
    return Gazetteer(
        units={unit.key: unit for unit in known},
        written=_index(known, _names),
        folded=_index(known, lambda unit: {fold(name) for name in _names(unit)}),
        codes=_index(known, lambda unit: {unit.code} - {""}),
    )


def _index(units: Iterable[Unit], names: Callable[[Unit], set[str]]) -> dict[str, tuple[Unit, ...]]:
    index: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        for name in names(unit):
            index[name].append(unit)
    return {name: tuple(found) for name, found in index.items()}


def _names(unit: Unit) -> set[str]:
    full = spell(unit.name)
    return {full, without_kind(full)}


def spell(name: str) -> str:
    """Return a name in lower case, tone marks where they stand today, one space between words."""
    return modern_tones(" ".join(nfc(name).lower().split()))


def without_kind(name: str) -> str:
    """Return a spelled name without the kind of unit before it."""
    for kind in _KINDS:
        if name.startswith(f"{kind} "):
            return name.removeprefix(f"{kind} ")
    return name
