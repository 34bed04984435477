"""Documents of keys between partners: forged, older, of another address or another root, half signed."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rotating import Pair, document, install, pulls, rotate, sign_only
from two_places import ATTRIBUTION

from lienvung.core.agreement.contact import format_node_json, introduce, succeed
from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.agreement.keys import countersign, sign_keys
from lienvung.core.agreement.rotation import one_version, set_address, set_roots
from lienvung.node.agreements import agreements
from lienvung.node.contact import (
    ContactKeysDiffer,
    ContactOutdated,
    ContactUnknown,
    NothingOffered,
    approve_offer,
    offered,
    own_document,
    take_newer,
)
from lienvung.node.exchange.serve import Request, Response
from lienvung.node.home import load_home
from lienvung.node.keys import public_bytes
from lienvung.node.known_keys import read_known_keys
from lienvung.node.rotation import (
    KeyNotListed,
    PrivateKeyMissing,
    RootSignaturesMissing,
    find_key,
    install_document,
    new_key,
    own_contact,
    prepare_document,
)


def test_going_back_to_an_older_document_is_refused(pair: Pair) -> None:
    """Version N-1 is refused, and a second version N is."""
    here, there = pair
    first = document(there)
    rotate(there, "log")
    pulls(here, there)
    with pytest.raises(ContactOutdated):
        take_newer(here.node, first)
    with there.node.store.reading() as reader:
        chain = own_document(reader).document
    twin = replace(chain.chain[0], version=2)
    notes = (chain.notes[0], sign_keys(twin, there.node.keys.root))
    other = format_node_json(replace(chain, chain=(*chain.chain[:1], twin), notes=notes))
    with pytest.raises(ContactKeysDiffer):
        take_newer(here.node, other)
    assert take_newer(here.node, document(there)) == "same"


def test_a_forged_document_changes_nothing_and_is_told(pair: Pair) -> None:
    """Who answers at a partner's address with keys that its root did not sign gets none of them taken."""
    here, there = pair
    thief = Ed25519PrivateKey.generate()
    known = here.contact(there)
    keys = replace(known.keys, version=2, root=replace(known.keys.root, keys=(public_bytes(thief),)))
    forged = format_node_json(introduce(known.title, keys, thief))

    def answers(request: Request, response: Response) -> Response:
        return replace(response, body=forged) if request.path.endswith("node.json") else response

    there.tamper = answers
    sign_only(there, thief)
    with pytest.raises(Exception, match="contact-root-changed"):
        here.pull(there)
    assert here.contact(there) == known
    unsigned = orjson.loads(document(there))
    unsigned["keys"] = [note.replace("quang-ninh/root", "quang-ninh/rood") for note in unsigned["keys"]]
    with pytest.raises(NodeDocumentInvalid):
        take_newer(here.node, orjson.dumps(unsigned, option=orjson.OPT_SORT_KEYS))


def test_a_partner_cannot_speak_for_another(pair: Pair) -> None:
    """A node document of a stranger, or about another contact in a partner's log, is not taken."""
    here, there = pair
    with pytest.raises(ContactUnknown):
        take_newer(there.node, document(there))
    rotate(here, "log")
    foreign = {"name": "hai-phong", "title": "x", "node-json": document(here).decode(), "fingerprint": "0" * 64}
    there.change("put", "node", "quang-ninh-aaaaaaaaaaaaaaaa", foreign)
    assert pulls(here, there) == []


def test_a_new_address_waits_for_a_person(pair: Pair) -> None:
    """The root signed it, and still the contact is asked at the old address until somebody here approves."""
    here, there = pair
    before = here.contact(there).address
    install(there, [set_address("http://127.0.0.1:9")])
    assert pulls(here, there) == []
    assert here.contact(there).address == before
    with here.node.store.reading() as reader:
        waiting = offered(reader, "quang-ninh")
    assert (waiting.version, waiting.address) == (2, "http://127.0.0.1:9")
    with pytest.raises(NothingOffered):
        approve_offer(here.node, "quang-ninh", version=3, approved_by="Bình")
    approve_offer(here.node, "quang-ninh", version=2, approved_by="Bình")
    assert here.contact(there).address == "http://127.0.0.1:9"
    with here.node.store.reading() as reader:
        assert offered(reader, "quang-ninh") is None
        assert reader.peer("quang-ninh").approved_by == "Bình"


