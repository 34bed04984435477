"""Prepare a contact: fetch its node document, compare the fingerprint, put it before a second person."""

from pathlib import Path

from django.conf import settings

from lienvung.node.contact import Contact, ContactIsSelf, FingerprintMismatch, read_contact
from lienvung.node.exchange.errors import PartnerRefused
from lienvung.node.exchange.http_client import PartnerClient, Patience
from lienvung.node.home import load_home
from lienvung.office.errors import NobodyCompared
from lienvung.office.models import Decision, User
from lienvung.office.node_access import get_node
from lienvung.office.services.decisions import prepare_decision

NODE_JSON = "/lienvung/v1/node.json"
LARGEST = 64 * 1024
# Somebody waits in front of the page.
_PATIENCE = Patience(connect=5, read=10, total=20)
GROUP, HEARD = 4, 4


def contact_fetch(address: str) -> bytes:
    """Ask one typed address for its node.json; the only request ever sent to somebody who is no contact yet.

    The guards are those of every request (no redirect, no forbidden address, bounded). Raises LinkError, AnswerError.
    """
    address = address.strip().rstrip("/").lower()
    allow_loopback = load_home(Path(settings.LIENVUNG_HOME)).settings.allow_loopback
    client = PartnerClient(address, address, allow_loopback=allow_loopback, patience=_PATIENCE)
    try:
        answer = client.request("GET", NODE_JSON, dict, limit=LARGEST)
    finally:
        client.close()
    if answer.status != 200:
        raise PartnerRefused(address, answer.status, "")
    return answer.body


def fingerprint_shown(contact: Contact) -> str:
    """Return the groups of a fingerprint that a page shows; the last ones have to be heard from the other side."""
    groups = _groups(contact.fingerprint)
    return " ".join(groups[:-HEARD])


def contact_prepare(*, user: User, node_json: bytes, heard: str, compared_with: str, compared_how: str) -> Decision:
    """Put a new contact before a second person; `heard` are the last groups, as the other side read them out.

    Raises NodeDocumentInvalid, ContactIsSelf, FingerprintMismatch, NobodyCompared.
    """
    contact = read_contact(node_json)
    if contact.name == get_node().name:
        raise ContactIsSelf(contact.name)
    if not compared_with.strip():
        raise NobodyCompared
    typed = "".join(heard.split()).lower()
    compared = "".join(_groups(contact.fingerprint)[:-HEARD]) + typed
    if compared != contact.fingerprint:
        raise FingerprintMismatch(contact.name, typed, "…")
    facts = {
        "name": contact.name,
        "node-json": node_json.decode(),
        "fingerprint": compared,
        "compared-with": compared_with.strip(),
        "compared-how": compared_how,
    }
    return prepare_decision(user=user, kind="contact-add", facts=facts)


def _groups(fingerprint: str) -> list[str]:
    return [fingerprint[at : at + GROUP] for at in range(0, len(fingerprint), GROUP)]
