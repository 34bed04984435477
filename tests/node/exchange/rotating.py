"""Two places whose keys change, for the tests of rotation, revocation and their documents."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from two_places import ATTRIBUTION, Place

from lienvung.core.agreement.keys import sign_keys
from lienvung.core.agreement.rotation import Change, one_version
from lienvung.core.tlog.note import Signer, parse_note, sign_note
from lienvung.node.contact import own_document, own_node_json
from lienvung.node.exchange.http_client import PartnerClient
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.pull import pull
from lienvung.node.fsck import fsck
from lienvung.node.home import load_home
from lienvung.node.keys import load_keys
from lienvung.node.known_keys import known_keys
from lienvung.node.own_keys import request_key
from lienvung.node.rotation import find_key, install_document, new_key, own_contact, revocation
from lienvung.node.verify import verify_heads

LIMITATION = "quang-ninh/limitation"
DAY = timedelta(days=1)
Pair = tuple[Place, Place]


def install(place: Place, changes: Sequence[Change], *roots: Ed25519PrivateKey) -> str:
    """Prepare the next keys document, let the roots sign it, install it, and start the node again."""
    home = load_home(place.folder)
    root = place.node.keys.root
    with place.node.store.reading() as reader:
        note = sign_keys(one_version(own_contact(reader, place.node).keys, changes), *(roots or (root,)))
    place.node = replace(place.node, keys=load_keys(home.keys))
    install_document(place.node, home, note, attribution=ATTRIBUTION)
    return note


def rotate(place: Place, *uses: str, overlap: int = 14) -> None:
    install(place, [new_key(place.node, place.folder / "keys", use, overlap, None) for use in uses])


def later(days: int, *places: Place) -> None:
    for place in places:
        place.clock.at += days * DAY


def document(place: Place) -> bytes:
    with place.node.store.reading() as reader:
        return own_node_json(reader) or b""


def pulls(here: Place, there: Place) -> list[type]:
    """Pull as the loop does, by the keys of today, and return the kinds of trouble."""
    client = PartnerClient(there.name, there.address, allow_loopback=True)
    source = HttpSource(
        client, caller=here.name, key=request_key(here.node), now=here.node.now, random=here.node.random
    )
    return [type(trouble) for trouble in pull(here.node, here.contact(there), source).troubles]


def shown(place: Place) -> int:
    with place.node.store.reading() as reader:
        return reader.count("limitation")


def sound(place: Place) -> bool:
    with place.node.store.reading() as reader:
        own = own_document(reader)
        known = known_keys(reader, own.keys)
        heads = verify_heads(reader, known.log, known.witness)
    findings = fsck(place.node.store, known.log, place.node.catalogue).findings
    assert findings == []
    return all(head.fault is None for head in heads)


def sign_only(place: Place, key: Ed25519PrivateKey) -> None:
    """Let the heads of a place bear this key's signature alone."""
    with place.node.store.writing() as writer:
        for log in writer.logs():
            if log.node == place.name and log.head is not None:
                text, _ = parse_note(log.head)
                writer.commit_head(log.origin, log.size, sign_note(text, Signer(log.origin, key)))


def revoke(place: Place, moment: str) -> None:
    with place.node.store.reading() as reader:
        key = find_key(own_contact(reader, place.node).keys, "log", "")
    changes = [revocation(place.node, "log", key.key, moment)]
    install(place, [*changes, new_key(place.node, place.folder / "keys", "log", 0, None)])
