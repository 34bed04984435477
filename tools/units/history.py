"""From list to list, until the last of three levels: who is new, who is no more, who changed, and by which act.

What no reviewed act explains has the years between the two lists as its date, and no more is claimed.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tools.units.seed import Seed, bare, day_before
from tools.units.sources import Listed, Listing

PILOT = frozenset({"22", "24", "27", "30", "31"})
ABOVE = {"district": "province", "commune": "district"}
LEVELS = ("province", "district", "commune")


class When(NamedTuple):
    """An event with the last day before it and the first day after."""

    event: str
    until: str
    since: str


WINDOWS = {
    "early-middle": When("danhmuc20192023", "2019/2023", "2019/2023"),
    # What ended between these lists had ended by the acts of 1/1/2025.
    "middle-before": When("danhmuc20232025", "2023/2024", "2023/2025"),
}


def tell_history(seed: Seed, lists: Mapping[str, Listing], reviewed: Mapping[str, Any]) -> None:
    """Tell the time of three levels: communes of the pilot provinces from 2019 on, the others as they last were."""
    _begin_early(seed, lists["early"], reviewed)
    _Step(seed, "early-middle", lists["early"], lists["middle"], reviewed).go()
    _Step(seed, "middle-before", lists["middle"], lists["before"], reviewed).go()
    for code, unit in lists["before"].communes.items():
        if ("commune", code) not in seed.alive:
            _begin(seed, "commune", code, unit)
    _transfer_parts(seed, lists["before"], reviewed)


def _begin(seed: Seed, level: str, code: str, unit: Listed, since: str = "", of: str = "") -> str:
    parent = seed.alive[ABOVE[level], unit.parent] if level in ABOVE else ""
    return seed.begin(level, code, unit, parent, since, of)


def _begin_early(seed: Seed, early: Listing, reviewed: Mapping[str, Any]) -> None:
    changed = {each["code"]: each for each in reviewed["district-changes"] if each["between"] == "early"}
    for level in LEVELS:
        for code, unit in _units(early, level).items():
            change = changed.get(code, {}) if level == "district" else {}
            since = seed.effective(change["event"]) if change else ""
            before = ""
            if "before" in change:
                before = _begin(seed, level, code, Listed(change["before"], "town", unit.parent))
                seed.end(before, day_before(since))
            begun = _begin(seed, level, code, unit, since, before)
            if before:
                seed.link(change["event"], before, begun)


def _units(listing: Listing, level: str) -> dict[str, Listed]:
    """Return the units whose history is told."""
    units = listing.level(level)
    if level != "commune":
        return units
    return {code: unit for code, unit in units.items() if listing.districts[unit.parent].parent in PILOT}


class _Step:
    """What happened between two lists."""

    def __init__(self, seed: Seed, window: str, earlier: Listing, later: Listing, reviewed: Mapping[str, Any]) -> None:
        self.seed, self.window, self.earlier, self.later = seed, window, earlier, later
        self.rules = {
            name: [each for each in rules if isinstance(each, dict) and each.get("between") == window]
            for name, rules in reviewed.items()
        }

    def go(self) -> None:
        """Go through the levels from above, so that parents are there."""
        for level in LEVELS:
            old, new = _units(self.earlier, level), _units(self.later, level)
            # A unit that kept its name and place went on, though its code went to a neighbour.
            self.gone = {(bare(old[code].name), old[code].parent): code for code in old.keys() - new.keys()}
            for code in sorted(new.keys() - old.keys()):
                self._appear(level, code, new[code])
            for code in sorted(new.keys() & old.keys()):
                self._go_on(level, code, old[code], new[code])
            for code in sorted(old.keys() - new.keys()):
                self.seed.end(self.seed.alive[level, code], self._when(level, code, old[code], old[code]).until)
                self._say_where(level, code)
                del self.seed.alive[level, code]

    def _appear(self, level: str, code: str, new: Listed) -> None:
        when = self._when(level, code, new, new)
        before = self._namesake(level, new)
        begun = _begin(self.seed, level, code, new, when.since, of=before)
        if before:
            self.seed.link(when.event, before, begun, evidence="dataset", confidence="unconfirmed")
        for rule in self._of("district-begins", level, code):
            self.seed.link(when.event, self.seed.alive[level, rule["out-of"]], begun, rule["extent"])

    def _go_on(self, level: str, code: str, old: Listed, new: Listed) -> None:
        changes = list(self._of("district-changes", level, code))
        if not changes and (bare(old.name), old.kind, old.parent) == (bare(new.name), new.kind, new.parent):
            return
        when, is_same = self._when(level, code, old, new), bare(old.name) == bare(new.name)
        last = self.seed.alive[level, code]
        self.seed.end(last, when.until)
        namesake = "" if is_same else self._namesake(level, new)
        begun = _begin(self.seed, level, code, new, when.since, of=last if is_same else namesake)
        extent = changes[0].get("extent", "whole") if changes else "whole"
        # A code that stays under another name says only that this unit is in that one.
        doubt = {} if is_same and when not in WINDOWS.values() else {"evidence": "dataset", "confidence": "unconfirmed"}
        self.seed.link(when.event, last, begun, extent, **doubt)
        if namesake:
            self.seed.link(when.event, namesake, begun, **doubt)

    def _namesake(self, level: str, new: Listed) -> str:
        """Return the version of the same name and place that the later list has under no code of its own."""
        code = self.gone.get((bare(new.name), new.parent))
        return self.seed.alive.get((level, code), "") if code else ""

    def _say_where(self, level: str, code: str) -> None:
        for rule in (*self._of("district-ends", level, code), *self._of("commune-ends", level, code)):
            target = self._cut(level, rule["into"], self.seed.effective(rule["event"]), rule["event"])
            self.seed.link(rule["event"], self.seed.alive[level, code], target, rule["extent"])

    def _cut(self, level: str, code: str, effective: str, event: str) -> str:
        """Return the version that begins on a day; a unit that took another in on that day begins a new one."""
        standing = self.seed.alive[level, code]
        if self.seed.versions[standing].since == effective:
            return standing
        self.seed.end(standing, day_before(effective))
        begun = _begin(self.seed, level, code, self.later.level(level)[code], effective, of=standing)
        self.seed.link(event, standing, begun)
        return begun

    def _when(self, level: str, code: str, old: Listed, new: Listed) -> When:
        event = next(self._acts(level, code, old, new), "")
        if not event:
            return WINDOWS[self.window]
        effective = self.seed.effective(event)
        return When(event, day_before(effective), effective)

    def _acts(self, level: str, code: str, old: Listed, new: Listed) -> Iterator[str]:
        for name in ("district-changes", "district-ends", "district-begins", "commune-ends"):
            yield from (rule["event"] for rule in self._of(name, level, code))
        for rule in self.rules["commune-changes"] if level == "commune" else ():
            if rule.get("district") == new.parent or rule.get("from-district") == old.parent:
                yield rule["event"]

    def _of(self, name: str, level: str, code: str) -> Iterator[dict[str, str]]:
        if name.startswith(level):
            yield from (rule for rule in self.rules[name] if rule["code"] == code)


def _transfer_parts(seed: Seed, before: Listing, reviewed: Mapping[str, Any]) -> None:
    """Cut a unit that gave a part away into two versions; what took the part may have ended by the same act."""
    for rule in reviewed["part-transfers"]:
        effective, old = seed.effective(rule["event"]), seed.alive["commune", rule["from"]]
        seed.end(old, day_before(effective))
        rest = _begin(seed, "commune", rule["from"], before.communes[rule["from"]], effective, of=old)
        target = next(each.id for each in seed.versions.values() if each.code == rule["to"])
        seed.link(rule["event"], old, rest, "remainder")
        seed.link(rule["event"], old, target, "part", area=rule["area"])
