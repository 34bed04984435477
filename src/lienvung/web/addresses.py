"""Where a record, a list or a file is found: the one place that spells pages' addresses."""

from urllib.parse import urlencode

from django.urls import reverse

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record

# Registers whose records have a page of their own beside the one that every record has.
_OWN_PAGES = {
    "programme": "web:programme",
    "commitment": "web:commitment",
    "document": "web:document",
    "administrative-unit": "units:unit",
}


def record_address(register: str, key: str, known: str = "") -> str:
    """Return the page of a record as the register holds it, or as it was known at a moment."""
    return _known(reverse("web:record", args=[register, key]), known)


def face_address(register: str, key: str, known: str = "") -> str:
    """Return the page on which people follow this record: its own, else the register's, which alone knows the past."""
    name = "" if known else _OWN_PAGES.get(register)
    return reverse(name, args=[key]) if name else record_address(register, key, known)


def picture_address(definition: Definition, record: Record, known: str = "") -> str:
    """Return the picture of where a record lies, as it was known at a moment; "" for one that lies nowhere."""
    if definition.map is None or definition.map.geometry not in record.values:
        return ""
    return _known(reverse("map:record-picture", args=[record.register, record.key]), known)


def narrow_address(picture: str) -> str:
    """Return the address of the same picture for a narrow screen."""
    return f"{picture}{'&' if '?' in picture else '?'}co=hep" if picture else ""


def _known(address: str, moment: str) -> str:
    return f"{address}?{urlencode({'luc': moment})}" if moment else address


def has_own_page(register: str) -> bool:
    """Tell whether records of this register have a page of their own."""
    return register in _OWN_PAGES


def list_address(name: str, *args: str, **filters: str | list[str]) -> str:
    """Return a list's address with its filters, each of one value or several; empty filters are left out."""
    kept = {key: value for key, value in filters.items() if value}
    return reverse(name, args=args) + (f"?{urlencode(kept, doseq=True)}" if kept else "")
