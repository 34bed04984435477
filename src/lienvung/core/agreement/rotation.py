"""The next keys document of a node: a key more, a key less, another address, another root set. Nothing is signed here.

Every function returns a document of the next version; several changes go into one by `one_version`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.agreement.keys import KeysDocument, PublishedKey, Revocation, RootSet

Change = Callable[[KeysDocument], KeysDocument]


def one_version(document: KeysDocument, changes: Sequence[Change]) -> KeysDocument:
    """Return the document after all these changes, of the next version."""
    version = document.version + 1
    for change in changes:
        document = change(document)
    return replace(document, version=version)


def add_key(use: str, key: bytes, today: date, overlap: int) -> Change:
    """Let a new key run from today; those that run now end after so many more days, or sooner if they were to."""
    last = today + timedelta(days=overlap)

    def change(document: KeysDocument) -> KeysDocument:
        ending = [_ending(each, today, last) for each in document.keys_for(use)]
        return _with_keys(document, use, [*ending, PublishedKey(key, today)])

    return change


def revoke_key(use: str, key: bytes, revocation: Revocation) -> Change:
    """Say since when somebody else may have had a key (NodeDocumentInvalid for a key that is not listed)."""

    def change(document: KeysDocument) -> KeysDocument:
        listed = document.keys_for(use)
        if not any(each.key == key and each.revoked is None for each in listed):
            raise NodeDocumentInvalid("N13-kept", key[:4].hex())
        revoked = [replace(each, revoked=revocation) if each.key == key else each for each in listed]
        return _with_keys(document, use, revoked)

    return change


def set_address(address: str) -> Change:
    """Say where the node is reached from now on."""
    return lambda document: replace(document, address=address)


def set_roots(keys: Sequence[bytes], threshold: int) -> Change:
    """Say whose signatures the next documents need; the one that says so needs those of before as well."""
    return lambda document: replace(document, root=RootSet(tuple(sorted(keys)), threshold))


def _with_keys(document: KeysDocument, use: str, listed: Sequence[PublishedKey]) -> KeysDocument:
    changed: dict[str, Any] = {use: tuple(listed)}
    return replace(document, **changed)


def _ending(each: PublishedKey, today: date, last: date) -> PublishedKey:
    runs = each.revoked is None and (each.until is None or each.until >= today)
    return replace(each, until=min(last, each.until or last)) if runs else each
