"""Changes as an Atom feed (RFC 4287), paged by the same cursor (RFC 5005 section 3)."""

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET

from lienvung.node.stores.port import ChangeRow

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00Z"

ET.register_namespace("", _ATOM)


def format_atom(
    rows: Sequence[ChangeRow], *, title: str, author: str, links: dict[str, str], page_of: Callable[[ChangeRow], str]
) -> bytes:
    """Return the feed; `links` maps relations to addresses, `page_of` gives the address of an entry's record."""
    feed = ET.Element(_name("feed"))
    _text(feed, "id", links["self"])
    _text(feed, "title", title)
    _text(feed, "updated", max((row.time for row in rows), default=_NEVER))
    _text(ET.SubElement(feed, _name("author")), "name", author)
    for relation, address in links.items():
        ET.SubElement(feed, _name("link"), rel=relation, href=address)
    for row in rows:
        entry = ET.SubElement(feed, _name("entry"))
        _text(entry, "id", f"urn:lienvung:{row.origin.replace('/', ':')}:{row.index}")
        _text(entry, "title", f"{row.register}: {row.op} {row.key}")
        _text(entry, "updated", row.time)
        ET.SubElement(entry, _name("category"), term=row.register)
        ET.SubElement(entry, _name("link"), rel="alternate", href=page_of(row))
        _text(entry, "summary", f"{row.origin} #{row.index}")
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def _name(local: str) -> str:
    return f"{{{_ATOM}}}{local}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _name(name)).text = text
