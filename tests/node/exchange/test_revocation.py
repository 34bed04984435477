"""A key that others may have: what it signed, what its end brings back and what not."""

from dataclasses import replace

import pytest
from rotating import DAY, LIMITATION, Pair, later, pulls, revoke, shown, sign_only, sound
from two_places import ATTRIBUTION, SAMPLE, Place, grant

from lienvung.core.agreement.terms import format_terms, terms_hash
from lienvung.core.register.entry import format_time
from lienvung.node.agreements import accept_agreement, agreements, propose_agreement, standing_agreements
from lienvung.node.contact import approve_offer, offered
from lienvung.node.exchange.errors import LogKeyRevoked
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.exchange.witness import add_checkpoint, format_submission
from lienvung.node.stores.rows import Query


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
