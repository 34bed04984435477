"""Bring a newer list of units with the statistics office's notes into the register: compare, let a person look, append.

A locality refreshes its units from the published list without any network: a JSON file (code -> unit) or a CSV with
the columns code, name, note and, for communes, the code of the province.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from typing import Any

import orjson

from lienvung.core.geography.errors import NotesUnreadable
from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.core.geography.names import read_name, spell
from lienvung.core.geography.notes import Note, read_note
from lienvung.core.geography.unit import Unit
from lienvung.core.text.fold import fold

SAME, CHANGED, NEW, GONE = "unchanged", "changed", "new", "gone"
NO_ACT, NO_SOURCE, UNKNOWN_SOURCE, PARTLY = "no-act", "no-source", "unknown-source", "part"
CUT_OFF, NOT_LISTED = "cut", "not-listed"
_COLUMNS = {
    "code": ("code", "ma", "ma xa", "ma so"),
    "name": ("name_with_type", "ten", "ten xa", "name"),
    "note": ("note", "ghi chu"),
    "parent": ("parent_code", "ma tinh", "ma cap tinh"),
}


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One row of the newer list."""

    code: str
    name: str
    note: str
    parent: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a row changes: from which units, and why a person must look before it can be written (`doubt`).

    `doubt` is "", no-act, no-source, unknown-source (`about` names it), part, cut or not-listed.
    """

    row: NoteRow
    what: str
    note: Note
    before: tuple[tuple[Unit, str], ...] = ()
    doubt: str = ""
    about: str = ""

    @property
    def code(self) -> str:
        """The code."""
        return self.row.code

    @property
    def name(self) -> str:
        """The name in the newer list."""
        return self.row.name

    @property
    def sources(self) -> tuple[str, ...]:
        """The predecessors, with the extent of each."""
        return tuple(f"{unit.name} ({extent})" for unit, extent in self.before)

    def facts(self) -> dict[str, Any]:
        """Return the line as plain values."""
        return {
            "code": self.code, "name": self.name, "what": self.what, "act": self.note.act,
            "sources": self.sources, "doubt": self.doubt, "about": self.about,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Review:
    """All that a newer list changes on a day; unchanged rows are counted only."""

    effective: date
    unchanged: int
    lines: tuple[Line, ...]
    parents: Mapping[str, str] = field(repr=False)


def read_notes(data: bytes, name: str) -> list[NoteRow]:
    """Read a newer list; raise NotesUnreadable."""
    try:
        text = data.decode("utf-8-sig")
        rows = _json_rows(text) if text.lstrip()[:1] in ("{", "[") else list(csv.DictReader(StringIO(text)))
        return [_row(row) for row in rows]
    except (UnicodeDecodeError, ValueError, KeyError, AttributeError, csv.Error) as fault:
        raise NotesUnreadable(f"{name}: {fault}"[:200]) from None


def _json_rows(text: str) -> list[Mapping[str, Any]]:
    told = orjson.loads(text)
    return list(told.values()) if isinstance(told, dict) else list(told)


def _row(row: Mapping[str, Any]) -> NoteRow:
    named = {fold(str(key)).replace("_", " "): str(value or "").strip() for key, value in row.items() if key}
    said = {
        name: next((named[fold(key).replace("_", " ")] for key in keys if fold(key).replace("_", " ") in named), "")
        for name, keys in _COLUMNS.items()
    }
    if not said["code"].isdigit() or not said["name"] or kind_of(said["name"], said["parent"]) is None:
        raise ValueError(f"{said['code']} {said['name']}")
    return NoteRow(said["code"], said["name"], said["note"], said["parent"])


def compare_notes(gazetteer: Gazetteer, rows: list[NoteRow], effective: date) -> Review:
    """Return what the rows change from the day before `effective` on."""
    lines = [_compare(gazetteer, row, effective - timedelta(days=1)) for row in rows]
    told = {row.code for row in rows}
    provinces = {row.parent for row in rows if row.parent}
    gone = _gone(gazetteer, provinces, told, effective - timedelta(days=1))
    parents = {code: unit.key for code in provinces for unit in gazetteer.resolve(code, effective).units}
    changed = tuple(line for line in lines if line.what != SAME)
    return Review(effective, len(lines) - len(changed), (*changed, *gone), parents)


def _compare(gazetteer: Gazetteer, row: NoteRow, day: date) -> Line:
    note = read_note(row.note)
    standing = gazetteer.resolve(row.code, day).units
    unit = standing[0] if standing else None
    if unit is not None and _is_same(unit, row):
        return Line(row, SAME, note)
    if unit is not None and read_name(unit.name).loose == read_name(row.name).loose:
        return Line(row, CHANGED, note, ((unit, "whole"),), "" if note.act else NO_ACT)
    before, missing = _sources(gazetteer, note, row, day)
    return Line(row, CHANGED if unit else NEW, note, before, _doubt(note, before, missing), ", ".join(missing))


def _is_same(unit: Unit, row: NoteRow) -> bool:
    return spell(unit.name) == spell(row.name)


def _sources(
    gazetteer: Gazetteer, note: Note, row: NoteRow, day: date
) -> tuple[tuple[tuple[Unit, str], ...], list[str]]:
    """Return the predecessors that are found without doubt in the same province, and the names of the others."""
    found: list[tuple[Unit, str]] = []
    missing: list[str] = []
    around = gazetteer.resolve(row.parent, day).units if row.parent else ()
    for source in note.sources:
        units = gazetteer.resolve_named([source.name, *(unit.name for unit in around)], day).units
        if len(units) == 1:
            found.append((units[0], "part" if source.is_part else "whole"))
        else:
            missing.append(source.name)
    return tuple(found), missing


def _doubt(note: Note, before: tuple[tuple[Unit, str], ...], missing: list[str]) -> str:
    if missing:
        return UNKNOWN_SOURCE
    if not before:
        return NO_SOURCE
    if any(extent == "part" for _, extent in before):
        return PARTLY
    if note.is_cut:
        return CUT_OFF
    return "" if note.act else NO_ACT


def _gone(gazetteer: Gazetteer, provinces: set[str], told: set[str], day: date) -> Iterator[Line]:
    """Yield the communes of the provinces told of that the newer list has no more."""
    for code in sorted(provinces):
        for province in gazetteer.resolve(code, day).units:
            for unit in gazetteer.atlas.children(province, day):
                if unit.level == "commune" and unit.code not in told:
                    row = NoteRow(unit.code, unit.name, "", code)
                    yield Line(row, GONE, read_note(""), ((unit, "whole"),), NOT_LISTED)


def kind_of(name: str, parent: str) -> str | None:
    """Return the kind that a name says, None where it says none; what has a parent is no province."""
    kinds = read_name(name).kinds
    if not kinds:
        return None
    return "city-central" if "city-central" in kinds and not parent else sorted(kinds - {"city-central"})[0]
