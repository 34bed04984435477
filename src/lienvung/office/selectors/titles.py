"""What people call a record or a file that a value names by key or hash."""

from collections.abc import Mapping
from typing import Any

from lienvung.core.register.definition import Definition
from lienvung.office.eyes import sees_personal
from lienvung.office.models import Draft, SourceFile
from lienvung.office.node_access import get_node


def record_title(register: str, key: str) -> str:
    """Return a record's title: as it stands in the registers, else as it waits in a draft, else its key.

    A title in a personal part is told to those who may read it; to others the record is called by its key.
    """
    return _record_title(register, key, 1, sees_personal())


def values_title(definition: Definition, values: Mapping[str, Any], key: str) -> str:
    """Return what a record of these values is called by whoever looks, its key where they do not say.

    Where the title is a link, a record is called as what it leads to; no further than that, for links may go round.
    """
    return _title(definition, values, key, 1, sees_personal())


def open_title(definition: Definition, values: Mapping[str, Any], key: str) -> str:
    """Return what a record of these values is called where everybody reads it, also later: by nothing personal."""
    return _title(definition, values, key, 1, personal=False)


def _record_title(register: str, key: str, links: int, personal: bool) -> str:
    node = get_node()
    definition = node.catalogue.get(register)
    with node.store.reading() as reader:
        record = reader.record(register, key)
    draft = None if record else Draft.objects.filter(register=register, key=key).order_by("-entered_at").first()
    values = record.values if record else draft.values if draft else {}
    return _title(definition, values, key, links, personal) if definition else key


def _title(definition: Definition, values: Mapping[str, Any], key: str, links: int, personal: bool) -> str:
    field = definition.fields[definition.title_field]
    title = values.get(field.name)
    if title is None or (field.part in definition.personal_parts and not personal):
        return key
    leads_on = links and field.datatype == "link"
    return _record_title(field.to, str(title), links - 1, personal) if leads_on else str(title)


def file_name(sha256: str) -> str:
    """Return the name under which a file was uploaded here; the beginning of its hash when it was not."""
    found = SourceFile.objects.filter(sha256=sha256).values_list("name", flat=True).first()
    return found or f"{sha256[:16]}…"
