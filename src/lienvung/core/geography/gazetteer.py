"""Find the units that a name, an address or a code meant on a day."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeVar

from lienvung.core.geography.atlas import Atlas, chart
from lienvung.core.geography.code import Code
from lienvung.core.geography.names import Name, plain_name, read_name, split_address, split_at_kinds
from lienvung.core.geography.unit import LEVELS, Unit

_CODE = re.compile(r"\d{1,5}")
_ALIAS = re.compile(r"(?P<code>\d{2,5})@(?P<day>\d{4}-\d\d-\d\d)")
_WIDTHS = {1: (2, 3, 5), 2: (2, 3, 5), 3: (3, 5), 4: (5,), 5: (5,)}
_SPELLED, _FOLDED, _LOOSE = range(3)
MOST_PARTS = 8
"""Of a longer address the last parts are read: they name the larger units."""
_T = TypeVar("_T")
_Codes: TypeAlias = dict[str, tuple[Code, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that was meant, what it was part of on the day, and what was written that does not agree with it."""

    unit: Unit
    lineage: tuple[Unit, ...]
    other_kind: bool = False
    unmatched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text meant on a day; where it meant nothing, `elsewhen` has the units of that name on other days."""

    text: str
    on: date
    found: tuple[Found, ...] = ()
    elsewhen: tuple[Unit, ...] = ()

    @property
    def units(self) -> tuple[Unit, ...]:
        """Return the units that were found."""
        return tuple(each.unit for each in self.found)

    @property
    def is_sure(self) -> bool:
        """Tell whether one unit was meant and nothing that was written speaks against it."""
        one = len({each.unit.identity for each in self.found}) == 1
        return one and not self.found[0].other_kind and not self.found[0].unmatched


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """An atlas with its units by name, marks and tones forgiven, and by code.

    `others` are their codes in other lists, by the code in capitals; `carried` the same, by the identity of the unit.
    """

    atlas: Atlas
    names: Mapping[str, tuple[Unit, ...]]
    codes: Mapping[str, tuple[Unit, ...]]
    others: Mapping[str, tuple[Code, ...]]
    carried: Mapping[str, tuple[Code, ...]]

    def resolve(self, text: str, on: date, level: str = "") -> Resolution:
        """Return every unit that a name, an address or a code meant on that day: more than one where it was ambiguous.

        A name may come with its kind ("phường Chí Linh"), or without, and with what it is part of ("xã Đại Sơn, Bắc
        Ninh"). A name with the same marks wins over one that only looks alike: Cẩm Giang is not Cẩm Giàng.
        `level` narrows to one level where a column or a form says it.
        """
        text = text.strip()
        alias = _ALIAS.fullmatch(text)
        if alias and (day := _day(alias["day"])):
            text, on = alias["code"], day
        if _CODE.fullmatch(text):
            return self._resolve_code(text, on, level)
        if text.upper() in self.others:
            return self._resolve_other(text, on, level)
        parts = split_address(text)[-MOST_PARTS:]
        found = self._resolve_parts(parts, on, level)
        if not found and len(cut := _cut_at_kinds(parts)) > len(parts):
            found, parts = self._resolve_parts(cut, on, level), cut
        return Resolution(text, on, found, () if found else self._elsewhen(parts, level))

    def resolve_named(self, parts: Iterable[str], on: date, level: str = "") -> Resolution:
        """Return what names of their own columns meant: the first is the unit, the others are what it is part of."""
        named = [part.strip() for part in parts if part.strip()]
        around = [read_name(each) for each in named[1:]]
        found = self._meant(named[0], around, on, level) if named else ()
        return Resolution(", ".join(named), on, found, () if found else self._elsewhen(named, level))

    def namesakes(self, resolution: Resolution) -> tuple[Unit, ...]:
        """Return the other units that had a bare name on other days: who writes an old name may mean one of them."""
        parts = split_address(resolution.text)
        if len(parts) != 1 or not resolution.found:
            return ()
        found = {unit.identity for unit in resolution.units}
        others = self._newest(unit for unit in self._elsewhen(parts, "") if unit.identity not in found)
        return tuple(sorted((unit for unit in others if not unit.exists_on(resolution.on)), key=_place))

    def _resolve_code(self, text: str, on: date, level: str) -> Resolution:
        widths = (2, 3, 5) if not level else ((2, 3, 5)[LEVELS.index(level)],)
        known = [self.codes.get(text.zfill(width), ()) for width in widths if width in _WIDTHS[len(text)]]
        for units in known:
            alive = self._newest(unit for unit in units if unit.exists_on(on))
            if alive:
                return Resolution(text, on, tuple(self._found(unit, on) for unit in alive))
        return Resolution(text, on, (), self._newest(unit for units in known for unit in units))

    def _resolve_other(self, text: str, on: date, level: str) -> Resolution:
        """Return the unit of a code of another list: while it had the code it was meant, on other days it is named."""
        codes = [(code, unit) for code in self.others[text.upper()] if (unit := self.atlas.unit(code.unit))]
        named = [(code, unit) for code, unit in codes if not level or unit.level == level]
        meant = (self.atlas.version(unit, on) for code, unit in named if code.holds_on(on))
        found = self._newest(unit for unit in meant if unit)
        elsewhen = () if found else self._newest(unit for _, unit in named)
        return Resolution(text, on, tuple(self._found(unit, on) for unit in found), elsewhen)

    def _resolve_parts(self, parts: list[str], on: date, level: str) -> tuple[Found, ...]:
        """Take the first part that names a unit inside all those that follow; else what agrees with most of them."""
        best: tuple[Found, ...] = ()
        names = [read_name(part) for part in parts]
        for place, name in enumerate(names):
            around = names[place + 1 :]
            found = self._meant(parts[place], around, on, level)
            if found and not found[0].unmatched:
                return found
            if found and (not best or len(found[0].unmatched) < len(best[0].unmatched)):
                best = found
            if name.kinds:  # what stands before the unit may be a street or a village, but no other unit
                break
        return best

    def _meant(self, part: str, around: list[Name], on: date, level: str) -> tuple[Found, ...]:
        """Return what one part meant; a first word that looks like a kind may be of the name itself."""
        return self._inside(read_name(part), around, on, level) or self._inside(plain_name(part), around, on, level)

    def _inside(self, name: Name, around: list[Name], on: date, level: str) -> tuple[Found, ...]:
        """Return the units of a name that agree with most of what was written around it, but with something of it."""
        alive = [unit for unit in self.names.get(name.loose, ()) if unit.exists_on(on)]
        found = [self._found(unit, on, name, around) for unit in alive if not level or unit.level == level]
        if around:
            found = [each for each in found if len(each.unmatched) < len(around)]
        found = [each for each in found if not each.other_kind or _same_level(each.unit, name)]
        if not found:
            return ()
        least = min((len(each.unmatched), _likeness(each.unit, name), each.other_kind) for each in found)
        kept = [each for each in found if (len(each.unmatched), _likeness(each.unit, name), each.other_kind) == least]
        newest = set(self._newest(each.unit for each in kept))
        return tuple(sorted((each for each in kept if each.unit in newest), key=lambda each: _place(each.unit)))

    def _found(self, unit: Unit, on: date, name: Name | None = None, around: Iterable[Name] = ()) -> Found:
        lineage = self.atlas.lineage(unit, on)
        inside = [read_name(each.name).loose for each in lineage]
        return Found(
            unit,
            lineage,
            other_kind=bool(name and name.kinds and unit.kind not in name.kinds),
            unmatched=tuple(each.spelled for each in around if each.loose not in inside),
        )

    def _elsewhen(self, parts: list[str], level: str) -> tuple[Unit, ...]:
        """Return the units of other days by the first part that names any."""
        for part in parts:
            name = read_name(part)
            units = [unit for unit in self.names.get(name.loose, ()) if not level or unit.level == level]
            likest = min((_likeness(unit, name) for unit in units), default=_LOOSE)
            alike = [unit for unit in units if _likeness(unit, name) == likest]
            of_kind = [unit for unit in alike if unit.kind in name.kinds]
            if alike:
                return tuple(of_kind or alike)
        return ()

    def _newest(self, units: Iterable[Unit]) -> tuple[Unit, ...]:
        """Return one version of each unit: where the day of a change is vague, the later one."""
        found: dict[str, Unit] = {}
        for unit in units:
            held = found.get(unit.identity)
            if held is None or (unit.since or date.min) >= (held.since or date.min):
                found[unit.identity] = unit
        return tuple(found.values())


def gather(atlas: Atlas, others: Iterable[Code] = ()) -> Gazetteer:
    """Return a gazetteer of the units of an atlas; `others` are their codes in other lists."""
    names: defaultdict[str, list[Unit]] = defaultdict(list)
    codes: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in atlas.units.values():
        names[read_name(unit.name).loose].append(unit)
        codes[unit.code].append(unit)
    return Gazetteer(atlas, _frozen(names), _frozen(codes), *_index_others(atlas, others))


def _index_others(atlas: Atlas, others: Iterable[Code]) -> tuple[_Codes, _Codes]:
    """Index the codes of units that are held; what two stewards say alike is said once."""
    by_code: defaultdict[str, list[Code]] = defaultdict(list)
    by_unit: defaultdict[str, list[Code]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    for code in sorted(others, key=lambda each: (each.scheme, each.code, each.key)):
        unit = atlas.unit(code.unit)
        if unit is None or (said := (unit.identity, code.scheme, code.code)) in seen:
            continue
        seen.add(said)
        by_code[code.code.upper()].append(code)
        by_unit[unit.identity].append(code)
    return _frozen(by_code), _frozen(by_unit)


def _cut_at_kinds(parts: list[str]) -> list[str]:
    return [piece for part in parts for piece in split_at_kinds(part)][-MOST_PARTS:]


def _frozen(index: Mapping[str, list[_T]]) -> dict[str, tuple[_T, ...]]:
    return {key: tuple(found) for key, found in index.items() if key}


def gather_units(units: Iterable[Unit]) -> Gazetteer:
    """Return a gazetteer of units alone, which name their successors themselves."""
    return gather(chart(units))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _likeness(unit: Unit, name: Name) -> int:
    own = read_name(unit.name)
    if own.spelled == name.spelled:
        return _SPELLED
    return _FOLDED if own.folded == name.folded else _LOOSE


def _place(unit: Unit) -> tuple[int, str, str]:
    """Return the place of a unit in a list: larger ones first, then by code."""
    return (LEVELS.index(unit.level) if unit.level in LEVELS else len(LEVELS), unit.code, unit.key)


def _same_level(unit: Unit, name: Name) -> bool:
    return bool(name.kinds & _KINDS_OF_LEVEL.get(unit.level, frozenset()))


_KINDS_OF_LEVEL = {
    "province": frozenset({"province", "city-central"}),
    "district": frozenset({"city", "town", "district", "urban-district"}),
    "commune": frozenset({"ward", "commune", "township", "special-zone"}),
}
