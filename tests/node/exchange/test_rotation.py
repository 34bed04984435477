"""Keys change while partners exchange: overlap, end, and clocks."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rotating import DAY, LIMITATION, Pair, install, later, pulls, rotate, shown, sign_only, sound
from two_places import SAMPLE

from lienvung.core.tlog.merkle import prove_consistency
from lienvung.node.append import Change as RecordChange
from lienvung.node.append import append
from lienvung.node.contact import own_document
from lienvung.node.errors import ClockWentBack
from lienvung.node.exchange.bundle import export_bundle
from lienvung.node.exchange.bundle_import import import_bundle
from lienvung.node.exchange.errors import BundleKeyUnknown, LogKeyEnded, PartnerRefused
from lienvung.node.exchange.http_client import PartnerClient
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.witness import add_checkpoint, format_submission
from lienvung.node.home import load_home
from lienvung.node.keys import load_keys, public_bytes
from lienvung.node.own_keys import KeysChanged, KeysEnded, request_key
from lienvung.node.rotation import discard_ended, own_contact


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
