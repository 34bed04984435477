"""Keys change while partners exchange: overlap, end, revocation, another root, another address."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from two_places import ATTRIBUTION, SAMPLE, Place, grant

from lienvung.core.agreement.contact import format_node_json, introduce, succeed
from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.agreement.keys import countersign, sign_keys
from lienvung.core.agreement.rotation import Change, one_version, set_address, set_roots
from lienvung.core.agreement.terms import format_terms, terms_hash
from lienvung.core.register.entry import format_time
from lienvung.core.tlog.merkle import prove_consistency
from lienvung.core.tlog.note import Signer, parse_note, sign_note
from lienvung.node.agreements import accept_agreement, agreements, propose_agreement, standing_agreements
from lienvung.node.append import Change as RecordChange
from lienvung.node.append import append
from lienvung.node.contact import (
    ContactKeysDiffer,
    ContactOutdated,
    ContactUnknown,
    NothingOffered,
    approve_offer,
    offered,
    own_document,
    own_node_json,
    take_newer,
)
from lienvung.node.errors import ClockWentBack
from lienvung.node.exchange.bundle import export_bundle
from lienvung.node.exchange.bundle_import import import_bundle
from lienvung.node.exchange.errors import BundleKeyUnknown, LogKeyEnded, LogKeyRevoked, PartnerRefused
from lienvung.node.exchange.http_client import PartnerClient
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.pull import pull
from lienvung.node.exchange.serve import Request, Response
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.exchange.witness import add_checkpoint, format_submission
from lienvung.node.fsck import fsck
from lienvung.node.home import load_home
from lienvung.node.keys import load_keys, public_bytes
from lienvung.node.known_keys import known_keys, read_known_keys
from lienvung.node.own_keys import KeysChanged, KeysEnded, request_key
from lienvung.node.rotation import (
    KeyNotListed,
    PrivateKeyMissing,
    RootSignaturesMissing,
    discard_ended,
    find_key,
    install_document,
    new_key,
    own_contact,
    prepare_document,
    revocation,
)
from lienvung.node.stores.rows import Query
from lienvung.node.verify import verify_heads

LIMITATION = "quang-ninh/limitation"
DAY = timedelta(days=1)
Pair = tuple[Place, Place]


@pytest.fixture
def pair(hai_phong: Place, quang_ninh: Place) -> Pair:
    """Hải Phòng reads the limitations of Quảng Ninh, and has pulled two of them."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(2)
    quang_ninh.pull(hai_phong)
    hai_phong.pull(quang_ninh)
    return hai_phong, quang_ninh


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


def test_a_rotation_is_not_noticed_by_who_keeps_in_touch(pair: Pair) -> None:
    """In the overlap a partner goes on, takes the new keys without being asked, and goes on after the overlap."""
    here, there = pair
    rotate(there, "log", "request", "witness")
    there.write()
    assert pulls(here, there) == []
    assert here.contact(there).version == 2
    later(15, here, there)
    there.write()
    assert pulls(there, here) == pulls(here, there) == []
    assert shown(here) == 4
    assert sound(here)
    assert sound(there)


def test_who_was_away_longer_than_the_overlap_asks_for_the_new_keys(pair: Pair) -> None:
    """A partner that knows only the ended key reads node.json, whose chain its pinned root signed, and goes on."""
    here, there = pair
    rotate(there, "log", "request")
    later(30, here, there)
    there.write()
    there.asked.clear()
    assert pulls(here, there) == []
    assert there.asked.count("/node.json") == 1
    assert pulls(here, there) == []
    assert there.asked.count("/node.json") == 1
    assert shown(here) == 3
    assert pulls(there, here) == []


def sign_only(place: Place, key: Ed25519PrivateKey) -> None:
    """Let the heads of a place bear this key's signature alone."""
    with place.node.store.writing() as writer:
        for log in writer.logs():
            if log.node == place.name and log.head is not None:
                text, _ = parse_note(log.head)
                writer.commit_head(log.origin, log.size, sign_note(text, Signer(log.origin, key)))


def test_an_old_signature_after_the_overlap_is_refused_by_name_and_day(pair: Pair) -> None:
    """A head that only the ended key signed is refused: the refusal says which key, and when it ended."""
    here, there = pair
    old = there.node.keys.log
    rotate(there, "log")
    pulls(here, there)
    sign_only(there, old)
    later(14, here, there)
    assert pulls(here, there) == []
    later(1, here, there)
    report = here.pull(there)
    refusal = next(log.trouble for log in report.logs if log.origin == LIMITATION)
    assert isinstance(refusal, LogKeyEnded)
    assert refusal.facts() == {
        "partner": "quang-ninh", "origin": LIMITATION, "key": public_bytes(old)[:4].hex(),
        "since": "2026-11-22", "until": "2026-12-06",
    }  # fmt: skip
    assert shown(here) == 2
    assert sound(here)


