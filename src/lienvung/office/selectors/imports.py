"""Tables on their way into a register: what was read, what each row would do, how far it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from lienvung.core.register.definition import Definition
from lienvung.office.eyes import sees_personal
from lienvung.office.imports.errors import ImportBusy
from lienvung.office.imports.headings import Cell, Row
from lienvung.office.imports.mistakes import Mistake
from lienvung.office.imports.plan import Change
from lienvung.office.models import PLAN, Decision, ImportChunk, Job, PlannedRow, RegisterImport, User

__all__ = [
    "RegisterImport",
    "ShownRow",
    "all_planned",
    "hidden_fields",
    "import_by_id",
    "imports_of",
    "is_open",
    "job_of",
    "may_be_set_aside",
    "may_be_taken_back",
    "pack",
    "planned_rows",
    "require_open",
    "rows_of",
    "twins_of",
]

JOBS: Final = ("import-read", "import-plan")
_WORKED_AT: Final = (RegisterImport.State.READING, RegisterImport.State.PLANNING)
_UNDECIDED: Final = (Decision.State.WAITING, Decision.State.DOING, Decision.State.FAILED)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row as whoever looks may see it: where it stood, what it would do, its values, changes and mistakes."""

    number: int
    place: str
    state: str
    title: str
    key: str
    index: int | None
    values: Mapping[str, Any]
    changes: tuple[Change, ...]
    mistakes: tuple[Mistake, ...]
    cells: tuple[Cell, ...]


def import_by_id(import_id: object) -> RegisterImport | None:
    """Return one table."""
    return RegisterImport.objects.defer("data").select_related("brought_by", "decision").filter(pk=import_id).first()


def imports_of(register: str, limit: int = 20) -> list[RegisterImport]:
    """Return the newest tables of a register."""
    found = RegisterImport.objects.defer("data").select_related("brought_by", "decision")
    return list(found.filter(register=register)[:limit])


def twins_of(imported: RegisterImport) -> list[RegisterImport]:
    """Return the other tables with the same bytes for the same register, newest first, those set aside left out."""
    same = RegisterImport.objects.defer("data").filter(register=imported.register, sha256=imported.sha256)
    return list(same.exclude(pk=imported.pk).exclude(state=RegisterImport.State.ASIDE).select_related("brought_by")[:5])


def is_open(imported: RegisterImport) -> bool:
    """Tell whether a table may still be changed: it was read, and waits for nobody's decision."""
    decided = imported.decision is not None and imported.decision.state in _UNDECIDED
    return imported.state in (RegisterImport.State.MAPPING, RegisterImport.State.PLANNED) and not decided


def require_open(imported: RegisterImport) -> None:
    """Look again whether a table may be changed. Raise ImportBusy."""
    imported.refresh_from_db()
    if not is_open(imported):
        raise ImportBusy(imported.name, imported.state)


def may_be_set_aside(imported: RegisterImport) -> bool:
    """Tell whether a table may be forgotten: it is open, or whoever was at it has stopped before the end."""
    job = job_of(imported)
    stopped = imported.state in _WORKED_AT and (job is None or job.state in (Job.State.DONE, Job.State.FAILED))
    return stopped or is_open(imported)


def may_be_taken_back(imported: RegisterImport, user: User) -> bool:
    """Tell whether somebody submitted a table that nobody has decided yet."""
    decision = imported.decision
    return decision is not None and decision.is_open and decision.prepared_by_id == user.pk


def job_of(imported: RegisterImport) -> Job | None:
    """Return the newest job on a table, None before the first."""
    return Job.objects.filter(kind__in=JOBS, subject=str(imported.id)).first()


def rows_of(imported: RegisterImport) -> Iterator[list[Row]]:
    """Yield the rows as they were read, some thousand at a time."""
    for chunk in ImportChunk.objects.filter(imported=imported).iterator(chunk_size=1):
        yield [(place, cells) for place, cells in orjson.loads(bytes(chunk.rows))]


def pack(rows: list[Row]) -> bytes:
    """Return rows as a chunk keeps them."""
    return orjson.dumps(rows)


def planned_rows(imported: RegisterImport, state: str, first: int, limit: int) -> list[ShownRow]:
    """Return rows from number `first` on in one state ("" for any), as far as whoever looks may see them."""
    found = PlannedRow.objects.filter(imported=imported, number__gte=first)
    found = found.filter(state=state) if state else found
    return [_shown(*row) for row in found.values_list(*PLAN)[:limit]]


def all_planned(imported: RegisterImport, states: tuple[str, ...]) -> Iterator[ShownRow]:
    """Yield every row in one of these states, in order."""
    found = PlannedRow.objects.filter(imported=imported, state__in=states).values_list(*PLAN)
    return (_shown(*row) for row in found.iterator(chunk_size=2_000))


def _shown(number: int, place: str, state: str, title: str, key: str, index: int | None, said: bytes) -> ShownRow:
    values, changes, mistakes, cells = orjson.loads(bytes(said)) if said else ({}, [], [], [])
    return ShownRow(
        number=number,
        place=place,
        state=state,
        title=title,
        key=key,
        index=index,
        values=values,
        changes=tuple((name, before, after) for name, before, after in changes),
        mistakes=tuple(Mistake(*each) for each in mistakes),
        cells=tuple(cells),
    )


def hidden_fields(definition: Definition) -> frozenset[str]:
    """Return the fields that whoever looks may not see."""
    personal = definition.personal_parts if not sees_personal() else frozenset()
    return frozenset(name for name, field in definition.fields.items() if field.part in personal)
