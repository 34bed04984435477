"""1/7/2025: 63 → 34 provinces, no districts, 10,035 → 3,321 communes; and the acts of 2026."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.units.seed import Seed, bare, day_before, letters
from tools.units.sources import KINDS, Edge, Listed, Listing

REFORM = "2025-07-01"
Place = tuple[str, str]
"""Level and code."""


@dataclass
class Reform:
    """The two lists after the reform, and what an old unit's successors are; `named` counts edges by evidence."""

    seed: Seed
    before: Listing
    after: Listing
    now: Listing
    reviewed: Mapping[str, Any]
    named: Counter[str] = field(default_factory=Counter)

    def tell(self, edges: list[Edge]) -> None:
        """Tell the reform and what followed."""
        wrong = {tuple(each) for each in self.reviewed["same-name-collisions"]}
        self.formed: defaultdict[str, list[Place]] = defaultdict(list)
        for edge in edges:
            if (edge.old, edge.new) not in wrong:
                self.formed[edge.new].append((edge.level, edge.old))
        self.targets = Counter(place for places in self.formed.values() for place in places)
        self.olds = dict(self.seed.alive)
        self._merge_provinces()
        for code, unit in sorted(self.after.communes.items()):
            self._form(code, unit)
        self._end_districts_and_communes()
        self._retype()

    def _merge_provinces(self) -> None:
        """Make a new province where the communes of two or more old ones came together."""
        sources: defaultdict[str, set[str]] = defaultdict(set)
        for code, places in self.formed.items():
            districts = (old if level == "district" else self.before.communes[old].parent for level, old in places)
            sources[self.after.communes[code].parent] |= {self.before.districts[each].parent for each in districts}
        for code, olds in sorted(sources.items()):
            if olds != {code}:
                new = self.seed.begin("province", code, self._province(code), "", REFORM)
                for old in sorted(olds):
                    self.seed.end(self.olds["province", old], day_before(REFORM))
                    self.seed.link("202qh15", self.olds["province", old], new)

    def _province(self, code: str) -> Listed:
        """Return a province as it was on 1/7/2025: what an act of 2026 made a city was a province."""
        unit = self.now.provinces[code]
        if unit.act not in self._later_acts():
            return unit
        return Listed(unit.name.replace("thành phố", "tỉnh", 1), "province")

    def _later_acts(self) -> dict[str, str]:
        events = self.seed.events.items()
        return {event["act"]: name for name, event in events if event.get("act") and event["effective"] > REFORM}

    def _form(self, code: str, unit: Listed) -> None:
        official, places = self.now.communes[code], sorted(self.formed[code])
        words, now_words = _words(unit.kind), _words(official.kind)
        name = f"{words} {official.name.removeprefix(now_words + ' ')}"
        event = self._event_of(unit.parent)
        is_kept = code in self.reviewed["left-alone"] or official.note.startswith("Giữ nguyên")
        of = self.olds[places[0]] if is_kept and len(places) == 1 and self.targets[places[0]] == 1 else ""
        parent = self.seed.alive["province", unit.parent]
        new = self.seed.begin("commune", code, Listed(name, unit.kind), parent, REFORM, of)
        for place in places:
            is_named = bare(self.seed.versions[self.olds[place]].name) in letters(official.note) or bool(of)
            self.named[is_named] += 1
            extent = "part" if self.targets[place] > 1 else "whole"
            doubt = {"confidence": "unconfirmed"} if [place[1], code] in self.reviewed["doubtful"] else {}
            evidence = "official-note" if is_named else "dataset"
            self.seed.link(event, self.olds[place], new, extent, evidence=evidence, **doubt)

    def _event_of(self, province: str) -> str:
        """Return the event by which the communes of a province were rearranged, made when first asked for."""
        acts = Counter(each.act for each in self.now.communes.values() if each.parent == province)
        act = next(act for act, _ in acts.most_common() if act not in self._later_acts())
        name = re.sub(r"[^a-z0-9]", "", act.lower())
        if name not in self.seed.events:
            self.seed.events[name] = {
                "id": name,
                "kind": "rearrange",
                "act": act,
                "name": f"Sắp xếp đơn vị hành chính cấp xã của {self._province(province).name}",
                "issued": "2025-06-16",
                "effective": REFORM,
                "confidence": "published",
                "citation": "Danh mục của cơ quan thống kê, bản 10/10/2026",
            }
        return name

    def _end_districts_and_communes(self) -> None:
        for place, version in self.olds.items():
            if place[0] == "province":
                continue
            self.seed.end(version, day_before(REFORM))
            if place[0] == "district" and not self.targets[place]:
                self.seed.link("203qh15", version, "")

    def _retype(self) -> None:
        acts = self._later_acts()
        for code, unit in self.now.provinces.items():
            if unit.act in acts:
                self._become(acts[unit.act], "province", code, unit, "")
        for code, unit in self.now.communes.items():
            if unit.kind != self.after.communes[code].kind:
                self._become(acts[unit.act], "commune", code, unit, self.seed.alive["province", unit.parent])

    def _become(self, event: str, level: str, code: str, unit: Listed, parent: str) -> None:
        effective, old = self.seed.effective(event), self.seed.alive[level, code]
        self.seed.end(old, day_before(effective))
        self.seed.link(event, old, self.seed.begin(level, code, unit, parent, effective, of=old))


def _words(kind: str) -> str:
    return next(words for words, each in KINDS.items() if each == kind)