def test_the_archive_outlives_its_keys(pair: Pair) -> None:
    """Years later, heads that were taken in a key's time still verify, here and there."""
    here, there = pair
    rotate(there, "log")
    pulls(here, there)
    later(900, here, there)
    assert sound(here)
    assert sound(there)


def test_a_server_takes_either_request_key_in_the_overlap_and_only_the_new_one_after(pair: Pair) -> None:
    """A request signed by the ended key is refused as anybody's would be."""
    here, there = pair
    old = here.node.keys
    rotate(here, "request")
    pulls(there, here)
    for days, keys, accepted in ((0, old, True), (14, old, True), (15, old, False), (15, here.node.keys, True)):
        now = here.clock.at + days * DAY
        there.clock.at = now
        client = PartnerClient(there.name, there.address, allow_loopback=True)
        key = keys.request if keys is old else list(keys.signing("request").values())[-1]
        source = HttpSource(client, caller=here.name, key=key, now=lambda now=now: now, random=here.node.random)
        if accepted:
            source.heads()
        else:
            with pytest.raises(PartnerRefused, match="401"):
                source.heads()


def test_a_node_that_was_not_restarted_signs_nothing(pair: Pair) -> None:
    """A process that does not hold the newest key stops, rather than sign by one that is about to end."""
    _, there = pair
    stale = there.node
    rotate(there, "log")
    change = RecordChange("put", "limitation", "quang-ninh-aaaaaaaaaaaaaaaa", {"shared": {}})
    with pytest.raises(KeysChanged):
        append(stale, [replace(change, item={"shared": SAMPLE["limitation"]})], idempotency_key="x")


def test_keys_that_all_ended_sign_nothing(pair: Pair) -> None:
    """Nobody's requests are signed by a key that ended."""
    here, _ = pair
    with here.node.store.reading() as reader:
        own = own_contact(reader, here.node).keys
    ended = replace(own.request[0], until=own.request[0].since)
    install(here, [lambda each: replace(each, request=(ended,))])
    later(2, here)
    with pytest.raises(KeysEnded):
        request_key(here.node)


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


def revoke(place: Place, moment: str) -> None:
    with place.node.store.reading() as reader:
        key = find_key(own_contact(reader, place.node).keys, "log", "")
    changes = [revocation(place.node, "log", key.key, moment)]
    install(place, [*changes, new_key(place.node, place.folder / "keys", "log", 0, None)])


def test_after_a_compromise_the_unwitnessed_entries_do_not_count(pair: Pair) -> None:
    """Entries after the last cosigned checkpoint before the moment stay in the log, void; the same log goes on."""
    here, there = pair
    submit_checkpoints(there.node, there.contact(here), there.source(here))
    later(1, here, there)
    moment = format_time(there.clock.at)
    stolen = there.node.keys.log
    (honest, *_) = [record.key for record in _find(here)]
    there.change("put", "limitation", honest, {**SAMPLE["limitation"], "text": "kẻ gian sửa"})
    (added,) = there.write()
    assert pulls(here, there) == []
    assert shown(here) == 3
    revoke(there, moment)
    for place in (there, here):
        if place is here:
            assert pulls(here, there) == []
        texts = {record.key: record.values["text"] for record in _find(place)}
        assert added not in texts
        assert texts[honest] != "kẻ gian sửa"
        with place.node.store.reading() as reader:
            refused = [(row.index, row.code) for row in reader.refused(LIMITATION)]
        assert refused == [(3, "entry-void"), (4, "entry-void")]
        assert sound(place)
    there.write()
    assert pulls(here, there) == []
    assert shown(here) == 3
    sign_only(there, stolen)
    assert LogKeyRevoked in pulls(here, there)


def test_nobody_disowns_alone_what_was_long_witnessed(pair: Pair) -> None:
    """A document that calls void what was cosigned over 14 days ago waits for a person, whatever time it states."""
    here, there = pair
    submit_checkpoints(there.node, there.contact(here), there.source(here))
    there.pull(here)
    here.pull(there)
    later(20, here, there)
    revoke(there, "2026-01-01T00:00:00Z")
    assert pulls(here, there) != []
    assert shown(here) == 2
    with here.node.store.reading() as reader:
        assert offered(reader, "quang-ninh") is not None
        assert [row for row in reader.refused(LIMITATION) if row.code == "entry-void"] == []
    approve_offer(here.node, "quang-ninh", version=2, approved_by="Bình")
    assert shown(here) == 0


