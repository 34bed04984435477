"""What people call a record or a file that a value names by key or hash."""

from lienvung.office.models import Draft, SourceFile
from lienvung.office.node_access import get_node


def record_title(register: str, key: str) -> str:
    """Return a record's title: as it stands in the registers, else as it waits in a draft, else its key."""
    node = get_node()
    definition = node.catalogue.get(register)
    with node.store.reading() as reader:
        record = reader.record(register, key)
    draft = None if record else Draft.objects.filter(register=register, key=key).order_by("-entered_at").first()
    values = record.values if record else draft.values if draft else {}
    return str(values.get(definition.title_field, key)) if definition else key


def file_name(sha256: str) -> str:
    """Return the name under which a file was uploaded here; the beginning of its hash when it was not."""
    found = SourceFile.objects.filter(sha256=sha256).values_list("name", flat=True).first()
    return found or f"{sha256[:16]}…"
