"""Take a partner's newer keys when they are seen: in its own log, or, where a checkpoint needs them, from node.json.

Nobody is asked for keys that the pinned root signed; a new address or root set waits for a person (contact.py).
"""

from collections.abc import Sequence

from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.errors import LienVungError
from lienvung.node.contact import Contact, ContactError, contact, read_contact, take_newer
from lienvung.node.exchange.errors import LogError
from lienvung.node.exchange.head_check import open_by_log
from lienvung.node.exchange.heads import Head
from lienvung.node.exchange.source import Source
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import Query


def ask_newer_keys(node: Node, known: Contact, source: Source, heads: Sequence[Head]) -> Contact:
    """Return the contact by its newest keys: asks for its node.json only if a head is not signed by those known.

    Raises ContactError or NodeDocumentInvalid for a document that does not continue the one approved.
    """
    if all(_is_signed(node, known, head) for head in heads if head.readable):
        return known
    take_newer(node, source.node_json())
    with node.store.reading() as reader:
        return contact(reader, known.name)


def take_published_keys(node: Node, known: Contact) -> LienVungError | None:
    """Take the newest node document that a partner wrote into its own log; return why not, if it does not fit."""
    with node.store.reading() as reader:
        published = _published(reader, known.name)
    if published is None:
        return None
    try:
        if read_contact(published).version > known.version:
            take_newer(node, published)
    except (NodeDocumentInvalid, ContactError) as refusal:
        return refusal
    return None


def _published(reader: Reader, name: str) -> bytes | None:
    if reader.definition("node") is None:
        return None
    page = reader.find("node", Query(where={"name": name}))
    written = [str(record.values.get("node-json", "")) for record in page.records if record.steward == name]
    return written[0].encode() if written else None


def _is_signed(node: Node, known: Contact, head: Head) -> bool:
    try:
        open_by_log(known, f"{known.name}/{head.register}", head.checkpoint.encode(), node.now())
    except LogError:
        return False
    except LienVungError:
        # Malformed: told when the log is followed, and no newer key would help.
        return True
    return True
