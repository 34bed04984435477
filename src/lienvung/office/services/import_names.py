"""Say once which records a table means by names of its own; it is remembered for the next table of this form."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from lienvung.core.register.definition import Definition
from lienvung.core.register.key import is_key
from lienvung.office.imports.aliases import with_keys, with_said
from lienvung.office.imports.columns import headings_hash
from lienvung.office.models import RegisterImport, SavedMapping, User
from lienvung.office.node_access import get_node, now
from lienvung.office.selectors.imports import require_open
from lienvung.office.services.import_jobs import PLAN
from lienvung.office.services.jobs import job_queue


@transaction.atomic
def import_name(
    *, user: User, imported: RegisterImport, meant: Iterable[tuple[str, str, str]], by_job: bool = True
) -> RegisterImport:
    """Take (register, text, key of the record that is meant, "" for none of those offered); compare anew.

    Of other names holds what was said before. A text that was not asked about is passed over. Raises ImportBusy.
    """
    require_open(imported)
    said = list(_allowed(get_node().catalogue[imported.register], imported, meant))
    imported.aliases = with_said(imported.aliases, said)
    imported.state = RegisterImport.State.PLANNING
    imported.save(update_fields=["aliases", "state"])
    form = headings_hash(imported.register, imported.headings)
    remembered = SavedMapping.objects.filter(pk=form).values_list("aliases", flat=True).first()
    SavedMapping.objects.update_or_create(
        headings_hash=form,
        defaults={
            "columns": imported.columns,
            "aliases": with_keys(with_said(remembered or {}, said)),
            "saved_by": user,
            "saved_at": now(),
        },
    )
    if by_job:
        job_queue(kind=PLAN, subject=imported.id, by=user)
    return imported


def _allowed(
    definition: Definition, imported: RegisterImport, meant: Iterable[tuple[str, str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield what is said of names that this table was asked about, of registers to which its fields lead."""
    targets = {field.to for field in definition.fields.values() if field.datatype == "link"}
    asked = {(register, text) for register, text, *_ in imported.names}
    for register, text, key in meant:
        if register in targets and (register, text) in asked and (not key or is_key(key)):
            yield register, text, key