def test_two_of_three_roots_take_over_from_one(pair: Pair) -> None:
    """The new set waits for a person; then two of it sign, one does not do, and terms that name the old root stand."""
    here, there = pair
    old = there.node.keys.root
    trio = [Ed25519PrivateKey.generate() for _ in range(3)]
    install(there, [set_roots([public_bytes(each) for each in trio], 2)], old, *trio[:2])
    assert pulls(here, there) == []
    assert here.contact(there).version == 1
    approve_offer(here.node, "quang-ninh", version=2, approved_by="Bình")
    with here.node.store.reading() as reader:
        (state,) = agreements(reader, "hai-phong", here.node.today())
    assert state.in_force
    with pytest.raises(NodeDocumentInvalid, match="N6-signed"):
        install(there, [set_address(there.address)], trio[0])
    with pytest.raises(NodeDocumentInvalid, match="N6-signed"):
        install(there, [set_address(there.address)], trio[0], trio[0])
    with pytest.raises(NodeDocumentInvalid, match="N6-signed"):
        install(there, [set_address(there.address)], old, old)
    change = new_key(there.node, there.folder / "keys", "log", 14, None)
    install(there, [change], *trio[1:])
    there.write()
    assert pulls(here, there) == []
    assert here.contact(there).version == 3
    assert here.contact(there).fingerprint in {party.root for party in state.terms.parties}


def test_a_document_whose_keys_are_elsewhere_is_not_installed(pair: Pair, tmp_path: Path) -> None:
    """A node does not promise by keys that it does not hold; and no key is revoked that is not listed."""
    _, there = pair
    (tmp_path / "keys").mkdir()
    with pytest.raises(PrivateKeyMissing):
        install(there, [new_key(there.node, tmp_path / "keys", "log", 14, None)])
    with there.node.store.reading() as reader:
        own = own_contact(reader, there.node)
    assert own.version == 1
    with pytest.raises(KeyNotListed):
        find_key(own.keys, "log", "zz")


def test_installing_again_changes_nothing(pair: Pair) -> None:
    """An installation that was interrupted can be repeated; our own keys lie beside the store for whoever checks it."""
    _, there = pair
    note = install(there, [new_key(there.node, there.folder / "keys", "log", 14, None)])
    home = load_home(there.folder)
    install_document(there.node, home, note, attribution=ATTRIBUTION)
    with there.node.store.reading() as reader:
        assert own_contact(reader, there.node).version == 2
        assert len(read_known_keys(home, reader).log["quang-ninh"]) == 2


def test_preparing_signs_and_changes_nothing(pair: Pair) -> None:
    """The text of the next version is not yet in force."""
    _, there = pair
    text = prepare_document(there.node, [set_address("https://x.example")])
    assert '"version":2' in text
    assert b'"version\\":2' not in document(there)


def test_an_offer_that_somebody_may_be_reading_is_not_exchanged(pair: Pair) -> None:
    """Two new addresses under one version: the first stays the one that waits."""
    here, there = pair
    with there.node.store.reading() as reader:
        chain = own_document(reader).document
    offers = []
    for address in ("https://one.example", "https://two.example"):
        moved = one_version(chain.keys, [set_address(address)])
        offers.append(format_node_json(succeed(chain, sign_keys(moved, there.node.keys.root))))
    assert take_newer(here.node, offers[0]) == "waiting"
    assert take_newer(here.node, offers[0]) == "waiting"
    with pytest.raises(ContactKeysDiffer):
        take_newer(here.node, offers[1])
    assert approve_offer(here.node, "quang-ninh", version=2, approved_by="Bình").address == "https://one.example"


def test_a_document_that_too_few_roots_signed_is_not_installed(pair: Pair) -> None:
    """Unsigned, or signed by a stranger, it is refused by how many signatures are missing; one's own completes it."""
    _, there = pair
    home, text = load_home(there.folder), prepare_document(there.node, [set_address("https://x.example")])
    for note in (text, countersign(text, Ed25519PrivateKey.generate())):
        with pytest.raises(RootSignaturesMissing) as refusal:
            install_document(there.node, home, note, attribution=ATTRIBUTION)
        assert (refusal.value.signed, refusal.value.needed) == (0, 1)
    note = countersign(text, there.node.keys.root)
    assert install_document(there.node, home, note, attribution=ATTRIBUTION).keys.version == 2