@pytest.mark.parametrize("who", ["quang-ninh", "hai-phong"])
def test_disowning_an_acceptance_brings_no_wider_grant_back(pair: Pair, who: str) -> None:
    """Terms that narrower ones replaced stay replaced, whichever party disowns what it said of those."""
    here, there = pair
    wide = here.agree(there, grant("hai-phong", "quang-ninh"))
    for one, other in (pair, pair[::-1]):
        submit_checkpoints(one.node, one.contact(other), one.source(other))
    later(1, here, there)
    moment = format_time(there.clock.at)
    narrow = here.terms(there, grant("hai-phong", "quang-ninh", parts=("shared",)))
    narrow = replace(narrow, title="Hẹp hơn", replaces=(wide,))
    propose_agreement(here.node, narrow, attribution=ATTRIBUTION, idempotency_key="narrow")
    there.pull(here)
    accept_agreement(
        there.node, terms_hash(format_terms(narrow)), attribution=ATTRIBUTION, idempotency_key="accept"
    )  # fmt: skip
    here.pull(there)
    revoke(next(place for place in pair if place.name == who), moment)
    assert pulls(here, there) == pulls(there, here) == []
    for place in pair:
        with place.node.store.reading() as reader:
            found = {state.hash: state.reason for state in agreements(reader, place.name, place.node.today())}
            standing = {each.hash for each in standing_agreements(reader, place.name, place.node.today())}
        assert (found[wide], wide in standing) == ("replaced", False)


def _find(place: Place):
    with place.node.store.reading() as reader:
        return reader.find("limitation", Query()).records


def test_a_revoked_key_cannot_have_a_longer_log_witnessed(pair: Pair) -> None:
    """The thief submits a longer log that continues ours: the witness answers 403 and keeps its promise."""
    here, there = pair
    stolen = there.node.keys.log
    moment = format_time(there.clock.at + DAY)
    revoke(there, moment)
    assert pulls(here, there) == []
    there.write()
    sign_only(there, stolen)
    with there.node.store.reading() as reader:
        head = reader.log(LIMITATION).head
    verdict = add_checkpoint(here.node, format_submission(0, [], head))
    assert (verdict.status, verdict.body) == (403, b"log-key-revoked\n")


def test_a_bundle_under_way_opens_after_the_rotation(pair: Pair, tmp_path: Path) -> None:
    """Sealed to the key before, opened by whichever is held; once that is discarded it does not open."""
    here, there = pair
    late, under_way, new = (tmp_path / name for name in ("late.zip", "under-way.zip", "new.zip"))
    export_bundle(there.node, there.contact(here), late, since="full")
    there.write()
    export_bundle(there.node, there.contact(here), under_way, since="full")
    rotate(here, "encryption")
    import_bundle(here.node, under_way)
    assert shown(here) == 3
    there.pull(here)
    with here.node.store.reading() as reader:
        assert there.contact(here).encryption_key == own_document(reader).encryption_key
    later(15, here, there)
    assert discard_ended(here.node, load_home(here.folder)) == ["encryption.pem"]
    here.node = replace(here.node, keys=load_keys(here.folder / "keys"))
    with pytest.raises(BundleKeyUnknown):
        import_bundle(here.node, late)
    there.write()
    export_bundle(there.node, there.contact(here), new, since="full")
    import_bundle(here.node, new)
    assert shown(here) == 4


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


def test_a_clock_that_went_back_signs_nothing_and_still_receives(pair: Pair) -> None:
    """Neither an entry in any log nor a cosignature is made until the clock passes the last one; a pull goes on."""
    here, there = pair
    later(30, here, there)
    there.write()
    here.write()
    later(-2, here)
    with pytest.raises(ClockWentBack):
        here.write(register="escalation")
    with here.node.store.reading() as reader:
        assert reader.log("hai-phong/escalation") is None
    with there.node.store.reading() as reader:
        head, size = reader.log(LIMITATION).head, reader.log(LIMITATION).size
        proof = prove_consistency(3, size, reader.hashes(LIMITATION))
    verdict = add_checkpoint(here.node, format_submission(3, proof, head))
    assert (verdict.status, verdict.body) == (503, b"clock-went-back\n")
    there.clock.at -= 2 * DAY
    assert pulls(here, there) == []
    assert shown(here) == 4
    with here.node.store.reading() as reader:
        assert [row.witness for row in reader.cosignatures(LIMITATION, size)] == []
    later(2, here, there)
    here.write(register="escalation")


def test_clocks_two_days_apart_are_told_as_such(pair: Pair) -> None:
    """Between honest nodes 5 minutes refuse nothing; a clock two days off is refused by name, not by a wrong key."""
    here, there = pair
    here.clock.at += timedelta(minutes=4, seconds=50)
    there.write()
    assert pulls(here, there) == []
    here.clock.at += 2 * DAY
    with pytest.raises(PartnerRefused, match="signature-stale"):
        pulls(here, there)


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
