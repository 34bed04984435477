"""What people call a record or a file that a value names by key or hash."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from lienvung.core.register.definition import Definition
from lienvung.node.stores.port import Reader
from lienvung.office.eyes import sees_personal
from lienvung.office.models import Draft, SourceFile
from lienvung.office.node_access import get_node

_REMEMBERED: Final = 20_000


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


def titles_in(reader: Reader) -> Callable[[str, str], str]:
    """Return what says how records are called today for whoever sees through this reader."""

    @lru_cache(maxsize=_REMEMBERED)
    def title_of(register: str, key: str, links: int = 1) -> str:
        definition, record = reader.definition(register), reader.record(register, key)
        title = record.values.get(definition.title_field) if definition and record else None
        if definition is None or title is None:
            return key
        field = definition.fields[definition.title_field]
        return title_of(field.to, str(title), links - 1) if links and field.datatype == "link" else str(title)

    return title_of


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
