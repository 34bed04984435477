"""Say once which records a table means by names of its own; it is remembered for the next table of this form."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from lienvung.core.register.definition import Definition
from lienvung.core.register.key import is_key
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
    """Take (register, text, key of the record that is meant) in the place of what was said before; compare anew.

    A text that the table does not have, or one without a key, is passed over. Raises ImportBusy.
    """
    require_open(imported)
    imported.aliases = _aliases(get_node().catalogue[imported.register], imported, meant)
    imported.state = RegisterImport.State.PLANNING
    imported.save(update_fields=["aliases", "state"])
    SavedMapping.objects.update_or_create(
        headings_hash=headings_hash(imported.register, imported.headings),
        defaults={"columns": imported.columns, "aliases": imported.aliases, "saved_by": user, "saved_at": now()},
    )
    if by_job:
        job_queue(kind=PLAN, subject=imported.id, by=user)
    return imported


def _aliases(
    definition: Definition, imported: RegisterImport, meant: Iterable[tuple[str, str, str]]
) -> Mapping[str, Mapping[str, str]]:
    """Return the aliases; only names that the table has, and registers to which its fields lead."""
    targets = {field.to for field in definition.fields.values() if field.datatype == "link"}
    asked = {(register, text) for register, text, *_ in imported.unclear}
    asked |= {(register, text) for register, keys in imported.aliases.items() for text in keys}
    found: dict[str, dict[str, str]] = {}
    for register, text, key in meant:
        if register in targets and (register, text) in asked and is_key(key):
            found.setdefault(register, {})[text] = key
    return found
