"""What people call a record or a file that a value names by key or hash."""

from collections.abc import Mapping
from typing import Any

from lienvung.core.register.definition import Definition
from lienvung.office.models import Draft, SourceFile
from lienvung.office.node_access import get_node


def record_title(register: str, key: str, links: int = 1) -> str:
    """Return a record's title: as it stands in the registers, else as it waits in a draft, else its key."""
    node = get_node()
    definition = node.catalogue.get(register)
    with node.store.reading() as reader:
        record = reader.record(register, key)
    draft = None if record else Draft.objects.filter(register=register, key=key).order_by("-entered_at").first()
    values = record.values if record else draft.values if draft else {}
    return _title(definition, values, key, links) if definition else key


def values_title(definition: Definition, values: Mapping[str, Any], key: str) -> str:
    """Return what a record of these values is called, its key where they do not say.

    Where the title is a link, a record is called as what it leads to; no further than that, for links may go round.
    """
    return _title(definition, values, key, 1)


def _title(definition: Definition, values: Mapping[str, Any], key: str, links: int) -> str:
    title, field = values.get(definition.title_field), definition.fields[definition.title_field]
    if title is None:
        return key
    return record_title(field.to, str(title), links - 1) if links and field.datatype == "link" else str(title)


def file_name(sha256: str) -> str:
    """Return the name under which a file was uploaded here; the beginning of its hash when it was not."""
    found = SourceFile.objects.filter(sha256=sha256).values_list("name", flat=True).first()
    return found or f"{sha256[:16]}…"
