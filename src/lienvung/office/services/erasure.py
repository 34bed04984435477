"""Take personal values and the papers that hold them out of the office: drafts, imported tables, files, text layers."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Q

from lienvung.core.register.definition import Definition
from lienvung.office.models import (
    Draft,
    ImportChunk,
    PlannedRow,
    Reading,
    RegisterImport,
    SourceFile,
    StoredBytes,
    TableImport,
    rows_forget,
)

# A cell that says "A" or "1" is nobody's; what is this long and equal to an erased value is taken for it.
TELLING = 4


@transaction.atomic
def erase_from_office(
    definition: Definition, key: str, parts: Iterable[str], erased: set[str], files: list[str]
) -> None:
    """Forget the fields of these parts of one record, the cells that say what they said, and these files.

    `erased` are the values that the record had in these parts, `files` hex SHA-256. What was sent stays as a draft
    without the values: who entered and confirmed it is still told.
    """
    names = {field.name for part in parts for field in definition.fields_of(part)}
    for draft in Draft.objects.filter(Q(register=definition.register, key=key) | Q(source_file__sha256__in=files)):
        _redact(draft, names if draft.key == key else set(), erased)
    for table in TableImport.objects.all():
        _clear_cells(table, {value for value in erased if len(value) >= TELLING})
    _forget_imports({value for value in erased if len(value) >= TELLING})
    _forget_files(files)


def _redact(draft: Draft, names: set[str], erased: set[str]) -> None:
    draft.values = _without(draft.values, names)
    draft.proposed = _without(draft.proposed, names)
    exact = str(draft.passage.get("exact", ""))
    # The passage of a paper that goes is the paper's own text.
    if exact and (names == set() or any(value in exact for value in erased if len(value) >= TELLING)):
        draft.passage = {**draft.passage, "exact": ""}
    draft.save(update_fields=["values", "proposed", "passage"])


def _without(values: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _clear_cells(table: TableImport, erased: set[str]) -> None:
    rows = [[place, ["" if cell in erased else cell for cell in cells]] for place, cells in table.rows]
    if rows != table.rows:
        table.rows = rows
        table.save(update_fields=["rows"])


def _forget_imports(erased: set[str]) -> None:
    """Set aside every table on its way into a register in which an erased value stands; it is brought anew."""
    spellings = [orjson.dumps(value)[1:-1] for value in erased]
    for imported in RegisterImport.objects.defer("data").exclude(state=RegisterImport.State.ASIDE):
        told = chain(
            ImportChunk.objects.filter(imported=imported).values_list("rows", flat=True).iterator(chunk_size=1),
            PlannedRow.objects.filter(imported=imported).values_list("said", flat=True).iterator(chunk_size=500),
        )
        if any(spelled in bytes(said) for said in told for spelled in spellings):
            is_written = imported.state == RegisterImport.State.WRITTEN
            rows_forget(imported, imported.state if is_written else RegisterImport.State.ASIDE)


def _forget_files(files: list[str]) -> None:
    papers = SourceFile.objects.filter(Q(sha256__in=files) | Q(readings__layer_sha256__in=files))
    readings = Reading.objects.filter(source_file__in=papers)
    gone = {*files, *papers.values_list("sha256", flat=True), *readings.values_list("layer_sha256", flat=True)}
    SourceFile.objects.filter(pk__in=list(papers.values_list("pk", flat=True))).update(
        state=SourceFile.State.ERASED, name=""
    )
    readings.update(header={}, pages=[])
    StoredBytes.objects.filter(pk__in=gone).delete()
